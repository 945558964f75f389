"""A machine that goes back, written for tests: it counts its steps, and shows every end that it tries."""

from firewall.detect.effort import inside, widths
from firewall.detect.expression import Again, Chars, Choice, Edge, Group, Look, Repeat, Sequence


class Steps:
    """How often a character was looked at."""

    def __init__(self, most=10_000_000):
        self.taken = 0
        self._most = most

    def take(self):
        self.taken += 1
        if self.taken > self._most:
            raise RecursionError("too many steps")


def ends(node, text, at, steps, groups):  # noqa: C901, PLR0912  # one branch a kind of part
    """Yield, in the order of a backtracking machine, where a match of ``node`` from ``at`` may end."""
    match node:
        case Chars():
            steps.take()
            if at < len(text) and is_in(node, text[at]):
                yield at + 1
        case Edge():
            steps.take()
            if holds(node, text, at):
                yield at
        case Look(body, ahead, wanted):
            found = (
                any(True for _ in ends(body, text, at, steps, groups))
                if ahead
                else behind(body, text, at, steps, groups)
            )
            if found == wanted:
                yield at
        case Group(number, body):
            for end in ends(body, text, at, steps, groups):
                before = groups.get(number)
                groups[number] = text[at:end]
                yield end
                groups[number] = before
        case Again(number):
            steps.take()
            taken = groups.get(number)
            if taken is not None and text.startswith(taken, at):
                yield at + len(taken)
        case Choice(branches):
            for branch in branches:
                yield from ends(branch, text, at, steps, groups)
        case Sequence(parts):
            yield from sequence(parts, text, at, steps, groups)
        case Repeat():
            yield from repeat(node, 0, text, at, steps, groups)


def sequence(parts, text, at, steps, groups):
    if not parts:
        yield at
        return
    for end in ends(parts[0], text, at, steps, groups):
        yield from sequence(parts[1:], text, end, steps, groups)


def repeat(node, done, text, at, steps, groups):  # noqa: PLR0917  # what the other kinds take, and how often
    if node.is_lazy and done >= node.least:
        yield at
    if node.most is None or done < node.most:
        for end in ends(node.body, text, at, steps, groups):
            if end > at or done < node.least:
                yield from repeat(node, done + 1, text, end, steps, groups)
    if not node.is_lazy and done >= node.least:
        yield at


def behind(body, text, at, steps, groups):
    return any(at in ends(body, text, start, steps, groups) for start in range(at, -1, -1))


def is_in(chars, char):
    return ord(char) in chars.ascii or ord(char) in chars.others or (chars.any_other and not char.isascii())


def holds(edge, text, at):
    before, after = text[at - 1 : at] if at else "", text[at : at + 1]
    match edge:
        case Edge.LINE_START:
            return before in {"", "\n"}
        case Edge.LINE_END:
            return after in {"", "\n"}
        case Edge.TEXT_START:
            return before == ""
        case Edge.TEXT_END:
            return after == ""
        case Edge.WORD:
            return is_word(before) != is_word(after)
        case Edge.NOT_WORD:
            return is_word(before) == is_word(after)


def is_word(char):
    return char.isascii() and (char.isalnum() or char == "_")


def find_all(node, text, steps=None):
    """Return the places of all matches, one after the other, and none that is empty."""
    steps = steps or Steps()
    at, found = 0, []
    while at <= len(text):
        end = next(ends(node, text, at, steps, {}), None)
        if end is not None and end > at:
            found.append((at, end))
        at = end if end is not None and end > at else at + 1
    return found


def is_clear(node):
    """Whether all machines agree: they differ in what comes after a match of nothing, and in repeating nothing."""
    return bool(widths(node)[0]) and not repeats_nothing(node)


def repeats_nothing(node):
    if isinstance(node, Repeat) and not widths(node.body)[0]:
        return True
    return any(map(repeats_nothing, inside(node)))
