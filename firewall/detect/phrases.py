"""
What people write about somebody's status, in the words they use.

A negation counts like the phrase: who is said not to be undocumented is said to be something.  What
counts as a phrase is data, one file a language, which ``phrasebook.py`` turns into expressions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from firewall.detect.guarded import Guarded
from firewall.detect.phrasebook import Book, Language, Listed
from firewall.detect.recognizer import Span, TooManyError
from firewall.detect.sentence import APART, Sentence, around
from firewall.detect.wording import Compiled, Expression
from firewall.model import Category

MOST_LOOKS = 20_000
"""Places of one text at which phrases look around: a million would take minutes."""

_CONFIDENCE = {"always": 0.85, "with_person": 0.7, "with_immigration": 0.7, "whole": 0.7}
_REACH = 160
"""How far a phrase that means something else may begin before, and end behind."""
_LONGEST_QUESTION, _LONGEST_ANSWER = 85, 40
"""Characters of a question behind a phrase, with its mark and what follows that; and of an answer."""
_ABOUT_NOBODY = 0.3
"""Below what a caller acts on: an exhibition, a statute or an empty form speaks of immigrants, and of nobody."""


# A question to whoever fills in a form, as far as its mark; and one that still has all its answers.
_ASKED = re.compile(r"[^.!?]{0,80}\?[\s:>\"']{0,4}")
_OPEN = re.compile(
    r"[^.!?]{0,80}[?:]\s{0,4}(?:(?:yes|si|oui|ja|sim|no)?\s?(?:\[\s?\]|\(\s?\))"
    r"|(?:yes|si|oui|ja|sim|[ysoj])\s?[/|]\s?(?:no|nein|non|nee|nao|n)\b"
    # Without a stroke they are two boxes only where nothing else is said: "Yes no papers" is an answer.
    r"|(?:yes|si|oui|ja|sim)\s(?:no|nein|non|nee|nao)[ \t]{0,4}(?:[\r\n]|\Z)"
    r"|_{3}[_ ]{0,80}(?![A-Za-z0-9])|\.{5})",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What all the phrases of one language look for around themselves."""

    instead_of: Guarded
    elsewhere: Guarded
    near_elsewhere: Sequence[Expression]
    """By the numbers of ``elsewhere``: words near which those phrases mean something else."""
    about_nobody: Expression
    somebody: Expression
    asks: Expression
    answers: Expression

    def are_part_of_another(self, text: str, start: int, end: int) -> bool:
        """Tell whether a longer phrase that means something else lies over the place."""
        low = max(0, start - _REACH)
        window = text[low : end + _REACH]
        return any(low + first < end and start < low + last for first, last in self.instead_of.spans(window))

    def mean_something_else(self, phrase: str, sentence: Sentence) -> bool:
        return any(sentence.has(self.near_elsewhere[number]) for number in self.elsewhere.matching(phrase))

    def asks_for(self, phrase: str, sentence: Sentence) -> bool:
        return self.asks.search(f"{sentence.before}{phrase}") is not None

    def answer(self, text: str, start: int) -> int:
        """Return where the answer ends that begins at ``start``; 0 where there is none."""
        answer = self.answers.match(text[start : start + _LONGEST_ANSWER])
        return 0 if answer is None else start + answer.span()[1]

    def speak_of_nobody(self, phrase: str, sentence: Sentence) -> bool:
        about_somebody = sentence.has(self.somebody) or self.somebody.search(phrase)
        return sentence.has(self.about_nobody) and not about_somebody


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
        for number, found in enumerate(self.pattern.finditer(plain)):
            if number >= MOST_LOOKS:
                raise TooManyError
            yield from self._meant(text, plain, *_trimmed(plain, *found.span()))

    def find_among(self, asked: Sequence[tuple[str, Sequence[Span]]]) -> Iterator[tuple[int, Span]]:
        """
        Yield what texts hold, by their numbers here; where a text has places, only what may touch one of them.

        All texts are looked at in one go: most hold nothing, and to look takes less than to begin.
        """
        joined = APART.join([text for text, _ in asked]).replace("_", " ")
        spans = [found.span() for found in islice(self.pattern.finditer(joined), MOST_LOOKS)]
        if not spans:
            return
        if len(spans) == MOST_LOOKS or any(APART in joined[start:end] for start, end in spans):
            for number, (text, _) in enumerate(asked):
                yield from ((number, span) for span in self.find(text))
            return
        # None goes across what parts them, so each text has those that it has alone.
        begins = [0, *accumulate(len(text) + 1 for text, _ in asked)]
        for start, end in spans:
            number = bisect_right(begins, start) - 1
            begin = begins[number]
            text, places = asked[number]
            if not places or _may_touch(places, joined, start, end, begin):
                plain = text.replace("_", " ")
                place = _trimmed(plain, start - begin, end - begin)
                yield from ((number, span) for span in self._meant(text, plain, *place))

    def _meant(self, text: str, plain: str, start: int, end: int) -> Iterator[Span]:
        """Yield the finding that a phrase is, unless it means something else."""
        if self.around.are_part_of_another(plain, start, end):
            return
        sentence = around(plain, start, end)
        if self.near is not None and not sentence.has(self.near):
            return
        if not self.around.mean_something_else(plain[start:end], sentence):
            yield self._told(text, plain, start, end, sentence)

    def _told(self, text: str, plain: str, start: int, end: int, sentence: Sentence) -> Span:
        """Return the finding; with the answer, where it is a question: neither says anything without the other."""
        if _OPEN.match(text, end):
            return Span(start, end, self.category, _ABOUT_NOBODY)
        phrase = plain[start:end]
        # "Has a permit" may be asked or said: without its mark it is no question.
        asked = _ASKED.match(plain, end)
        answered = 0 if asked is None else self.around.answer(plain, asked.end())
        if asked is not None and self.around.asks_for(phrase, sentence):
            nobody = not answered
        else:
            nobody = self.around.speak_of_nobody(phrase, sentence)
        return Span(start, answered or end, self.category, _ABOUT_NOBODY if nobody else self.confidence)


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


