"""
An expression written again: exactly, for the machine that runs it, or wider, as a prefilter.

A prefilter matches wherever the expression does, and more: it has no look-around, and runs over texts as the scanner
writes them (``matching.as_bytes``), in RE2 and in Hyperscan alike.  There each character is one byte, all beyond
Latin-1 are the same one, and a line break within a text is a carriage return, which ends no line.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from firewall.detect.effort import first, last, widths
from firewall.detect.expression import (
    ASCII,
    WORD,
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

LARGEST_BOUND = 16
"""Above it a bound costs a machine more than it saves: what is wider may leave it out, and matches more."""
_OTHER_BYTES = r"\x80-\xff"
_STRANGER = 0xFF
_LINE_FEED, _RETURN = ord("\n"), ord("\r")
_LINE_BREAK = rf"\x{_RETURN:02x}"
_OTHERS = f"{chr(0x80)}-{chr(0x10FFFF)}"
_UPPER = frozenset(range(ord("A"), ord("Z") + 1))


def exact(node: Node, *, groups: bool = False) -> str:
    """
    Return the expression for texts, with its groups where it refers to them.

    What it means does not depend on flags.  RE2 reads it where it does not look around.
    """
    return f"(?m){_Exact(groups=groups).write(node)}"


def labelled(behind: Node, value: Node) -> str:
    """Return an RE2 expression whose only group is ``value``, straight after ``behind``."""
    return f"(?m){_Exact(groups=False).write(behind)}({_Exact(groups=False).write(value)})"


def wide(node: Node) -> str:
    """Return an RE2 expression for texts that matches at least wherever the expression does, from the same place."""
    return f"(?m){_Wide().write(node)}"


def prefilter(node: Node) -> str:
    """
    Return the prefilter, to be read without regard to case.

    Empty where the expression can match no character at all.
    """
    return _Bytes().write(node) if widths(node)[0] else ""


class _Wide:
    """Parts without what no linear machine can look at."""

    def write(self, node: Node) -> str:  # noqa: PLR0911 - one a kind of part
        match node:
            case Chars():
                return _of(node)
            case Sequence(parts):
                return "".join(map(self.write, parts))
            case Choice(branches):
                return _group(map(self.write, branches))
            case Group():
                return self.group(node)
            case Repeat():
                return self.repeat(node)
            case Look():
                return self.look(node)
            case Again():
                return self.again(node)
            case Edge():
                return self.edge(node)

    def repeat(self, node: Repeat) -> str:
        body = self.write(node.body)
        if not body or node.most == 0:
            return ""
        body = body if isinstance(node.body, Chars) else f"(?:{body})"
        return body + self.bounds(node)

    def bounds(self, node: Repeat) -> str:
        return _bounds(node.least, _without_large(node.most))

    def group(self, node: Group) -> str:
        return f"(?:{self.write(node.body)})"

    def look(self, _node: Look) -> str:
        return ""

    def again(self, node: Again) -> str:
        return f"(?:{self.write(node.body)})"

    def edge(self, _node: Edge) -> str:
        return ""


class _Exact(_Wide):
    """Parts as they are."""

    def __init__(self, *, groups: bool) -> None:
        self._groups = groups

    def group(self, node: Group) -> str:
        return f"({self.write(node.body)})" if self._groups else super().group(node)

    def bounds(self, node: Repeat) -> str:
        return _bounds(node.least, node.most)

    def repeat(self, node: Repeat) -> str:
        written = super().repeat(node)
        return f"{written}?" if written and node.is_lazy else written

    def look(self, node: Look) -> str:
        return f"(?{'' if node.ahead else '<'}{'=' if node.wanted else '!'}{self.write(node.body)})"

    def again(self, node: Again) -> str:
        return rf"(?:\{node.number})"

    def edge(self, node: Edge) -> str:
        return r"\Z" if node is Edge.TEXT_END and self._groups else node.value


class _Bytes(_Wide):
    """
    A prefilter, from the outside in: what stands at its ends may be told by one byte more.

    A place between two bytes cannot be asked for; that the byte before it is no digit can.
    """

    def write(self, node: Node, *, starts: bool = True, ends: bool = True) -> str:  # noqa: PLR0911 - as above
        match node:
            case Chars():
                return _of_bytes(node)
            case Sequence(parts):
                return self._sequence(parts, starts=starts, ends=ends)
            case Choice(branches):
                return _group(self.write(branch, starts=starts, ends=ends) for branch in branches)
            case Group(_, body):
                return f"(?:{self.write(body, starts=starts, ends=ends)})"
            case Repeat():
                return self._repeated(node, at_end=starts or ends)
            case Again(_, body):
                return f"(?:{self.write(body, starts=False, ends=False)})"
            case Look() | Edge():
                return ""

    def _sequence(self, parts: tuple[Node, ...], *, starts: bool, ends: bool) -> str:
        taking = [index for index, part in enumerate(parts) if not isinstance(part, Look | Edge)]
        if not taking:
            return ""
        head, tail = parts[: taking[0]], parts[taking[-1] + 1 :]
        left = _left(head, parts[taking[0]]) if starts else ""
        right = _right(tail, parts[taking[-1]]) if ends else ""
        written = [
            self.write(
                parts[index],
                starts=starts and not left and index == taking[0],
                ends=ends and not right and index == taking[-1],
            )
            for index in taking
        ]
        return left + "".join(written) + right

    def _repeated(self, node: Repeat, *, at_end: bool) -> str:
        """Repeat a part.  Where nothing is asked of what stands outside, the least is enough."""
        inner = self.write(node.body, starts=False, ends=False)
        if not inner or node.most == 0:
            return ""
        body = inner if isinstance(node.body, Chars) else f"(?:{inner})"
        if at_end:
            return body + _bounds(node.least, node.least) if node.least else ""
        return body + self.bounds(node)


def _left(head: Iterable[Node], taking: Node) -> str:
    """Return what must stand before the first character, as bytes."""
    for part in head:
        match part:
            case Look(body, ahead=False, wanted=True) if widths(body)[0]:
                return _Bytes().write(body, starts=True, ends=False)
            case Look(Chars() as chars, ahead=False, wanted=False):
                return f"(?:^|{_not_byte(chars)})"
            case Edge.WORD if _is_word(first(taking), taking):
                return f"(?:^|{_not_byte(Chars(WORD))})"
            case Edge.LINE_START:
                return f"(?:^|{_LINE_BREAK})"
            case Edge.TEXT_START:
                return "^"
            case _:
                continue
    return ""


def _right(tail: Iterable[Node], taking: Node) -> str:
    for part in tail:
        match part:
            case Look(Chars() as chars, ahead=True, wanted=False):
                return f"(?:$|{_not_byte(chars)})"
            case Edge.WORD if _is_word(last(taking), taking):
                return f"(?:$|{_not_byte(Chars(WORD))})"
            case Edge.LINE_END:
                return f"(?:$|{_LINE_BREAK})"
            case Edge.TEXT_END:
                return "$"
            case _:
                continue
    return ""


def _is_word(chars: Chars, node: Node) -> bool:
    return widths(node)[0] > 0 and chars.ascii <= WORD and not chars.others and not chars.any_other


def _without_large(most: int | None) -> int | None:
    return None if most is None or most > LARGEST_BOUND else most


def _bounds(least: int, most: int | None) -> str:
    match least, most:
        case 1, 1:
            return ""
        case 0, 1:
            return "?"
        case 0, None:
            return "*"
        case 1, None:
            return "+"
        case _ if least == most:
            return f"{{{least}}}"
        case _:
            return f"{{{least},{'' if most is None else most}}}"


def _group(branches: Iterable[str]) -> str:
    return f"(?:{'|'.join(branches)})"


def _of(chars: Chars) -> str:
    others = _OTHERS if chars.any_other else "".join(map(chr, sorted(chars.others)))
    if len(chars.ascii) == 1 and not others:
        return _plain(next(iter(chars.ascii)))
    if not chars.ascii and not others:
        return _NOTHING
    return f"[{_ranges(chars.ascii)}{others}]"


# A class in which nothing is: `[^...]` of everything is no expression to some machines.
_NOTHING = r"[^\x00-\x7f" + _OTHERS + "]"
_ANY_BYTE = r"[\x00-\xff]"


def _of_bytes(chars: Chars) -> str:
    # Case does not count in a prefilter.
    codes = {code + 32 if code in _UPPER else code for code in chars.ascii}
    if _LINE_FEED in codes:
        codes.add(_RETURN)
    if chars.any_other:
        return f"[{_ranges(codes)}{_OTHER_BYTES}]"
    codes.update(min(code, _STRANGER) for code in chars.others)
    if not codes:
        return _NOTHING
    return _plain(next(iter(codes))) if len(codes) == 1 else f"[{_ranges(codes)}]"


def _not_byte(chars: Chars) -> str:
    """Return what any character outside of the set can be written as: no more is left out than surely is in it."""
    codes = {code for code in chars.ascii - _UPPER if ord(chr(code).upper()) in chars.ascii}
    if _LINE_FEED not in codes:
        codes.discard(_RETURN)
    if not codes and not chars.any_other:
        return _ANY_BYTE
    return f"[^{_ranges(codes)}{_OTHER_BYTES if chars.any_other else ''}]"


def _ranges(codes: Iterable[int]) -> str:
    ordered = sorted(codes)
    starts = [code for before, code in pairwise([-2, *ordered]) if code != before + 1]
    stops = [code for code, after in pairwise([*ordered, 1000]) if after != code + 1]
    return "".join(
        _plain(low) if low == high else f"{_plain(low)}-{_plain(high)}"
        for low, high in zip(starts, stops, strict=True)
    )


def _plain(code: int) -> str:
    return chr(code) if code in ASCII and (chr(code).isalnum() or code in _SAFE) else rf"\x{code:02x}"


_SAFE = frozenset(map(ord, " _@,:;/<>%=!\"'~`"))
