"""
A JSON array of any length, an item at a time.

The text is only cut at the commas between the items; what stands between two of them is read by the strict parser,
which refuses whatever is no value.  So nothing is read twice in two ways.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firewall.formats.base import Limits, Unreadable
from firewall.formats.json import Json
from firewall.formats.jsonlines import check_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from firewall.model import Path, Tree

_JSON = Json("application/json")
_SPACE = b" \t\r\n"
_MARK = re.compile(rb'["{}\[\],]')
IN_STRING = re.compile(rb'(?s)[^"\\]*+(?:\\.[^"\\]*+)*+')
_OPENS, _CLOSES = b"{[", b"}]"


@dataclass(frozen=True, slots=True)
class JsonArray:
    media_type: str = "application/json"
    splits: bool = False
    place: Path = ()

    @property
    def format(self) -> Json:
        return _JSON

    def reader(self, limits: Limits) -> ArrayReader:
        return ArrayReader(limits)

    def writer(self) -> ArrayWriter:
        return ArrayWriter()


class ArrayReader:
    around: Tree = None

    def __init__(self, limits: Limits) -> None:
        self._items = ItemReader(limits)
        self._has_begun = False

    @property
    def held_bytes(self) -> int:
        return self._items.held_bytes

    def feed(self, data: bytes) -> list[Tree]:
        if not self._has_begun:
            data = data.lstrip(_SPACE)
            if data and data[:1] != b"[":
                raise Unreadable("not-a-list")
            self._has_begun = bool(data)
            data = data[1:]
        found = self._items.feed(data) if self._has_begun else []
        if self._items.is_over and self._items.rest.strip(_SPACE):
            raise Unreadable("not-json")
        return found

    def close(self) -> list[Tree]:
        if not self._items.is_over:
            raise Unreadable("truncated-record")
        return []


class ItemReader:
    """
    The items of an array that has begun; ``rest`` is what came behind its end.

    ``_depth`` is that of brackets around the place up to which was looked: 0 behind the array.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._held = bytearray()
        self._looked = 0
        self._depth = 1
        self._is_in_string = False
        self._items = 0
        self.is_over = False

    @property
    def held_bytes(self) -> int:
        return len(self._held)

    @property
    def rest(self) -> bytes:
        return bytes(self._held) if self.is_over else b""

    def feed(self, data: bytes) -> list[Tree]:
        self._held += data
        found: list[Tree] = []
        start = 0
        for end, mark in self._ends():
            self._take(found, bytes(self._held[start:end]), is_last=mark == b"]")
            start = end + 1
        if start:
            del self._held[:start]
            self._looked -= start
        check_record(len(self._held), self._limits)
        return found

    def _ends(self) -> list[tuple[int, bytes]]:  # noqa: C901  # one walk over the marks, with its state at hand
        """Where items end in what is held, and by what."""
        ends: list[tuple[int, bytes]] = []
        held, at, depth = self._held, self._looked, self._depth
        while depth:
            if self._is_in_string:
                matched = IN_STRING.match(held, at)
                at = at if matched is None else matched.end()
                if held[at : at + 1] != b'"':
                    break  # the rest of it is still to come; a backslash may be the last that is there
                at += 1
                self._is_in_string = False
            found = _MARK.search(held, at)
            if found is None:
                at = len(held)
                break
            mark, at = found[0], found.end()
            if mark == b'"':
                self._is_in_string = True
            elif mark in _OPENS:
                depth += 1
                if (
                    depth > self._limits.depth + 2
                ):  # before a record of nothing else is held, and looked through
                    raise Unreadable("too-deep")
            elif mark in _CLOSES:
                depth -= 1
                if not depth:
                    if mark != b"]":
                        raise Unreadable("not-json")
                    self.is_over = True
                    ends.append((found.start(), mark))
            elif depth == 1:
                ends.append((found.start(), mark))
        self._looked, self._depth = at, depth
        return ends

    def _take(self, found: list[Tree], text: bytes, *, is_last: bool) -> None:
        if is_last and not self._items and not text.strip(_SPACE):
            return  # an empty array
        check_record(len(text), self._limits)
        found.append(_JSON.parse(text, self._limits))
        self._items += 1


class ArrayWriter:
    def __init__(self) -> None:
        self._has_some = False

    def opening(self, _around: Tree = None) -> bytes:
        return b"["

    def records(self, records: Sequence[Tree]) -> bytes:
        if not records:
            return b""
        before = b"," if self._has_some else b""
        self._has_some = True
        return before + b",".join(map(_JSON.write, records))

    def closing(self, _around: Tree = None) -> bytes:
        return b"]"
