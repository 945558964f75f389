"""The words that explain a number, where they stand in a text, and whether they explain that number."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Protocol, cast

import re2

from firewall.detect.recognizer import TooManyError
from firewall.detect.values.others import (
    LONGEST_SAYING,
    REACH,
    before_value,
    is_labelled_otherwise,
    is_name_next,
    is_something_else_behind,
    labels_otherwise,
    names_another,
)

MOST_LOOKS = 40_000
"""Words, or places near words, of one text that are looked at: ten million would take minutes."""

# Lower case, and one blank for whatever else separates words: an underscore would be a part of a word.
_PLAIN = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ_\t\n\v\f\r", b"abcdefghijklmnopqrstuvwxyz" + b" " * 6)
# n\u00b0: the sign for `number` that is no letter. Three bytes at most are two signs.
_DEGREE = "\u00b0"
_PLAIN_GAP = "[ .-]{0,2}"
_ANY_GAP = "[\\t-\\r _.\u00b0-]{0,3}"
# What stands behind such words in the names of members: sevisId, bsnNummer.
_NAMING = "(?:number|nummer|num|nbr|no|nr|id)?"
_MEMORY = 8 << 20
# A number that ends its sentence is not explained by the next one.
_ENDS = re.compile(r"""["')]?[.!?]\s""")
# What was said on the telephone is no number of one.
_SPOKEN = re.compile(
    r"\b(?:(?:over the|by|on the|via) (?:tele)?phone"
    r"|(?:por|per|al|el|ao|par|au|am|via de|aan de|via) (?:telefon[eo]?|telefoon|telephone))\b",
    re.IGNORECASE,
)


class _Compiled(Protocol):
    """What we use of a compiled RE2 expression."""

    def finditer(self, text: bytes) -> Iterable[_Found]: ...


class _Found(Protocol):
    def span(self) -> tuple[int, int]: ...


class Words:
    """
    Words that say what a number is, in all languages at once, with a semicolon between them.

    Each is an RE2 expression in lower case.  A blank stands for up to two separators or none (``a number`` is
    also ``a-number`` and ``aNumber``), an asterisk at the end for any ending.  ``but`` lists in the same way what is
    longer and means something else: a parking permit is no permit.
    """

    def __init__(self, listed: str, but: str = "") -> None:
        # The longest first: what a word covers cannot label the number otherwise (`account`).
        words = sorted((" ".join(word.split()) for word in listed.split(";")), key=len, reverse=True)
        closed = [word for word in words if word[-1] != "*"]
        opened = [word[:-1] for word in words if word[-1] == "*"]
        self._listed = listed
        self._source = rf"\b(?:{'|'.join(word[:-1] if word[-1] == '*' else _whole(word) for word in words)})"
        left, right = "(?:^|[^a-z0-9])", "(?:$|[^a-z0-9])"
        ends = [word + (_NAMING + right if _is_word(word) else "") for word in closed]
        self.prefilter = f"(?i){left}(?:{'|'.join([*ends, *opened])})".replace(" ", _ANY_GAP)
        self._but = but
        self._otherwise = Words(but) if but else None

    @cached_property
    def _compiled(self) -> _Compiled:
        """Made when it is first asked for: a start must not wait for all of them."""
        return _compile(self._source)

    def __add__(self, other: Words) -> Words:
        but = ";".join(filter(None, (self._but, other._but)))
        return Words(f"{self._listed};{other._listed}", but)

    def near(self, text: str) -> Nearness:
        """
        Return where the words stand in a text.

        Raises TooManyError where there are more of them than anybody would look at.
        """
        # What is not ASCII stays one character, so that places are the same.
        plain = text.replace(_DEGREE, ".").encode("ascii", "replace").translate(_PLAIN)
        spans = self.places(plain)
        return Nearness(text, [start for start, _ in spans], [end for _, end in spans])

    def places(self, plain: bytes) -> list[tuple[int, int]]:
        """Return where they stand in a text without capitals.  Raises TooManyError."""
        spans = [found.span() for found in islice(self._compiled.finditer(plain), MOST_LOOKS + 1)]
        if len(spans) > MOST_LOOKS:
            raise TooManyError
        if spans and self._otherwise is not None:
            return list(_outside(spans, self._otherwise.places(plain)))
        return spans


