"""
What an object says by its shape: codes under their names, names in the values beside, members together.

Most objects say nothing.  Which ones could is told by the names of their members alone, and
remembered, so that an ordinary object costs one look into a dictionary.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, takewhile
from typing import NamedTuple, TypeVar

from firewall.detect.codes import OWN, Codes, Lists
from firewall.detect.combinations import Combinations, Rule
from firewall.detect.leaves import Steps, text_of, values_of
from firewall.detect.looks import Looks
from firewall.detect.pairs import LIKELY, SURE, Named, Pairs, Saying, table_rows
from firewall.model import Category, Tree

PAIR, TABLE, NESTED = "pair", "table", "nested"
"""The detectors of what a name in the value beside says, of what a header says, and of a name in two steps."""

_Key = TypeVar("_Key", bound=Hashable)
_Known = TypeVar("_Known")

_REMEMBERED = 4096
_LONGEST_NAMES = 4096
"""Characters of all the names of an object, or of a header, of which a plan is remembered."""
_LEAST_ROWS_OF_PAIRS = 2
_MOST_ITEMS = 1_000
_WITHOUT_PARTS = frozenset({str, int, float, Decimal, bool, type(None)})


class Verdict(NamedTuple):
    """A finding inside an object or a list: where, what, by which detector, and how sure it is."""

    steps: Steps
    category: Category
    detector: str
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """What is to be looked at in objects with the same names."""

    codes: tuple[tuple[str, Lists], ...]
    sayings: tuple[Saying, ...]
    tables: tuple[tuple[str, str], ...]
    rules: tuple[Rule, ...]
    by_word: Mapping[str, Sequence[str]]
    """Word of the rules -> the members that go by it."""
    leading: tuple[str, ...]
    """Members that may say something together with one inside of them."""
    needs_parts: bool = False
    """Whether nothing is said where no member has parts of its own."""


_NOTHING = _Plan((), (), (), (), {}, ())
"""The plan of most objects."""


class Shapes:
    """Codes, pairs and combinations behind one door.  Safe to share between threads."""

    def __init__(self, codes: Codes, pairs: Pairs, combinations: Combinations) -> None:
        self.codes = codes
        self.pairs = pairs
        self.combinations = combinations
        self._plans: dict[tuple[str, ...], _Plan] = {}
        self._plans_inside: dict[tuple[str, tuple[str, ...]], _Plan] = {}
        self._nests: dict[tuple[str, str], frozenset[Category]] = {}

    def interesting(self, names: tuple[str, ...], inside: str = "") -> bool:
        """
        Tell whether an object with members of these names, in this order, could say anything.

        ``inside`` is the name of the member that holds the object, where it has one.  Raises TooManyError where
        more of the names could say what others hold than anybody would look at.
        """
        return self._plan(names, inside) is not _NOTHING

    def could_say(self, members: Mapping[str, Tree], inside: str = "") -> bool:
        """Tell whether an object could say anything: most of the interesting cannot.  Raises so, too."""
        plan = self._plan(tuple(members), inside)
        if plan.needs_parts:
            return not _WITHOUT_PARTS.issuperset(map(type, members.values()))
        return plan is not _NOTHING

    def judge(
        self, members: Mapping[str, Tree], around: tuple[str, ...] = (), looks: Looks | None = None
    ) -> list[Verdict]:
        """
        Return what an object says.  Places begin with the name of a member.

        ``around`` are the names of the members that it stands in, the nearest last.  Raises TooManyError as
        ``interesting`` does, and once there are no ``looks`` left, which objects of one message share.
        """
        plan = self._plan(tuple(members), around[-1] if around else "")
        if plan is _NOTHING:
            return []
        looks = Looks() if looks is None else looks
        found = chain(
            *(_coded((name,), members[name], known, looks) for name, known in plan.codes),
            self._pairs(plan.sayings, members, around, looks),
            self._tables(plan.tables, members, looks),
            self._together(members, plan.rules, plan.by_word, ()),
            *(self._nested(name, members[name]) for name in plan.leading),
        )
        return _best(found)

    def pairs_of(self, names: tuple[str, ...], around: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
        """Yield the members that may say what others hold: ``field`` and ``value``."""
        for saying in self._plan(names, around[-1] if around else "").sayings:
            for pair in saying.pairs():
                yield pair.says, pair.holds

    def judge_rows(self, rows: Sequence[Tree]) -> list[Verdict]:
        """Return what a list of lists says: rows below a header, or names with their values."""
        if not rows or not isinstance(rows[0], list):
            return []
        looks = Looks()
        header = self.pairs.header(rows[0])
        if self._is_header(header, rows):
            below = (((number, *steps), row) for (number, *steps), row in _numbered(rows[1:], 1))
            return _best(self._below(header, below, looks))
        return _best(self._couples(rows, looks))

    def _plan(self, names: tuple[str, ...], inside: str) -> _Plan:
        if inside and self.codes.under(inside):
            return _remembered(self._plans_inside, (inside, names), lambda: self._make(names, inside), names)
        known = self._plans.get(names)
        if known is not None:
            return known
        return _remembered(self._plans, names, lambda: self._make(names, ""), names)

    def _make(self, names: tuple[str, ...], inside: str) -> _Plan:
        codes: list[tuple[str, Lists]] = []
        by_word: dict[str, list[str]] = {}
        told: frozenset[Category] | None = None
        for name in names:
            for word in self.combinations.called(name):
                by_word.setdefault(word, []).append(name)
            known = self.codes.under(name)
            if not known and self.codes.needs_company(name):
                told = self.pairs.told((*names, inside)) if told is None else told
                known = self.codes.beside(name, told)
            if known:
                codes.append((name, known))
        sayings, tables = self.pairs.sayings(names), self.pairs.tables(names)
        rules = self.combinations.among(frozenset(by_word))
        leading = tuple(filter(self.pairs.names.leads, names))
        needs_parts = not (codes or sayings or tables) and all(rule.looks_inside for rule in rules)
        plan = _Plan(tuple(codes), sayings, tables, rules, by_word if rules else {}, leading, needs_parts)
        return plan if codes or sayings or tables or rules or leading else _NOTHING

    def _nested(self, name: str, value: Tree) -> Iterator[Verdict]:
        """Yield what a name and those inside of it say together: of a birth, the country."""
        items: list[tuple[Steps, Tree]] = [((name,), value)]
        if isinstance(value, list):
            items = [((name, number), item) for number, item in enumerate(value[:_MOST_ITEMS])]
        for steps, item in items:
            for key in item if isinstance(item, dict) else ():
                for category in sorted(self._nest(name, key)):
                    yield Verdict((*steps, key), category, NESTED, LIKELY)

    def _nest(self, above: str, name: str) -> frozenset[Category]:
        return _remembered(
            self._nests, (above, name), lambda: self.pairs.names.together(above, name), (above, name)
        )

    def _pairs(
        self, sayings: Iterable[Saying], members: Mapping[str, Tree], around: tuple[str, ...], looks: Looks
    ) -> Iterator[Verdict]:
        beside_cards: list[str] | None = None
        times = 0
        for saying in sayings:
            named: dict[float, Named] = {}
            for pair in saying.pairs():
                how = pair.confidence
                if how not in named:
                    named[how] = self.pairs.named(members[pair.says], how)
                if not named[how]:
                    continue
                times += 1
                looks.take(
                    times
                )  # the hundredth pair of one object is dearer than the first of a hundred objects
                value = members[pair.holds]
                if named[how].is_card and beside_cards is None:
                    beside_cards = self.pairs.beside_cards((*members, *around))
                own = (pair.says, pair.holds)
                beside = (name for name in beside_cards or () if name not in own)
                if not self.pairs.is_card(named[how], value, beside):
                    yield from self._named((pair.holds,), value, named[how], (PAIR, how), looks)

    def _named(
        self, steps: Steps, value: Tree, named: Named, how: tuple[str, float], looks: Looks
    ) -> Iterator[Verdict]:
        detector, confidence = how
        yield from (Verdict(steps, category, detector, confidence) for category in sorted(named.categories))
        yield from _coded(steps, value, named.codes, looks)

    def _tables(
        self, tables: Iterable[tuple[str, str]], members: Mapping[str, Tree], looks: Looks
    ) -> Iterator[Verdict]:
        headers: dict[str, Sequence[str]] = {}
        times = 0
        for head, rows in tables:
            if head not in headers:
                header = self.pairs.header(members[head])
                headers[head] = header if any(self.pairs.knows(name) for name in header) else ()
            if known := headers[head]:
                times += 1
                below = (((rows, *steps), row) for steps, row in table_rows(known, members[rows]))
                yield from self._below(known, below, looks, times * times)  # most objects are one table

    def _below(
        self,
        header: Sequence[str],
        rows: Iterable[tuple[Steps, Sequence[Tree]]],
        looks: Looks,
        weight: int = 1,
    ) -> Iterator[Verdict]:
        known = [(column, self.pairs.named(name, SURE)) for column, name in enumerate(header) if name]
        columns = [(column, named) for column, named in known if named]
        rules = self.combinations.relevant(header)
        places = {name: column for column, name in reversed(list(enumerate(header))) if name}
        in_order = sorted(places.items(), key=lambda named: named[1])
        for steps, row in rows:
            looks.take(weight * (1 + len(row)))
            for column, named in columns:
                if column >= len(row):
                    break  # a header may have two thousand names, and a row one
                yield from self._named((*steps, column), row[column], named, (TABLE, SURE), looks)
            if rules and row:
                members = {name: row[column] for name, column in _up_to(len(row), in_order)}
                for verdict in self._together(members, rules, self.combinations.by_word(members), steps):
                    yield verdict._replace(steps=(*steps, places[str(verdict.steps[-1])]))

    def _together(
        self,
        members: Mapping[str, Tree],
        rules: tuple[Rule, ...],
        by_word: Mapping[str, Sequence[str]],
        steps: Steps,
    ) -> list[Verdict]:
        if not rules:
            return []
        return [
            Verdict((*steps, name), category, detector, confidence)
            for name, category, detector, confidence in self.combinations.judge(members, rules, by_word)
        ]

    def _is_header(self, header: Sequence[str], rows: Sequence[Tree]) -> bool:
        """Tell a header from the first of several couples of a name and its value."""
        if len(rows) < _LEAST_ROWS_OF_PAIRS or not any(self.pairs.knows(name) for name in header):
            return False
        if len(header) != 2 or self.pairs.knows(header[1]):  # noqa: PLR2004  # a couple
            return True
        return not any(self.pairs.knows(name) for name in _first_cells(rows[1:]))

    def _couples(self, rows: Sequence[Tree], looks: Looks) -> Iterator[Verdict]:
        for number, row in enumerate(rows):
            if isinstance(row, list) and len(row) == 2 and isinstance(row[0], str):  # noqa: PLR2004  # a couple
                named = self.pairs.named(row[0], LIKELY)
                yield from self._named((number, 1), row[1], named, (PAIR, LIKELY), looks)


def _remembered(
    plans: dict[_Key, _Known], key: _Key, make: Callable[[], _Known], names: tuple[str, ...]
) -> _Known:
    known = plans.get(key)
    if known is None:
        known = make()
        if sum(map(len, names)) <= _LONGEST_NAMES:
            if len(plans) >= _REMEMBERED:
                plans.clear()  # whoever sends keys chooses them, as in names.py
            plans[key] = known
    return known


def _up_to(cells: int, places: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    return takewhile(lambda named: named[1] < cells, places)


def _first_cells(rows: Sequence[Tree]) -> Iterator[str]:
    return (row[0] for row in rows if isinstance(row, list) and row and isinstance(row[0], str))


def _numbered(rows: Sequence[Tree], first: int) -> Iterator[tuple[Steps, Sequence[Tree]]]:
    return (((number,), row) for number, row in enumerate(rows, first) if isinstance(row, list))


def _coded(steps: Steps, value: Tree, known: Lists, looks: Looks) -> Iterator[Verdict]:
    """Yield what the codes in a value say by some lists."""
    if not known:
        return
    for below, leaf in values_of(value):
        looks.take(len(known))
        text = text_of(leaf)
        for codes, confidence in known:
            for category in sorted(codes.read(text, own=confidence == OWN)):
                yield Verdict((*steps, *below), category, codes.id, confidence)


def _best(found: Iterable[Verdict]) -> list[Verdict]:
    """Return each finding once, as sure as its surest."""
    best: dict[tuple[Steps, Category, str], Verdict] = {}
    for verdict in found:
        key = (verdict.steps, verdict.category, verdict.detector)
        known = best.get(key)
        if known is None or known.confidence < verdict.confidence:
            best[key] = verdict
    return list(best.values())
