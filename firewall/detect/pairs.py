"""
Members that say what other members are: ``{"field": "alienNumber", "value": ...}``, and tables with a header.

Nothing here knows what is sensitive.  It says which text is the name of which value; the lexicon and
the lists of codes say the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from firewall.detect import lists
from firewall.detect.called import CalledIndex, compile_called, words_of
from firewall.detect.codes import Codes, Lists
from firewall.detect.fold import fold
from firewall.detect.leaves import Steps, plain, text_of
from firewall.detect.names import Lexicon
from firewall.detect.recognizer import TooManyError
from firewall.model import Category, Tree

SURE, LIKELY, MAYBE = 0.9, 0.8, 0.5
"""A name and its value; one of the two may be something else; both may be."""

# A question in a form is longer than a name. A title or a kind is not.
_LONGEST_NAME = 400
_MOST_WORDS = {SURE: 80, LIKELY: 14, MAYBE: 5}
_MOST_NAMES = 16
_DEEPEST = 4
_FHIR_VALUE = re.compile(r"value[A-Z][A-Za-z]*")
_LAST_STEP = re.compile(r"([^/#?:]+)(?:[/?][^/#]*=.*)?/?(?:#([^#]*))?\Z")
_CARD_DIGITS = range(13, 20)
_MOST_HEADS = 2_000
_REMEMBERED = 8192
_LONGEST_HEAD = 120
_MOST_PAIRS = 1_000
"""In one object.  People's have a dozen; more than all the words of the lists one by one nobody needs."""


@dataclass(frozen=True, slots=True)
class Pair:
    """That the member ``says`` may name what the member ``holds`` holds."""

    says: str
    holds: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Named:
    """What a text that is a name says.  Never the text: it may be a person's."""

    categories: frozenset[Category]
    codes: Lists
    """The lists whose codes count under it."""
    is_card: bool
    """Whether the name is also a brand of payment cards."""

    def __bool__(self) -> bool:
        return bool(self.categories or self.codes)


@dataclass(frozen=True, slots=True)
class Saying:
    """That a member may name what each of others holds, and how surely; it may be one of these itself."""

    says: str
    holds: tuple[tuple[str, float], ...] = field(repr=False)

    def pairs(self) -> Iterator[Pair]:
        return (Pair(self.says, hold, confidence) for hold, confidence in self.holds if hold != self.says)


