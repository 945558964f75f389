"""
What an expression can cost at worst: how long a match may be, and in how many ways a part of it may be tried.

A machine that goes back to try again (Python's, and Presidio's) takes a step for each way; RE2 takes none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from firewall.detect.expression import (
    DIGITS,
    EVERY,
    Again,
    Chars,
    Choice,
    Edge,
    Group,
    Look,
    Node,
    Repeat,
    Sequence,
)

MOST_REPEATS = 32
"""What ``*`` and ``+`` mean where an expression looks around itself, and so cannot be run by RE2."""

_MANY = 10**12
_ENOUGH = 40  # two to its power are as good as infinitely many


def inside(node: Node) -> tuple[Node, ...]:
    """Return the parts that a part is made of."""
    match node:
        case Sequence(parts) | Choice(parts):
            return parts
        case Repeat() | Group() | Look():
            return (node.body,)
        case Chars() | Again() | Edge():
            return ()


def looks_around(node: Node) -> bool:
    """Tell whether it has look-around or back-references, which no machine runs in linear time."""
    return isinstance(node, Look | Again) or any(map(looks_around, inside(node)))


def is_unbounded(node: Node) -> bool:
    return (isinstance(node, Repeat) and node.most is None) or any(map(is_unbounded, inside(node)))


def bounded(node: Node) -> Node:
    """Return the same with an upper bound to every repeat."""
    match node:
        case Sequence(parts):
            return Sequence(tuple(map(bounded, parts)))
        case Choice(branches):
            return Choice(tuple(map(bounded, branches)))
        case Repeat(body, least, most):
            return replace(node, body=bounded(body), most=max(least, MOST_REPEATS) if most is None else most)
        case Group() | Look() | Again():
            return replace(node, body=bounded(node.body))
        case Chars() | Edge():
            return node


def widths(node: Node) -> tuple[int, int]:
    """Return how many characters a match has at least and at most (a very large number where unbounded)."""
    match node:
        case Chars():
            return 1, 1
        case Look() | Edge():
            return 0, 0
        case Group(_, body) | Again(_, body):
            return widths(body)
        case Sequence(parts):
            each = [widths(part) for part in parts]
            return sum(least for least, _ in each), min(_MANY, sum(most for _, most in each))
        case Choice(branches):
            each = [widths(branch) for branch in branches]
            return min(least for least, _ in each), max(most for _, most in each)
        case Repeat(body, least, most):
            shortest, longest = widths(body)
            return shortest * least, min(_MANY, longest * (_MANY if most is None else most))


def seen_around(node: Node) -> int:
    """Return how far beyond its match an expression may look at most."""
    own = widths(node.body)[1] if isinstance(node, Look) else isinstance(node, Edge)
    return max([int(own), *map(seen_around, inside(node))])


def digit_within(node: Node) -> int:
    """
    Return within how many characters from its beginning a match has a digit, as a look ahead demands; 0 if none does.

    Words that could be a number but for their digits are most of any text.
    """
    for part in node.parts if isinstance(node, Sequence) else (node,):
        if isinstance(part, Look) and part.ahead and part.wanted and _ends_in_a_digit(part.body):
            return widths(part.body)[1]
        if widths(part)[1]:
            return 0
    return 0


def _ends_in_a_digit(node: Node) -> bool:
    end = node.parts[-1] if isinstance(node, Sequence) and node.parts else node
    return isinstance(end, Chars) and end.ascii <= DIGITS and not end.others and not end.any_other


def first(node: Node) -> Chars:
    """Return the characters with which a match may begin."""
    match node:
        case Chars():
            return node
        case Look() | Edge():
            return Chars()
        case Group(_, body) | Again(_, body):
            return first(body)
        case Repeat(body, _, most):
            return Chars() if most == 0 else first(body)
        case Choice(branches):
            return _any_of(map(first, branches))
        case Sequence(parts):
            return _any_of(first(part) for part in _until_taken(parts))


def last(node: Node) -> Chars:
    """Return the characters with which a match may end."""
    match node:
        case Sequence(parts):
            return _any_of(last(part) for part in _until_taken(reversed(parts)))
        case Choice(branches):
            return _any_of(map(last, branches))
        case Group(_, body) | Again(_, body):
            return last(body)
        case Repeat(body, _, most):
            return Chars() if most == 0 else last(body)
        case Chars() | Look() | Edge():
            return first(node)


def _until_taken(parts: Iterable[Node]) -> Iterable[Node]:
    """Give parts up to the first that takes at least one character."""
    for part in parts:
        yield part
        if widths(part)[0]:
            return


def _any_of(sets: Iterable[Chars]) -> Chars:
    found = Chars()
    for one in sets:
        found |= one
    return found


def ways(node: Node) -> int:
    """Return an upper bound of the ways in which a match from one place may be tried."""
    return min(_MANY, _ways(node, Chars()))


def _ways(node: Node, after: Chars) -> int:
    """``after`` is with what the text must go on, for what stands behind to match; EVERY where it may fail."""
    match node:
        case Chars() | Again() | Edge():
            return 1
        case Group(_, body):
            return _ways(body, after)
        case Look(body):
            return _ways(body, EVERY)
        case Sequence(parts):
            return _ways_of_sequence(parts, after)
        case Choice(branches):
            return _ways_of_choice(branches, after)
        case Repeat():
            return _ways_of_repeat(node, after)


def _ways_of_sequence(parts: tuple[Node, ...], after: Chars) -> int:
    """A look is tried once for each way of what stands before it, and then never again."""
    so_far, looks = 1, 0
    for index, part in enumerate(parts):
        each = _ways(part, _after(parts[index + 1 :], after))
        if isinstance(part, Look):
            looks += so_far * each
        else:
            so_far = min(_MANY, so_far * each)
    return so_far + looks


def _after(rest: tuple[Node, ...], after: Chars) -> Chars:
    # A boundary or a look behind a repeat may fail at each of its ends.
    if rest and isinstance(rest[0], Edge | Look):
        return EVERY
    found = Sequence(rest)
    return first(found) if widths(found)[0] else first(found) | after


def _ways_of_choice(branches: tuple[Node, ...], after: Chars) -> int:
    each = [_ways(branch, after) for branch in branches]
    starts = [first(branch) if widths(branch)[0] else EVERY for branch in branches]
    overlap = any(one.meets(two) for index, one in enumerate(starts) for two in starts[:index])
    return sum(each) if overlap else max(each)


def _ways_of_repeat(node: Repeat, after: Chars) -> int:
    start = first(node.body)
    once = _ways(node.body, start | after)
    most = min(_MANY, node.least + _MANY if node.most is None else node.most)
    if once == 1 and widths(node.body)[0]:
        # Each time in one way: what is left open is how often.
        return most - node.least + 1 if start.meets(after) else 1
    return _MANY if node.least > _ENOUGH else _sum_of_powers(max(once, 2), node.least, min(most, _ENOUGH))


def _sum_of_powers(base: int, least: int, most: int) -> int:
    total, power = 0, 1
    for count in range(most + 1):
        total += power if count >= least else 0
        power = min(_MANY, power * base)
    return min(_MANY, total)
