"""
HL7 version 2 messages: segments, fields, repetitions, components and subcomponents, one message a body.

A message reads into a list of segments, each an object by the names that the standard gives its fields:
``/*/PID-5/1`` is the family name.  A field has its components below it, numbered from 1, and a component that has
subcomponents those; a field that repeats is a list.  The delimiters are in no tree: they are written the usual way.

The same: the same segments in the same order, the same text in each place.  Delimiters at the end of a field or
segment, and segments without a value, say nothing and are not kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firewall.formats import as_json
from firewall.formats.base import Limits, Unreadable, check_size, decode_utf8
from firewall.formats.positions import joined, number_of, numbered, placed
from firewall.formats.text import check_controls
from firewall.ordered import Numbered

if TYPE_CHECKING:
    from firewall.model import Tree

_FIELD, _COMPONENT, _REPETITION, _ESCAPE, _SUBCOMPONENT = "|^~\\&"
_HEAD = "MSH|^~\\&"
_END = "\r"

_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{2}")
_NAME = re.compile(r"([A-Z][A-Z0-9]{2})-([1-9][0-9]{0,2})")
_DELIMITERS = re.compile(r"[!-/:-@\[-`{-~]{5}")
_NOT_ALONE = frozenset({"MSH", "FHS", "BHS", "BTS", "FTS"})
"""Beginnings and ends of further messages: one body is one message."""

_LINE_BREAK = ".br"
_MEANS = {"F": 0, "S": 1, "R": 2, "E": 3, "T": 4}
"""Escapes, and which delimiter each stands for.  Those for bytes and for looks are Unreadable."""
_WRITTEN = {
    _FIELD: "\\F\\",
    _COMPONENT: "\\S\\",
    _REPETITION: "\\R\\",
    _ESCAPE: "\\E\\",
    _SUBCOMPONENT: "\\T\\",
    "\n": "\\.br\\",
}
_TO_ESCAPE = re.compile(r"[|^~\\&\n]")

_CHARSET = 18
_CHARSETS = frozenset({"", "ASCII", "UNICODE UTF-8"})


@dataclass(frozen=True, slots=True)
class Hl7:
    """One row of the table of types; there are several names for it."""

    media_type: str = "application/hl7-v2"

    def parse(self, body: bytes, limits: Limits) -> Tree:
        check_size(body, limits)
        text = decode_utf8(body)
        check_controls(text)
        if max(text.count("\r"), text.count("\n")) >= limits.fields:
            raise Unreadable("too-many-fields")
        lines = _lines(text)
        delimiters = _delimiters(lines[0])
        if sum(text.count(mark) for mark in (*delimiters, _END)) >= limits.fields:
            raise Unreadable("too-many-fields")
        message = _Message(delimiters)
        segments = [message.head(lines[0]), *map(message.segment, lines[1:])]
        _check_charset(segments[0], text)
        return list(segments)

    def write(self, tree: Tree) -> bytes:
        if not isinstance(tree, list):
            raise Unreadable("not-hl7")
        lines = [_line(segment) for segment in tree if segment != {}]
        if not lines or not lines[0].startswith(_HEAD):
            lines.insert(0, _HEAD)
        if any(line.startswith("MSH") for line in lines[1:]):
            raise Unreadable("not-hl7")
        return "".join(line + _END for line in lines).encode()

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return as_json.spelt(name) if _NAME.fullmatch(name) else ()  # a bare number says nothing

    def exposed(self, body: bytes, limits: Limits) -> bytes:
        return as_json.exposed(self.parse(body, limits))


def _lines(text: str) -> list[str]:
    """Segments end with a carriage return; files that were edited have other line ends, but one kind of them."""
    end = "\r\n" if "\r\n" in text else "\n" if "\n" in text else _END
    lines = text.removesuffix(end).split(end)
    if any("\r" in line or "\n" in line for line in lines):
        raise Unreadable("line-ends")
    return lines


def _delimiters(head: str) -> str:
    """Returns field, component, repetition, escape and subcomponent delimiter, as MSH-1 and MSH-2 have them."""
    found = head[3:8]
    if not head.startswith("MSH") or not _DELIMITERS.fullmatch(found) or len(set(found)) != len(found):
        raise Unreadable("not-hl7")
    if head[8:9] not in {found[0], ""}:
        raise Unreadable("not-hl7")  # a delimiter for truncation, which says that something is missing
    return found


class _Message:
    def __init__(self, delimiters: str) -> None:
        self._field, self._component, self._repetition, escape, self._subcomponent = tuple(delimiters)
        self._delimiters = delimiters
        self._escape = escape
        self._escaped = re.compile(rf"{re.escape(escape)}([^{re.escape(escape)}]*)({re.escape(escape)}?)")

    def head(self, line: str) -> dict[str, Tree]:
        return self._fields("MSH", line[9:].split(self._field), 3)

    def segment(self, line: str) -> dict[str, Tree]:
        name, *fields = line.split(self._field)
        if not _SEGMENT.fullmatch(name) or name in _NOT_ALONE:
            raise Unreadable("not-hl7")
        return self._fields(name, fields, 1)

    def _fields(self, name: str, fields: list[str], first: int) -> dict[str, Tree]:
        read = {f"{name}-{number}": self._value(text) for number, text in enumerate(fields, first) if text}
        return {place: value for place, value in read.items() if value != {}}

    def _value(self, text: str) -> Tree:
        repeated: list[Tree] = [self._components(each) for each in text.split(self._repetition)]
        return repeated[0] if len(repeated) == 1 else repeated

    def _components(self, text: str) -> dict[str, Tree]:
        found = numbered(text.split(self._component), self._subcomponents)
        return Numbered((number, value) for number, value in found.items() if value != {})

    def _subcomponents(self, text: str) -> Tree:
        if self._subcomponent not in text:
            return self._text(text)
        return numbered(text.split(self._subcomponent), self._text)

    def _text(self, text: str) -> str:
        return self._escaped.sub(self._meant, text) if self._escape in text else text

    def _meant(self, found: re.Match[str]) -> str:
        word, end = found.groups()
        if end and word == _LINE_BREAK:
            return "\n"
        if not end or word not in _MEANS:
            raise Unreadable("hl7-escape")
        return self._delimiters[_MEANS[word]]


def _check_charset(head: dict[str, Tree], text: str) -> None:
    value = head.get(f"MSH-{_CHARSET}", {})
    told = value.get("1", "") if isinstance(value, dict) else None
    if told not in _CHARSETS or (told == "ASCII" and not text.isascii()):
        raise Unreadable("charset")


def _line(segment: Tree) -> str:
    if not isinstance(segment, dict):
        raise Unreadable("not-hl7")
    names = [_NAME.fullmatch(name) for name in segment]
    found = {name[1] for name in names if name is not None}
    if None in names or len(found) != 1:
        raise Unreadable("not-hl7")
    fields = {number_of(name.partition("-")[2]): _field(value) for name, value in segment.items()}
    (segment_name,) = found
    if segment_name != "MSH":
        return _FIELD.join([segment_name, *placed(fields)]).rstrip(_FIELD)
    if min(fields) < 3:  # noqa: PLR2004  # MSH-1 and MSH-2 are the delimiters
        raise Unreadable("not-hl7")
    return _FIELD.join([_HEAD, *placed(fields)[2:]])


def _field(value: Tree) -> str:
    repeated = value if isinstance(value, list) else [value]
    return _REPETITION.join(joined(each, _COMPONENT + _SUBCOMPONENT, _escaped) for each in repeated)


def _escaped(text: str) -> str:
    if "\r" in text:
        raise Unreadable("not-hl7")
    return _TO_ESCAPE.sub(lambda found: _WRITTEN[found[0]], text)
