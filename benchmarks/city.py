"""The city of the benchmark: one service, one partner, one agreement, and bodies of three sizes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

PATH = "/bench/people"
SIZES = {"0.5 kB": 1, "5 kB": 11, "50 kB": 112}
"""Records in a body of about that size."""

_SERVICE = """\
service: bench
upstream: http://127.0.0.1:{port}
existence: protected
routes:
  - route: people
    match: GET /people/{{size}}
    path: {{size: record.id}}
    records: /items
    page_size: 1
    fields:
      /total: record.meta
      /items/*/id: record.id
      /items/*/name: identity.name
      /items/*/birthDate: identity.dob
      /items/*/phone: contact.phone
      /items/*/address: contact.address
      /items/*/language: language
      /items/*/birthCountry: country_of_birth
      /items/*/citizenshipCode: immigration.citizenship
      /items/*/alienNumber: immigration.identifier
      /items/*/condition: health.notifiable
      /items/*/notes: case_notes
"""
_PARTNER = (
    "partner: bench-partner\ntitle: Benchmark\nkind: peer-local.public-health\ncredentials: {api_keys: yes}\n"
)
_AGREEMENT = """\
agreement: BENCH-1
title: Benchmark
basis: agreement
with: bench-partner
services: [bench]
purposes: [public-health]
asks_by: [record.id]
shares:
  - data: [record, identity.name, contact, health.notifiable]
  - data: [identity.dob]
    as: {coarsen: year}
limits: {records_per_request: 100000}
onward: none
signed: {by: Nobody, on: 2026-01-01}
from: 2026-01-01
until: 2099-12-31
"""


def body(records: int, first: int = 0) -> bytes:
    """Records as a city's API gives them: as different as those of people, and nobody's."""
    items = [_record(number) for number in range(first, first + records)]
    return json.dumps({"items": items, "total": records}, separators=(",", ":")).encode()


_NAMES = ("Ada", "Ben", "Carmen", "Dmitri", "Elena", "Farid", "Gloria")
_FAMILIES = ("Rivera", "Novak", "Okafor", "Tanaka", "Lindqvist", "Haddad", "Moreau", "Silva", "Kowalski")
_STREETS = ("Example Street", "Harbor Road", "Mill Lane", "Station Avenue", "Lakeside Drive")
_CONDITIONS = ("Tuberculosis", "Measles", "Pertussis", "Salmonellosis")
_NOTES = (
    "Follow-up visit; the patient was well and will come back in two weeks.",
    "Reports a cough since Monday, no fever. Prescribed rest and fluids, next check on {day}.",
    "Called about the test result, left a message with the sister. Try again after 5 pm.",
    "Needs an interpreter for the next appointment and a letter for the employer.",
    "Vaccination record brought by the mother; second dose given on {day}, third one due.",
    "Weight and height as expected for the age; mother was shown the growth chart.",
    "No show. Second letter sent, the clinic will try once more before the file is closed.",
    "Afraid to give an address, no papers on file. Social worker informed.",
    "Blood pressure taken twice, both in range. Continue with the present dose.",
    "Asked about transport to the hospital; gave the number of the bus line and a map.",
    "Contact tracing done by phone with everybody in the household, all without symptoms.",
    "Wants the certificate by mail before {day}; the old one was lost when moving.",
)


def _record(number: int) -> dict[str, object]:
    day = f"{1950 + number % 60}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    return {
        "id": str(1000 + number),
        "name": {"given": _NAMES[number % 7], "family": f"{_FAMILIES[number % 9]}-{number}"},
        "birthDate": day,
        "phone": f"+1-312-555-{number % 10000:04}",
        "address": {
            "line": f"{number} {_STREETS[number % 5]}",
            "city": "Harbor City",
            "postalCode": f"004{number % 100:02}",
        },
        "language": ("es", "en", "pt")[number % 3],
        "birthCountry": ("XX", "XA", "XB", "XC")[number % 4],
        "citizenshipCode": str(number % 5),
        "alienNumber": f"A{number:09}",
        "condition": _CONDITIONS[number % 4],
        "notes": f"{_NOTES[number % len(_NOTES)].format(day=day)} Visit {number}.",
    }


def write_bodies(folder: Path) -> dict[str, int]:
    """Write one file a size where the upstream serves them; returns the sizes in bytes."""
    (folder / "people").mkdir(parents=True)
    sizes = {}
    for name, records in SIZES.items():
        content = body(records)
        (folder / "people" / str(records)).write_bytes(content)
        sizes[name] = len(content)
    return sizes


def write_policies(folder: Path, repository: Path, upstream_port: int, rules: int = 0) -> None:
    """The product's own vocabulary and laws over the benchmark's service, and so many rules more."""
    shutil.copytree(repository / "policies" / "vocabulary", folder / "vocabulary")
    shutil.copy(repository / "policies" / "city.yaml", folder / "city.yaml")
    files = {
        "services/bench.yaml": _SERVICE.format(port=upstream_port),
        "partners/bench.yaml": _PARTNER,
        "agreements/bench.yaml": _AGREEMENT,
        "laws/bench.yaml": _laws(repository),
        **{f"laws/more{start}.yaml": _more(start, min(rules, start + 100)) for start in range(0, rules, 100)},
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)


def _laws(repository: Path) -> str:
    """The rules of the welcoming city, without its tests (they are about another city's services)."""
    lines: list[str] = []
    is_test = False
    for line in (repository / "policies" / "laws" / "welcoming-city.yaml").read_text().splitlines():
        if line.startswith("    tests:"):
            is_test = True
        elif line.startswith("  - rule:"):
            is_test = False
        if not is_test:
            lines.append(line)
    return "\n".join(lines) + "\n"


_MORE = """\
  - rule: more-{number}
    says: One of many.
    cite: Benchmark
    quote: unconfirmed
    from: 2026-01-01
    to: [{kind}]
    at: [bench]
    data: [{category}]
    then: remove
    yields_to: [judicial]
"""
_TO = ("immigration-enforcement", "data-broker", "state-le", "employer-landlord", "peer-local.public-health")
_ABOUT = ("immigration.status", "financial.income", "biometrics.face", "housing", "vehicle.plate")


def _more(start: int, end: int) -> str:
    """Rules, of which one in five is about the requester of the benchmark and closes what nothing opens for it."""
    head = f"law: more{start}\ntitle: More\njurisdiction: us-example\nowner: bench\nrules:\n"
    return head + "".join(
        _MORE.format(number=number, kind=_TO[number % 5], category=_ABOUT[number // 5 % 5])
        for number in range(start, end)
    )
