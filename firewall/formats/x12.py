"""
X12 interchanges (834, 270, 271 ...): one interchange a body, with its groups and transaction sets.

An interchange reads into a list of segments, each an object by the names that the standard gives its elements:
``/*/NM103`` is a family name.  A composite element is an object by numbers, one that repeats a list.  Neither
the delimiters (ISA11, ISA16) nor the ends of envelopes (SE, GE, IEA) are in the tree: they hold counts and
numbers of what stands before, and are written anew from what is left.

The same: the same segments in the same order, the same text in each element, in envelopes with the right counts.
Delimiters are ours, and such as stand in no text; line ends between segments, empty elements at the end of
one, and segments without a value are not kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from firewall.formats import as_json
from firewall.formats.base import Limits, Unreadable, check_size, decode_utf8
from firewall.formats.cells import text_of
from firewall.formats.positions import joined, number_of, numbered, placed
from firewall.formats.text import check_controls

if TYPE_CHECKING:
    from firewall.model import Tree

_ISA_WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
_ISA_LENGTH = 105
_REPEATS, _COMPOSES = 11, 16
"""ISA elements that are delimiters."""
_VERSION, _CONTROL = 12, 13
_NO_REPETITION = "U"
"""What ISA11 says in versions before 00402, where nothing repeats."""
_FIRST_WITH_REPETITION = "00402"

_NAME = re.compile(r"([A-Z][A-Z0-9]{1,2})([0-9]{2})")
_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{1,2}")
_MARK = re.compile(r"[!-/:-@\[-`{-~]")
_BINARY = frozenset({"BIN", "BDS"})
_ENDS = frozenset({"SE", "GE", "IEA"})
_LINE_ENDS = ("\r\n", "\n")

_CANDIDATES = ("*|!", "^`_", ":>;", "~'")
"""Element, repetition, component, segment: the usual one, and others where it stands in a text."""


class Marks(NamedTuple):
    element: str
    repetition: str
    component: str
    segment: str


@dataclass(frozen=True, slots=True)
class X12:
    media_type: str = "application/edi-x12"

    def parse(self, body: bytes, limits: Limits) -> Tree:
        check_size(body, limits)
        text = decode_utf8(body)
        check_controls(text)
        marks = _marks(text)
        if sum(text.count(mark) for mark in marks if mark) >= limits.fields:
            raise Unreadable("too-many-fields")
        return _Interchange(marks).read(_split(text, marks.segment))

    def write(self, tree: Tree) -> bytes:
        if not isinstance(tree, list):
            raise Unreadable("not-x12")
        segments = [_named(segment) for segment in tree if segment != {}]
        return _Writing(segments).whole().encode()

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return as_json.spelt(name) if _NAME.fullmatch(name) else ()  # a bare number says nothing

    def exposed(self, body: bytes, limits: Limits) -> bytes:
        return as_json.exposed(self.parse(body, limits))


# ---- reading


def _marks(text: str) -> Marks:
    """Returns the delimiters, which stand at fixed places of the first segment."""
    head, element = text[:_ISA_LENGTH], text[3:4]
    parts = head.split(element) if element else []
    if not parts or parts[0] != "ISA" or tuple(map(len, parts[1:])) != _ISA_WIDTHS:
        raise Unreadable("not-x12")
    repetition = "" if parts[_REPEATS] == _NO_REPETITION else parts[_REPEATS]
    marks = Marks(element, repetition, parts[_COMPOSES], text[_ISA_LENGTH : _ISA_LENGTH + 1])
    said = [mark for mark in marks if mark]
    if len(set(said)) != len(said) or not all(map(_MARK.fullmatch, said)) or not marks.segment:
        raise Unreadable("not-x12")
    return marks


def _split(text: str, end: str) -> list[str]:
    """Returns the segments.  A line end behind each of them says nothing; anywhere else it is refused."""
    line = next((each for each in _LINE_ENDS if text[_ISA_LENGTH + 1 :].startswith(each)), "")
    segments = text.removesuffix(line).removesuffix(end).split(end + line)
    if not text.removesuffix(line).endswith(end) or any(
        set(segment) & {end, "\r", "\n"} for segment in segments
    ):
        raise Unreadable("not-x12")
    return segments


class _Interchange:
    """Reads segments in order, and keeps account of the envelopes."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._open: list[tuple[str, str]] = []
        self._sets = self._groups = self._begun = 0

    def read(self, segments: list[str]) -> Tree:
        """Raises :class:`Unreadable`."""
        found: list[Tree] = []
        for number, segment in enumerate(segments):
            name, *elements = segment.split(self._marks.element)
            if not _SEGMENT.fullmatch(name):
                raise Unreadable("not-x12")
            if name in _BINARY:
                raise Unreadable("binary-value")
            if name in _ENDS:
                self._close(name, elements, number)
            else:
                self._enter(name, elements, number)
                found.append(self._read(name, elements))
        if self._open or segments[-1].partition(self._marks.element)[0] != "IEA":
            raise Unreadable("x12-envelope")
        return found

    def _enter(self, name: str, elements: list[str], number: int) -> None:
        within = [opened for opened, _ in self._open]
        if (name == "ISA") != (number == 0):
            raise Unreadable("x12-envelope")
        wanted = {"ISA": [], "GS": ["IEA"], "ST": ["IEA", "GE"]}.get(name, ["IEA", "GE", "SE"])
        if within != wanted:
            raise Unreadable("x12-envelope")
        if name == "ISA":
            self._open.append(("IEA", elements[_CONTROL - 1]))
        elif name == "GS":
            self._groups, self._sets = self._groups + 1, 0
            self._open.append(("GE", _element(elements, 6)))
        elif name == "ST":
            self._sets, self._begun = self._sets + 1, number
            self._open.append(("SE", _element(elements, 2)))

    def _close(self, name: str, elements: list[str], number: int) -> None:
        count = {"SE": number - self._begun + 1, "GE": self._sets, "IEA": self._groups}[name]
        if not self._open or self._open.pop() != (name, _element(elements, 2)):
            raise Unreadable("x12-envelope")
        told = _element(elements, 1)
        if len(elements) != 2 or not (told.isascii() and told.isdecimal()) or told.lstrip("0") != str(count):  # noqa: PLR2004  # a count and a number
            raise Unreadable("x12-envelope")

    def _read(self, name: str, elements: list[str]) -> dict[str, Tree]:
        if name == "ISA":
            texts = {
                n: text.rstrip(" ") for n, text in enumerate(elements, 1) if n not in {_REPEATS, _COMPOSES}
            }
            return {f"ISA{number:02d}": text for number, text in texts.items() if text}
        if len(elements) > 99:  # noqa: PLR2004  # two digits
            raise Unreadable("not-x12")
        read = {f"{name}{number:02d}": self._value(text) for number, text in enumerate(elements, 1) if text}
        return {place: value for place, value in read.items() if value != {}}

    def _value(self, text: str) -> Tree:
        if not self._marks.repetition or self._marks.repetition not in text:
            return self._composite(text)
        return [self._composite(each) for each in text.split(self._marks.repetition)]

    def _composite(self, text: str) -> Tree:
        if self._marks.component not in text:
            return text
        return numbered(text.split(self._marks.component), str)


