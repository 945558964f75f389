"""
The head of a service's answer, and where the answer ends.

What aiohttp's parser forgives is not forgiven here: an answer is framed in one way, and what is
odd about it is an UpstreamError with a code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firewall.errors import UpstreamError

if TYPE_CHECKING:
    from aiohttp.http_parser import RawResponseMessage

HEAD_BYTES = 64 * 1024
_NAMES = re.compile(rb"[A-Za-z0-9!#$%&'*+.^_`|~-]*")

_OF_RECORDS = re.compile(r"(?:[0-9]{1,12}-[0-9]{1,12}|\*)/(?:[0-9]{1,12}|\*)")
"""Which records these are, as PostgREST says it of every answer: a range of bytes names its unit."""

_COUNTS = frozenset(
    {
        b"content-length",
        b"transfer-encoding",
        b"content-type",
        b"content-encoding",
        b"content-range",
        b"trailer",
    }
)
"""What we look at in an answer, each once.  No header of a service goes further: each could carry a value."""


LAST_CHUNK = b"\r\n0\r\n\r\n"
BODILESS = frozenset({204, 304})
"""RFC 9110 section 6.4.1, of the statuses that can come here."""


@dataclass(frozen=True, slots=True)
class Head:
    status: int
    media_type: str = ""
    coding: str = ""
    length: int | None = None
    is_chunked: bool = False


def is_framed(message: RawResponseMessage) -> bool:
    """Whether the end of the body is known other than by the connection's, which anybody can bring about."""
    return message.chunked or message.code in BODILESS or "Content-Length" in message.headers


def plain_head(started: bytes) -> int:
    """Returns the length of the head.  The parser forgives bare line feeds and folded lines; we do not."""
    end = started.find(b"\r\n\r\n")
    head = started[: end + 4]
    if end < 0 or len({head.count(b"\n"), head.count(b"\r"), head.count(b"\r\n")}) != 1:
        raise UpstreamError("upstream-garbage")
    if b"\n " in head or b"\n\t" in head:
        raise UpstreamError("upstream-garbage")
    return len(head)


def read_head(message: RawResponseMessage) -> Head:
    headers: dict[bytes, str] = {}
    names = []
    for raw_name, raw_value in message.raw_headers:
        name = raw_name.lower()
        names.append(name)
        if name in _COUNTS:
            if name in headers:
                raise UpstreamError("upstream-garbage")
            headers[name] = raw_value.decode("latin-1").strip(" \t")
    if not _NAMES.fullmatch(b"".join(names)):
        raise UpstreamError("upstream-garbage")
    _check_framing(headers)
    return Head(
        status=message.code,
        media_type=headers.get(b"content-type", ""),
        coding=headers.get(b"content-encoding", ""),
        length=int(headers[b"content-length"]) if b"content-length" in headers else None,
        is_chunked=b"transfer-encoding" in headers,
    )


def _check_framing(headers: dict[bytes, str]) -> None:
    length = headers.get(b"content-length")
    transfer = headers.get(b"transfer-encoding")
    if length is not None and (transfer is not None or not (length.isascii() and length.isdigit())):
        raise UpstreamError("upstream-garbage")
    if transfer is not None and transfer.lower() != "chunked":
        raise UpstreamError("upstream-garbage")
    if b"trailer" in headers:
        raise UpstreamError("upstream-trailer")
    if b"content-range" in headers and not _OF_RECORDS.fullmatch(headers[b"content-range"]):
        raise UpstreamError("upstream-partial")
