"""
Files that are signed: canonical JSON, which has one reading and one spelling.

What is read is written again and compared: a repeated key, a space, a byte after the end, another
spelling of a character or an order of our own all differ, and what differs is not read.
"""

from __future__ import annotations

from typing import Annotated, TypeVar

import msgspec

from firewall.signed.faults import SignedError, Why

MOST_VERSION = 10**12 - 1
"""Twelve digits: room for who numbers by day and minute, and none for a number after which no other fits."""

Version = Annotated[int, msgspec.Meta(ge=1, le=MOST_VERSION)]
Digest = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
KeyId = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{32}\Z")]
Instant = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")]
Words = Annotated[
    str,
    msgspec.Meta(
        max_length=500, pattern=r"\A[^\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f]*\Z"
    ),
]
"""Of a person, to be shown on a terminal: nothing that moves its cursor or turns the order of letters."""
Name = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,79}\Z")]
Signed64 = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9+/]{86}==\Z")]
Role = Annotated[str, msgspec.Meta(pattern=r"\A(author|approver)\Z")]

AUTHOR, APPROVER = "author", "approver"
ROLES = (AUTHOR, APPROVER)

T = TypeVar("T", bound=msgspec.Struct)

_encoder = msgspec.json.Encoder(order="sorted")


def canonical(thing: msgspec.Struct) -> bytes:
    """Return the one spelling, which ends with a newline."""
    return _encoder.encode(thing) + b"\n"


def read(raw: bytes, kind: type[T], file: str) -> T:
    """Read what is spelt just so.  Raises SignedError for everything else."""
    try:
        thing = msgspec.json.decode(raw, type=kind)
        is_exact = canonical(thing) == raw
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise SignedError(file, Why.DAMAGED) from None
    if not is_exact:
        raise SignedError(file, Why.DAMAGED)
    return thing