def _element(elements: list[str], number: int) -> str:
    return elements[number - 1] if len(elements) >= number else ""


# ---- writing


def _named(segment: Tree) -> tuple[str, dict[int, Tree]]:
    if not isinstance(segment, dict):
        raise Unreadable("not-x12")
    names = [_NAME.fullmatch(name) for name in segment]
    found = {name[1] for name in names if name is not None}
    if None in names or len(found) != 1:
        raise Unreadable("not-x12")
    return found.pop(), {number_of(name[-2:]): value for name, value in segment.items()}


class _Writing:
    def __init__(self, segments: list[tuple[str, dict[int, Tree]]]) -> None:
        if (
            not segments
            or segments[0][0] != "ISA"
            or any(name == "ISA" or name in _ENDS for name, _ in segments[1:])
        ):
            raise Unreadable("x12-envelope")
        self._head, self._segments = segments[0][1], segments[1:]
        texts = "".join(_texts([value for _, elements in segments for value in elements.values()]))
        self._marks = Marks(*(_free(candidates, texts) for candidates in _CANDIDATES))
        self._can_repeat = text_of(self._head.get(_VERSION, _FIRST_WITH_REPETITION)) >= _FIRST_WITH_REPETITION
        self._lines: list[str] = []

    def whole(self) -> str:
        """Raises :class:`Unreadable`."""
        self._lines.append(self._isa())
        groups = _parted(self._segments, "GS")
        for group in groups:
            self._group(group)
        self._line("IEA", [str(len(groups)), self._control()])
        return "".join(line + self._marks.segment for line in self._lines)

    def _group(self, group: list[tuple[str, dict[int, Tree]]]) -> None:
        self._segment(*group[0])
        sets = _parted(group[1:], "ST")
        for each in sets:
            for segment in each:
                self._segment(*segment)
            self._line("SE", [str(len(each) + 1), text_of(each[0][1].get(2))])
        self._line("GE", [str(len(sets)), text_of(group[0][1].get(6))])

    def _isa(self) -> str:
        out = []
        for number, width in enumerate(_ISA_WIDTHS, 1):
            text = text_of(self._head.get(number))
            if number == _REPEATS:
                text = self._marks.repetition if self._can_repeat else _NO_REPETITION
            elif number == _COMPOSES:
                text = self._marks.component
            elif number == _CONTROL:
                text = self._control()
            if len(text) > width:
                raise Unreadable("not-x12")
            out.append(text.ljust(width))
        return self._marks.element.join(["ISA", *out])

    def _control(self) -> str:
        return text_of(self._head.get(_CONTROL)).rjust(_ISA_WIDTHS[_CONTROL - 1], "0")

    def _segment(self, name: str, elements: dict[int, Tree]) -> None:
        self._line(name, placed({number: self._element(value) for number, value in elements.items()}))

    def _line(self, name: str, elements: list[str]) -> None:
        self._lines.append(self._marks.element.join([name, *elements]).rstrip(self._marks.element))

    def _element(self, value: Tree) -> str:
        repeated = value if isinstance(value, list) else [value]
        if len(repeated) > 1 and not self._can_repeat:
            raise Unreadable("not-x12")
        return self._marks.repetition.join(joined(each, self._marks.component, str) for each in repeated)


def _parted(
    segments: list[tuple[str, dict[int, Tree]]], name: str
) -> list[list[tuple[str, dict[int, Tree]]]]:
    """Returns runs of segments, each of which begins with one of this name."""
    parts: list[list[tuple[str, dict[int, Tree]]]] = []
    for segment in segments:
        if segment[0] == name:
            parts.append([])
        if not parts:
            raise Unreadable("x12-envelope")  # what opens it does not leave: declare it, or nothing can
        parts[-1].append(segment)
    return parts


def _texts(values: list[Tree]) -> list[str]:
    texts = []
    for value in values:
        if isinstance(value, list):
            texts += _texts(value)
        elif isinstance(value, dict):
            texts += _texts(list(value.values()))
        else:
            texts.append(text_of(value))
    return texts


def _free(candidates: str, texts: str) -> str:
    """Returns a delimiter that stands in no text: X12 has no escapes."""
    if "\r" in texts or "\n" in texts:
        raise Unreadable("not-x12")
    for mark in candidates:
        if mark not in texts:
            return mark
    raise Unreadable("not-x12")
