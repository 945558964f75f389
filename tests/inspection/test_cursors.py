"""Cursors leave sealed, and go on from a request only under a seal of ours."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.errors import PolicyError
from firewall.formats import target
from firewall.inspection import Failure, localized, read_request
from firewall.inspection.cursors import MOST_BYTES, Cursors
from firewall.model import RouteId
from tests.helpers import CLINIC, HEALTH, LIMITS, World, compiled, decoded
from tests.helpers_dialects import Asked, world

RAW = "eyJhZnRlciI6WyJNWC1jYW5hcnkiLDddfQ=="  # {"after":["MX-canary",7]}
LISTED = """
  - route: listed
    match: GET /listed
    query: {name: identity.name, after: cursor, size: limit, page: paging}
    records: /items
    links: [/next, /links/*/href]
    page_size: 20
    fields:
      /items/*/id: record.id
      /items/*/citizenship: immigration.citizenship
"""
PATH = ("clinic", "listed")


@pytest.fixture
def w():
    return World(compiled(**{"services/clinic.yaml": CLINIC.rstrip("\n") + LISTED}))


async def linked(w, link, query=(), **changes):
    """What leaves of a link in the answer to a question."""
    ruling = await w.fetch(
        route="clinic:listed", query=query, answer={"items": [{"id": "7"}], "next": link}, **changes
    )
    assert ruling.outgoing is not None, ruling.decision.reasons
    return decoded(ruling).get("next", "gone")


async def asked(w, query, **changes):
    ruling = await w.ask(route="clinic:listed", query=query, **changes)
    return ruling.decision.reasons[0] if ruling.outgoing is None else ruling.outgoing.query


def pairs(link):
    return target.parse(link)[1]


@pytest.mark.parametrize("question", [(), (("name", "Amina"),), (("name", "Amina"), ("size", "5"))])
async def test_a_cursor_that_was_given_out_comes_back_as_it_was(w, question):
    said = "".join(f"{name}={text}&" for name, text in question)
    link = await linked(w, f"/listed?{said}after={RAW}", question)

    assert RAW not in link
    assert link.startswith("/clinic/listed?")
    assert dict(await asked(w, pairs(link))) == dict(question) | {"after": RAW}


async def test_it_asks_for_nothing(w):
    link = await linked(w, f"/listed?after={RAW}")
    ruling = await w.ask(route="clinic:listed", query=pairs(link))

    assert ruling.exchange.asks == frozenset()
    assert RAW not in str(w.log.entries)


async def test_a_long_one_leaves_too_and_one_that_is_too_long_takes_its_link_along(w):
    longest = "é" * (MOST_BYTES // 2)
    link = await linked(w, f"/listed?after={'%C3%A9' * (MOST_BYTES // 2)}")

    assert dict(await asked(w, pairs(link)))["after"] == longest
    assert await linked(w, f"/listed?after={'x' * (MOST_BYTES + 1)}") == "gone"


async def test_each_link_of_an_answer_has_a_seal(w):
    answer = {
        "links": [{"href": f"/listed?after={RAW}", "rel": "next"}, {"href": f"/listed?after={RAW}&x=1"}]
    }
    ruling = await w.fetch(route="clinic:listed", answer=answer)

    assert RAW.encode() not in ruling.outgoing.body
    assert len(decoded(ruling).get("links", [])) <= 1


@pytest.mark.parametrize("sent", [RAW, "1", "", "7", "b" * 98, "b" * 97, "b" * 5000, "abcdefgh", "B" * 100])
async def test_no_other_goes_on(w, sent):
    assert await asked(w, (("after", sent),)) == "cursor-unknown"


async def test_it_holds_for_the_same_question_alone(w):
    (cursor,) = pairs(await linked(w, f"/listed?name=Amina&after={RAW}", (("name", "Amina"),)))[1:]

    assert await asked(w, (("name", "Bo"), cursor)) == "cursor-unknown"
    assert await asked(w, (cursor,)) == "cursor-unknown"
    assert await asked(w, (("name", "Amina"), ("page", "2"), cursor)) != "cursor-unknown"


async def test_it_holds_for_its_own_parameter_alone(w):
    """What stands for a record in one could be taken for something else in another."""
    (link,) = pairs(await linked(w, f"/listed?page={RAW}"))

    assert await asked(w, (link,)) == (("page", RAW),)
    assert await asked(w, (("after", link[1]),)) == "cursor-unknown"


async def test_where_only_small_numbers_page_a_seal_may_be_sent_and_nothing_as_long(w):
    assert await asked(w, (("page", "b" * 600),)) == "cursor-unknown"
    assert await asked(w, (("page", "x1" * 300),)) == "nothing-opened"
    assert await asked(w, (("size", "b" * 600),)) == "bad-limit"


async def test_a_question_in_a_body_is_a_question():
    searched = LISTED.replace("GET", "POST").replace(
        "    records", "    body: {/name: identity.name}\n    records"
    )
    w = World(compiled(**{"services/clinic.yaml": CLINIC.rstrip("\n") + searched}))
    cursor = pairs(await linked(w, f"/listed?after={RAW}", body={"name": "Amina"}))

    assert await asked(w, cursor, body={"name": "Amina"}) == (("after", RAW),)
    assert await asked(w, cursor, body={"name": "Bo"}) == "cursor-unknown"
    assert await asked(w, cursor) == "cursor-unknown"


async def test_no_two_records_have_the_same_seal_and_none_is_longer():
    each = LISTED.replace("/links/*/href]", "/items/*/more]")
    w = World(compiled(**{"services/clinic.yaml": CLINIC.rstrip("\n") + each}))
    said = ["MX", "US", "MX", "a country with a longer name"]
    items = [
        {"id": str(number), "more": f"/listed?after={one.replace(' ', '%20')}"}
        for number, one in enumerate(said)
    ]

    seals = [
        item["more"]
        for item in decoded(await w.fetch(route="clinic:listed", answer={"items": items}))["items"]
    ]

    assert len(set(seals)) == len(said)
    assert len(set(map(len, seals))) == 1
    assert [(await asked(w, pairs(link)))[0][1] for link in seals] == said


async def test_a_link_around_records_has_one_seal_however_many_there_are():
    """Units of a file have it alike, or it does not leave."""
    each = LISTED.replace("[/next, /links/*/href]", "[/items/*/more, /next]")
    w = World(compiled(**{"services/clinic.yaml": CLINIC.rstrip("\n") + each}))
    item = {"id": "7", "more": f"/listed?after={RAW}"}
    route = w.policy.bundle.routes[RouteId("clinic:listed")]

    def around(items):
        answer = {"items": items, "next": f"/listed?after={RAW}"}
        sealing = Cursors(b"k", "", "x")
        return localized(answer, route, (PATH, ()), "http://x", sealing)[0]["next"]

    assert around([]) == around([item, item])


async def test_it_holds_for_who_got_it_alone(w):
    (cursor,) = pairs(await linked(w, f"/listed?after={RAW}"))
    other = replace(HEALTH, party=replace(HEALTH.party, id="somebody-else"))

    assert await asked(w, (cursor,), requester=other) == "cursor-unknown"


async def test_it_holds_on_when_the_policy_changes(w):
    """The question that goes with it is judged by the new one."""
    (cursor,) = pairs(await linked(w, f"/listed?after={RAW}"))
    later = World(compiled(**{"services/clinic.yaml": CLINIC.rstrip("\n") + LISTED.replace("20", "21")}))

    assert await asked(later, (cursor,)) == (("after", RAW),)


@pytest.mark.parametrize(
    "link",
    [
        f"/listed?after={RAW}",  # it may stand for the question
        f"/listed?name=Bo&after={RAW}", f"/listed?name=Amina&x=1&after={RAW}", f"/other?name=Amina&after={RAW}",
        f"http://evil.example/listed?name=Amina&after={RAW}", f"/listed?name=Amina&AFTER={RAW}",
    ],
)  # fmt: skip
async def test_a_link_that_does_not_ask_what_was_asked_does_not_leave(w, link):
    assert await linked(w, link, (("name", "Amina"),)) == "gone"


async def test_the_cursor_that_was_sent_does_not_leave_with_a_link_to_this_page(w):
    sent = pairs(await linked(w, f"/listed?after={RAW}"))
    link = await linked(w, f"/listed?after={RAW}", sent)

    assert RAW not in link
    assert dict(await asked(w, pairs(link))) == {"after": RAW}


async def test_in_a_dialect(w):
    table = world("odata").policy.bundle.routes[RouteId("clinic:table")]
    assert table.query.get("$skiptoken") is None  # as ever: a number or a name that leaves
    assert await Asked("odata").reason({"$skiptoken": "7"}) == ""
    odata = World(compiled(**{"services/clinic.yaml": CLINIC.rstrip("\n") + LISTED.replace("after: cursor", "$skiptoken: cursor").replace(
        "    page_size", "    dialect: odata\n    page_size")}))  # fmt: skip

    link = await linked(odata, f"/listed?$top=5&$skiptoken={RAW}", (("$top", "5"),))

    assert RAW not in link
    assert dict(await asked(odata, pairs(link))) == {"$top": "5", "$skiptoken": RAW}
    assert await asked(odata, (("$skiptoken", "7"),)) == "cursor-unknown"


def test_without_a_key_none_goes_on(w):
    route = w.policy.bundle.routes[RouteId("clinic:listed")]
    detectors = w.means.detectors

    assert read_request(w.request("clinic:listed"), route, detectors, LIMITS).query == ()
    with pytest.raises(Failure, match="cursor-unknown"):
        read_request(w.request("clinic:listed", query=(("after", RAW),)), route, detectors, LIMITS)


def test_a_route_without_it_seals_nothing():
    route = world("odata").policy.bundle.routes[RouteId("clinic:table")]

    assert Cursors(b"k", "", "x").sealed(RAW, "after", route, PATH, ()) != RAW


@given(st.text(max_size=300), st.text(min_size=1, max_size=20))
def test_what_is_sealed_opens_and_its_length_tells_little(cursor, once):
    route = world("odata").policy.bundle.routes[RouteId("clinic:table")]
    ours = Cursors(b"k", "ana", once)
    sealed = ours.sealed(cursor, "after", route, PATH, (("a", "b"),))

    if sealed is not None:
        assert ours.opened(sealed, "after", route, PATH, (("a", "b"),)) == cursor
        assert len(sealed) % 64 == 0
        for wrong in (sealed[:-2], sealed[2:], sealed[:-1] + ("a" if sealed[-1] != "a" else "b")):
            with pytest.raises(Failure):
                ours.opened(wrong, "after", route, PATH, (("a", "b"),))


def test_no_seal_looks_like_anything(w):
    """Else a link would close its place for everybody, now and then."""
    route = world("odata").policy.bundle.routes[RouteId("clinic:table")]
    seals = [Cursors(b"k", "", str(n)).sealed(RAW, "after", route, PATH, ()) for n in range(1_000)]

    assert w.means.detectors.scanner.scan_texts([f"/clinic/listed?after={seal}" for seal in seals]) == []


@pytest.mark.parametrize("at", ["body: {/after: cursor}", "path: {id: cursor}", "fields: {/after: cursor}"])
def test_it_is_a_word_for_addresses_alone(at):
    route = (
        f"  - route: odd\n    match: GET /odd/{{id}}\n    {at}\n"
        if "path" in at
        else f"  - route: odd\n    match: POST /odd\n    {at}\n"
    )
    with pytest.raises(PolicyError):
        compiled(**{"services/clinic.yaml": f"{CLINIC.rstrip()}\n{route}"})
