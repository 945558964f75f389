"""
Cursors of a service, sealed: who gets one can give it back, and can neither read it nor make one.

A service's cursor says behind which record a page begins, mostly in a code: often what does not leave.  So whatever
pages and is no small number leaves in links under a seal, and goes on from a request unread where it has ours: of this
route, for this requester, with the same question.  That question is judged each time, as any.  A parameter that a route
declares as ``cursor`` goes on in no other way.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from firewall.inspection import paging
from firewall.inspection.reading import Failure
from firewall.model import Path
from firewall.policy.rules import Route
from firewall.policy.words import CURSOR

MOST_BYTES = 1_000
"""Of a cursor: sealed, it still fits into an address."""

STAND_IN = "1"
"""What a cursor is read as, where a request is read: it asks for nothing."""

_LETTERS = "abcdefghijkowxyz"
"""
Half a byte each: no seal looks like a number to anybody who looks for one.

Without those that may stand for digits in a fiscal code of Italy (L to V): of three hundred seals five held one.
"""

_NONCE_BYTES, _LENGTH = 16, 2
_BLOCK = 256
"""Most are shorter, and then all seals are as long: in smaller steps `undocumented` would be longer than `citizen`."""
_LEAST = 2 * (_NONCE_BYTES + _BLOCK)
"""Letters that each seal has, and more; of a page that a requester names by itself 64 characters are read."""
_LETTERS_ALONE = re.compile(f"[{_LETTERS}]+")
_PERSON = b"cursors"

Pairs = tuple[tuple[str, str], ...]
Segments = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cursors:
    """
    Of one exchange.  ``requester`` is who asks, and ``once`` is of no other exchange.

    ``target`` is the digest of what is asked, for a question may stand in a body; ``unit`` tells units of a file apart.
    """

    key: bytes = field(repr=False)
    requester: str
    once: str
    target: str = ""
    unit: str = ""
    _numbers: Iterator[int] = field(default_factory=count, repr=False)

    def at(self, place: Path, route: Route) -> Cursors:
        """
        Return those for the links of one place, whose seals do not depend on how many links stand in others.

        What stands around the records of a file is the same in all of its units, and so are its seals.
        """
        records = route.records or ()
        unit = self.unit if place[: len(records)] == records else ""
        return replace(self, once="/".join((self.once, unit, *place)), _numbers=count())

    def sealed(self, cursor: str, name: str, route: Route, path: Segments, query: Pairs) -> str | None:
        """Return what leaves in the place of a cursor in this parameter; None where it is too long."""
        raw = cursor.encode()
        if len(raw) > MOST_BYTES:
            return None
        # INVARIANT: no two seals of an answer are alike, for two records would then have the same in their cursors.
        once = f"{self.once}/{next(self._numbers)}".encode()
        nonce = hashlib.blake2b(once, digest_size=_NONCE_BYTES, person=_PERSON).digest()
        filled = len(raw).to_bytes(_LENGTH, "big") + raw
        filled += bytes(-len(filled) % _BLOCK)  # its length would tell how long a value is
        return _written(nonce + self._siv().encrypt(filled, [nonce, self._said(name, route, path, query)]))

    def opened(self, text: str, name: str, route: Route, path: Segments, query: Pairs) -> str:
        """Return the cursor.  Raises :class:`Failure` on what was not sealed for this parameter of this question."""
        raw = _read(text)
        nonce = raw[:_NONCE_BYTES]
        try:
            filled = self._siv().decrypt(raw[_NONCE_BYTES:], [nonce, self._said(name, route, path, query)])
            return filled[_LENGTH : _LENGTH + int.from_bytes(filled[:_LENGTH], "big")].decode()
        except (InvalidTag, ValueError):
            raise Failure("cursor-unknown") from None

    def _siv(self) -> AESSIV:
        return AESSIV(hashlib.blake2b(key=self.key, digest_size=64, person=_PERSON).digest())

    def _said(self, name: str, route: Route, path: Segments, query: Pairs) -> bytes:
        question = asked_alone(query, route)
        return msgspec.json.encode([self.requester, route.id, path, name, question, self.target])


def asked_alone(query: Pairs, route: Route) -> Pairs:
    """Return what of a query is the question: no page, and not how its answer is written."""
    return tuple(
        sorted(
            pair
            for pair in query
            if not (paging.is_of_pages(pair[0], route) or paging.is_of_forms(pair[0], route))
        )
    )


def stand_ins(query: Pairs, route: Route) -> dict[str, str]:
    """Return what the cursors of a request are read as, by their parameters."""
    return {name: STAND_IN for name, text in query if _is_cursor(name, text, route)}


def opened(query: Pairs, route: Route, path: Segments, cursors: Cursors) -> dict[str, str]:
    """Return the cursors of a request by their parameters.  Raises :class:`Failure` as ``Cursors.opened`` does."""
    return {
        name: cursors.opened(text, name, route, path, query)
        for name, text in query
        if _is_cursor(name, text, route)
    }


def exchanged(query: Pairs, values: dict[str, str]) -> Pairs:
    """Return a query with other values for some of its parameters."""
    return tuple((name, values.get(name, text)) for name, text in query)


def sealed(query: Pairs, route: Route, path: Segments, cursors: Cursors) -> Pairs | None:
    """Return the query of a link with its cursors sealed; None where one cannot be."""
    written = [
        (name, text if is_told(name, text, route) else cursors.sealed(text, name, route, path, query))
        for name, text in query
    ]
    known = tuple((name, text) for name, text in written if text is not None)
    return known if len(known) == len(written) else None


def is_told(name: str, text: str, route: Route) -> bool:
    """Whether what a parameter of a link says is no cursor."""
    return not paging.may_be_sealed(name, route) or paging.is_open(name, text, route)


def _is_cursor(name: str, text: str, route: Route) -> bool:
    """Whether a request names a page by a seal; where the route says so, in no other way."""
    if route.query.get(name) == CURSOR:
        return True
    is_long = len(text) > _LEAST and _LETTERS_ALONE.fullmatch(text) is not None
    return bool(route.links) and is_long and paging.may_be_sealed(name, route)


def _written(raw: bytes) -> str:
    return "".join(_LETTERS[byte >> 4] + _LETTERS[byte & 15] for byte in raw)


def _read(text: str) -> bytes:
    halves = [_LETTERS.find(letter) for letter in text]
    longest = 2 * (_NONCE_BYTES + 2 * _BLOCK + MOST_BYTES + _LENGTH)
    if len(text) > longest or len(text) % 2 or -1 in halves or len(text) <= _LEAST:
        raise Failure("cursor-unknown")
    return bytes(high << 4 | low for high, low in zip(halves[::2], halves[1::2], strict=True))
