"""
All texts at once: one pass asks whether anything is there at all, and only hits are looked at.

RE2 reads the joined texts in linear time, whoever wrote them.  A recognizer sees only the texts in
which its own prefilter was found.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice
from typing import Protocol, cast

import re2

from firewall.detect.fold import fold, unfold
from firewall.detect.recognizer import Recognizer, Span, TooManyError
from firewall.errors import ConfigError
from firewall.model import Category, Field

Hit = tuple[int, Span, str]
"""Index of the field, where in it and what, and the id of the recognizer."""

Skip = Callable[[int, str], bool]
"""Whether a field need not be shown to a recognizer, because what it would find is welcome there."""

# No prefilter may need to cross it, and with (?m) it ends a line: ^ and $ mean the ends of a text.
_BETWEEN = "\n"
# An RE2 set that runs out of memory reports no match at all. So every pass ends with this line, and a pass
# that does not report it did not read the texts.
_END = "\n\x01dsf-read-to-the-end\x01"
_SET_MEMORY = 64 << 20
_PREFILTER_MEMORY = 8 << 20


MOST = 20_000
"""Hits in one message.  No record of people has as many, and to find millions takes a processor for half a minute."""


class _Prefilter(Protocol):
    """What we use of a compiled RE2 expression."""

    def finditer(self, text: bytes) -> Iterable[_Found]: ...


class _Found(Protocol):
    def span(self) -> tuple[int, int]: ...


class Scanner:
    """Recognizers, compiled together once.  Safe to share between threads."""

    def __init__(self, recognizers: Sequence[Recognizer]) -> None:
        """Raises ConfigError where a prefilter is not RE2, or two recognizers have one id."""
        if len({recognizer.id for recognizer in recognizers}) < len(recognizers):
            raise ConfigError("Two detectors have the same id. Give each its own.")
        self._ids = {r.id: cast("Category | None", getattr(r, "category", None)) for r in recognizers}
        self._always = tuple(recognizer for recognizer in recognizers if not recognizer.prefilter)
        self._asked = tuple(recognizer for recognizer in recognizers if recognizer.prefilter)
        self._prefilters = tuple(_compile(recognizer) for recognizer in self._asked)
        self._set = _compile_set(self._asked)
        self._end = len(self._asked)
        self._possible(b"")

    @property
    def ids(self) -> Mapping[str, Category | None]:
        """Every recognizer, with its category where it has but one."""
        return self._ids

    def scan(self, fields: Sequence[Field], skip: Skip | None = None) -> list[Hit]:
        """
        Return what the texts hold; places refer to the texts as they came.

        Passes on what a recognizer raises: a text that was not looked at whole is uninspectable.
        """
        return self.scan_texts([field.text for field in fields], skip)

    def scan_texts(self, originals: Sequence[str], skip: Skip | None = None) -> list[Hit]:
        """Do as ``scan`` does with the texts of fields."""
        texts = originals
        joined = _BETWEEN.join(texts)
        if not joined.isascii():
            texts = [fold(text) for text in texts]
            joined = _BETWEEN.join(texts)
        encoded = joined.encode()
        possible = self._possible(encoded)
        if not possible and not self._always:
            return []
        hits = list(islice(self._look(originals, texts, encoded, possible, skip or _never), MOST + 1))
        if len(hits) > MOST:
            raise TooManyError
        return hits

    def present(self, text: str | bytes, among: frozenset[str] | None = None) -> frozenset[str]:
        """
        Return the ids of recognizers that find something in what is about to leave.

        ``among`` limits the question to some of them.
        """
        # Broken bytes are left out, so that they do not hide what stands around them.
        plain = fold(text if isinstance(text, str) else text.decode(errors="ignore"))
        asked = [*self._always, *(self._asked[index] for index in self._possible(plain.encode()))]
        return frozenset(
            recognizer.id
            for recognizer in asked
            if (among is None or recognizer.id in among) and any(True for _ in recognizer.find(plain))
        )

    def _possible(self, encoded: bytes) -> list[int]:
        """Return the recognizers whose prefilter occurs somewhere."""
        matched: list[int] | None = self._set.Match(encoded + _END.encode())
        if not matched or self._end not in matched:
            raise ConfigError("The detectors do not fit into memory together. Take some of them out.")
        return sorted(index for index in matched if index != self._end)

    def _look(
        self,
        originals: Sequence[str],
        texts: Sequence[str],
        encoded: bytes,
        possible: Iterable[int],
        skip: Skip,
    ) -> Iterator[Hit]:
        for recognizer in self._always:
            yield from _ask(recognizer, range(len(texts)), originals, texts, skip)
        starts = _starts(texts, encoded)
        for index in possible:
            touched = _touched(self._prefilters[index], encoded, starts)
            yield from _ask(self._asked[index], touched, originals, texts, skip)


def _never(_field: int, _recognizer: str) -> bool:
    return False


def _starts(texts: Sequence[str], encoded: bytes) -> list[int]:
    """Return where each text starts in the joined bytes, and where one more would."""
    lengths = map(len, texts if encoded.isascii() else map(str.encode, texts))
    return list(accumulate((length + len(_BETWEEN) for length in lengths), initial=0))


def _touched(prefilter: _Prefilter, encoded: bytes, starts: Sequence[int]) -> list[int]:
    """
    Return the texts that a match touches.

    A match that spans two texts may hide one that lies in the second, so both are looked at.
    """
    touched: dict[int, None] = {}
    for found in prefilter.finditer(encoded):
        start, end = found.span()
        touched.update(dict.fromkeys(range(bisect_right(starts, start) - 1, bisect_right(starts, end))))
    return [index for index in touched if index < len(starts) - 1]


def _ask(
    recognizer: Recognizer, indices: Iterable[int], originals: Sequence[str], texts: Sequence[str], skip: Skip
) -> Iterator[Hit]:
    for index in indices:
        if skip(index, recognizer.id):
            continue
        spans = recognizer.find(texts[index])
        yield from ((index, span, recognizer.id) for span in _restore(originals[index], spans))


def _restore(original: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Let places refer to the text as it came."""
    if original.isascii():
        yield from spans
        return
    origin: list[int] = []
    for span in spans:
        origin = origin or unfold(original)
        yield Span(origin[span.start], origin[span.end], span.category, span.confidence)


def _options(memory: int) -> re2.Options:
    options = re2.Options()
    options.max_mem = memory
    options.never_capture = True
    options.log_errors = False  # RE2 would print the expression, and with it what we look for
    return options


def _compile(recognizer: Recognizer) -> _Prefilter:
    try:
        return cast(
            "_Prefilter", re2.compile(_by_line(recognizer.prefilter).encode(), _options(_PREFILTER_MEMORY))
        )
    except re2.error as error:
        raise ConfigError(f"The prefilter of detector `{recognizer.id}` is not an RE2 expression.") from error


def _compile_set(recognizers: Sequence[Recognizer]) -> re2.Set:
    together = re2.Set.SearchSet(_options(_SET_MEMORY))
    for recognizer in recognizers:
        together.Add(_by_line(recognizer.prefilter))
    together.Add(_END)
    together.Compile()
    return together


def _by_line(prefilter: str) -> str:
    return f"(?m:{prefilter})"
