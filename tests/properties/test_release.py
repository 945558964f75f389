"""What must hold for every message that goes through the door."""

import asyncio
from dataclasses import replace
from functools import cache

import msgspec
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from firewall.errors import AuditError
from firewall.model import UNINSPECTABLE, UNKNOWN, Outcome, PartnerId, Phase, Requester
from tests.helpers import (
    COUNTY,
    FORM,
    HEALTH,
    ICE,
    JSON,
    World,
    broken_detectors,
    bundle,
    compiled,
    decoded,
    grant,
    over,
    party,
    process,
    target_of,
)

often = settings(max_examples=150, deadline=None, database=None)

EVERYTHING = tuple(c for c in bundle().vocabulary.categories if "." not in c)
VENDOR = Requester(party=party("vendor", "vendor"), authenticated_by="mtls", on_behalf_of=(ICE.party,))
CANARY = "Zebulon"

known_members = ("id", "name", "birthDate", "phone", "remark", "citizenshipCode", "notes", "allergies")
texts = st.sampled_from([
    "", "77", "Ann", "1987-03-09", "312-555-0147", "undocumented", "A012345678", "SSN 123-45-6789", "visa expired", CANARY,
    "v2", "green card", "naïve", "\u2028", '"name":', "fields=name",
])  # fmt: skip
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**60), 2**60), texts),
    lambda below: st.one_of(
        st.lists(below, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(known_members), texts), below, max_size=3),
    ),
    max_leaves=8,
)
answers = st.one_of(
    values, st.dictionaries(st.one_of(st.sampled_from(known_members), texts), values, max_size=8)
)
requesters = st.sampled_from([HEALTH, ICE, VENDOR, UNKNOWN])


@cache
def open_policy():
    shared = COUNTY.replace("county-public-health", "ice-ero").replace(
        "public-health", "immigration-enforcement"
    )
    return compiled(**{"agreements/ice.yaml": shared.replace("DSA-1", "DSA-9"), "laws/welcoming.yaml": None})


@cache
def target():
    return asyncio.run(target_of(World()))


def openers():
    about = target()
    warrant = process(about, *EVERYTHING)
    return st.sets(
        st.sampled_from(["warrant", "grant", "consent"]), max_size=3
    ).map(lambda names: tuple(
        {
            "warrant": warrant,
            "grant": grant(about, *EVERYTHING, uses_left=None),
            "consent": replace(warrant, id="LP-2", bases=frozenset({"consent"}), partner=PartnerId("county-public-health")),
        }[name]
        for name in sorted(names)
    ))  # fmt: skip


OPENERS = st.deferred(openers)
"""Worked out with the first example: what they open needs an engine, and that its detectors."""


failures = st.one_of(
    st.sampled_from(["upstream-timeout", "too-slow", "body-incomplete"]).map(lambda code: {"failure": code}),
    st.sampled_from(
        [b"{", b"", b"[" * 90 + b"]" * 90, b'{"a":1,"a":2}', b"\xff", b'{"a":1e9999}', b"nul", b"//"]
    ).map(lambda body: {"body": body or b" "}),
    st.sampled_from(
        ["", "text/calendar", "application/pdf", "application/json; charset=latin-1", CANARY]
    ).map(lambda kind: {"media_type": kind}),
    st.sampled_from([0, 101, 302, 304, 401, 403, 418, 500, 503]).map(lambda status: {"status": status}),
)


def played(world, requester, answer, **changes):
    async def play():
        asked = await world.ask(requester)
        return asked if asked.outgoing is None else await world.tell(asked, **{"body": answer} | changes)

    return asyncio.run(play())


def test_where_nothing_is_wrong_something_is_released():
    """Else all the rest would hold of a firewall that is switched off."""
    for world, requester in ((World(), HEALTH), (World(open_policy()), ICE)):
        assert set(decoded(played(world, requester, {"id": "77", "name": "Ann", "notes": "x"}))) == {
            "id",
            "name",
        }


@often
@given(OPENERS, failures, st.sampled_from([HEALTH, ICE]))
def test_nothing_releases_what_could_not_be_inspected(processes, failure, requester):
    world = World(open_policy(), *processes)

    ruling = played(world, requester, {"id": "77"}, **failure)

    assert ruling.outgoing is None
    assert ruling.decision.outcome is Outcome.REFUSE
    assert [count.category for count in ruling.decision.counts] == [UNINSPECTABLE]
    assert ruling.status == 502
    assert ruling.receipt is not None


@often
@given(OPENERS, st.sampled_from(["remark", "name", "id", "phone"]))
def test_nothing_releases_what_a_detector_broke_on(processes, member):
    world = over(World(open_policy(), *processes), detectors=broken_detectors())

    ruling = played(world, HEALTH, {member: "fragile"})

    assert ruling.outgoing is None
    assert ruling.decision.reasons == ("detector-failed",)


@often
@given(OPENERS, st.sampled_from(["latched", "latch", "processes", "fits", "reserve"]), answers)
def test_nothing_is_released_where_a_store_breaks(processes, question, answer):
    world = World(open_policy(), *processes)
    world.people.broken = {question}

    ruling = played(world, HEALTH, answer)

    if ruling.outgoing is not None:
        # It was not needed: nothing was to be latched, no process was there to fit.
        assert question == "fits" or (question == "latch" and not ruling.decision.latched)
    else:
        assert ruling.decision.outcome is Outcome.REFUSE


