"""
A JSON array in units: so many of its items at once, each unit an array of its own.

The text is only cut at the commas between items; what stands between two of them is read by the strict parser, which
refuses whatever is no value.  Of what leaves, the brackets of all units are one pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from firewall.files.units import Cut, Source, Unit

if TYPE_CHECKING:
    from firewall.formats import Limits

_SPACE = b" \t\r\n"
_FLAT = re.compile(rb'[ \t\r\n]*+\{(?:[^"{}\[\]]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+\}[ \t\r\n]*+,', re.DOTALL)
"""An object without parts, and the comma behind it: most items are one."""
_TOKEN = re.compile(rb'("[^"\\]*+(?:\\.[^"\\]*+)*+")|(")|[{}\[\],]', re.DOTALL)
_OPENS, _CLOSES = b"{[", b"}]"
_NOT_JSON, _CUT_OFF, _TOO_LARGE = "not-json", "truncated-record", "body-too-large"


class _FailedError(Exception):
    """It is no array, or one that is not whole."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(slots=True)
class ArrayUnits:
    """It begins at the array, or anywhere a unit ended if it is told that it ``is_begun``, and if it ``is_over``."""

    source: Source
    cut: Cut
    limits: Limits
    is_begun: bool = False
    is_over: bool = False
    opening: bytes = b""
    _held: bytearray = field(default_factory=bytearray)

    def __iter__(self) -> Iterator[Unit]:
        try:
            before = b"" if self.is_begun else self._begun()
            while not self.is_over:
                unit = self._next(before)
                before = b""
                self.is_begun = True
                yield unit
        except _FailedError as failed:
            yield Unit(b"", 0, failed.why)

    def _begun(self) -> bytes:
        """Take what stands before the first item."""
        while not (text := bytes(self._held).lstrip(_SPACE)) and self._fill():
            pass
        if not text.startswith(b"["):
            raise _FailedError("not-a-list")
        before = len(self._held) - len(text) + 1
        taken = bytes(self._held[:before])
        del self._held[:before]
        return taken

    def _next(self, before: bytes) -> Unit:
        at = 0
        while at < self.cut.unit_bytes:
            flat = _FLAT.match(self._held, at)
            if flat is not None:
                at = flat.end()
                continue
            start, (end, self.is_over) = at, self._item(at)
            is_empty = self.is_over and not start and not self.is_begun
            if not self._held[start:end].strip(_SPACE) and not is_empty:
                raise _FailedError(_NOT_JSON)
            at = end + 1
            if self.is_over:
                self._check_rest(at)
                break
        text = bytes(self._held[: len(self._held) if self.is_over else at])
        del self._held[: len(text)]
        return Unit(b"[%b]" % text[: at - 1], len(before) + len(text), raw=before + text, closes=self.is_over)

    def _item(self, start: int) -> tuple[int, bool]:
        """Return where an item ends, and whether the array does."""
        while (found := self._looked(start)) is None:
            if len(self._held) - start > self.limits.body_bytes:
                raise _FailedError(_TOO_LARGE)
            if not self._fill():
                raise _FailedError(_CUT_OFF)
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
                    raise _FailedError(_NOT_JSON)
                if not depth:
                    return token.start(), True
                depth -= 1
        return None

    def _check_rest(self, at: int) -> None:
        """Nothing but blanks stands behind the array."""
        while self._fill():
            if len(self._held) - at > self.cut.block_bytes + self.limits.body_bytes:
                raise _FailedError(_NOT_JSON)
        if self._held[at:].strip(_SPACE):
            raise _FailedError(_NOT_JSON)

    def _fill(self) -> bool:
        block = self.source.read(self.cut.block_bytes)
        self._held += block
        return bool(block)


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
