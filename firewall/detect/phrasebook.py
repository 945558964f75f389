"""The files of ``data/phrases`` as expressions: worked out once, which takes a second or two, and then kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from firewall.detect import lists, wording
from firewall.detect.fold import fold
from firewall.detect.guarded import Guard
from firewall.detect.wording import Phrase
from firewall.errors import ConfigError

_FEW = 8
"""Phrases in one expression that is asked only where a literal of one of them stands."""


class Elsewhere(msgspec.Struct, frozen=True, kw_only=True):
    """Phrases that mean something else near certain words; expressions."""

    phrases: Guard
    near: str


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """The phrases of one category that count under one condition."""

    category: str
    condition: str
    part: int
    """1, and more where they are too many for one expression."""
    prefilter: str
    expression: str


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """One file."""

    name: str
    somebody: str
    asks: str
    answers: str
    near: dict[str, str]
    listed: tuple[Listed, ...]


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """All languages, and what they have in common."""

    instead_of: tuple[Guard, ...]
    about_nobody: str
    elsewhere: tuple[Elsewhere, ...]
    languages: tuple[Language, ...]


def write(texts: Iterable[str]) -> bytes:
    """
    Return the book of the files.

    Raises ConfigError where a file has another shape, or a phrase is not of its language.
    """
    files = [_File(lists.read(text)) for text in texts]
    everyday = frozenset[str]().union(*(file.everyday() for file in files))
    return msgspec.json.encode(
        Book(
            instead_of=_guards([phrase for file in files for phrase in file.phrases("instead_of")]),
            about_nobody=wording.pattern(phrase for file in files for phrase in file.phrases("about_nobody")),
            elsewhere=tuple(place for file in files for place in file.places()),
            languages=tuple(file.language(everyday) for file in files),
        )
    )


def read(book: bytes) -> Book:
    """Raises ConfigError where the text is no book."""
    try:
        return msgspec.json.decode(book, type=Book)
    except msgspec.MsgspecError:
        raise ConfigError("The kept phrases of the detectors cannot be read. Delete them.") from None


def _guards(phrases: Sequence[Phrase]) -> tuple[Guard, ...]:
    telling = [phrase for phrase in phrases if wording.literals(phrase)]
    others = [phrase for phrase in phrases if not wording.literals(phrase)]
    return (*_by_few(telling), *_by_few(others, every=len(others)))


def _by_few(phrases: Sequence[Phrase], every: int = _FEW) -> Iterator[Guard]:
    for start in range(0, len(phrases), max(every, 1)):
        for part in wording.parts(phrases[start : start + every]):
            literals = frozenset[str]().union(*map(wording.literals, part))
            yield Guard(literals=tuple(sorted(literals)), expression=wording.pattern(part))


class _File:
    def __init__(self, data: Mapping[str, object]) -> None:
        self._data = data
        name = data.get("language")
        if not isinstance(name, str):
            raise ConfigError("A file of phrases does not say which `language` it is.")
        self._name = name
        self._words = wording.parse_words(
            {key: lists.words(value) for key, value in lists.section(data.get("words")).items()}
        )

    def phrases(self, key: str) -> list[Phrase]:
        return self._parsed(self._data.get(key))

    def places(self) -> Iterator[Elsewhere]:
        for place in map(lists.section, self._section("elsewhere").values()):
            near = wording.pattern(self._parsed(place.get("near")))
            for phrases in _guards(self._parsed(place.get("phrases"))):
                yield Elsewhere(phrases=phrases, near=near)

    def everyday(self) -> frozenset[str]:
        """Words that are in so many texts that they tell nothing of a phrase."""
        return frozenset(map(fold, lists.words(self._data.get("everyday"))))

    def language(self, everyday: frozenset[str]) -> Language:
        return Language(
            name=self._name,
            somebody=wording.pattern(self._parsed(["{somebody}"])),
            asks=wording.pattern(self.phrases("asks")),
            answers=wording.pattern(self.phrases("answers")),
            near={key: wording.pattern(self._parsed(words)) for key, words in self._section("near").items()},
            listed=tuple(self._listed(everyday)),
        )

    def _listed(self, everyday: frozenset[str]) -> Iterator[Listed]:
        for category, conditions in self._section("phrases").items():
            for condition, entries in lists.section(conditions).items():
                expression = wording.either if condition == "whole" else wording.pattern
                for part, phrases in enumerate(wording.parts(self._parsed(entries), everyday), 1):
                    yield Listed(
                        category=category,
                        condition=condition,
                        part=part,
                        prefilter=wording.prefilter(phrases, everyday),
                        expression=expression(phrases),
                    )

    def _section(self, key: str) -> Mapping[str, object]:
        return lists.section(self._data.get(key))

    def _parsed(self, entries: object) -> list[Phrase]:
        return [wording.parse(entry, self._words) for entry in lists.words(entries)]
