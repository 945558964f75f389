"""
Content codings, undone strictly: one coding, one frame, whole, and never a bomb.

Of each, what two decoders could undo in two ways is refused: a second frame, bytes behind the end, a frame
that is no content.  Sizes are bounded while the body is undone, not after.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from firewall.formats.base import Limits, Unreadable, check_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_RATIO_FREE_BYTES = 64 * 1024
"""Small bodies of one repeated record exceed any ratio and harm nobody."""

_SLICE = 64 * 1024
"""Read at a time: what was undone so far is weighed after each."""

_LARGEST_WINDOW = 8 * 1024 * 1024
"""Of zstd (RFC 9659 section 3): what a recipient of the content coding must bear, and no sender may pass."""

_MAGIC = b"\x28\xb5\x2f\xfd"
"""Of a zstd frame with content.  A skippable one holds what one reader shows and another drops."""

_MOST_BLOCKS = 32 * 1024
"""Of one frame: sixty-four blocks of the largest body are enough, and a sender may close one after each record."""

_LAST, _KIND, _SIZE = 0b1, 0b110, 3
_RLE, _RESERVED = 1, 3
"""A block of zstd (RFC 8878 section 3.1.1.2)."""


def decode(coding: str, body: bytes, limits: Limits) -> bytes:
    """Returns the plain body.  Raises :class:`Unreadable` on any coding but one of five, spelled plainly."""
    name = name_of(coding)
    if name == "identity":
        check_size(body, limits)
        return body
    if len(body) > limits.body_bytes + _SLICE:  # no honest coding makes a body much longer than it is
        raise Unreadable("body-too-large")
    cap = min(limits.body_bytes, max(_RATIO_FREE_BYTES, limits.ratio * len(body)))
    plain = _UNDO[name](body, cap)
    if len(plain) > cap:
        raise Unreadable("body-too-large" if cap == limits.body_bytes else "coding-ratio")
    return plain


def name_of(coding: str) -> str:
    """Returns the name of the one coding that a ``Content-Encoding`` names.  Raises :class:`Unreadable`."""
    name = coding.strip(" \t").lower() or "identity"
    if name != "identity" and name not in _UNDO:
        raise Unreadable("unknown-coding")
    return name


def _gzip(body: bytes, cap: int) -> bytes:
    return _inflated(body, cap, 16 + zlib.MAX_WBITS)


def _deflate(body: bytes, cap: int) -> bytes:
    """The zlib format (RFC 9110 section 8.4.1.2).  Some senders mean raw deflate: refused."""
    return _inflated(body, cap, zlib.MAX_WBITS)


def _inflated(body: bytes, cap: int, window_bits: int) -> bytes:
    stream = zlib.decompressobj(window_bits)
    plain = bytearray()
    for at in range(0, len(body), _SLICE):
        try:
            plain += stream.decompress(body[at : at + _SLICE], cap + 1 - len(plain))
        except zlib.error:
            raise Unreadable("broken-coding") from None
        if len(plain) > cap:
            break
        if stream.unused_data or (stream.eof and at + _SLICE < len(body)):
            # A second member, or bytes that no decoder mentions: where one reader stops, another goes on.
            raise Unreadable("trailing-coding")
        _check_yield(at, plain)
    if len(plain) <= cap and not stream.eof:
        raise Unreadable("truncated-coding")
    return bytes(plain)


def _check_yield(read: int, plain: bytearray) -> None:
    """Blocks with nothing in them cost a reader time, and no honest sender has many."""
    if read > 2 * len(plain) + _SLICE:
        raise Unreadable("coding-blocks")


def _brotli(body: bytes, cap: int) -> bytes:
    import brotli  # noqa: PLC0415  # at first use: few services need it

    stream = brotli.Decompressor()
    plain = bytearray()
    try:
        for at, given in _pieces(body):
            piece = given
            if stream.is_finished():
                raise Unreadable("trailing-coding")
            # The decoder gives a part of what it has, so it is asked until it has no more.
            while len(plain) <= cap and (more := stream.process(piece, cap + 1 - len(plain))):
                plain += more
                piece = b""
            if len(plain) > cap:
                return bytes(plain)
            _check_yield(at, plain)
        is_whole = stream.is_finished()
    except brotli.error:
        raise Unreadable("broken-coding") from None
    if not is_whole:
        raise Unreadable("truncated-coding")
    return bytes(plain)


def _pieces(body: bytes) -> Iterator[tuple[int, bytes]]:
    """The last byte comes alone: a stream that ends without it has something behind its end."""
    last = len(body) - 1
    for at in range(0, last, _SLICE):
        yield at, body[at : min(at + _SLICE, last)]
    yield last, body[last:]


def _zstd(body: bytes, cap: int) -> bytes:
    import zstandard  # noqa: PLC0415  # at first use: few services need it

    if not body.startswith(_MAGIC):
        raise Unreadable("broken-coding" if body else "truncated-coding")
    try:
        head = zstandard.get_frame_parameters(body)
        at = zstandard.frame_header_size(body)
    except zstandard.ZstdError:
        raise Unreadable("broken-coding") from None
    if head.dict_id:
        raise Unreadable("unknown-coding")  # whoever has the dictionary reads something else
    if head.window_size > _LARGEST_WINDOW:
        raise Unreadable("coding-window")
    _check_frame(body, at, has_checksum=head.has_checksum)
    source = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW).stream_reader(body, read_size=_SLICE)
    try:
        return bytes(source.read(cap + 1))
    except zstandard.ZstdError:
        raise Unreadable("broken-coding") from None


def _check_frame(body: bytes, at: int, *, has_checksum: bool) -> None:
    """Walk over the blocks: the frame ends where the body does, and blocks of nothing are few."""
    is_last, blocks = False, 0
    while not is_last:
        header = int.from_bytes(body[at : at + _SIZE], "little")
        if at + _SIZE > len(body):
            raise Unreadable("truncated-coding")
        is_last, kind, size = bool(header & _LAST), (header & _KIND) >> 1, header >> _SIZE
        if kind == _RESERVED:
            raise Unreadable("broken-coding")
        at += _SIZE + (1 if kind == _RLE else size)
        blocks += 1
        if blocks > _MOST_BLOCKS:
            raise Unreadable("coding-blocks")
    end = at + 4 * has_checksum
    if end != len(body):
        raise Unreadable("truncated-coding" if end > len(body) else "trailing-coding")


_UNDO: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}

CODINGS = frozenset({"identity", *_UNDO})