def _may_touch(places: Sequence[Span], joined: str, start: int, end: int, begin: int) -> bool:
    """Tell whether a finding may, in the text that begins there: a question goes on as far as its answer."""
    if "?" in joined[end : end + _LONGEST_QUESTION]:
        end += _LONGEST_QUESTION + _LONGEST_ANSWER
    return any(start < begin + place.end and begin + place.start < end for place in places)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the space after a phrase whose last word is missing."""
    return start, start + len(text[start:end].rstrip(" -"))


def compile_phrases(book: Book) -> tuple[Phrases | Whole, ...]:
    """Return the recognizers of a book, one a category, language and condition."""
    everywhere = _Everywhere(
        instead_of=Guarded(book.instead_of),
        elsewhere=Guarded([place.phrases for place in book.elsewhere]),
        near_elsewhere=[Compiled(place.near) for place in book.elsewhere],
        about_nobody=Compiled(book.about_nobody),
    )
    return tuple(
        recognizer
        for language in book.languages
        for recognizer in _recognizers(language, everywhere.surroundings(language))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Everywhere:
    """What all languages have in common: a phrase of one may stand in a text of another."""

    instead_of: Guarded
    elsewhere: Guarded
    near_elsewhere: Sequence[Expression]
    about_nobody: Expression

    def surroundings(self, language: Language) -> Surroundings:
        return Surroundings(
            instead_of=self.instead_of,
            elsewhere=self.elsewhere,
            near_elsewhere=self.near_elsewhere,
            about_nobody=self.about_nobody,
            somebody=Compiled(language.somebody),
            asks=Compiled(language.asks),
            answers=Compiled(language.answers),
        )


def _recognizers(language: Language, surroundings: Surroundings) -> Iterator[Phrases | Whole]:
    near = {key: Compiled(expression) for key, expression in language.near.items()}
    for listed in language.listed:
        yield _recognizer(language.name, listed, surroundings, near)


def _recognizer(
    language: str, listed: Listed, surroundings: Surroundings, near: Mapping[str, Expression]
) -> Phrases | Whole:
    identifier = f"phrase.{listed.category}.{listed.condition}.{language}"
    if listed.part > 1:
        identifier += f".{listed.part}"
    confidence = _CONFIDENCE[listed.condition]
    if listed.condition == "whole":
        return Whole(
            id=identifier,
            category=Category(listed.category),
            confidence=confidence,
            prefilter=listed.prefilter,
            pattern=_whole(listed.expression),
        )
    return Phrases(
        id=identifier,
        category=Category(listed.category),
        confidence=confidence,
        prefilter=listed.prefilter,
        pattern=Compiled(listed.expression),
        around=surroundings,
        near=near.get(listed.condition.removeprefix("with_")),
    )


def _whole(written: str) -> re.Pattern[str]:
    """Nothing else in the text; or, in what is about to leave, in a JSON string or form value, but no key."""
    return re.compile(
        rf'(?:\A|(?<=["=]))\s{{0,4}}(?P<code>(?i:{written}))\s{{0,4}}[.!]?(?:\s{{0,4}}\Z|"(?!\s?:)|&)',
        re.ASCII,
    )