def _outside(spans: list[tuple[int, int]], others: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans that none of the others touches; both are in order."""
    ends = [end for _, end in others]
    for start, end in spans:
        first = bisect_right(ends, start)
        if first == len(others) or others[first][0] >= end:
            yield start, end


def _is_word(word: str) -> bool:
    """Whether it ends with a letter or a digit, and not with one more sign."""
    return word[-1] not in "#:"


def _whole(word: str) -> str:
    return rf"{word}{_NAMING}\b" if _is_word(word) else word


def _compile(pattern: str) -> _Compiled:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.never_capture = True
    return cast("_Compiled", re2.compile(pattern.replace(" ", _PLAIN_GAP).encode(), options))


@dataclass(frozen=True, slots=True)
class Nearness:
    """Where the words of one kind stand in one text, in order."""

    text: str
    starts: list[int]
    ends: list[int]

    def windows(self, before: int, after: int) -> Iterator[tuple[int, int]]:
        """Yield the parts of the text that reach so far before and after a word, each but once."""
        if not self.starts:
            return
        low, high = max(0, self.starts[0] - before), self.ends[0] + after
        for start, end in zip(self.starts, self.ends, strict=True):
            if start - before > high:
                yield low, high
                low = start - before
            high = end + after
        yield low, high

    def blanked(self) -> str:
        """Return the text without the words, so that `I-94 123` is no number that begins with 94."""
        parts: list[str] = []
        last = 0
        for start, end in zip(self.starts, self.ends, strict=True):
            parts += (self.text[last:start], " " * (end - start))
            last = end
        return "".join([*parts, self.text[last:]])

    def explain(self, start: int, end: int, before: int, after: int) -> bool:
        """
        Tell whether a word explains a place: one at most ``before`` characters before it, or ``after`` behind it.

        What says something else of the number (`invoice`, `phone`) outweighs a word that is farther away.
        """
        if is_something_else_behind(self.text, end):
            return False
        return self._introduces(start, end, before) or self._follows(start, end, after)

    def _introduces(self, start: int, end: int, distance: int) -> bool:
        last = bisect_right(self.starts, start) - 1
        if last < 0:
            return False
        if self.ends[last] > start:  # the number begins with the word, as in A# 123-456-789
            return self.ends[last] <= end
        if start - self.ends[last] > distance + LONGEST_SAYING:
            return False
        own_noun = _OWN_NOUN.match(self.text, self.ends[last], start)
        behind = own_noun.end() if own_noun else self.ends[last]
        gap = before_value(self.text[behind:start])
        if len(gap) > distance or not _leads(gap):
            return False
        # From the word on: a removal order is not an order.
        own = max(self.starts[last], start - REACH)
        return not labels_otherwise(_unspoken(self.text[own:start]), max(behind - own, 0))

    def _follows(self, start: int, end: int, distance: int) -> bool:
        first = bisect_left(self.starts, end)
        if first == len(self.starts) or self.starts[first] - end > distance or _ENDS.match(self.text, end):
            return False
        gap = _without_stops(self.text[end : self.starts[first]])
        behind = self.text[self.ends[first] : self.ends[first] + REACH]
        return not (
            (_AFTER_BREAK.search(gap) and not is_name_next(gap))
            or _VALUE_FOLLOWS.match(behind)
            or is_labelled_otherwise(self.text, start, is_explained=True)
        )


# What is said later of the same thing: "No BSN yet. Supplement of 3 March: ...".
_SUPPLEMENT = re.compile(
    r"[.!?;]\s+(?:update|addendum|supplement|added|later|correction|follow.?up|nachtrag|erganzung|ergaenzung|korrektur"
    r"|nachgereicht|aktualisierung|actualizacion|anadido|correccion|mise a jour|complement|ajout|rectificatif"
    r"|aggiornamento|integrazione|aggiunta|rettifica|aanvulling|bijgewerkt|correctie|atualizacao|aditamento|adenda"
    r"|correcao)\b[^!?:\n]{0,28}:",
    re.IGNORECASE,
)


# That somebody has no such number, or waits for it.
_ABSENT = re.compile(
    r"\b(?:yet|missing|pending|unknown|not|never|sent|requested|applied|lost|todavia|falta\w{0,4}|enviad[oa]|solicitad[oa]"
    r"|fehlt|fehlen|noch|versandt|beantragt|angefordert|verloren|unbekannt|encore|manqu\w{1,4}|inconnue?|envoyee?"
    r"|demandee?|perdue?|pas|manca\w{0,2}|ancora|inviat[oa]|richiest[oa]|smarrit[oa]|ontbreekt|nog|verstuurd|aangevraagd"
    r"|onbekend|kwijt|ainda|pedid[oa]|nao)\b",
    re.IGNORECASE,
)
# What the next sentence may put before the number all the same: "It is", "The new one is", "Nachtrag 1.3.2024:".
_CARRIES = re.compile(
    r"(?:\W|\b(?:it|is|was|the|this|that|new|right|correct|number|no|nr|n|o|num|numero|nummer|code|es|ist|das|lautet|sie|er"
    r"|nun|jetzt|c|est|le|la|l|voici|il|e|era|nuovo|het|dit|nieuwe|el|ahora|nuevo|ora|agora|a|novo|now|here|hier|ici|aqui)\b"
    r")*",
    re.IGNORECASE,
)
_DATED_COLON = re.compile(r"[0-9][0-9./-]{4,9}\s?:")


def _starts_anew(gap: str) -> bool:
    """Whether it ends with a sentence of its own about something else, after one that the number is not there."""
    ends = [found.end() for found in _SENTENCE_ENDS.finditer(gap)]
    if not ends or not _ABSENT.search(gap, 0, ends[-1]) or _DATED_COLON.search(gap, ends[-1]):
        return False
    return _CARRIES.fullmatch(gap, ends[-1]) is None


def _without_stops(gap: str) -> str:
    """Return what stands behind a number; in a bracket that opens there a full stop is an abbreviation's."""
    return gap.replace(".", " ") if _OPENED.match(gap) else gap


_OPENED = re.compile(r"[\t ]{0,2}[(\[][^()\[\]\n]{0,40}\Z")
_OTHER_SENTENCE = 32
"""How far a word of another sentence may stand before a number."""

# A visa has a serial number, and a court a docket: straight behind the word they are its own.
_OWN_NOUN = re.compile(
    r"[A-Za-z]{0,16}[ _-]?(?:dockets?|serials?|seriennummer|serienummer|numero de serie|numero di serie|file)\b",
    re.IGNORECASE,
)
# Another member, another paragraph, or another line with a label of its own.
_BREAK = re.compile(
    r'"\s?[,}\]]|[,{\[]\s?"|\n\s*\n|\n(?!\s*(?:no|nr|num|numero|number|nummer|value|valor|valore|valeur|wert|waarde|#)\b)[^\n:=]{2,30}[:=]',
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"(?:[a-z]{3}|[0-9)])[.!?;][\s]+(?=[A-Z])")
# `Update 3/4/2021: ` is about what was missing before.
_DATED = re.compile(r"[A-Za-z]{2,16}\W{1,3}[0-9][0-9./-]{4,9}\s?[:,-]\s?(?:(?:is|es|ist|est|e|was)\s)?\Z")
_AFTER_BREAK = re.compile(r"""["']\s?[:,}\]]|[,{\[]\s?"|\n|[0-9;|]|[a-z0-9][.!?]\s""")
_VALUE_FOLLOWS = re.compile(
    r"\W{0,6}(?:(?:no|nr|num|number|numero|nummer|id)\b\W{0,4})?(?:(?:is|es|ist|est|e|was)\s)?"
    r"\W{0,3}[A-Za-z]{0,3}[#* -]?\d",
    re.IGNORECASE,
)
_LAST_DIGIT = re.compile(r"[0-9](?=[^0-9]*\Z)")


def _leads(gap: str) -> bool:
    """Whether a word explains what follows it after such a gap."""
    gap = _SUPPLEMENT.sub(": ", gap, count=1)
    if _starts_anew(gap):
        return False
    if _BREAK.search(gap):
        return False
    # What stands before another number labels that one.
    digit = _LAST_DIGIT.search(gap)
    tail = gap[digit.end() :] if digit else gap
    if len(gap) > _OTHER_SENTENCE and _SENTENCE_ENDS.search(gap) and not _DATED.search(gap):
        return False
    return not names_another(_unspoken(tail))


def _unspoken(text: str) -> str:
    """Return it without the words for how it was said, as long as before."""
    return _SPOKEN.sub(lambda found: " " * len(found.group()), text)
