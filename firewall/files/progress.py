"""
How far a file has come, kept beside what was written so far: a run that is killed goes on from there.

It holds digests, counts and places, never a value, and is sealed with a key of the house: what was changed by anybody
else is as good as none, and the run begins again.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Self

import msgspec

from firewall.model import Exchange

VERSION = 1
_SEAL_BYTES = 32


class State(msgspec.Struct, frozen=True, kw_only=True):
    """
    ``about`` tells whether another run is the same: who asks for what, under which policy, of what type of file.

    Of the input ``taken`` bytes with ``read``, a keyed digest, went into ``written`` bytes with ``gave``, a plain one.
    Of tables, ``opening`` is the first line of the input and ``head`` that of the new file; of records in something
    ``head`` is the digest of what leaves before them, ``is_bare`` tells that this is nothing, and ``around`` what the
    record would say of it.  ``entry`` is what the record is to say so far, ``caught`` what was latched on the way;
    ``elsewhere`` tells the values apart that were taken out of one file from those of another.
    ``units`` counts what was looked at.
    ``is_closed`` tells that the end of an array or of a document was read, ``is_whole`` that no more is to come.
    """

    about: str
    exchange: Exchange
    latched: tuple[str, ...] = ()
    caught: tuple[str, ...] = ()
    opening: bytes = b""
    head: bytes = b""
    taken: int = 0
    units: int = 0
    read: str = ""
    written: int = 0
    gave: str = ""
    entry: bytes = b""
    is_bare: bool = False
    around: bytes = b""
    elsewhere: str = ""
    is_closed: bool = False
    is_whole: bool = False
    version: int = VERSION

    def changed(self, **to: object) -> Self:
        return msgspec.structs.replace(self, **to)


def sealed(state: State, key: bytes) -> bytes:
    said = msgspec.json.encode(state)
    return _seal(said, key) + said


def opened(raw: bytes, key: bytes) -> State | None:
    """Return what was sealed by us; None for anything else."""
    seal, said = raw[: 2 * _SEAL_BYTES], raw[2 * _SEAL_BYTES :]
    if not hmac.compare_digest(seal, _seal(said, key)):
        return None
    try:
        state = msgspec.json.decode(said, type=State)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None
    return state if state.version == VERSION else None


def _seal(said: bytes, key: bytes) -> bytes:
    return hashlib.blake2b(said, key=key, digest_size=_SEAL_BYTES, person=b"redact").hexdigest().encode()


def about(words: tuple[str, ...], key: bytes) -> str:
    raw = msgspec.json.encode(words)
    return hashlib.blake2b(raw, key=key, digest_size=16).hexdigest()
