"""
A list of any length inside of a JSON object: ``{"meta": {}, "items": [...], "next": "..."}``, an item at a time.

What stands around the list is kept until the end, so it is no longer than a record may be.  The text before the list
and the text behind it are read by the strict parser as one document, in which the list is empty: nothing is read in
another way than it is where the whole answer is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firewall.formats.arrays import IN_STRING, ArrayWriter, ItemReader
from firewall.formats.base import Limits, Unreadable
from firewall.formats.json import Json
from firewall.formats.jsonlines import check_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from firewall.model import Path, Tree

_JSON = Json("application/json")
_MARK = re.compile(rb'["{}\[\]:]')


def placed(records: Sequence[Tree], place: Path, around: Tree = None) -> Tree:
    """Return ``records`` as the list at ``place``, in what stands ``around`` it."""
    if not place:
        return list(records)
    others = around if isinstance(around, dict) else {}
    return {**others, place[0]: placed(records, place[1:], others.get(place[0]))}


def listed(tree: Tree, place: Path) -> list[Tree] | None:
    """Return what is left of the list at ``place``: nothing, where the way to it is gone; None where it is no list."""
    for step in place:
        tree = tree.get(step, []) if isinstance(tree, dict) else []
    return tree if isinstance(tree, list) else None


def levels(around: Tree, place: Path) -> list[dict[str, Tree]]:
    """Return what stands beside the list on each level of the way to it, from the outermost on."""
    found = []
    for step in place:
        members = around if isinstance(around, dict) else {}
        found.append({name: value for name, value in members.items() if name != step})
        around = members.get(step)
    return found


def added(before: list[dict[str, Tree]], after: list[dict[str, Tree]]) -> list[dict[str, Tree]]:
    """
    Return what stands in ``after`` and not yet in ``before``.

    Where something that has left would by now not leave any more, nothing else of it follows.
    """
    if any(
        level.get(name) != value
        for level, old in zip(after, before, strict=True)
        for name, value in old.items()
    ):
        return [{} for _ in after]
    return [
        {name: value for name, value in level.items() if name not in old}
        for level, old in zip(after, before, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class JsonEnvelope:
    media_type: str
    place: Path
    splits: bool = False

    @property
    def format(self) -> Json:
        return _JSON

    def reader(self, limits: Limits) -> EnvelopeReader:
        return EnvelopeReader(self.place, limits)

    def writer(self) -> EnvelopeWriter:
        return EnvelopeWriter(self.place)


class EnvelopeReader:
    """``around`` is what was read around the list, which stands in it empty: nothing before the list begins."""

    def __init__(self, place: Path, limits: Limits) -> None:
        self._place = place
        self._limits = limits
        self._way = Way(place)
        self._before = bytearray()
        self._behind = bytearray()
        self._items: ItemReader | None = None
        self.around: Tree = None

    @property
    def held_bytes(self) -> int:
        inside = self._items.held_bytes if self._items is not None else 0
        return len(self._before) + inside + len(self._behind)

    def feed(self, data: bytes) -> list[Tree]:
        if self._items is None:
            self._before += data
            begins = self._way.begins(self._before)
            check_record(len(self._before) if begins is None else begins, self._limits)
            if begins is None:
                return []
            data = bytes(self._before[begins + 1 :])
            del self._before[begins:]
            self._items = self._begun()
        return self._within(self._items, data)

    def _within(self, items: ItemReader, data: bytes) -> list[Tree]:
        if items.is_over:
            self._follow(data)
            return []
        found = items.feed(data)
        self._follow(items.rest)
        return found

    def close(self) -> list[Tree]:
        if self._items is None:
            raise Unreadable("not-a-list")
        if not self._items.is_over:
            raise Unreadable("truncated-record")
        self.around = _JSON.parse(bytes(self._before) + b"[]" + bytes(self._behind), self._limits)
        return []

    def _begun(self) -> ItemReader:
        whole = bytes(self._before) + b"[]" + b"}" * len(self._place)
        self.around = _JSON.parse(whole, self._limits)
        below = self.around
        for step in self._place:
            if not isinstance(below, dict) or next(reversed(below)) != step:
                raise Unreadable("not-a-list")  # by the parser's reading it stands elsewhere
            below = below[step]
        return ItemReader(self._limits)

    def _follow(self, data: bytes) -> None:
        self._behind += data
        check_record(len(self._behind), self._limits)


class Way:
    """
    Looks for the bracket with which the list begins, and reads no more than it needs for that.

    Of a text that is no JSON it may find anything: that one is refused by the parser, which reads it, too.
    """

    def __init__(self, place: Path) -> None:
        self._place: list[str | None] = list(place)
        self._looked = 0
        self._is_in_string = False
        self._begun_at = 0
        self._text = b""
        self._open: list[str | None] = []

    def begins(self, held: bytearray) -> int | None:
        """Return where; None where it is still to come."""
        at = self._looked
        while True:
            if self._is_in_string:
                matched = IN_STRING.match(held, at)
                at = at if matched is None else matched.end()
                if held[at : at + 1] != b'"':
                    break  # the rest of it is still to come; a backslash may be the last that is there
                self._text = bytes(held[self._begun_at : at + 1])
                at += 1
                self._is_in_string = False
            found = _MARK.search(held, at)
            if found is None:
                at = len(held)
                break
            at = found.end()
            if self._is_place(found[0]):
                return found.start()
            if found[0] == b'"':
                self._is_in_string, self._begun_at = True, found.start()
        self._looked = at
        return None

    def _is_place(self, mark: bytes) -> bool:
        """Follow one mark; whether it is the one."""
        if mark == b":" and self._open:
            # Names that stand deeper than the list are never on the way to it.
            self._open[-1] = _name(self._text) if len(self._open) <= len(self._place) else None
        elif mark == b"{":
            self._open.append(None)
        elif mark == b"[":
            if self._open == self._place:
                return True
            self._open.append(None)
        elif mark in b"}]" and self._open:
            self._open.pop()
        return False


def _name(text: bytes) -> str | None:
    try:
        name = _JSON.parse(text, _WIDE)
    except Unreadable:
        return None  # the parser will say what is wrong with it
    return name if isinstance(name, str) else None


_WIDE = Limits()


class EnvelopeWriter(ArrayWriter):
    """Writes the list as an array is written, inside of what stands around it."""

    def __init__(self, place: Path) -> None:
        super().__init__()
        self._place = place
        self._before: list[dict[str, Tree]] = []

    def opening(self, around: Tree = None) -> bytes:
        self._before = levels(around, self._place)
        opened = map(_opened, self._before, self._place)
        return b"".join((*opened, b"["))

    def closing(self, around: Tree = None) -> bytes:
        more = added(self._before, levels(around, self._place))
        return b"".join((b"]", *map(_closed, reversed(more))))


def _opened(level: dict[str, Tree], step: str) -> bytes:
    comma = b"," if level else b""
    return _JSON.write(level)[:-1] + comma + _JSON.write(step) + b":"


def _closed(level: dict[str, Tree]) -> bytes:
    return b"," * bool(level) + _JSON.write(level)[1:]