@often
@given(requesters, OPENERS, answers)
def test_what_is_released_is_on_record_first(requester, processes, answer):
    world = World(open_policy(), *processes)

    ruling = played(world, requester, answer)

    assert ruling.receipt is not None
    said = world.log.said[ruling.receipt.index]
    assert said["outcome"] == ruling.decision.outcome.name.lower()
    assert said["status"] == ruling.status
    assert (ruling.outgoing is None) or (said["outcome"] == "release")


@often
@given(requesters, OPENERS, answers)
def test_without_a_record_nothing_is_released(requester, processes, answer):
    world = World(open_policy(), *processes)
    world.log.fails_after = 0

    try:
        played(world, requester, answer)
    except AuditError:
        return
    raise AssertionError("an answer without a record")


@often
@given(requesters, OPENERS, answers)
def test_no_value_is_on_record(requester, processes, answer):
    world = World(open_policy(), *processes)

    ruling = played(world, requester, {"seen": CANARY, "of": answer, "name": CANARY, CANARY: CANARY})

    assert all(CANARY.encode() not in raw for raw in world.log.entries)
    assert CANARY not in repr(ruling.decision) + repr(ruling)


def each(tree):
    return [record for item in tree for record in each(item)] if isinstance(tree, list) else [tree]


OPEN_TO_COUNTY = {"id", "name", "birthDate", "phone", "remark", "allergies"}


@often
@given(answers)
def test_the_county_gets_what_its_agreement_names_and_nothing_else(answer):
    ruling = played(World(), HEALTH, answer)

    if ruling.outgoing is not None:
        tree = decoded(ruling)
        for record in each(tree):  # one of several is what one alone would be
            assert set(record) <= OPEN_TO_COUNTY
        assert ruling.outgoing.media_type == JSON


@often
@given(answers)
def test_no_number_that_tells_of_status_reaches_the_county(answer):
    ruling = played(World(), HEALTH, answer)

    if ruling.outgoing is not None:
        for found in ("A012345678", "undocumented", "visa expired", "green card", "123-45-6789"):
            assert found not in ruling.outgoing.body.decode()


@often
@given(answers)
def test_what_the_county_got_it_would_get_again(answer):
    world = World()
    first = played(world, HEALTH, answer)

    if first.outgoing is not None and b'"birthDate"' not in first.outgoing.body:
        again = played(world, HEALTH, decoded(first))
        assert again.outgoing.body == first.outgoing.body


records = st.fixed_dictionaries(
    dict.fromkeys(("id", "name", "phone", "remark", "citizenshipCode", "notes", "birthDate"), texts)
)


@often
@given(requesters, OPENERS, records, records)
def test_two_residents_look_alike_once_what_was_odd_is_latched(requester, processes, one, other):
    # What was taken out and stands in a second member closes that one, in this answer alone: SECURITY.md says so.
    assume(
        all(len(set(filter(None, r.values()))) == len(list(filter(None, r.values()))) for r in (one, other))
    )
    world = World(open_policy(), *processes)
    for record in (one, other):
        played(world, requester, record)

    rulings = [played(world, requester, record) for record in (one, other)]

    members = [None if r.outgoing is None else set(decoded(r)) for r in rulings]
    assert members[0] == members[1]
    assert rulings[0].status == rulings[1].status
    assert rulings[0].decision.withheld == rulings[1].decision.withheld


@often
@given(st.lists(records, min_size=1, max_size=4))
def test_within_a_message_all_records_have_the_same_members(items):
    async def play():
        world = World()
        asked = await world.ask(route="clinic:patients")
        return await world.tell(asked, {"total": len(items), "items": items})

    ruling = asyncio.run(play())

    if ruling.outgoing is not None:
        # Where nothing of them leaves, not even how many there were does.
        assert len({frozenset(item) for item in decoded(ruling)["items"]}) <= 1


@often
@given(
    st.dictionaries(
        st.sampled_from(["name", "phone", "surname", "citizenshipCode", "visa", "alienNumber"]),
        texts,
        max_size=5,
    )
)
def test_an_intake_is_sent_only_what_it_accepts(body):
    async def play():
        return await World().ask(route="clinic:intake", body=body)

    ruling = asyncio.run(play())

    if ruling.outgoing is not None:
        sent = msgspec.json.decode(ruling.outgoing.body) if ruling.outgoing.body else {}
        assert set(sent) <= {"name", "phone", "surname"}
        assert not {"A012345678", "undocumented", "green card"} & set(map(str, sent.values()))


@often
@given(requesters, OPENERS, st.binary(max_size=40), st.sampled_from([JSON, FORM, "text/plain"]))
def test_no_bytes_whatever_break_the_engine(requester, processes, body, media_type):
    world = World(open_policy(), *processes)

    ruling = played(world, requester, body, media_type=media_type)

    assert not any(reason.startswith("engine-failed") for reason in ruling.decision.reasons)
    assert ruling.outgoing is None or ruling.outgoing.phase is Phase.RESPONSE
