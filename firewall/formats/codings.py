"""Content codings, undone strictly: one coding, one member, whole, and never a bomb."""

from __future__ import annotations

import zlib

from firewall.formats.base import Limits, Unreadable, check_size

_RATIO_FREE_BYTES = 64 * 1024
"""Small bodies of one repeated record exceed any ratio and harm nobody."""

_WINDOW_BITS = {"gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
"""``deflate`` is the zlib format (RFC 9110 section 8.4.1.2).  Some senders mean raw deflate: refused."""


def decode(coding: str, body: bytes, limits: Limits) -> bytes:
    """Returns the plain body.  Raises :class:`Unreadable` on any coding but one of three, spelled plainly."""
    name = coding.strip(" \t").lower()
    if name in {"", "identity"}:
        check_size(body, limits)
        return body
    if name not in _WINDOW_BITS:
        raise Unreadable("unknown-coding")
    return _inflate(_WINDOW_BITS[name], body, limits)


def _inflate(window_bits: int, body: bytes, limits: Limits) -> bytes:
    cap = min(limits.body_bytes, max(_RATIO_FREE_BYTES, limits.ratio * len(body)))
    stream = zlib.decompressobj(window_bits)
    try:
        plain = stream.decompress(body, cap + 1)
    except zlib.error:
        raise Unreadable("broken-coding") from None
    if len(plain) > cap:
        raise Unreadable("body-too-large" if cap == limits.body_bytes else "coding-ratio")
    if not stream.eof:
        raise Unreadable("truncated-coding")
    if stream.unused_data:
        # A second member, or bytes that no decoder mentions: where one reader stops, another goes on.
        raise Unreadable("trailing-coding")
    return plain
