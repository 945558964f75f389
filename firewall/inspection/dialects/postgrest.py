"""
PostgREST: ``select=`` with renames, paths into JSON, casts, aggregates and embedded tables; filters, ``or``, ``order``.

What the answer calls its members is said in ``select``, so each of them is resolved to the declared member that it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from firewall.inspection.dialects.said import (
    COUNT,
    MOST_DEPTH,
    Pairs,
    Said,
    Steps,
    check_length,
    folded,
    plain,
)
from firewall.inspection.dialects.splitting import split
from firewall.inspection.reading import Failure
from firewall.model import UNCLASSIFIED, Category, Path
from firewall.policy.view import ANY
from firewall.policy.words import CONTROLS

_OPERATORS = frozenset({
    "eq", "gt", "gte", "lt", "lte", "neq", "like", "ilike", "match", "imatch", "in", "is", "isdistinct", "fts", "plfts",
    "phfts", "wfts", "cs", "cd", "ov", "sl", "sr", "nxr", "nxl", "adj",
})  # fmt: skip
_TOOLS = frozenset({"columns", "on_conflict", "missing", "apikey"})
_COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:->>?[A-Za-z0-9_]+)*")
_TEST = re.compile(r"(?s)(not\.)?([a-z]+)(\([a-z]+\))?\.(.*)")
_ITEM = re.compile(
    r"(?:(?P<alias>[A-Za-z_][A-Za-z0-9_]*):)?"
    r"(?:(?P<column>[A-Za-z_][A-Za-z0-9_]*(?:->>?[A-Za-z0-9_]+)*)(?P<cast>::[a-z]+)?"
    r"(?:\.(?P<sum>sum|avg|min|max|count)\(\)(?P<after>::[a-z]+)?)?|(?P<count>count\(\)))"
)
_EMBED = re.compile(
    r"(?s)(?P<spread>\.\.\.)?(?:(?P<alias>[A-Za-z_][A-Za-z0-9_]*):)?(?P<table>[A-Za-z_][A-Za-z0-9_]*)"
    r"(?P<join>!inner|!left)?\((?P<inner>.*)\)"
)
_NESTED = re.compile(r"((?:(?!not\.)[A-Za-z_][A-Za-z0-9_]*\.)+)(order|limit|offset|or|and|not\.or|not\.and)")
_BARE = re.compile(r'[^,()"{}\[\]\\]*')
_ORDER = re.compile(
    r"([A-Za-z_][A-Za-z0-9_]*(?:->>?[A-Za-z0-9_]+)*)(?:\.(?:asc|desc))?(?:\.nulls(?:first|last))?"
)
_LOGIC = frozenset({"or", "and", "not.or", "not.and"})


def read(said: Said, query: Pairs) -> None:
    """Raises :class:`Failure`."""
    check_length(query)
    for name, value in query:
        nested = _NESTED.fullmatch(name)
        inside = tuple(nested[1][:-1].split(".")) if nested is not None else ()
        word = nested[2] if nested is not None else name
        if said.route.query.get(name) in CONTROLS:
            said.other(name, value)
        elif name == "select":
            _Selection(said).read(value)
        elif word == "order":
            _order(said, value, inside)
        elif word in {"limit", "offset"}:
            _page(said, word, value, inside)
        elif word in _LOGIC:
            _logic(said, value, inside, 0)
            said.about(name, value)
        elif name.lower() in {"select", "order", "limit", "offset", "or", "and", *_TOOLS}:
            raise Failure("query-option")
        else:
            _filter(said, name, value)


def _page(said: Said, word: str, value: str, inside: Steps) -> None:
    before = said.records
    said.limit(value)
    if word == "offset" or inside:
        said.records = before


def _steps(column: str) -> Steps:
    if not _COLUMN.fullmatch(column):
        raise Failure("query-syntax")
    return tuple(column.replace("->>", "->").split("->"))


def _last(steps: Steps) -> Steps:
    """Return the last step that is a name."""
    return tuple(step for step in steps if not step.isdigit())[-1:]


def _categories(said: Said, inside: Steps, steps: Steps) -> tuple[Category, ...]:
    """
    Return what a column, or a path into one, is.

    INVARIANT: what is declared of a member counts for each of several in its place.  So a number of an item leads
    nowhere else than the path without it, or the path is refused.
    """
    found = said.categories((*inside, *steps))
    named = tuple(step for step in steps if not step.isdigit())
    if named != steps and set(said.categories((*inside, *named))) != set(found):
        raise Failure("query-option")
    return found


def _filter(said: Said, name: str, value: str) -> None:
    *tables, column = name.split(".") if "->" not in name else [name]
    inside = tuple(tables)
    word = said.route.query.get(name)
    categories = (Category(word),) if word else _categories(said, inside, _steps(column))
    said.about(name, value)
    _test(said, categories, value, is_plain=not inside)


def _test(said: Said, categories: tuple[Category, ...], value: str, *, is_plain: bool) -> None:
    test = _TEST.fullmatch(value)
    if test is None or test[2] not in _OPERATORS:
        raise Failure("query-syntax")
    is_plain = is_plain and test[2] == "eq" and not (test[1] or test[3])
    said.compare(categories, (test[4],), is_plain=is_plain)


def _logic(said: Said, text: str, inside: Steps, depth: int) -> None:
    """``(a.eq.1,and(b.gt.2,not.c.is.null))``: alternatives, so nothing in it is plain."""
    if depth >= MOST_DEPTH:
        raise Failure("query-too-large")
    if not (text.startswith("(") and text.endswith(")")):
        raise Failure("query-syntax")
    for part in split(text[1:-1], ",", '"', escape="\\"):
        word, bracket, _ = part.partition("(")
        if bracket and word in _LOGIC:
            _logic(said, part[len(word) :], inside, depth + 1)
            continue
        column, dot, test = part.partition(".")
        if not dot:
            raise Failure("query-syntax")
        _check_value(test)
        _test(said, _categories(said, inside, _steps(column)), test, is_plain=False)


def _check_value(test: str) -> None:
    """A value among others ends in one way only: it is quoted, a list of an ``in``, or without any bracket."""
    found = _TEST.fullmatch(test)
    if found is None:
        raise Failure("query-syntax")
    value = found[4]
    if value.startswith("(") and value.endswith(")") and found[2] == "in":
        parts = split(value[1:-1], ",", '"', escape="\\")
    else:
        parts = [value]
    for part in parts:
        is_quoted = len(part) > 1 and part[0] == part[-1] == '"' and '"' not in re.sub(r"\\.", "", part[1:-1])
        if not is_quoted and not _BARE.fullmatch(part):
            raise Failure("query-syntax")


def _order(said: Said, text: str, inside: Steps) -> None:
    for part in split(text, ",", '"'):
        found = _ORDER.fullmatch(part)
        if found is None:
            raise Failure("query-syntax")
        said.order(_categories(said, inside, _steps(found[1])))


@dataclass(frozen=True, slots=True)
class _Place:
    """A declared place: what of it is still to be named, and what the answer calls what came before."""

    rest: Path
    whole: Path
    out: Path

    def opened(self) -> _Place:
        """Stand inside of the list, where it is one."""
        place = self
        while place.rest[:1] == (ANY,):
            place = _Place(place.rest[1:], place.whole, (*place.out, ANY))
        return place

    def named(self, steps: Steps, called: str) -> _Place | None:
        """Return it as the answer has it below that name, where the name leads to it."""
        own = plain(self.rest)
        if own[: len(steps)] == steps:
            rest, left = self.rest, len(steps)
            while left:
                left -= rest[0] != ANY
                rest = rest[1:]
            return _Place(rest, self.whole, (*self.out, called))
        return _Place((), self.whole, (*self.out, called)) if own and steps[: len(own)] == own else None


class _Selection:
    """``select=``: the members of the answer, under the names that it gives them."""

    def __init__(self, said: Said) -> None:
        self._said = said
        self._aggregates: list[tuple[tuple[Category, ...], str, Steps]] = []
        self._grouped: list[Category] = []
        self._renames = False
        self._has_all = False
        self._found: dict[Path, set[Path]] = {}
        self._own: dict[Path, Steps] = {}

    def read(self, text: str) -> None:
        said = self._said
        base = said.item
        places = [
            _Place(path[len(base) :], path, base) for path in said.route.fields if path[: len(base)] == base
        ]
        self._level(text, places, (), 0)
        if self._aggregates and self._has_all:
            raise Failure("query-option")  # by what is it grouped?
        if self._renames:
            self._rename(base)
        for categories, called, own in self._aggregates:
            made = tuple(dict.fromkeys((COUNT, *categories, *self._grouped)))
            said.order((*categories, *self._grouped))
            said.select(made)
            said.make(called, made, base, own)

    def _rename(self, base: Path) -> None:
        """What the answer holds beside its records is called as declared."""
        said = self._said
        for path in said.route.fields:
            if path[: len(base)] != base:
                said.call(path, path)
        for out, wholes in self._found.items():
            for whole in sorted(wholes):
                said.call(out, whole, self._own.get(out, ()))

    def _level(self, text: str, places: list[_Place], inside: Steps, depth: int) -> None:
        if depth >= MOST_DEPTH:
            raise Failure("query-too-large")
        opened = [place.opened() for place in places]
        names: set[str] = set()
        for part in split(text, ",", '"'):
            for name in self._item(part, opened, inside, depth):
                if name in names:
                    raise Failure("query-alias")  # which of the two stands there?
                names.add(name)

    def _item(self, part: str, places: list[_Place], inside: Steps, depth: int) -> Iterator[str]:
        if part == "*":
            self._take(places)
            self._has_all = True
            return
        embedded = _EMBED.fullmatch(part)
        if embedded is not None and embedded["table"] != "count" and embedded["inner"]:
            if embedded["spread"]:
                yield from self._spread(embedded, places, inside, depth)
            else:
                yield self._embed(embedded, places, inside, depth)
            return
        item = _ITEM.fullmatch(part)
        if item is None:
            raise Failure("query-syntax")
        yield self._column(item, places, inside)

    def _embed(self, found: re.Match[str], places: list[_Place], inside: Steps, depth: int) -> str:
        steps, called = (found["table"],), found["alias"] or found["table"]
        below = [one for place in places if (one := place.named(steps, called)) is not None]
        if not below:
            self._said.strange()
        if found["join"] == "!inner":  # only records that have one are there
            self._said.order(self._said.categories((*inside, *steps)))
        self._call(called, steps, places, self._said.of(one.whole for one in below))
        self._level(found["inner"], below, (*inside, *steps), depth + 1)
        return called

    def _spread(self, found: re.Match[str], places: list[_Place], inside: Steps, depth: int) -> Iterator[str]:
        """
        ``...office(city)``: members of another record, under their own names among those of this one.

        None of them may be called what something else here is; and of several records each would be a list of them.
        """
        steps = (found["table"],)
        below = [
            replace(one, out=place.out)
            for place in places
            if (one := place.named(steps, found["table"])) is not None
        ]
        if depth + 1 >= MOST_DEPTH:
            raise Failure("query-too-large")
        if found["alias"] or any(not one.rest or one.rest[0] == ANY for one in below):
            raise Failure("query-option")
        if not below:
            self._said.strange()
        if found["join"] == "!inner":
            self._said.order(self._said.categories((*inside, *steps)))
        for part in split(found["inner"], ",", '"'):
            for name in self._spread_one(part, below, (*inside, *steps), depth + 1):
                if any(folded(place.rest[:1]) == folded((name,)) for place in places):
                    raise Failure("query-alias")
                self._renames = True
                yield name

    def _spread_one(self, part: str, below: list[_Place], inside: Steps, depth: int) -> Iterator[str]:
        if part != "*":
            yield from self._item(part, below, inside, depth)
            return
        self._take(below)
        yield from dict.fromkeys(one.rest[0] for one in below)

    def _column(self, item: re.Match[str], places: list[_Place], inside: Steps) -> str:
        if item["count"]:
            if inside:
                raise Failure("query-option")
            self._aggregates.append(((), item["alias"] or "count", ()))
            self._renames = True
            return item["alias"] or "count"
        steps = _steps(item["column"])
        categories = _categories(self._said, inside, steps)
        # The number of an item is no name: PostgREST takes what stands before it.
        called = item["alias"] or item["sum"] or _last(steps)[0]
        if item["sum"]:
            if inside:
                raise Failure("query-option")
            self._aggregates.append((categories, called, _last(steps)))
            self._renames = True
            return called
        if item["cast"]:  # in another spelling it could be treated as something else
            self._said.order(categories)
        self._call(called, steps, places, categories)
        self._grouped += categories
        below = [one for place in places if (one := place.named(steps, called)) is not None]
        self._own |= {one.out: _last(steps) for one in below}
        self._take(below)
        if not below or UNCLASSIFIED in categories:
            self._said.strange()
        return called

    def _call(
        self, called: str, steps: Steps, places: list[_Place], categories: tuple[Category, ...]
    ) -> None:
        """
        Another name than a member's own must be no declared one.

        INVARIANT: a service that did not rename, whatever the reason, would give under it what we take for another.
        """
        if (called,) == steps:
            return
        if any(folded(place.rest[:1]) == folded((called,)) for place in places):
            raise Failure("query-alias")
        self._renames = True
        self._said.name(called, categories)

    def _take(self, places: list[_Place]) -> None:
        self._said.select(self._said.of(place.whole for place in places))
        for place in places:
            self._found.setdefault((*place.out, *place.rest), set()).add(place.whole)
