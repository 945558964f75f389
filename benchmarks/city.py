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


def body(records: int) -> bytes:
    """Records as a city's API gives them; nothing in them is anybody's."""
    items = [
        {
            "id": str(1000 + number),
            "name": {"given": "Test", "family": f"Person {number}"},
            "birthDate": "1990-02-02",
            "phone": "+1-312-555-0100",
            "address": {"line": f"{number} Example Street", "city": "Harbor City", "postalCode": "00400"},
            "language": "es",
            "birthCountry": "XX",
            "citizenshipCode": "4",
            "alienNumber": "A000000001",
            "condition": "Tuberculosis",
            "notes": "Follow-up visit; the patient was well and will come back in two weeks. No papers on file.",
        }
        for number in range(records)
    ]
    return json.dumps({"items": items, "total": records}, separators=(",", ":")).encode()


def write_bodies(folder: Path) -> dict[str, int]:
    """Write one file a size where the upstream serves them; returns the sizes in bytes."""
    (folder / "people").mkdir(parents=True)
    sizes = {}
    for name, records in SIZES.items():
        content = body(records)
        (folder / "people" / str(records)).write_bytes(content)
        sizes[name] = len(content)
    return sizes


def write_policies(folder: Path, repository: Path, upstream_port: int) -> None:
    """The product's own vocabulary and laws over the benchmark's service."""
    shutil.copytree(repository / "policies" / "vocabulary", folder / "vocabulary")
    shutil.copy(repository / "policies" / "city.yaml", folder / "city.yaml")
    files = {
        "services/bench.yaml": _SERVICE.format(port=upstream_port),
        "partners/bench.yaml": _PARTNER,
        "agreements/bench.yaml": _AGREEMENT,
        "laws/bench.yaml": _laws(repository),
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
