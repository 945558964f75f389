"""311: what residents report to the city, mostly in their own words, and sometimes about each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import msgspec
from aiohttp import web

from firewall.demo import notes, serving
from firewall.demo.people import CITY, CITY_DAY, SEED, Resident, address_line, chance, residents
from firewall.demo.tables import Row, Table, build, connect

REQUESTS = 1_000
ACCUSING = "70001"
"""Accuses a neighbor, by name."""
PLAIN = "70002"
"""Names nobody's status."""
MISSING = "404404"

_FIRST = int(ACCUSING)
_FORM = "application/x-www-form-urlencoded"

TABLE = Table(
    "requests",
    (
        "category",
        "opened",
        "status",
        "address",
        "reporter_name",
        "reporter_phone",
        "text",
        "resolution",
    ),
)

FILTERS = {"category": "category = ?", "status": "status = ?"}


class Reporter(msgspec.Struct, frozen=True):
    name: str | None = None
    phone: str | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A new report, as an app sends it."""

    category: str
    address: str
    text: str
    reporter: Reporter = Reporter()


class FlatReport(msgspec.Struct, frozen=True, kw_only=True):
    """The same report from a web form, where nothing nests."""

    category: str
    address: str
    text: str
    reporter_name: str | None = None
    reporter_phone: str | None = None


class ServiceRequest(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    category: str
    opened: str
    status: str
    address: str
    reporter: Reporter
    text: str
    resolution: str | None


class ThreeOneOne:
    def __init__(self, path: Path) -> None:
        self._database = connect(path)

    def application(self) -> web.Application:
        return serving.application(
            (
                web.get("/requests", self.requests, allow_head=False),
                web.post("/requests", self.intake),
                web.get(f"/requests/{serving.RECORD}", self.request, allow_head=False),
            ),
            self._database,
        )

    async def request(self, request: web.Request) -> web.Response:
        serving.asked(request, ())
        return serving.answer(_request(serving.found(TABLE, self._database, request)))

    async def requests(self, request: web.Request) -> web.Response:
        page, conditions = serving.page_and_conditions(request, FILTERS)
        rows, total = TABLE.page(self._database, conditions, page)
        return serving.listed([_request(row) for row in rows], total, page)

    async def intake(self, request: web.Request) -> web.Response:
        serving.asked(request, ())
        report = await _reported(request)
        added = TABLE.add(self._database, _opened(report))
        return serving.answer({"id": str(added), "category": report.category, "status": "open"}, status=201)


async def _reported(request: web.Request) -> Report:
    if request.content_type != _FORM:
        return await serving.json_form(request, Report)
    flat = await serving.urlencoded(request, FlatReport)
    reporter = Reporter(flat.reporter_name, flat.reporter_phone)
    return Report(category=flat.category, address=flat.address, text=flat.text, reporter=reporter)


def _opened(report: Report) -> Row:
    return {
        "category": report.category,
        "opened": CITY_DAY.isoformat(),
        "status": "open",
        "address": report.address,
        "reporter_name": report.reporter.name,
        "reporter_phone": report.reporter.phone,
        "text": report.text,
        "resolution": None,
    }


def _request(row: sqlite3.Row) -> ServiceRequest:
    return ServiceRequest(
        id=str(row["id"]),
        category=row["category"],
        opened=row["opened"],
        status=row["status"],
        address=row["address"],
        reporter=Reporter(row["reporter_name"], row["reporter_phone"]),
        text=row["text"],
        resolution=row["resolution"],
    )


_CATEGORIES = ("street", "noise", "housing", "sanitation", "trees", "lighting", "other")
_CLOSED = (
    "Crew sent, closed.",
    "Duplicate of an earlier request.",
    "Referred to Housing.",
    "No violation found.",
)
_OPEN_ONE_IN = 3


def furnish(path: Path, seed: int = SEED) -> None:
    """Writes the register: two requests that are always the same, and the rest from the seed."""
    rng = chance("311", seed)
    people = residents(rng, REQUESTS - len(_KNOWN), seed=seed, ages=(18, 95))
    build(path, {TABLE: [*_KNOWN, *_rows(rng, people)]})


def _rows(rng: Random, people: list[Resident]) -> Iterator[Row]:
    for number, person in enumerate(people, _FIRST + len(_KNOWN)):
        is_open = rng.randrange(_OPEN_ONE_IN) == 0
        yield {
            "id": number,
            "category": rng.choice(_CATEGORIES),
            "opened": (CITY_DAY - timedelta(days=rng.randrange(400))).isoformat(),
            "status": "open" if is_open else "closed",
            "address": f"{address_line(rng)}, {CITY}",
            "reporter_name": person.full_name,
            "reporter_phone": person.phone,
            "text": notes.written(rng, notes.COMPLAINT, person, rng.choice(people)),
            "resolution": None if is_open else rng.choice(_CLOSED),
        }


_KNOWN: tuple[Row, ...] = (
    {
        "id": int(ACCUSING),
        "category": "noise",
        "opened": "2026-09-14",
        "status": "open",
        "address": f"418 Canal Street, {CITY}",
        "reporter_name": "Walter Brandt",
        "reporter_phone": "+1-312-555-0177",
        "text": "My neighbor Lucía Xicará is undocumented and plays music at night. Someone should call ICE.",
        "resolution": None,
    },
    {
        "id": int(PLAIN),
        "category": "trees",
        "opened": "2026-09-15",
        "status": "open",
        "address": f"77 Elm Avenue, {CITY}",
        "reporter_name": "Dana Holloway",
        "reporter_phone": "+1-617-555-0108",
        "text": "Removal of a fallen tree requested, it blocks the sidewalk.",
        "resolution": None,
    },
)
