"""A service that speaks GraphQL for real, the firewall before it, and a client that knows the schema; all over TLS."""

import asyncio
import json
import ssl
from contextlib import asynccontextmanager
from hashlib import sha256
from itertools import count
from urllib.parse import parse_qs, urlsplit

import graphql
import httpx
import pytest

from firewall.formats import Limits
from firewall.front.budget import ByteBudget
from firewall.front.http import Proxy
from firewall.front.parts import Match, Parts, Rules
from firewall.front.upstream import LeanUpstream
from firewall.model import RouteId
from tests.front.city import Meter, claims, serving
from tests.helpers import HEALTH, NOON
from tests.helpers_graph import REGISTERED, SCHEMA, world
from tests.helpers_tls import SERVER, Authority

CANARY = "MX-canary"
PEOPLE = {
    str(number): {
        "__typename": "Patient", "id": str(number), "name": name, "birthDate": "1990-05-06", "citizenshipCode": CANARY, "extra": {"status": CANARY},
        "visits": [{"on": "2026-01-01", "note": CANARY}], "friends": [],
    }
    for number, name in ((7, "Amina"), (8, "Li"))
}  # fmt: skip
ROOT = {
    "patient": lambda info, **given: PEOPLE.get(given["id"]),
    "patients": lambda info, **_: list(PEOPLE.values()),
    "search": lambda info, **_: list(PEOPLE.values()),
}


class Service:
    """graphql-core behind a socket; it keeps what it was asked."""

    def __init__(self):
        self.schema = graphql.build_schema(SCHEMA)
        self.asked = []

    async def __call__(self, reader, writer):
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
                body = await reader.readexactly(int(lines.get("Content-Length", 0)))
                target = head.split(" ", 2)[1]
                asked = (
                    json.loads(body)
                    if body
                    else {k: v[0] for k, v in parse_qs(urlsplit(target).query).items()}
                )
                self.asked.append(asked)
                told = json.dumps(
                    list(map(self.run, asked)) if isinstance(asked, list) else self.run(asked)
                ).encode()
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                    % len(told)
                    + told
                )
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    def run(self, asked):
        variables = asked.get("variables")
        variables = json.loads(variables) if isinstance(variables, str) else variables
        return graphql.graphql_sync(self.schema, asked["query"], ROOT, variable_values=variables).formatted


def routes(base):
    def match(method, segments):
        names = {("POST", "graphql"): "graph", ("GET", "graphs"): "graphs"}
        name = names.get((method, segments[-1]))
        return Match(RouteId(f"clinic:{name}"), base, existence_protected=True) if name else None

    return match


async def introduce(credentials, now):
    return HEALTH


@asynccontextmanager
async def city(tmp_path):
    ca = Authority("City CA")
    certificate, key, _ = ca.issue(tmp_path, "server", hosts=["127.0.0.1"], usage=SERVER)
    ca.write(tmp_path / "ca.pem")
    ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ours.load_cert_chain(certificate, key)
    trusting = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
    service, w, limits, ids = Service(), world(), Limits(), count()
    async with serving(service, ours) as address:
        base = address.replace("http:", "https:")
        budget = ByteBudget(10**8)
        upstream = LeanUpstream(limits, budget, tls=trusting)
        rules = Rules(
            screen=w.engine,
            match=routes(base),
            introduce=introduce,
            claims=claims,
            contact="privacy@city.example",
        )
        parts = Parts(
            rules=lambda: rules, upstream=upstream, clock=lambda: NOON, new_id=lambda: f"00000000-0000-4000-8000-{next(ids):012d}",
            case_state=lambda case, requester: None, meter=Meter(), budget=budget, limits=limits,
        )  # fmt: skip
        proxy = Proxy(parts)
        port = await proxy.start("127.0.0.1", 0, ours)
        try:
            async with httpx.AsyncClient(
                base_url=f"https://127.0.0.1:{port}/clinic",
                verify=trusting,
                timeout=20,
                headers={"Purpose-Of-Use": "public-health"},
            ) as client:
                yield client, service
        finally:
            await proxy.drain(0.2)
            await upstream.close()


def accepted(query, told, variables=None):
    """Whether graphql-core itself takes it for an answer that this schema can give to that question."""

    def under_its_name(source, info, **_):
        return source.get(info.path.key)

    schema = graphql.build_schema(SCHEMA)
    result = graphql.graphql_sync(
        schema, query, told["data"], variable_values=variables, field_resolver=under_its_name
    )
    return result.errors is None and result.data == told["data"]


QUERY = "query q($id: ID!) { one: patient(id: $id) { ...f friends { id } } } fragment f on Patient { __typename id called: name born: birthDate x: citizenshipCode }"
LEFT = {
    "data": {
        "one": {
            "__typename": "Patient",
            "id": "7",
            "called": "Amina",
            "born": "1990",
            "x": None,
            "friends": [],
        }
    }
}


async def test_a_real_answer_is_one_that_its_schema_can_give(tmp_path):
    async with city(tmp_path) as (client, service):
        got = await client.post(
            "/graphql", json={"query": QUERY, "variables": {"id": "7"}, "operationName": "q"}
        )

    assert (got.status_code, got.json()) == (200, LEFT)
    assert accepted(QUERY, got.json(), {"id": "7"})
    assert CANARY not in got.text
    assert CANARY in json.dumps(service.run(service.asked[0]))


async def test_several_by_digest_and_in_an_address(tmp_path):
    digest = sha256(REGISTERED.strip().encode()).hexdigest()
    registered = {
        "variables": {"id": "8"},
        "extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}},
    }
    listed = "{ patients(first: 2) { id name x: citizenshipCode } }"
    async with city(tmp_path) as (client, service):
        several = await client.post(
            "/graphql", json=[{"query": QUERY, "variables": {"id": "7"}}, registered, {"query": listed}]
        )
        by_address = await client.get(
            "/graphs", params={"query": QUERY, "variables": json.dumps({"id": "7"})}
        )

    texts = [(QUERY, {"id": "7"}), (REGISTERED, {"id": "8"}), (listed, None)]
    assert several.json()[:2] == [LEFT, {"data": {"patient": {"called": "Li", "citizenshipCode": None}}}]
    assert all(accepted(text, told, given) for (text, given), told in zip(texts, several.json(), strict=True))
    assert by_address.json() == LEFT
    assert CANARY not in several.text + by_address.text
    assert len(service.asked) == 2


@pytest.mark.parametrize(
    "body",
    [
        {"query": "{ patients(orderBy: [CITIZENSHIP_ASC]) { id } }"},
        {"query": "{ __schema { types { name } } }"},
        {"query": "subscription { seen { id } }"},
        [
            {"query": "{ patients(first: 1) { id } }"},
            {"query": 'mutation { rename(id: 7, name: "A") { id } }'},
        ],
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}},
    ],
    ids=str,
)
async def test_what_is_refused_does_not_reach_the_service(tmp_path, body):
    async with city(tmp_path) as (client, service):
        got = await client.post("/graphql", json=body)

    assert got.status_code in {400, 404}
    assert service.asked == []


async def test_files_do_not_reach_the_service(tmp_path):
    async with city(tmp_path) as (client, service):
        got = await client.post(
            "/graphql",
            data={"operations": json.dumps({"query": "{ patients(first: 1) { id } }"}), "map": "{}"},
            files={"0": ("a.txt", b"A012345678")},
        )

    assert got.status_code == 400
    assert service.asked == []
