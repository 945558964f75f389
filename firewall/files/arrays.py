"""
A JSON array in units: so many of its items at once, each unit an array of its own; or an object with such a list at
the place that the route says, and then each unit has what stands before the list, too.

The text is only cut at the commas between items; what stands between two of them is read by the strict parser, which
refuses whatever is no value.  Of what leaves, the brackets of all units are one pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from firewall.files.lists import TIMES, ListUnits, NoListError
from firewall.files.units import Unit
from firewall.formats.envelopes import JsonEnvelope, Way
from firewall.formats.jsonlines import check_record

_SPACE = b" \t\r\n"
_FLAT = re.compile(rb'[ \t\r\n]*+\{(?:[^"{}\[\]]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+\}[ \t\r\n]*+,', re.DOTALL)
"""An object without parts, and the comma behind it: most items are one."""
_TOKEN = re.compile(rb'("[^"\\]*+(?:\\.[^"\\]*+)*+")|(")|[{}\[\],]', re.DOTALL)
_OPENS, _CLOSES = b"{[", b"}]"
_NOT_JSON, _CUT_OFF, _TOO_LARGE = "not-json", "truncated-record", "body-too-large"


@dataclass(slots=True)
class ArrayUnits(ListUnits):
    """Units of a JSON array, or of one in an object."""

    _head: bytes = b"["
    _closing: bytes = b"]"

    @property
    def around(self) -> Unit | None:
        """Return the document without its items, once a unit was given; None where they stand in nothing."""
        return Unit(self._head + self._closing, 0) if self.cut.place else None

    def _units(self) -> Iterator[Unit]:
        if self.is_begun and not self.is_over and self.cut.place:
            self._begin_again()
        before = b"" if self.is_begun else self._begun()
        while not self.is_over:
            unit = self._next(before)
            before = b""
            self.is_begun = True
            yield unit

    def _begin_again(self) -> None:
        """Read once more what stands before the list: each unit has it."""
        goes_on_at = self.source.tell()
        self.source.seek(0)
        self._begun()
        self.source.seek(goes_on_at)
        self._held.clear()

    def _begun(self) -> bytes:
        """Take what stands before the first item."""
        return self._begun_inside() if self.cut.place else self._begun_alone()

    def _begun_inside(self) -> bytes:
        way = Way(self.cut.place)
        while (at := way.begins(self._held)) is None:
            check_record(len(self._held), self.limits)
            if not self._fill():
                raise NoListError("not-a-list")
        check_record(at, self.limits)
        self._head = bytes(self._held[: at + 1])
        self._closing = b"]" + b"}" * len(self.cut.place)
        del self._held[: at + 1]
        # By the strict reader of streams it is that list, too.
        reader = JsonEnvelope("", self.cut.place).reader(self.limits)
        reader.feed(self._head + self._closing)
        reader.close()
        return self._head

    def _begun_alone(self) -> bytes:
        while not (text := bytes(self._held).lstrip(_SPACE)) and self._fill():
            pass
        if not text.startswith(b"["):
            raise NoListError("not-a-list")
        before = len(self._held) - len(text) + 1
        taken = bytes(self._held[:before])
        del self._held[:before]
        return taken

    def _next(self, before: bytes) -> Unit:
        at, least = 0, max(self.cut.unit_bytes, TIMES * len(self._head) if self.cut.place else 0)
        while at < least:
            flat = _FLAT.match(self._held, at)
            if flat is not None:
                at = flat.end()
                continue
            start, (end, self.is_over) = at, self._item(at)
            is_empty = self.is_over and not start and not self.is_begun
            if not self._held[start:end].strip(_SPACE) and not is_empty:
                raise NoListError(_NOT_JSON)
            at = end + 1
            if self.is_over:
                self._check_rest(at)
                break
        text = bytes(self._held[: len(self._held) if self.is_over else at])
        del self._held[: len(text)]
        closing = text[at - 1 :] if self.is_over and self.cut.place else self._closing
        body = self._head + text[: at - 1] + closing
        return Unit(body, len(before) + len(text), raw=before + text, closes=self.is_over)

    def _item(self, start: int) -> tuple[int, bool]:
        """Return where an item ends, and whether the array does."""
        while (found := self._looked(start)) is None:
            if len(self._held) - start > self.limits.body_bytes:
                raise NoListError(_TOO_LARGE)
            if not self._fill():
                raise NoListError(_CUT_OFF)
        return found

    def _looked(self, start: int) -> tuple[int, bool] | None:
        depth = 0
        for token in _TOKEN.finditer(self._held, start):
            mark = token[0]
            if token[2] is not None:
                return None  # the rest of a text is still to come
            if mark in _OPENS:
                depth += 1
            elif mark == b"," and not depth:
                return token.start(), False
            elif mark in _CLOSES:
                if not depth and mark != b"]":
                    raise NoListError(_NOT_JSON)
                if not depth:
                    return token.start(), True
                depth -= 1
        return None

    def _check_rest(self, at: int) -> None:
        """Nothing but blanks stands behind the array; what stands behind one in something the parser judges."""
        while self._fill():
            if len(self._held) - at > self.cut.block_bytes + self.limits.body_bytes:
                raise NoListError(_NOT_JSON)
        if self._held[at:].strip(_SPACE) and not self.cut.place:
            raise NoListError(_NOT_JSON)


def is_list(beginning: bytes) -> bool:
    return beginning.lstrip(_SPACE).startswith(b"[")


def joined(body: bytes, written: int, *, closes: bool) -> bytes | None:
    """
    Return what of a unit that may leave goes behind the ``written`` bytes of those before it.

    None where it is no array any more.
    """
    if not (body.startswith(b"[") and body.endswith(b"]")):
        return None
    items = body[1:-1]
    before = b"[" if not written else b"," if written > 1 and items else b""
    return before + items + (b"]" if closes else b"")
