"""
Numbers behind their name in a text: ``PESEL: 44051401458``, ``CUIT 20-05536168-2``, ``Isikukood nr 36805280109``.

The names are those that python-stdnum gives to the numbers of the whole world, and that ``data/names`` has for fields.
Whatever stands behind one is such a number, right or wrong: a typing error makes nobody unknown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from firewall.detect import lists
from firewall.detect.dictionary import Entry, entries
from firewall.detect.fold import fold
from firewall.detect.recognizer import Span, TooManyError
from firewall.detect.values.words import MOST_LOOKS
from firewall.model import Category

_SOURCE = "stdnum-2.2"
# What people and their money have. Of a company, a book or a bus stop the name in a text says too little.
_OF_PEOPLE = ("government_id.", "immigration.", "financial.account", "device.id")
_SURE = 0.6

_MORE = (
    ("government_id.national", "nif"),
    ("government_id.national", "dni"),
    ("government_id.national", "cedula"),
    ("government_id.tax", "tin"),
    ("device.id", "imsi"),
    ("device.id", "imei"),
)
"""Of other sources, because they mean more than one thing: here a number stands behind them."""
_SHORTEST_NAME = 4
"""Shorter names are words of some language (`sin`, `pin`): they need a colon, or capitals and a long number."""
_LONGEST_BETWEEN = 4
"""Letters of a word that may stand between two groups of digits of one number."""
_AMBIGUOUS = frozenset({"epic", "cedula", "swift", "bitcoin", "banknote", "moms"})
"""Longer ones that are, too."""
_NOT_TOLD = frozenset({"mac", "identifikationsnummer", "versicherungsnummer"})

_NAMING = r"(?:[ _.-]{1,2}(?:no|nr|num|nbr|number|numero|nummer|id|code|n)\.?)?"
_COLON = r"[ \"']{0,2}[:=#][ \"']{0,2}"
_BLANK = r"\.?[ :=#\"']{1,4}(?:is |es |ist |est )?"
_FIRST = r"[a-z0-9]"
_VALUE = rf"{_FIRST}[a-z0-9 ./+*-]{{3,44}}"
_HAS_DIGIT = rf"{_FIRST}[a-z0-9 ./+*-]{{0,8}}[0-9]"
_FEWEST = {"name": (2, 4), "letters": (4, 6), "capitals": (6, 7)}
"""How many digits there must be behind each kind of name, and how many digits and letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """The numbers of one category behind their names."""

    id: str
    category: Category
    prefilter: str
    pattern: re.Pattern[str]

    def find(self, text: str) -> Iterator[Span]:
        """Raises TooManyError where there are more names than anybody would look at."""
        for number, found in enumerate(self.pattern.finditer(text)):
            if number >= MOST_LOOKS:
                raise TooManyError
            start = found.start("value")
            end = start + _length(found["value"])
            digits, characters = next(fewest for kind, fewest in _FEWEST.items() if found[kind])
            value = text[start:end]
            if _digits(value) >= digits and sum(map(str.isalnum, value)) >= characters:
                yield Span(start, end, self.category, _SURE)


def compile_labelled(texts: Iterable[str]) -> tuple[Labelled, ...]:
    """Return a recognizer for each category of the files in ``data/names`` whose numbers people have."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for category, name in _MORE:
        names[category].add(name)
    for text in texts:
        for entry in filter(_is_told, entries(lists.read(text))):
            names[entry.category].add(entry.name)
    return tuple(_labelled(Category(category), names[category]) for category in sorted(names))


def _is_told(entry: Entry) -> bool:
    """Whether a name is one in a text: `nl_bsn` is the name of a column, and some letters no expression names."""
    is_column = re.match(r"[a-z]{2}_", entry.name) is not None
    is_known = entry.source == _SOURCE and entry.category.startswith(_OF_PEOPLE)
    return is_known and not is_column and entry.name not in _NOT_TOLD and fold(entry.name).isascii()


def _labelled(category: Category, names: Iterable[str]) -> Labelled:
    plain = {" ".join(re.findall("[a-z0-9]+", fold(name).lower())) for name in names}
    letters = {name for name in plain if len(name) < _SHORTEST_NAME or name in _AMBIGUOUS}
    capitals = {name.upper() for name in letters if len(name) == _SHORTEST_NAME - 1}
    kinds = {
        "name": (_spelled(plain - letters), ":", f"{_NAMING}{_BLANK}"),
        "letters": (_spelled(letters), ":", f"{_NAMING}{_COLON}"),
        "capitals": (_spelled(capitals), "-i:", " "),
    }
    # Each name by itself: together they are one automaton, which is tried at every `no` and costs ten times as much.
    asked = "|".join(
        f"(?:^|[^a-z0-9])(?{flags}{name}){behind}{_HAS_DIGIT}"
        for some, flags, behind in kinds.values()
        for name in some
    )
    said = "|".join(
        f"(?P<{kind}>{_any(some, flags, behind)})" for kind, (some, flags, behind) in kinds.items()
    )
    return Labelled(
        id=f"labelled.{category.replace('.', '-').replace('_', '-')}",
        category=category,
        prefilter=f"(?i){asked}",
        pattern=re.compile(
            # Where nothing begins hundreds of names need not be tried.
            rf"(?<![a-z0-9])(?=[a-z0-9])(?<![a-z0-9]-)(?:{said})(?P<value>{_VALUE})",
            re.IGNORECASE | re.ASCII,
        ),
    )


def _spelled(names: Iterable[str]) -> list[str]:
    """Return an expression for each name, the longest first."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return [name.replace(" ", "[ _.'-]{0,2}") for name in ordered]


def _any(names: Iterable[str], flags: str, behind: str) -> str:
    """
    Return an expression for any of the names with what follows; one that matches nothing where there is none.

    Those that begin alike are tried together: at most words there is none of them.
    """
    heads: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        heads[name[0]].append(name[1:])
    either = "|".join(f"{head}(?:{'|'.join(rest)})" for head, rest in heads.items())
    return f"(?{flags}{either}){behind}" if either else "(?!)"


_WORD = re.compile("[a-z0-9]+", re.IGNORECASE | re.ASCII)


def _length(value: str) -> int:
    """
    Return how much of what stands behind a name is the number: words with a digit, and capitals between them.

    A single letter at its end is its check letter.
    """
    end = 0
    for word in _WORD.finditer(value):
        is_letter = len(word[0]) == 1 and end == word.start() - 1
        if _digits(word[0]) or is_letter:
            end = word.end()
        elif len(word[0]) > _LONGEST_BETWEEN or not (word[0].isupper() or _is_country(word)):
            break
    return end


def _is_country(word: re.Match[str]) -> bool:
    """`VAT: Fr 40 303 265 045`."""
    return word.start() == 0 and len(word[0]) == len("fr")


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))
