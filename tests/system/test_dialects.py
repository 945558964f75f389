"""Queries in a dialect over real sockets, with the real engine: what the service is asked, and what comes back."""

import json

import pytest

from firewall.front.parts import Match
from tests.front.city import Routes, Service, city, response
from tests.front.raw import is_ours
from tests.helpers import HEALTH
from tests.helpers_dialects import world

CANARY = "MX-canary"
PURPOSE = b"Purpose-Of-Use: public-health"


async def health(credentials, now):
    return HEALTH


async def asked(dialect, target, answer, monkeypatch, *lines, media_type=b"application/json", wanted=()):
    w = world(dialect)

    class Known(Routes):
        def match(self, method, segments):
            route = w.policy.route(method, segments)
            if route is None:
                return None
            return Match(route.id, self.base, existence_protected=True, dialect=route.dialect)

    monkeypatch.setattr("tests.front.city.Routes", Known)
    monkeypatch.setattr("tests.front.city.introduce", health)
    service = Service(response(json.dumps(answer).encode(), *lines, media_type=media_type))
    async with city(service, w.engine) as c:
        status, headers, body = await c.ask(target, "GET", b"", PURPOSE, *wanted)
    return status, headers, body, service.requests


ROW = {
    "id": 7,
    "name": "Amina",
    "birth": "1990-05-06",
    "citizenship": CANARY,
    "notes": CANARY,
    "other": CANARY,
}


async def test_odata(monkeypatch):
    answer = {
        "@odata.context": "http://127.0.0.1:9101/$metadata",
        "@odata.count": 57,
        "value": [ROW],
        "@odata.nextLink": "http://127.0.0.1:9101/table?$top=5&$skip=5",
    }
    status, _, body, requests = await asked(
        "odata", "/clinic/table?$filter=name%20eq%20'Amina'&$expand=visits($select=on)&$top=5", answer, monkeypatch,
        media_type=b"application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
    )  # fmt: skip

    assert (status, json.loads(body)) == (
        200,
        {
            "@odata.count": 57,
            "value": [{"id": 7, "name": "Amina", "birth": "1990"}],
            "@odata.nextLink": "/clinic/table?%24top=5&%24skip=5",
        },
    )
    assert (
        requests[0].split(b" ")[1]
        == b"/table?%24filter=name%20eq%20%27Amina%27&%24expand=visits%28%24select%3Don%29&%24top=5"
    )
    assert is_ours(requests[0])


async def test_postgrest(monkeypatch):
    answer = [{"called": "Amina", "x": CANARY, "born": "1990-05-06", "citizenship": CANARY}]
    status, headers, body, requests = await asked(
        "postgrest", "/clinic/table?select=called:name,x:citizenship,born:birth&or=(id.gt.5,name.eq.Amina)", answer, monkeypatch,
        b"Content-Range: 0-0/57", media_type=b"application/json; charset=utf-8",
    )  # fmt: skip

    assert (status, json.loads(body)) == (200, [{"called": "Amina", "born": "1990"}])
    assert "content-range" not in headers
    assert is_ours(requests[0])


async def test_json_api(monkeypatch):
    attributes = {name: value for name, value in ROW.items() if name != "id"}
    answer = {
        "data": [{"id": "7", "type": "people", "attributes": attributes}],
        "links": {"next": "/table?page[number]=3"},
        "meta": {"total": 57},
    }
    status, headers, body, requests = await asked(
        "jsonapi",
        "/clinic/table?filter[name]=Amina&page[number]=2&page[size]=5",
        answer,
        monkeypatch,
        media_type=b"application/vnd.api+json",
    )

    assert (status, json.loads(body)) == (
        200,
        {
            "data": [{"id": "7", "attributes": {"name": "Amina", "birth": "1990"}}],
            "links": {"next": "/clinic/table?page%5Bnumber%5D=3"},
        },
    )
    assert headers["content-type"] == "application/vnd.api+json"
    assert is_ours(requests[0])


async def test_a_column_that_postgrest_is_asked_by_twice(monkeypatch):
    target = "/clinic/table?id=gte.1&select=id,name&id=lt.9"
    status, _, body, requests = await asked("postgrest", target, [ROW], monkeypatch)

    assert (status, json.loads(body)) == (200, [{"id": 7, "name": "Amina", "birth": "1990"}])
    assert requests[0].startswith(b"GET /table?select=id%2Cname&and=%28id.gte.1%2Cid.lt.9%29 HTTP/1.1")