NOTHING = Named(frozenset(), (), is_card=False)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """The names that make a pair or a table, and what some texts name."""

    says: Mapping[str, bool]
    """Name of a member -> whether its text is surely a name."""
    holds: Mapping[str, bool]
    only_surely: frozenset[str]
    titles: frozenset[str]
    within: frozenset[str]
    card_words: frozenset[str]
    card_company: CalledIndex[bool]
    types: Mapping[str, Category]
    type_names: Mapping[str, Category]
    systems: Mapping[str, Category]
    heads: frozenset[str]
    rows: frozenset[str]
    names: Lexicon
    codes: Codes
    _known: dict[int, Named] = field(default_factory=dict, repr=False)
    """Hash of a text -> what it says. Python's hash is keyed by the process, and tells nobody the text."""

    def among(self, members: Iterable[str]) -> tuple[Pair, ...]:
        """Return the pairs that an object with these members could be.  Raises as ``sayings`` does."""
        return tuple(pair for saying in self.sayings(members) for pair in saying.pairs())

    def sayings(self, members: Iterable[str]) -> tuple[Saying, ...]:
        """
        Return the members that may name what others hold.

        Raises TooManyError where they make more pairs than anybody would look at: a name may be spelled in
        many ways, and each says what all of the others hold.
        """
        # Each name once: where members stand one by one a name may stand thousands of times, and so would its pairs.
        keys = [(name, _squeezed(name)) for name in dict.fromkeys(members)]
        says = [(name, self.says[key], key in self.titles) for name, key in keys if key in self.says]
        if not says:
            return ()
        holds = [(name, key, self._holds(name, key)) for name, key in keys]
        known: dict[tuple[bool, bool], tuple[tuple[str, float], ...]] = {}
        for _, surely, is_title in says:
            if (surely, is_title) not in known:  # what is said of many is kept once
                known[surely, is_title] = self._held(holds, surely=surely, is_title=is_title)
        found = tuple(Saying(name, held) for name, *how in says if (held := known[how[0], how[1]]))
        if sum(len(saying.holds) for saying in found) > _MOST_PAIRS:
            raise TooManyError
        return tuple(saying for saying in found if any(saying.pairs()))

    def _held(
        self, holds: Iterable[tuple[str, str, bool | None]], *, surely: bool, is_title: bool
    ) -> tuple[tuple[str, float], ...]:
        """Return the members that may hold what a name of this kind names."""
        return tuple(
            (name, _confidence(surely=surely, holds=held))
            for name, key, held in holds
            if held is not None or (surely and key in self.only_surely)
            if held or not is_title
        )

    def _holds(self, name: str, key: str) -> bool | None:
        return True if _FHIR_VALUE.fullmatch(name) else self.holds.get(key)

    def tables(self, members: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Return the members that could be the header and the rows of a table.  Raises as ``sayings`` does."""
        keys = [(name, _squeezed(name)) for name in dict.fromkeys(members)]
        heads = [name for name, key in keys if key in self.heads]
        rows = [name for name, key in keys if key in self.rows] if heads else []
        if len(heads) * len(rows) > _MOST_PAIRS:
            raise TooManyError
        return tuple((head, below) for head in heads for below in rows if below != head)

    def named(self, value: Tree, confidence: float) -> Named:
        """Return what a member says that its text is the name of something."""
        if isinstance(value, str):  # most names are texts, and most say nothing
            return (
                self._meaning(value, _MOST_WORDS[confidence], coded=False)
                if len(value) <= _LONGEST_NAME
                else NOTHING
            )
        found = [
            self._meaning(text, _MOST_WORDS[confidence], coded=coded) for text, coded in self._texts(value)
        ]
        return _joined([named for named in found if named])

    def _texts(self, value: Tree) -> Iterator[tuple[str, bool]]:
        """Yield the texts of a name, and whether they stand inside an object: a FHIR CodeableConcept."""
        waiting: list[tuple[Tree, int]] = [(value, 0)]
        for _ in range(_MOST_NAMES):
            if not waiting:
                return
            value, depth = waiting.pop(0)
            if isinstance(value, str) and len(value) <= _LONGEST_NAME:
                yield value, depth > 0
            elif isinstance(value, list) and depth < _DEEPEST:
                waiting += [(item, depth + 1) for item in value[:_MOST_NAMES]]
            elif isinstance(value, dict) and depth < _DEEPEST:
                waiting += [
                    (below, depth + 1) for key, below in value.items() if _squeezed(key) in self.within
                ]

    def _meaning(self, text: str, most_words: int, *, coded: bool) -> Named:
        key = hash((text, coded, most_words))
        known = self._known.get(key)
        if known is None:
            known = self._look_up(text, most_words, coded=coded)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()  # whoever sends texts chooses them, as in names.py
            self._known[key] = known
        return known

    def _look_up(self, text: str, most_words: int, *, coded: bool) -> Named:
        key = plain(text)
        category = self.type_names.get(key) or (self.types.get(key) if coded else None) or self._system(text)
        found = [] if category is None else [Named(frozenset([category]), (), is_card=False)]
        for name in _names_in(text):
            words = words_of(name)
            if len(words) <= most_words:
                is_card = bool(words) and self.card_words.issuperset(words)
                found.append(Named(self.names.look_up(name), self.codes.look_up(name), is_card=is_card))
        return _joined([named for named in found if named])

    def _system(self, text: str) -> Category | None:
        text = text.removeprefix("urn:oid:")
        return next(
            (
                category
                for system, category in self.systems.items()
                if text == system or text.startswith((f"{system}.", f"{system}-"))
            ),
            None,
        )

    def is_card(self, named: Named, value: Tree, beside: Iterable[str]) -> bool:
        """Tell whether a name that is also a brand of cards names a card here; ``beside`` are those beside it."""
        if not named.is_card:
            return False
        return any(beside) or (
            isinstance(value, str | int) and not isinstance(value, bool) and _is_card_number(text_of(value))
        )

    def beside_cards(self, names: Iterable[str]) -> list[str]:
        """Return those of the names that stand beside cards."""
        return [
            name
            for name in names
            if self.card_company.by_name(name) or self.card_company.by_category(self.names.categories(name))
        ]

    def header(self, row: Tree) -> tuple[str, ...]:
        """Return the names in the first row of a table, or its list of columns; nothing where it has none."""
        if not isinstance(row, list) or not row or len(row) > _MOST_HEADS:
            return ()
        heads = tuple(self._head(cell) for cell in row)
        return tuple(head or "" for head in heads) if any(heads) and None not in heads else ()

    def _head(self, cell: Tree) -> str | None:
        """Return the name of a column, nothing for one without, and None for what is no name."""
        if isinstance(cell, dict):
            names = (text for key, text in cell.items() if _squeezed(key) in self.says)
            cell = next((text for text in names if isinstance(text, str)), None)
        if cell is None or cell == "":
            return ""
        return cell if isinstance(cell, str) and _could_be_name(cell) else None

    def told(self, names: Iterable[str]) -> frozenset[Category]:
        """Return what names say together."""
        return frozenset[Category]().union(*map(self.names.categories, names))

    def knows(self, name: str) -> bool:
        """Tell whether a text names something."""
        return bool(self.named(name, SURE))


def compile_pairs(texts: Iterable[str], names: Lexicon, codes: Codes) -> Pairs:
    """Return the names of the files in ``data/pairs``."""
    data = lists.merged(texts)
    says, holds, tables, cards = (lists.section(data[key]) for key in ("says", "holds", "tables", "cards"))
    titles = lists.words(says["titles"])
    return Pairs(
        {**_sure(says["maybe"], sure=False), **_sure(titles, sure=False), **_sure(says["surely"], sure=True)},
        {**_sure(holds["maybe"], sure=False), **_sure(holds["surely"], sure=True)},
        frozenset(lists.words(holds["only_surely"])),
        frozenset(titles),
        frozenset(lists.words(data["within"])),
        frozenset(lists.words(cards["words"])),
        CalledIndex([(True, compile_called(cards["beside"]))]),
        _categories(data["identifier_types"]),
        _categories(data["identifier_names"]),
        {
            system: Category(category)
            for category, systems in lists.section(data["systems"]).items()
            for system in lists.words(systems)
        },
        frozenset(lists.words(tables["names"])),
        frozenset(lists.words(tables["rows"])),
        names,
        codes,
    )


def _sure(names: object, *, sure: bool) -> dict[str, bool]:
    return dict.fromkeys(lists.words(names), sure)


def _categories(data: object) -> Mapping[str, Category]:
    return {key: Category(str(category)) for key, category in lists.section(data).items()}


def _confidence(*, surely: bool, holds: bool | None) -> float:
    if surely and holds:
        return SURE
    return LIKELY if surely or holds else MAYBE


@lru_cache(maxsize=4096)
def _squeezed_short(name: str) -> str:
    return re.sub(r"[^a-z0-9@$#]", "", fold(name).casefold())


def _squeezed(name: str) -> str:
    """Return a member's name without separators and case; a long one is none of ours."""
    return _squeezed_short(name) if len(name) <= 32 else ""  # noqa: PLR2004  # longer than any name in the file


def _joined(found: Sequence[Named]) -> Named:
    """Return what several names of one thing say; it is a card where all of them say so."""
    if len(found) == 1:
        return found[0]
    return Named(
        frozenset[Category]().union(*(named.categories for named in found)),
        tuple(dict.fromkeys(known for named in found for known in named.codes)),
        is_card=bool(found) and all(named.is_card for named in found),
    )


def _could_be_name(text: str) -> bool:
    """Tell a name from a value: dates, numbers and addresses of electronic mail are no names of columns."""
    if len(text) > _LONGEST_HEAD or "@" in text[1:]:
        return False
    digits = sum(char.isdigit() for char in text)
    return digits * 2 <= len(text)


def _names_in(text: str) -> Iterator[str]:
    """Yield the names in a text: all of it, or the last step of an address."""
    if "/" not in text and "#" not in text and not text.startswith("urn:"):
        yield text
        return
    found = _LAST_STEP.search(text)
    if found:
        yield from (part for part in found.groups() if part)
    if "://" not in text:
        yield text


def _is_card_number(text: str) -> bool:
    """Tell by length and check digit (ISO/IEC 7812-1 annex B)."""
    digits = [int(char) for char in text if char.isdecimal()]
    if len(digits) not in _CARD_DIGITS:
        return False
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]  # noqa: PLR2004  # digits of the product
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def table_rows(header: Sequence[str], rows: Tree) -> Iterator[tuple[Steps, Sequence[Tree]]]:
    """Yield the rows of a table, with their place; one row alone may stand without a list around it."""
    if not isinstance(rows, list):
        return
    if any(isinstance(row, list) for row in rows):
        yield from (((index,), row) for index, row in enumerate(rows) if isinstance(row, list))
    elif len(rows) == len(header):
        yield (), rows
