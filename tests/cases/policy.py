"""What the cases are decided by: a service with one route for each shape of answer, and one agreement."""

from functools import cache

from tests.helpers import compiled

_MEMBERS = {
    "id": "record.id", "name": "identity.name", "birthDate": "identity.dob", "note": "record.meta",
    "citizenshipCode": "immigration.citizenship", "A-Number": "immigration.identifier",
}  # fmt: skip
_MEMBERS_AT = {
    at: {f"{at}/{name}": word for name, word in _MEMBERS.items()} for at in ("", "/upload/content/*")
}
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
    "people": {
        **{f"/people/person/{name}": word for name, word in _MEMBERS.items() if name != "id"}, "/people/person/@id": "record.id",
    },
    "soap": {f"/soap12:Envelope/soap12:Body/person/{name}": word for name, word in _MEMBERS.items()},
    "fhir": {
        "/resourceType": "record.meta", "/type": "record.meta", "/total": "aggregate.cell",
        "/link/*/relation": "record.meta", "/link/*/url": "record.meta", "/entry/*/fullUrl": "record.id",
        "/entry/*/resource/resourceType": "record.meta", "/entry/*/resource/id": "record.id",
        "/entry/*/resource/name": "identity.name", "/entry/*/resource/birthDate": "identity.dob",
        "/entry/*/resource/extension": "immigration.citizenship",
    },
    "hal": {
        "/_links/next/href": "record.meta", **{f"/_embedded/people/*/{name}": word for name, word in _MEMBERS.items()},
    },
    "odata": {
        "/@odata.context": "record.meta", "/@odata.nextLink": "record.meta",
        **{f"/value/*/{name}": word for name, word in _MEMBERS.items()},
    },
    "geojson": {
        "/type": "record.meta", "/features/*/type": "record.meta", "/features/*/geometry/type": "record.meta",
        "/features/*/geometry/coordinates": "location.point",
        **{f"/features/*/properties/{name}": word for name, word in _MEMBERS.items()},
    },
    "jsonapi": {
        "/data/*/type": "record.meta", "/data/*/id": "record.id", "/links/next": "record.meta",
        **{f"/data/*/attributes/{name}": word for name, word in _MEMBERS.items() if name != "id"},
    },
    "places": {
        "/*/0": "record.id", "/*/1": "immigration.citizenship", "/*/2": "identity.name", "/*/3": "identity.dob",
    },
    "letter": {"/body/*/paragraph": "record.meta", "/body/*/table": "case_notes"},
    "paper": {"/pages/*": "record.meta", "/strings/*": "record.meta", "/metadata/*": "record.meta"},
    "upload": {
        **_MEMBERS_AT[""], "/upload/filename": "record.meta", **_MEMBERS_AT["/upload/content/*"],
    },
    "enrolment": {
        **{f"/*/ISA{n:02}": "record.meta" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15)},
        **{f"/*/GS{n:02}": "record.meta" for n in range(1, 9)}, **{f"/*/ST{n:02}": "record.meta" for n in (1, 2, 3)},
        "/*/NM101": "record.meta", "/*/NM103": "identity.name", "/*/DMG02": "identity.dob", "/*/DMG06": "immigration.citizenship",
    },
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

_LISTS = {
    "items": "/items", "sheets": "/sheets/people", "files": "/files", "page": "/tables", "people": "/people/person",
    "fhir": "/entry", "hal": "/_embedded/people", "odata": "/value", "geojson": "/features", "jsonapi": "/data",
    "letter": "/body", "paper": "/pages", "upload": "/upload/content",
}  # fmt: skip

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
  - data: [location.point]
    as: {coarsen: 1km}
limits: {records_per_request: 50}
onward: none
signed: {by: Health Commissioner, on: 2026-02-01}
from: 2026-02-01
until: 2027-01-31
"""

_PICTURES = """
agreement: DSA-PICTURES
title: Pictures
basis: agreement
with: county-public-health
through: []
services: [cases]
purposes: [care-treatment]
shares:
  - data: [photo]
onward: none
signed: {by: Health Commissioner, on: 2026-02-01}
from: 2026-02-01
until: 2027-01-31
"""

_ALIKE = """
agreement: DSA-ALIKE
title: Records that look alike
basis: agreement
with: county-public-health
through: []
services: [cases:rows, cases:people, cases:sheets, cases:places, cases:letter]
purposes: [statistics]
shares:
  - data: [record]
  - data: [identity.dob]
    as: {coarsen: year}
limits: {k_anonymity: 2}
onward: none
signed: {by: Health Commissioner, on: 2026-02-01}
from: 2026-02-01
until: 2027-01-31
"""


_ACCEPTS = "    accepts: [record, identity, case_notes, photo, aggregate, location]\n    otherwise: remove\n"


def _route(name, fields, *, is_intake):
    match, taken = ("POST", _ACCEPTS) if is_intake else ("GET", "")
    records = f"    records: {_LISTS[name]}\n" if name in _LISTS else ""
    places = "".join(f'      "{place}": {word}\n' for place, word in fields.items())
    return f"  - route: {name}\n    match: {match} /{name}\n{taken}{records}    fields:\n{places}"


@cache
def policy(*, is_intake=False):
    """With ``is_intake`` the same bodies are what the routes are sent."""
    routes = "".join(_route(name, fields, is_intake=is_intake) for name, fields in _SHAPES.items())
    service = f"service: cases\nupstream: http://127.0.0.1:9109\nexistence: open\nroutes:\n{routes}"
    return compiled(
        **{
            "services/cases.yaml": service,
            "agreements/cases.yaml": _AGREEMENT,
            "agreements/pictures.yaml": _PICTURES,
            "agreements/alike.yaml": _ALIKE,
        }
    )