@pytest.mark.parametrize(
    ("dialect", "target", "status"),
    [
        ("postgrest", "/clinic/table?citizenship=gte.M&citizenship=lt.N", 404),
        ("postgrest", "/clinic/table?id=gte.1&id=lt.9&and=(id.eq.7)", 400),
        ("odata", "/clinic/table?$top=1&$top=2", 400),
        ("fhir", "/clinic/table?_include=Patient:link", 400),
        ("odata", "/clinic/table?$filter=citizenship%20eq%20'MX'", 404),
        ("odata", "/clinic/table?$FILTER=name%20eq%20'A'", 400),
        ("odata", "/clinic/table/$batch", 404),
        ("odata", "/clinic/table/$count", 404),
        ("odata", "/clinic/table(7)", 404),
        ("postgrest", "/clinic/table?citizenship=is.null", 404),
        ("postgrest", "/clinic/table?select=name:citizenship", 400),
        ("jsonapi", "/clinic/table?sort=citizenship", 404),
        ("fhir", "/clinic/table?subject.family=x", 400),
    ],
)
async def test_what_is_refused_does_not_reach_the_service(dialect, target, status, monkeypatch):
    answered, _, body, requests = await asked(dialect, target, {}, monkeypatch)

    assert (answered, requests) == (status, [])
    assert b"citizenship" not in body


TOLD = [
    b'ETag: "STATUS"', b"Last-Modified: Mon, 30 Nov 2026 10:00:00 GMT", b"Content-Range: 0-0/57", b"X-Total-Count: 57", b"Link: </table?page=STATUS>; rel=next",
    b"Preference-Applied: count=exact", b"Cache-Control: max-age=57", b"Age: 57", b"Location: /table/STATUS", b"Server-Timing: db;dur=57", b"Vary: x-status", b"Retry-After: 57",
    b"Set-Cookie: s=STATUS", b"Accept-Ranges: bytes", b"Content-Language: es",
]  # fmt: skip
ASKED = {
    "odata": "/clinic/table?$filter=name%20eq%20'Amina'&$count=true",
    "postgrest": "/clinic/table?name=eq.Amina",
    "jsonapi": "/clinic/table?filter[name]=Amina",
    "fhir": "/clinic/table?family:exact=Haddad&_total=accurate",
}
WANTED = [
    (),
    (b"Range: bytes=0-9",),
    (b'If-None-Match: "MX"',),
    (b'If-Match: "MX"',),
    (b"Prefer: count=exact",),
    (b"Range: 0-0", b"Range-Unit: items"),
]


def _answer(dialect, status, number):
    """What a service says of one person, and of her status in a dozen ways."""
    row = {"name": "Amina", "citizenship": status, "notes": status * number, "found": number}
    within = {"meta": {"total": number, "facets": {status: number}}}
    return {
        "odata": {"value": [row | {"@odata.etag": status, "visits@odata.count": number, "visits": []}], "facets": {status: number}},
        "postgrest": [row | {"secret": status, "count": number}],
        "jsonapi": within | {"data": [{"id": "7", "type": status, "attributes": row} | within]},
        "fhir": {"total": number, "entry": [{"resource": row, "search": {"score": number, "mode": status}}]},
    }[dialect]  # fmt: skip


@pytest.mark.parametrize("dialect", list(ASKED))
@pytest.mark.parametrize("lines", WANTED, ids=str)
async def test_neither_a_head_nor_a_number_tells_of_what_is_withheld(dialect, lines, monkeypatch):
    """Two people who differ in it alone have answers that are the same, to their lengths."""
    answers = []
    for status, number in (("MX", 3), ("undocumented", 570)):
        told = [line.replace(b"STATUS", status.encode()).replace(b"57", b"%d" % number) for line in TOLD]
        code, headers, body, requests = await asked(
            dialect, ASKED[dialect], _answer(dialect, status, number), monkeypatch, *told, wanted=lines
        )
        headers.pop("date")
        answers.append((code, headers, body))
        assert is_ours(requests[0])

    assert answers[0] == answers[1]
    assert answers[0][0] == 200
    assert not {line.split(b":")[0].decode().lower() for line in TOLD} - {"cache-control"} & set(
        answers[0][1]
    )
