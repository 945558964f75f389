"""What a model finds, asked of its workers and remembered for a while: where, never what."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

import msgspec

from firewall.detect import Span
from firewall.inspection import Failure, Named
from firewall.model import Category
from firewall.names.model import PERSON, PLACE
from firewall.policy import people
from firewall.workers import NotAnsweredError

REMEMBERED = 16_384
"""Texts whose findings are kept: a service gives the same notes again and again."""

MOST_CHARACTERS = 50_000
"""Of all texts of one answer.  More takes longer than anybody would wait, and would cost a worker."""

CATEGORIES = {PERSON: people.PERSON, PLACE: people.WHEREABOUTS}

Spans = tuple[Span, ...]


class Asks(Protocol):
    async def ask(self, question: bytes) -> bytes:
        """Raises NotAnsweredError."""


class NamesReader:
    """
    Finds people and places in texts (``means.Names``).

    INVARIANT: texts are remembered as a digest under ``key``, which nobody keeps, and their findings as places.
    """

    def __init__(self, workers: Asks, key: bytes) -> None:
        self._workers = workers
        self._key = key
        self._known: OrderedDict[bytes, Spans] = OrderedDict()

    async def find(self, texts: Sequence[str]) -> Named:
        """Raises Failure."""
        marks = {text: self._mark(text) for text in texts}
        found = {text: self._known[mark] for text, mark in marks.items() if mark in self._known}
        unknown = [text for text in marks if text not in found]
        if unknown:
            found |= zip(unknown, await self._ask(unknown), strict=True)
        for text, mark in marks.items():
            self._remember(mark, found[text])
        return found

    async def _ask(self, texts: Sequence[str]) -> list[Spans]:
        if sum(map(len, texts)) > MOST_CHARACTERS:
            raise Failure("names-too-much")
        try:
            question = msgspec.json.encode(texts)
            answer = msgspec.json.decode(
                await self._workers.ask(question), type=list[list[tuple[int, int, str]]]
            )
            return [_spans(text, told) for text, told in zip(texts, answer, strict=True)]
        except NotAnsweredError as error:
            raise Failure("names-late" if error.late else "names-failed") from None
        except (ValueError, KeyError):  # of a worker that was taken over by what it read, nothing is believed
            raise Failure("names-failed") from None

    def _mark(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._key, digest_size=16).digest()

    def _remember(self, mark: bytes, spans: Spans) -> None:
        self._known[mark] = spans
        self._known.move_to_end(mark)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


def _spans(text: str, told: Sequence[tuple[int, int, str]]) -> Spans:
    return tuple(_span(len(text), *one) for one in told)


def _span(length: int, start: int, end: int, what: str) -> Span:
    if not 0 <= start < end <= length:
        raise ValueError("a place outside of the text")
    return Span(start, end, Category(CATEGORIES[what]))
