"""
What people write about somebody's status, in the words they use.

A negation counts like the phrase: who is said not to be undocumented is said to be something.  What
counts as a phrase is data, one file a language, in the small language of ``wording.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from firewall.detect import lists, wording
from firewall.detect.recognizer import Span, TooManyError
from firewall.detect.sentence import Sentence, around
from firewall.detect.wording import Expression, Found, Phrase
from firewall.errors import ConfigError
from firewall.model import Category

MOST_LOOKS = 20_000
"""Places of one text at which phrases look around: a million would take minutes."""

_CONFIDENCE = {"always": 0.85, "with_person": 0.7, "with_immigration": 0.7, "whole": 0.7}
_ABOUT_NOBODY = 0.3
"""Below what a caller acts on: an exhibition, a statute or an empty form speaks of immigrants, and of nobody."""


# A question to whoever fills in a form, as far as its mark; and one that still has all its answers.
_ASKED = re.compile(r"[^.!?]{0,80}\?[\s:>\"']{0,4}")
_OPEN = re.compile(
    r"[^.!?]{0,80}[?:]\s{0,4}(?:(?:yes|si|oui|ja|sim|no)?\s?(?:\[\s?\]|\(\s?\))"
    r"|(?:yes|si|oui|ja|sim|[ysoj])\s?[/|]\s?(?:no|nein|non|nee|nao|n)\b)",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Words that, near certain phrases, say that those mean something else."""

    phrases: Expression
    near: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What all the phrases of one language look for around themselves."""

    instead_of: Expression
    elsewhere: Sequence[Place]
    ambiguous: Expression
    """All the phrases of ``elsewhere`` in one, to be asked first."""
    about_nobody: Expression
    somebody: Expression
    asks: Expression
    answers: Expression

    def mean_something_else(self, phrase: str, sentence: Sentence) -> bool:
        if not self.ambiguous.fullmatch(phrase):
            return False
        return any(place.phrases.fullmatch(phrase) and sentence.has(place.near) for place in self.elsewhere)

    def speak_of_nobody(self, text: str, start: int, end: int, sentence: Sentence) -> bool:
        if _OPEN.match(text, end):
            return True
        if self.asks.search(f"{sentence.before}{text[start:end]}"):
            asked = _ASKED.match(text, end)
            return asked is not None and not self.answers.match(text[asked.end() : asked.end() + 40])
        return sentence.has(self.about_nobody) and not sentence.has(self.somebody)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The phrases of one category in one language that count under the same condition."""

    id: str
    category: Category
    confidence: float
    prefilter: str
    pattern: Expression
    around: Surroundings
    near: Expression | None = None

    def find(self, text: str) -> Iterator[Span]:
        plain = text.replace("_", " ")
        for number, (start, end) in enumerate(self._meant(plain)):
            if number >= MOST_LOOKS:
                raise TooManyError
            sentence = around(plain, start, end)
            if self.near is not None and not sentence.has(self.near):
                continue
            if not self.around.mean_something_else(plain[start:end], sentence):
                nobody = self.around.speak_of_nobody(plain, start, end, sentence)
                yield Span(start, end, self.category, _ABOUT_NOBODY if nobody else self.confidence)

    def _meant(self, text: str) -> Iterator[tuple[int, int]]:
        """Leave out what overlaps a phrase that means something else."""
        spans = map(_trimmed, repeat(text), self.pattern.finditer(text))
        first = next(spans, None)
        if first is None:
            return
        others = (found.span() for found in self.around.instead_of.finditer(text))
        other = next(others, None)
        for start, end in chain([first], spans):
            while other is not None and other[1] <= start:
                other = next(others, None)
            if other is None or end <= other[0]:
                yield start, end


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Abbreviations that count only as a whole text, or a whole value in what is about to leave."""

    id: str
    category: Category
    confidence: float
    prefilter: str
    pattern: re.Pattern[str]

    def find(self, text: str) -> Iterator[Span]:
        for match in self.pattern.finditer(text):
            yield Span(*match.span("code"), self.category, self.confidence)


def _trimmed(text: str, found: Found) -> tuple[int, int]:
    """Leave out the space after a phrase whose last word is missing."""
    start, end = found.span()
    return start, start + len(text[start:end].rstrip(" -"))


def compile_phrases(texts: Iterable[str]) -> tuple[Phrases | Whole, ...]:
    """
    Return the recognizers of the files in ``data/phrases``, one a category, language and condition.

    Raises ConfigError where a file has another shape, or a phrase is not of its language.
    """
    languages = [_Language(lists.read(text)) for text in texts]
    # A phrase of one language may stand in a text of another, and so may what it means there.
    instead_of = wording.pattern(
        phrase for language in languages for phrase in language.phrases("instead_of")
    )
    ambiguous = wording.pattern(phrase for language in languages for phrase in language.ambiguous())
    elsewhere = [place for language in languages for place in language.places()]
    about_nobody = wording.pattern(p for language in languages for p in language.phrases("about_nobody"))
    everywhere = _Everywhere(instead_of, elsewhere, ambiguous, about_nobody)
    return tuple(r for language in languages for r in language.recognizers(everywhere))


@dataclass(frozen=True, slots=True)
class _Everywhere:
    """What all languages have in common."""

    instead_of: Expression
    elsewhere: Sequence[Place]
    ambiguous: Expression
    about_nobody: Expression


class _Language:
    """One data file."""

    def __init__(self, data: Mapping[str, object]) -> None:
        self._data = data
        name = data.get("language")
        if not isinstance(name, str):
            raise ConfigError("A file of phrases does not say which `language` it is.")
        self.name = name
        self._words = wording.parse_words(
            {key: lists.words(value) for key, value in lists.section(data.get("words")).items()}
        )

    def phrases(self, key: str) -> list[Phrase]:
        return self._parsed(self._data.get(key))

    def places(self) -> list[Place]:
        return [self._place(place) for place in self._section("elsewhere").values()]

    def ambiguous(self) -> Iterator[Phrase]:
        for place in self._section("elsewhere").values():
            yield from self._parsed(lists.section(place).get("phrases"))

    def recognizers(self, everywhere: _Everywhere) -> Iterator[Phrases | Whole]:
        near = {key: wording.pattern(self._parsed(v)) for key, v in self._section("near").items()}
        around = Surroundings(
            instead_of=everywhere.instead_of,
            elsewhere=everywhere.elsewhere,
            ambiguous=everywhere.ambiguous,
            about_nobody=everywhere.about_nobody,
            somebody=wording.pattern(self._parsed(["{somebody}"])),
            asks=wording.pattern(self.phrases("asks")),
            answers=wording.pattern(self.phrases("answers")),
        )
        for category, conditions in self._section("phrases").items():
            for condition, entries in lists.section(conditions).items():
                yield self._recognizer(category, condition, self._parsed(entries), around, near)

    def _recognizer(
        self,
        category: str,
        condition: str,
        phrases: Sequence[Phrase],
        around: Surroundings,
        near: Mapping[str, Expression],
    ) -> Phrases | Whole:
        identifier = f"phrase.{category}.{condition}.{self.name}"
        confidence = _CONFIDENCE[condition]
        prefilter = wording.prefilter(phrases)
        if condition == "whole":
            pattern = _whole(phrases)
            return Whole(
                id=identifier,
                category=Category(category),
                confidence=confidence,
                prefilter=prefilter,
                pattern=pattern,
            )
        return Phrases(
            id=identifier,
            category=Category(category),
            confidence=confidence,
            prefilter=prefilter,
            pattern=wording.pattern(phrases),
            around=around,
            near=near.get(condition.removeprefix("with_")),
        )

    def _place(self, place: object) -> Place:
        listed = lists.section(place)
        return Place(
            phrases=wording.pattern(self._parsed(listed.get("phrases"))),
            near=wording.pattern(self._parsed(listed.get("near"))),
        )

    def _section(self, key: str) -> Mapping[str, object]:
        return lists.section(self._data.get(key))

    def _parsed(self, entries: object) -> list[Phrase]:
        return [wording.parse(entry, self._words) for entry in lists.words(entries)]


def _whole(phrases: Iterable[Phrase]) -> re.Pattern[str]:
    """Nothing else in the text; or, in what is about to leave, in a JSON string or form value, but no key."""
    either = "|".join(phrase.expression for phrase in phrases)
    return re.compile(
        rf'(?:\A|(?<=["=]))\s{{0,4}}(?P<code>(?i:{either}))\s{{0,4}}[.!]?(?:\s{{0,4}}\Z|"(?!\s?:)|&)',
        re.ASCII,
    )
