"""What the cases are decided by: a service with one route for each shape of answer, and one agreement."""

from functools import cache

from tests.helpers import compiled

_MEMBERS = {
    "id": "record.id", "name": "identity.name", "birthDate": "identity.dob", "note": "record.meta",
    "citizenshipCode": "immigration.citizenship", "A-Number": "immigration.identifier",
}  # fmt: skip
_SHAPES = {
    "one": {f"/{name}": word for name, word in _MEMBERS.items()},
    "rows": {f"/*/{name}": word for name, word in _MEMBERS.items()},
    "items": {"/total": "aggregate.cell", **{f"/items/*/{name}": word for name, word in _MEMBERS.items()}},
    "text": {"/text": "record.meta"},
    "private-text": {"/text": "case_notes"},
    "hl7": {
        **{f"/*/MSH-{n}": "record.meta" for n in (1, 2, 3, 4, 5, 6, 7, 10, 11, 12)},
        "/*/MSH-9/1": "record.meta", "/*/MSH-9/2": "record.meta", "/*/PID-3": "record.id", "/*/PID-5/1": "identity.name",
        "/*/PID-7": "identity.dob", "/*/PID-26": "immigration.citizenship",
    },
    "photo": {"/image": "photo"},
    "page": {
        "/title": "record.meta", "/text/*": "record.meta", "/inputs/citizenshipCode": "immigration.citizenship",
        **{f"/tables/*/*/{name}": word for name, word in _MEMBERS.items()},
    },
    "sheets": {f"/sheets/people/*/{name}": word for name, word in _MEMBERS.items()},
    "files": {
        "/files/*/name": "record.meta",
        **{f"/files/*/content/{name}": word for name, word in _MEMBERS.items()},
    },
}  # fmt: skip

_LISTS = {"items": "/items", "sheets": "/sheets/people", "files": "/files", "page": "/tables"}

_AGREEMENT = """
agreement: DSA-CASES
title: Cases
basis: agreement
with: county-public-health
through: []
services: [cases]
purposes: [public-health]
asks_by: [record.id]
shares:
  - data: [record.meta, identity.name, aggregate]
  - data: [record.id]
    as: pseudonymize
  - data: [identity.dob]
    as: {coarsen: year}
limits: {records_per_request: 50}
onward: none
signed: {by: Health Commissioner, on: 2026-02-01}
from: 2026-02-01
until: 2027-01-31
"""


def _route(name, fields):
    records = f"    records: {_LISTS[name]}\n" if name in _LISTS else ""
    places = "".join(f'      "{place}": {word}\n' for place, word in fields.items())
    return f"  - route: {name}\n    match: GET /{name}\n{records}    fields:\n{places}"


@cache
def policy():
    routes = "".join(_route(name, fields) for name, fields in _SHAPES.items())
    service = f"service: cases\nupstream: http://127.0.0.1:9109\nexistence: open\nroutes:\n{routes}"
    return compiled(**{"services/cases.yaml": service, "agreements/cases.yaml": _AGREEMENT})
