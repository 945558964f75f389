"""``table:`` of a route of statistics: where its counts stand, what they count by, which of their totals are known."""

from __future__ import annotations

from collections.abc import Iterator

from firewall.counted import Table
from firewall.model import Path
from firewall.policy.files.reading import Section, pointer
from firewall.policy.rules import Route
from firewall.policy.view import spell
from firewall.policy.words import CURSOR, LIMIT, PAGING
from firewall.policy.yaml import Text
from firewall.suppression.differing import MOST_COUNTS

_PARTS = frozenset({PAGING, LIMIT, CURSOR})
"""Words of a request that choose rows by where they stand."""

_KEYS = {"rows", "by", "counts", "totals", "totals_by", "total_word"}


def read(route: Section) -> Table | None:
    if "table" not in route:
        return None
    faults = route.faults
    section = Section(
        route.node("table"), faults, what="`table` part", known=_KEYS, required=["rows", "by", "counts"]
    )
    by = section.texts("by")
    rows = pointer(section.text("rows"), section.place("rows"), faults) if "rows" in section else ()
    table = Table(
        rows=rows,
        by=by,
        counts=section.texts("counts"),
        totals=tuple(pointer(text.value, text.at, faults) for text in section.listed("totals")),
        totals_by=section.words("totals_by", by, "one of `by`"),
        total_word=section.text("total_word") if "total_word" in section else None,
        marker=_marker(route, rows, section.texts("counts")),
    )
    if table.by and set(table.by) == set(table.totals_by):
        faults.add(section.place("totals_by"), "POL143")
    return table


def _marker(route: Section, rows: Path, counts: tuple[str, ...]) -> str | None:
    """Return the text that stands where a count was kept back; null for other markers: a zero would be a lie."""
    texts = {
        name
        for name, _, value in route.entries("markers")
        if isinstance(value, Text) and value.value == "text"
    }
    places = {"/" + "/".join((*rows, "*", name)) for name in counts}
    return "withheld" if places & texts else None


def check(route: Route, section: Section) -> None:
    """A table of which a part is not declared would be one of which something leaves unseen."""
    table = route.table
    if table is None:
        return
    if not route.is_statistical:
        section.faults.add(section.place("table"), "POL142")
    places = [*((*table.rows, "*", name) for name in (*table.by, *table.counts)), *table.totals]
    for path in places:
        if path not in route.fields:
            section.faults.add(section.place("table"), "POL144", word="/" + "/".join(path))
    if set(table.by) & set(table.counts):
        section.faults.add(section.place("table"), "POL145")
    if len(table.counts) > MOST_COUNTS:
        section.faults.add(section.place("table"), "POL392", most=MOST_COUNTS)
    for key, name, words in _said(route):
        if not _PARTS.isdisjoint(words):
            section.faults.add(section.place(key), "POL393", word=name)


def _said(route: Route) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    yield from (("query", name, (word,)) for name, word in route.query.items())
    yield from (("body", spell(path), words) for path, words in route.body.items())
