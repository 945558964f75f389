"""
A coded body of any length, undone as it comes: as strictly as a whole one (``codings.py``), and little at a time.

What comes out is handed on in pieces of a bounded size, so that of a bomb no more is ever there than of anything else.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Protocol

from firewall.formats.base import Limits, Unreadable
from firewall.formats.codings import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PIECE_BYTES = 64 * 1024
"""Of what comes out at once; a block of zstd may be twice as long."""

_FREE_BYTES = 64 * 1024
"""As for whole bodies: so much may come out of anything, and so much may be read before something must."""

_ZSTD_WINDOW = 8 * 1024 * 1024
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_BEGINS = 5
"""Bytes that tell how long the head of a frame is (RFC 8878 section 3.1.1.1)."""

_BLOCK_HEAD = 3
_LARGEST_BLOCK = 128 * 1024
_RLE, _RESERVED = 1, 3
_EMPTY_BLOCKS = 16
"""Beside one for each that has something in it: a sender ends one after each record, and the last may be empty."""

HOLDS = {"gzip": 64 * 1024, "deflate": 64 * 1024, "br": 16 * 1024 * 1024, "zstd": _ZSTD_WINDOW}
"""Bytes that a decoder keeps at most: what was given and may be repeated (RFC 9659, RFC 7932 section 9.1)."""


class Undoing(Protocol):
    """One body.  Both verbs raise :class:`Unreadable`, and must not be asked again after that."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Give what comes out of ``data``, in pieces; taken to its end before the next is fed."""

    def close(self) -> None:
        """Say that this was all: what is not whole then is Unreadable."""


def undoing(coding: str, limits: Limits) -> Undoing | None:
    """Return what undoes a ``Content-Encoding``; None where there is nothing to undo.  Raises :class:`Unreadable`."""
    name = name_of(coding)
    return None if name == "identity" else _UNDOES[name](_Scales(limits.ratio))


class _Scales:
    """What went in beside what came out: a bomb is much out of little, blocks of nothing are little out of much."""

    def __init__(self, ratio: int) -> None:
        self._ratio = ratio
        self._taken = 0
        self._given = 0

    def take(self, data: bytes) -> None:
        self._taken += len(data)

    def weigh(self, piece: bytes) -> bytes:
        self._given += len(piece)
        if self._given > max(_FREE_BYTES, self._ratio * self._taken):
            raise Unreadable("coding-ratio")
        return piece

    def check_yield(self) -> None:
        if self._taken > 2 * self._given + _FREE_BYTES:
            raise Unreadable("coding-blocks")


class _Inflated:
    """gzip and the zlib format: one member."""

    def __init__(self, scales: _Scales, window_bits: int) -> None:
        self._scales = scales
        self._stream = zlib.decompressobj(window_bits)

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream.eof and data:
            raise Unreadable("trailing-coding")
        self._scales.take(data)
        rest = data
        while piece := self._inflated(rest):
            yield self._scales.weigh(piece)
            rest = self._stream.unconsumed_tail
        if self._stream.unused_data:
            raise Unreadable("trailing-coding")  # where one reader stops, another goes on
        self._scales.check_yield()

    def close(self) -> None:
        if not self._stream.eof:
            raise Unreadable("truncated-coding")

    def _inflated(self, data: bytes) -> bytes:
        try:
            return self._stream.decompress(data, PIECE_BYTES)
        except zlib.error:
            raise Unreadable("broken-coding") from None


class _Brotli:
    def __init__(self, scales: _Scales) -> None:
        import brotli  # noqa: PLC0415  # at first use: few services need it

        self._scales = scales
        self._broken = brotli.error
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        # The last byte alone: a body that ends before it has something behind its end, and nothing else tells.
        for part in (data[:-1], data[-1:]):
            if part and self._stream.is_finished():
                raise Unreadable("trailing-coding")
            self._scales.take(part)
            rest = part
            # The decoder gives a part of what it has, so it is asked until it has no more.
            while piece := self._processed(rest):
                yield self._scales.weigh(piece)
                rest = b""
        self._scales.check_yield()

    def close(self) -> None:
        if not self._stream.is_finished():
            raise Unreadable("truncated-coding")

    def _processed(self, data: bytes) -> bytes:
        try:
            piece: bytes = self._stream.process(data, PIECE_BYTES)
        except self._broken:
            raise Unreadable("broken-coding") from None
        return piece


