"""
What an object says by its shape: codes under their names, names in the values beside, members together.

Most objects say nothing.  Which ones could is told by the names of their members alone, and
remembered, so that an ordinary object costs one look into a dictionary.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeVar

from firewall.detect.codes import OWN, Codes, Lists
from firewall.detect.combinations import Combinations, Rule
from firewall.detect.leaves import Steps, text_of, values_of
from firewall.detect.pairs import LIKELY, SURE, Named, Pair, Pairs, table_rows
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
    pairs: tuple[Pair, ...]
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

        ``inside`` is the name of the member that holds the object, where it has one.
        """
        return self._plan(names, inside) is not _NOTHING

    def could_say(self, members: Mapping[str, Tree], inside: str = "") -> bool:
        """Tell whether an object could say anything: most that are interesting by their names cannot."""
        plan = self._plan(tuple(members), inside)
        if plan.needs_parts:
            return not _WITHOUT_PARTS.issuperset(map(type, members.values()))
        return plan is not _NOTHING

    def judge(self, members: Mapping[str, Tree], around: tuple[str, ...] = ()) -> list[Verdict]:
        """
        Return what an object says.  Places begin with the name of a member.

        ``around`` are the names of the members that it stands in, the nearest last.
        """
        plan = self._plan(tuple(members), around[-1] if around else "")
        if plan is _NOTHING:
            return []
        found = [verdict for name, known in plan.codes for verdict in _coded((name,), members[name], known)]
        for pair in plan.pairs:
            found += self._pair(pair, members, around)
        for head, rows in plan.tables:
            found += self._table(self.pairs.header(members[head]), members[rows], (rows,))
        found += self._together(members, plan.rules, plan.by_word, ())
        for name in plan.leading:
            found += self._nested(name, members[name])
        return _best(found)

    def pairs_of(self, names: tuple[str, ...], around: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
        """Yield the members that may say what others hold: ``field`` and ``value``."""
        for pair in self._plan(names, around[-1] if around else "").pairs:
            yield pair.says, pair.holds

    def judge_rows(self, rows: Sequence[Tree]) -> list[Verdict]:
        """Return what a list of lists says: rows below a header, or names with their values."""
        if not rows or not isinstance(rows[0], list):
            return []
        header = self.pairs.header(rows[0])
        if self._is_header(header, rows):
            below = (((number, *steps), row) for (number, *steps), row in _numbered(rows[1:], 1))
            return _best(list(self._below(header, below)))
        return _best(list(self._couples(rows)))

    def _plan(self, names: tuple[str, ...], inside: str) -> _Plan:
        if inside and self.codes.under(inside):
            return _remembered(self._plans_inside, (inside, names), lambda: self._make(names, inside), names)
        known = self._plans.get(names)
        if known is not None:
            return known
        return _remembered(self._plans, names, lambda: self._make(names, ""), names)

    def _make(self, names: tuple[str, ...], inside: str) -> _Plan:
        codes: list[tuple[str, Lists]] = []
        words: set[str] = set()
        told: frozenset[Category] | None = None
        for name in names:
            words |= self.combinations.called(name)
            known = self.codes.under(name)
            if not known and self.codes.needs_company(name):
                told = self.pairs.told((*names, inside)) if told is None else told
                known = self.codes.beside(name, told)
            if known:
                codes.append((name, known))
        pairs, tables = self.pairs.among(names), self.pairs.tables(names)
        rules = self.combinations.among(frozenset(words))
        leading = tuple(filter(self.pairs.names.leads, names))
        by_word = self.combinations.by_word(names) if rules else {}
        needs_parts = not (codes or pairs or tables) and all(rule.looks_inside for rule in rules)
        plan = _Plan(tuple(codes), pairs, tables, rules, by_word, leading, needs_parts)
        return plan if codes or pairs or tables or rules or leading else _NOTHING

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

    def _pair(self, pair: Pair, members: Mapping[str, Tree], around: tuple[str, ...]) -> Iterator[Verdict]:
        named = self.pairs.named(members[pair.says], pair.confidence)
        value = members[pair.holds]
        if not named:
            return
        company = (*(name for name in members if name not in (pair.says, pair.holds)), *around)
        if not self.pairs.is_card(named, value, company):
            yield from self._named((pair.holds,), value, named, (PAIR, pair.confidence))

    def _named(self, steps: Steps, value: Tree, named: Named, how: tuple[str, float]) -> Iterator[Verdict]:
        detector, confidence = how
        yield from (Verdict(steps, category, detector, confidence) for category in sorted(named.categories))
        yield from _coded(steps, value, named.codes)

    def _table(self, header: Sequence[str], rows: Tree, place: Steps) -> Iterator[Verdict]:
        if any(self.pairs.knows(name) for name in header):
            yield from self._below(
                header, (((*place, *steps), row) for steps, row in table_rows(header, rows))
            )

    def _below(
        self, header: Sequence[str], rows: Iterable[tuple[Steps, Sequence[Tree]]]
    ) -> Iterator[Verdict]:
        known = [(column, self.pairs.named(name, SURE)) for column, name in enumerate(header) if name]
        columns = [(column, named) for column, named in known if named]
        rules = self.combinations.relevant(header)
        for steps, row in rows:
            for column, named in columns:
                if column < len(row):
                    yield from self._named((*steps, column), row[column], named, (TABLE, SURE))
            if rules:
                places = {name: column for column, name in reversed(list(enumerate(header))) if name}
                members = {name: row[column] for name, column in places.items() if column < len(row)}
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

    def _couples(self, rows: Sequence[Tree]) -> Iterator[Verdict]:
        for number, row in enumerate(rows):
            if isinstance(row, list) and len(row) == 2 and isinstance(row[0], str):  # noqa: PLR2004  # a couple
                yield from self._named((number, 1), row[1], self.pairs.named(row[0], LIKELY), (PAIR, LIKELY))


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


def _first_cells(rows: Sequence[Tree]) -> Iterator[str]:
    return (row[0] for row in rows if isinstance(row, list) and row and isinstance(row[0], str))


def _numbered(rows: Sequence[Tree], first: int) -> Iterator[tuple[Steps, Sequence[Tree]]]:
    return (((number,), row) for number, row in enumerate(rows, first) if isinstance(row, list))


def _coded(steps: Steps, value: Tree, known: Lists) -> Iterator[Verdict]:
    """Yield what the codes in a value say by some lists."""
    if not known:
        return
    for below, leaf in values_of(value):
        text = text_of(leaf)
        for codes, confidence in known:
            for category in sorted(codes.read(text, own=confidence == OWN)):
                yield Verdict((*steps, *below), category, codes.id, confidence)


def _best(found: Sequence[Verdict]) -> list[Verdict]:
    """Return each finding once, as sure as its surest."""
    best: dict[tuple[Steps, Category, str], Verdict] = {}
    for verdict in found:
        key = (verdict.steps, verdict.category, verdict.detector)
        known = best.get(key)
        if known is None or known.confidence < verdict.confidence:
            best[key] = verdict
    return list(best.values())
