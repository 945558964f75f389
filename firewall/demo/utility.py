"""
The water company's customers, in a product that was made for a Spanish-speaking market.

An account says who lives where since when.  Through a pool of unpaid bills and a data broker such
files have told immigration agents where to knock.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import msgspec
from aiohttp import web

from firewall.demo import notes, serving
from firewall.demo.people import CITY, CITY_DAY, SEED, Resident, Standing, chance, residents
from firewall.demo.tables import Row, Table, build, connect

ACCOUNTS = 1_000
WITH_STATUS = "60001"
"""Identified by a consular card, with the remark that there is no number."""
WITHOUT_STATUS = "60002"
MISSING = "404404"

_FIRST = int(WITH_STATUS)
_AGES = (18, 95)

TABLE = Table(
    "accounts",
    (
        "name",
        "service_address",
        "start_of_service",
        "meter_id",
        "arrears",
        "phone",
        "email",
        "ssn_last4",
        "ssn_na_reason",
        "foreign_id_type",
        "matricula_consular",
        "idioma",
        "observaciones",
    ),
)

FILTERS = {
    "start_of_service": "start_of_service >= ?",
    "service_address": "instr(folded(service_address), folded(?)) > 0",
}


class Account(msgspec.Struct, frozen=True, kw_only=True):
    account_number: str
    name: str
    service_address: str
    start_of_service: str
    meter_id: str
    arrears: int
    phone: str
    email: str
    ssn_last4: str | None
    ssn_na_reason: str | None
    foreign_id_type: str | None
    matricula_consular: str | None
    idioma: str | None
    observaciones: str | None


class Utility:
    def __init__(self, path: Path) -> None:
        self._database = connect(path)

    def application(self) -> web.Application:
        return serving.application(
            (
                web.get("/accounts", self.accounts, allow_head=False),
                web.get(f"/accounts/{serving.RECORD}", self.account, allow_head=False),
            ),
            self._database,
        )

    async def account(self, request: web.Request) -> web.Response:
        serving.asked(request, ())
        return serving.answer(_account(serving.found(TABLE, self._database, request)))

    async def accounts(self, request: web.Request) -> web.Response:
        page, conditions = serving.page_and_conditions(request, FILTERS)
        rows, total = TABLE.page(self._database, conditions, page)
        return serving.listed([_account(row) for row in rows], total, page)


def _account(row: sqlite3.Row) -> Account:
    kept = {name: row[name] for name in TABLE.columns}
    return Account(account_number=str(row["id"]), **kept)


def furnish(path: Path, seed: int = SEED) -> None:
    """Writes the customers: two that are always the same, and the rest from the seed."""
    rng = chance("utility", seed)
    people = residents(rng, ACCOUNTS - len(_KNOWN), seed=seed, ages=_AGES)
    build(path, {TABLE: [*_KNOWN, *_rows(rng, people)]})


def _rows(rng: Random, people: list[Resident]) -> Iterator[Row]:
    for number, person in enumerate(people, _FIRST + len(_KNOWN)):
        without_ssn = person.standing in {Standing.UNDOCUMENTED, Standing.ASYLUM_PENDING}
        has_card = person.standing is Standing.UNDOCUMENTED and person.birth_country in {"MX", "GT", "HN"}
        yield {
            "id": number,
            "name": person.full_name,
            "service_address": f"{person.line}, {CITY}",
            "start_of_service": (CITY_DAY - timedelta(days=rng.randrange(3_000))).isoformat(),
            "meter_id": f"HW-{number:06}",
            "arrears": rng.choice((0, 0, 0, 86, 240)),
            "phone": person.phone,
            "email": f"customer{number}@mail.example",
            "ssn_last4": None if without_ssn else f"{rng.randrange(10_000):04}",
            "ssn_na_reason": "sin número" if without_ssn else None,
            "foreign_id_type": "matrícula consular" if has_card else None,
            "matricula_consular": f"{rng.randrange(10_000_000):07}" if has_card else None,
            "idioma": person.language,
            "observaciones": notes.written(rng, notes.METER, person, rng.choice(people)),
        }


_KNOWN: tuple[Row, ...] = (
    {
        "id": int(WITH_STATUS),
        "name": "Rosa Ortiz",
        "service_address": f"418 Canal Street, {CITY}",
        "start_of_service": "2022-07-01",
        "meter_id": "HW-060001",
        "arrears": 86,
        "phone": "+1-312-555-0144",
        "email": "rosa@mail.example",
        "ssn_last4": None,
        "ssn_na_reason": "sin número",
        "foreign_id_type": "matrícula consular",
        "matricula_consular": "4100217",
        "idioma": "es",
        "observaciones": "Cliente sin papeles, paga en efectivo. Teme que venga la migra.",
    },
    {
        "id": int(WITHOUT_STATUS),
        "name": "Walter Brandt",
        "service_address": f"77 Elm Avenue, {CITY}",
        "start_of_service": "2011-10-15",
        "meter_id": "HW-060002",
        "arrears": 0,
        "phone": "+1-312-555-0177",
        "email": "walter@mail.example",
        "ssn_last4": "4417",
        "ssn_na_reason": None,
        "foreign_id_type": None,
        "matricula_consular": None,
        "idioma": "en",
        "observaciones": "Contador cambiado en marzo.",
    },
)