class _Zstd:
    """
    One frame, a block at a time.

    The decoder cannot be told to give less than it has, so it is never given more than one block, of which no more than
    128 KiB come out; and where the frame ends is seen here, not by what it leaves over.
    """

    def __init__(self, scales: _Scales) -> None:
        import zstandard  # noqa: PLC0415  # at first use: few services need it

        self._zstd = zstandard
        self._scales = scales
        self._held = bytearray()
        self._stream = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
        self._has_begun = False
        self._is_last = False
        self._is_over = False
        self._check_bytes = 0
        self._empty = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._scales.take(data)
        self._held += data
        if not self._has_begun and not self._begin():
            return
        while (block := self._block()) is not None:
            piece = self._decompressed(block)
            self._empty += 1 if not piece else -1 if self._empty else 0
            if self._empty > _EMPTY_BLOCKS:
                raise Unreadable("coding-blocks")
            if piece:
                yield self._scales.weigh(piece)
        self._end()

    def close(self) -> None:
        if not self._is_over:
            raise Unreadable("truncated-coding")

    def _begin(self) -> bool:
        """Whether the head of the frame is there, and one that is read."""
        if not _ZSTD_MAGIC.startswith(bytes(self._held[: len(_ZSTD_MAGIC)])):
            raise Unreadable(
                "broken-coding"
            )  # a skippable frame, too: one reader shows it and another drops it
        if len(self._held) < _ZSTD_BEGINS:
            return False
        try:
            size = self._zstd.frame_header_size(bytes(self._held))
            if len(self._held) < size:
                return False
            head = self._zstd.get_frame_parameters(bytes(self._held[:size]))
        except self._zstd.ZstdError:
            raise Unreadable("broken-coding") from None
        if head.dict_id:
            raise Unreadable("unknown-coding")  # whoever has the dictionary reads something else
        if head.window_size > _ZSTD_WINDOW:
            raise Unreadable("coding-window")
        self._has_begun, self._check_bytes = True, 4 * head.has_checksum
        self._decompressed(self._cut(size))
        return True

    def _block(self) -> bytes | None:
        """Return the next block, with its head, once all of it is there."""
        if self._is_last or len(self._held) < _BLOCK_HEAD:
            return None
        head = int.from_bytes(self._held[:_BLOCK_HEAD], "little")
        kind, size = (head >> 1) & 0b11, head >> 3
        if kind == _RESERVED or size > _LARGEST_BLOCK:
            raise Unreadable("broken-coding")
        size = _BLOCK_HEAD + (1 if kind == _RLE else size)
        if len(self._held) < size:
            return None
        self._is_last = bool(head & 1)
        return self._cut(size)

    def _end(self) -> None:
        if not self._is_last:
            return
        if not self._is_over and len(self._held) >= self._check_bytes:
            self._decompressed(self._cut(self._check_bytes))
            self._is_over = True
        if self._is_over and self._held:
            raise Unreadable("trailing-coding")

    def _cut(self, size: int) -> bytes:
        cut = bytes(self._held[:size])
        del self._held[:size]
        return cut

    def _decompressed(self, data: bytes) -> bytes:
        try:
            return self._stream.decompress(data) if data else b""
        except self._zstd.ZstdError:
            raise Unreadable("broken-coding") from None


def _gzip(scales: _Scales) -> Undoing:
    return _Inflated(scales, 16 + zlib.MAX_WBITS)


def _deflate(scales: _Scales) -> Undoing:
    """As for whole bodies the zlib format: raw deflate is refused."""
    return _Inflated(scales, zlib.MAX_WBITS)


_UNDOES: dict[str, Callable[[_Scales], Undoing]] = {
    "gzip": _gzip,
    "deflate": _deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}
