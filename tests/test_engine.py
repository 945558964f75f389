"""The one door: what goes through, what does not, and what is on record before it does."""

import json
import re
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from firewall import beside, engine, inspection
from firewall.detect import Scanner, Span
from firewall.ended import CutShort
from firewall.errors import AuditError
from firewall.formats import Limits
from firewall.inspection import Failure, withholding
from firewall.means import digest
from firewall.model import (
    THIRD_PARTY,
    UNINSPECTABLE,
    UNKNOWN,
    Category,
    Direction,
    Message,
    Outcome,
    PartnerId,
    Phase,
    ProcessKind,
    Requester,
)
from firewall.transform import prune
from tests import helpers_policy
from tests.helpers import (
    CLINIC,
    COUNTY,
    FORM,
    HEALTH,
    ICE,
    JSON,
    LAW,
    NOON,
    PARKS,
    PATIENT,
    BrokenNames,
    World,
    broken_detectors,
    bundle,
    compiled,
    decoded,
    detectors,
    grant,
    over,
    party,
    process,
    target_of,
)

SUBPOENA = frozenset({ProcessKind("admin-subpoena-dhs")})
FULL_WARRANT = tuple(c for c in bundle().vocabulary.categories if "." not in c)
PERMIT = {
    "id": "9",
    "name": "Amina Haddad",
    "birthDate": "1987-03-09",
    "citizenshipCode": "HN",
    "text": "A tree.",
}


def outcome(ruling):
    return ruling.decision.outcome.name.lower(), ruling.status


# ---- the request


@pytest.mark.parametrize(
    ("expected", "asks"),
    [
        (("release", 0), {}),
        (("refer", 202), {"requester": ICE}),
        (("hold", 202), {"requester": ICE, "claims": SUBPOENA}),
        (("refuse", 403), {"requester": ICE, "route": "parks:permit"}),
        (("refuse", 404), {"purpose": "marketing"}),
        (("refuse", 403), {"purpose": "marketing", "route": "parks:permit"}),
        (("refuse", 404), {"purpose": None}),
        (("refuse", 404), {"requester": UNKNOWN}),
        (("refuse", 404), {"query": [("spouse", "Ali")]}),
        (("refuse", 404), {"query": [("lang", "ar")]}),
        (("release", 0), {"query": [("fields", "name,birthDate")]}),
        (("refuse", 404), {"query": [("fields", "citizenshipCode")]}),
        (("release", 0), {"route": "clinic:intake", "body": {"name": "Amina"}}),
        (("refuse", 403), {"route": "clinic:strict-intake", "body": {"ssn": "x"}}),
        (("release", 0), {"route": "clinic:strict-intake", "body": {"name": "Amina"}}),
        (("refuse", 400), {"message": {"body": b"{", "media_type": JSON}}),
        (("refuse", 400), {"message": {"failure": "empty-segment"}}),
        (("refuse", 413), {"message": {"failure": "body-too-large"}}),
        (("refuse", 415), {"message": {"failure": "content-coding"}}),
        (("refuse", 405), {"message": {"failure": "method"}}),
        (("refuse", 408), {"message": {"failure": "too-slow"}}),
        (("refuse", 503), {"message": {"failure": "over-budget"}}),
        (("refuse", 415), {"message": {"body": b"MZ", "media_type": "application/x-unheard-of"}}),
        (("refuse", 400), {"route": "clinic:patients", "query": [("count", "many")]}),
    ],
)
async def test_a_request_is_answered_as_the_policy_says(expected, asks):
    ruling = await World().ask(**asks)

    assert outcome(ruling) == expected
    assert (ruling.outgoing is not None) == (expected == ("release", 0))


async def test_without_a_route_there_is_no_service():
    world = World()

    ruling = await world.engine.screen(world.exchange(route=None), Message(Phase.REQUEST, path=("nowhere",)))

    assert outcome(ruling) == ("refuse", 404)
    assert ruling.decision.reasons == ("no-route",)
    assert ruling.outgoing is None
    assert len(world.log.entries) == 1


async def test_a_failure_of_the_front_end_counts_even_where_there_is_no_route():
    world = World()

    ruling = await world.engine.screen(
        world.exchange(route=None), Message(Phase.REQUEST, failure="dot-segment")
    )

    assert ruling.decision.reasons == ("dot-segment",)
    assert ruling.decision.counts[0].category == UNINSPECTABLE


async def test_what_goes_to_the_service_is_written_anew():
    ruling = await World().ask(
        route="clinic:search", body=b' {"filter" : {"name":"Amina"},\n"count":5}', requester=HEALTH
    )

    assert ruling.outgoing.body == b'{"filter":{"name":"Amina"},"count":5}'
    assert ruling.outgoing.media_type == JSON
    assert ruling.outgoing.path == ("patients", "search")


async def test_a_media_type_is_named_in_our_words():
    ruling = await World().ask(
        route="clinic:search",
        body={"filter": {"name": "A"}},
        message={"media_type": "application/json; charset=UTF-8"},
    )

    assert ruling.outgoing.media_type == JSON


async def test_a_form_goes_on_as_a_form():
    ruling = await World().ask(
        route="clinic:intake", message={"body": b"name=Amina+Haddad&job=cook", "media_type": FORM}
    )

    assert ruling.outgoing.body == b"name=Amina%20Haddad"
    assert ruling.outgoing.media_type == FORM


async def test_what_an_intake_does_not_accept_is_taken_out_and_recorded():
    world = World()

    ruling = await world.ask(
        route="clinic:intake", body={"name": "Amina", "citizenshipCode": "HN", "visa": "B2"}
    )

    assert decoded(ruling) == {"name": "Amina"}
    counted = {(c.pattern, c.outcome) for c in ruling.decision.counts}
    assert {("/citizenshipCode", Outcome.REMOVE), ("?", Outcome.REMOVE)} <= counted


async def test_an_intake_that_refuses_sends_nothing_on_and_says_why():
    world = World()

    ruling = await world.ask(route="clinic:strict-intake", body={"name": "Amina", "citizenshipCode": "HN"})

    assert ruling.outgoing is None
    assert ruling.decision.reasons == ("not-accepted",)
    assert ruling.notice == ""


async def test_before_something_is_changed_the_intent_is_on_record():
    world = World()

    ruling = await world.ask(route="clinic:visit", body={"reason": "checkup"})

    assert world.log.said[ruling.receipt.index]["kind"] == "intended"


async def test_a_read_leaves_no_record_before_its_answer():
    world = World()

    ruling = await world.ask()

    assert world.log.entries == []
    assert ruling.receipt is None


async def test_where_the_intent_cannot_be_recorded_nothing_is_sent_on():
    world = World()
    world.log.fails_after = 0

    with pytest.raises(AuditError):
        await world.ask(route="clinic:visit", body={"reason": "checkup"})
    assert world.observed == []


async def test_a_deciding_rule_tells_the_requester_what_it_says():
    ruling = await World().ask(ICE)

    assert ruling.notice == f"Your request was referred under reference {ruling.case}."
    assert ruling.citation == "Municipal Code 2-173-030"


async def test_a_notice_that_names_a_case_is_not_told_where_there_is_none():
    policy = LAW.replace("    at: [parks]\n", "").replace("    notice: The City takes no part.\n", "")
    ruling = await World(compiled(**{"laws/welcoming.yaml": policy})).ask(ICE)

    assert ruling.decision.outcome is Outcome.REFUSE
    assert ruling.notice == ""


async def test_each_ruling_is_observed():
    world = World()

    ruling = await world.fetch()

    assert [r.status for r in world.observed] == [0, 200]
    assert world.observed[-1] is ruling


# ---- cases


@pytest.mark.parametrize(
    ("asks", "cases"),
    [
        ({"requester": ICE}, [Outcome.REFER]),
        ({"requester": ICE, "claims": SUBPOENA}, [Outcome.HOLD]),
        ({"requester": ICE, "route": "parks:permit"}, []),
        ({}, []),
        ({"purpose": "marketing"}, []),
        ({"message": {"body": b"{", "media_type": JSON}}, []),
        ({"requester": ICE, "message": {"failure": "too-slow"}}, []),
    ],
)
async def test_a_case_is_opened_only_where_somebody_must_decide(asks, cases):
    world = World()

    ruling = await world.ask(**asks)

    assert [kind for _, kind, _ in world.people.cases] == cases
    assert (ruling.case is not None) == bool(cases)


async def test_a_case_wants_only_what_was_referred():
    world = World()

    await world.ask(ICE, query=[("fields", "name,citizenshipCode")])

    assert world.people.cases[0][2] == {"immigration.citizenship"}


async def test_a_hold_wants_everything_that_was_asked_for():
    world = World()

    await world.ask(ICE, query=[("fields", "name,citizenshipCode")], claims=SUBPOENA)

    assert world.people.cases[0][2] == {"identity.name", "immigration.citizenship"}


async def released_with_a_referral(query):
    world = World()
    target = await target_of(world, query=query)
    world = World(None, process(target, "identity.name", "contact.phone"))
    ruling = await world.fetch(ICE, query=query)
    return world, ruling


async def test_beside_a_release_a_case_is_opened_for_what_was_selected_by_name():
    world, ruling = await released_with_a_referral([("fields", "name,citizenshipCode")])

    assert ruling.status == 200
    assert ruling.case == "C-1"
    assert world.people.cases[0][1:] == (Outcome.REFER, {"immigration.citizenship"})
    assert world.log.said[-1]["case"] == "C-1"


async def test_beside_a_release_no_case_is_opened_for_what_was_not_selected():
    world, ruling = await released_with_a_referral([])

    assert ruling.status == 200
    assert world.people.cases == []


async def test_the_case_of_somebody_unknown_holds_no_target():
    everybody = LAW.replace("    to: [immigration-enforcement]\n    at: [clinic]\n", "")
    world = World(compiled(**{"laws/welcoming.yaml": everybody}))

    ruling = await world.ask(UNKNOWN)

    assert ruling.status == 202
    assert world.people.cases[0][0].target == ""
    assert ruling.exchange.target != ""


async def test_the_case_of_somebody_known_holds_the_target():
    world = World()

    ruling = await world.ask(ICE)

    assert world.people.cases[0][0].target == ruling.exchange.target != ""


# ---- limits and uses


def with_limits(text):
    limits = "limits: {records_per_request: 50, records_per_day: 200}"
    return compiled(**{"agreements/county.yaml": COUNTY.replace(limits, f"limits: {{{text}}}")})


async def page(world, count, **changes):
    return await world.ask(route="clinic:patients", query=[("count", str(count))], **changes)


@pytest.mark.parametrize(("count", "expected"), [(50, ("release", 0)), (51, ("hold", 202))])
async def test_an_agreement_does_not_open_for_more_records_than_it_gives_at_once(count, expected):
    ruling = await page(World(), count)

    assert outcome(ruling) == expected
    assert ("over-limit" in ruling.decision.reasons) == (expected[0] == "hold")


async def test_without_a_limit_in_the_request_a_page_counts_whole():
    world = World()

    await world.ask(route="clinic:patients")

    assert world.people.spent == {("DSA-1", NOON.date()): 20}


async def test_the_day_ends_where_its_records_are_given():
    world = World(with_limits("records_per_day: 60"))

    outcomes = [outcome(await page(world, 20)) for _ in range(4)]

    assert outcomes == [("release", 0)] * 3 + [("hold", 202)]


async def test_a_new_day_gives_records_again():
    world = World(with_limits("records_per_day: 20"))
    await page(world, 20)

    today = await page(world, 20)
    tomorrow = await page(world, 20, at=NOON + timedelta(days=1))

    assert (today.status, tomorrow.status) == (202, 0)


async def test_what_is_refused_anyway_takes_nothing_from_the_day():
    world = World()

    await page(world, 20, purpose="marketing")

    assert world.people.spent == {}


async def test_an_answer_with_more_records_than_an_agreement_gives_at_once_is_not_passed_on():
    world = World()
    asked = await page(world, 20)

    ruling = await world.tell(asked, {"total": 51, "items": [{"id": str(n)} for n in range(51)]})

    assert outcome(ruling) == ("refuse", 502)
    assert ruling.decision.reasons == ("too-many-records",)


async def test_what_a_service_gives_beyond_what_was_asked_for_is_taken_from_the_day():
    world = World(with_limits("records_per_day: 25"))
    answer = {"total": 30, "items": [{"id": str(n)} for n in range(5)]}

    first = await world.tell(await page(world, 1), answer)
    second = await world.tell(
        await page(world, 20), {"total": 30, "items": [{"id": str(n)} for n in range(21)]}
    )

    assert (first.status, second.status) == (200, 502)
    assert second.decision.reasons == ("too-many-records",)


async def test_records_are_counted_into_the_record():
    world = World()

    await world.tell(await page(world, 20), {"total": 2, "items": [{"id": "1"}, {"id": "2"}]})

    assert world.log.said[-1]["records"] == 2


async def granted(uses=1, *more):
    target = await target_of(World())
    return World(
        None, grant(target, "immigration.citizenship", uses_left=uses), *(make(target) for make in more)
    )


async def test_a_grant_opens_what_it_names_and_nothing_else():
    ruling = await (await granted()).fetch(ICE)

    assert decoded(ruling) == {"citizenshipCode": "HN"}


async def test_a_grant_is_used_once_an_exchange():
    world = await granted(5)

    await world.fetch(ICE)

    assert world.people.uses == {"G-1": 4}


async def test_a_grant_that_is_used_up_opens_nothing():
    world = await granted(1)

    first, second = await world.ask(ICE), await world.ask(ICE)

    assert (first.status, second.status) == (0, 202)
    assert second.decision.openers == ()


async def test_of_two_grants_one_used_up_the_other_is_used_once():
    world = await granted(1, lambda target: grant(target, "identity.name", id="G-2", uses_left=1))
    world.people.uses["G-1"] = 0

    ruling = await world.fetch(ICE)

    assert decoded(ruling) == {"name": "Amina Haddad"}
    assert world.people.spends == ["G-1", "G-2"]


async def over_its_limit(**changes):
    """A county that asks for more than its agreement gives, with a process that is used up."""
    policy = with_limits("records_per_request: 10")
    query = [("count", "11")]
    target = await target_of(World(policy), HEALTH, "clinic:patients", query=query)
    county = {
        "partner": PartnerId("county-public-health"),
        "purposes": frozenset({"public-health"}),
        "uses_left": 1,
    }
    world = World(policy, grant(target, "identity.name", **county | changes))
    return world, await world.ask(route="clinic:patients", query=query)


async def test_an_exchange_that_is_held_over_its_limit_uses_no_process():
    world, ruling = await over_its_limit(kind=ProcessKind("consent"), bases=frozenset({"consent"}), case=None)

    assert outcome(ruling) == ("hold", 202)
    assert world.people.uses == {"G-1": 1}


async def test_counsels_word_lifts_the_hold_and_is_used_once():
    world, ruling = await over_its_limit()

    assert outcome(ruling) == ("release", 0)
    assert ruling.decision.openers == ("G-1",)
    assert world.people.spends == ["G-1"]


async def test_a_process_for_another_target_opens_nothing():
    world = World(None, process("0" * 32, *FULL_WARRANT))

    assert outcome(await world.ask(ICE)) == ("refer", 202)


async def test_a_grant_that_the_register_says_is_for_another_question_opens_nothing(monkeypatch):
    world = await granted()
    monkeypatch.setattr(world.people, "fits", lambda process, exchange: False)

    assert outcome(await world.ask(ICE)) == ("refer", 202)


async def test_a_process_that_nobody_verified_opens_nothing():
    target = await target_of(World())
    world = World(None, process(target, *FULL_WARRANT, verified_by=None))

    assert outcome(await world.ask(ICE)) == ("refer", 202)


# ---- the answer


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (200, 200), (201, 201), (400, 400), (404, 404), (405, 405), (409, 404), (410, 404), (412, 404), (415, 415),
        (422, 422), (429, 429), (100, 502), (301, 502), (304, 502), (401, 502), (402, 502), (403, 502), (418, 502),
        (500, 502), (503, 502), (0, 502),
    ],
)  # fmt: skip
async def test_a_status_of_the_service_is_passed_on_only_as_one_of_ours(said, told):
    world = World()

    ruling = await world.tell(await world.ask(), status=said)

    assert ruling.status == told
    assert (ruling.outgoing is not None) == (told in (200, 201))
    assert world.log.said[-1]["status"] == told


@pytest.mark.parametrize("status", [203, 205, 206, 207, 208, 226, 218, 299])
async def test_a_success_that_says_more_than_that_is_the_services_failure(status):
    """299 has no name that could be written: it would be recorded as told, and never be."""
    world = World()

    ruling = await world.tell(await world.ask(), status=status)

    assert (ruling.outgoing, ruling.status, ruling.decision.reasons) == (None, 502, ("upstream-status",))


async def test_an_intake_takes_no_more_in_its_query_than_in_its_body():
    world = World()
    query = (("name", "Amina"), ("immigrationStatus", "undocumented"))

    ruling = await world.ask(route="clinic:intake", body={"name": "Amina"}, query=query)

    assert ruling.outgoing.query == (("name", "Amina"),)
    assert any(count.pattern == "?" for count in ruling.decision.counts)


async def test_an_intake_refuses_a_path_that_holds_what_it_does_not_accept():
    """A part of a path cannot be taken out, so it goes as a whole or not at all."""
    policy = compiled(**{"services/clinic.yaml": CLINIC.replace(
        "match: POST /patients\n", "match: POST /patients/{id}/new\n    path: {id: record.id}\n"
    )})  # fmt: skip

    async def sent(segment):
        message = {"path": ("patients", segment, "new")}
        return await World(policy).ask(route="clinic:intake", body={"name": "A"}, message=message)

    assert (await sent("77")).outgoing is not None
    assert ((await sent("A012345678")).outgoing, (await sent("A012345678")).status) == (None, 403)


@pytest.mark.parametrize("body", [None, {"name": "Amina"}])
async def test_a_strict_intake_refuses_a_query_that_it_does_not_accept(body):
    ruling = await World().ask(route="clinic:strict-intake", body=body, query=(("zeta", "1"),))

    assert (ruling.outgoing, ruling.status, ruling.decision.reasons) == (None, 403, ("not-accepted",))


@pytest.mark.parametrize("held", [{"citizenship": "MX"}, {"zeta": 1}, {}, None])
async def test_a_part_that_holds_only_what_is_withheld_looks_as_if_it_were_not_there(held):
    nested = CLINIC.replace("      /phone: contact.phone\n", "      /phone: contact.phone\n"
        "      /legal/citizenship: immigration.citizenship\n      /legal/advocate: identity.name\n", 1)  # fmt: skip
    policy = compiled(**{"services/clinic.yaml": nested})

    with_ = await World(policy).fetch(answer={**PATIENT, "legal": held})

    assert with_.outgoing == (await World(policy).fetch()).outgoing


@pytest.mark.parametrize("status", [409, 412])
async def test_a_conflict_is_told_where_existence_is_no_secret(status):
    world = World()

    ruling = await world.tell(await world.ask(route="parks:permit"), PERMIT, status=status)

    assert (ruling.status, ruling.decision.reasons) == (status, (f"upstream-{status}",))


async def test_a_service_that_refuses_is_not_quoted():
    world = World()

    ruling = await world.tell(await world.ask(), {"error": "Amina Haddad is in another clinic"}, status=422)

    assert ruling.outgoing is None
    assert ruling.decision.reasons == ("upstream-422",)


async def test_where_a_service_refuses_no_rule_is_said_to_have_decided():
    world, _ = World(), None
    target = await target_of(world)
    world = World(None, process(target, "identity.name"))

    ruling = await world.tell(await world.ask(ICE), status=404)

    assert ruling.notice == ruling.citation == ""


async def test_an_empty_answer_stays_empty():
    world = World()

    ruling = await world.tell(await world.ask(), body=b"", media_type="", status=204)

    assert (ruling.status, ruling.outgoing.body, ruling.outgoing.media_type) == (204, b"", "")
    assert ruling.receipt is not None


async def test_the_number_withheld_is_that_of_the_question():
    full, bare = await World().fetch(), await World().fetch(answer={"id": "77"})

    assert full.decision.withheld == bare.decision.withheld == 2


@pytest.mark.parametrize("changes", [{"agreements/county.yaml": None}, {"samples/more.json": "{}"}])
async def test_what_one_policy_let_in_no_other_lets_out(changes):
    """Whoever asks an engine holds to one policy; an engine that was given another one refuses."""
    world = World()
    asked = await world.ask()
    world.policy = compiled(**changes)

    ruling = await world.tell(asked)

    assert outcome(ruling) == ("refuse", 502)
    assert ruling.outgoing is None
    assert ruling.decision.reasons == ("policy-changed",)
    assert ruling.decision.policy == asked.decision.policy != world.policy.bundle.digest


async def test_an_answer_to_a_question_that_nobody_ruled_on_is_refused():
    world = World()

    ruling = await world.engine.screen(world.exchange(), Message(Phase.RESPONSE, status=200))

    assert (outcome(ruling), ruling.outgoing) == (("refuse", 502), None)


@pytest.mark.parametrize("message", [{}, {"failure": "body-too-large"}])
@pytest.mark.parametrize("route", ["clinic:patient", "parks:permit"])
async def test_while_it_is_closed_everybody_gets_the_same_answer_and_is_on_record(message, route):
    world = over(World(), closed="policy-differs")

    ruling = await world.ask(route=route, message=message)
    nowhere = await world.engine.screen(world.exchange(route=None), world.request())

    assert outcome(ruling) == outcome(nowhere) == ("refuse", 503)
    assert ruling.decision.reasons == ("policy-differs",)
    assert len(world.log.entries) == 2


async def test_a_route_that_is_gone_meanwhile_gives_nothing():
    world = World()
    asked = await world.ask(route="parks:permit")
    world.policy = compiled(
        **{"services/parks.yaml": None, "agreements/parks.yaml": None, "laws/welcoming.yaml": None}
    )

    ruling = await world.tell(asked, PERMIT)

    assert ruling.outgoing is None
    assert ruling.decision.reasons == ("policy-changed",)


async def test_no_header_of_a_service_leaves():
    world = World()
    headers = (("etag", '"v7"'), ("content-language", "es"))

    ruling = await world.tell(await world.ask(), headers=headers)

    assert ruling.outgoing.headers == ()


async def test_our_media_type_leaves_and_not_the_services():
    world = World()

    ruling = await world.tell(await world.ask(), media_type='application/vnd.clinic+json; charset="utf-8"')

    assert ruling.outgoing.media_type == JSON


async def test_pseudonyms_of_two_recipients_cannot_be_joined():
    shared = COUNTY.replace(
        "  - data: [identity.dob]\n    as: {coarsen: year}", "  - data: [identity.dob]\n    as: pseudonymize"
    )
    policy = compiled(**{"agreements/county.yaml": shared.replace("county-public-health", "peer-local")})
    other = Requester(party=party("another-county", "peer-local.public-health"), authenticated_by="mtls")
    later = NOON + timedelta(days=92)

    said = [
        decoded(await World(policy).fetch(who, at=at, purpose="public-health"))["birthDate"]
        for who, at in ((HEALTH, NOON), (HEALTH, NOON), (other, NOON), (HEALTH, later))
    ]

    assert said[0] == said[1]
    assert len(set(said)) == 3
    assert all(name.startswith("psn_") for name in said)


# ---- a failure is a finding


async def everything_open():
    """A warrant, a grant and an agreement that give ICE all there is."""
    target = await target_of(World())
    shared = COUNTY.replace("county-public-health", "ice-ero").replace(
        "public-health", "immigration-enforcement"
    )
    policy = compiled(
        **{"agreements/ice.yaml": shared.replace("DSA-1", "DSA-9"), "laws/welcoming.yaml": None}
    )
    return World(policy, process(target, *FULL_WARRANT), grant(target, *FULL_WARRANT, uses_left=None))


@pytest.mark.parametrize(
    ("why", "answer"),
    [
        ("not-json", {"body": b"{"}),
        ("not-utf-8", {"body": b'{"name":"\xff"}'}),
        ("duplicate-key", {"body": b'{"name":"a","name":"b"}'}),
        ("unknown-media-type", {"media_type": "application/x-unheard-of"}),
        ("no-media-type", {"media_type": ""}),
        ("too-deep", {"body": b"[" * 70 + b"]" * 70}),
        ("upstream-timeout", {"failure": "upstream-timeout"}),
        ("upstream-status", {"status": 500}),
    ],
)
async def test_what_could_not_be_read_is_released_by_nothing(why, answer):
    world = await everything_open()

    ruling = await world.tell(await world.ask(ICE), **answer)

    assert outcome(ruling) == ("refuse", 502)
    assert ruling.outgoing is None
    assert ruling.decision.reasons == (why,)
    assert [(c.category, c.outcome) for c in ruling.decision.counts] == [(UNINSPECTABLE, Outcome.REFUSE)]
    assert world.log.said[-1]["counts"] == [["", "uninspectable", "refuse", 1]]


async def test_everything_open_is_everything():
    assert set(decoded(await (await everything_open()).fetch(ICE))) == set(PATIENT)


async def test_a_body_larger_than_the_limit_is_not_looked_at():
    world = await everything_open()
    asked = await world.ask(ICE)
    over(world, limits=Limits(body_bytes=10))

    ruling = await world.tell(asked)

    assert ruling.decision.reasons == ("body-too-large",)
    assert outcome(ruling) == ("refuse", 502)


async def test_a_detector_that_breaks_releases_nothing():
    world = over(await everything_open(), detectors=broken_detectors())

    ruling = await world.tell(await world.ask(ICE), {**PATIENT, "remark": "fragile"})

    assert outcome(ruling) == ("refuse", 502)
    assert ruling.decision.reasons == ("detector-failed",)


async def test_a_detector_that_breaks_on_the_request_is_no_fault_of_the_requester():
    world = over(World(), detectors=broken_detectors())

    ruling = await world.ask(query=[("fields", "name"), ("lang", "fragile")])

    assert outcome(ruling) == ("refuse", 502)


async def test_a_detector_of_names_that_breaks_lets_nothing_in():
    names = replace(detectors(), names=BrokenNames())

    ruling = await over(World(), detectors=names).ask(route="clinic:intake", body={"surname": "Haddad"})

    assert ruling.outgoing is None
    assert ruling.decision.reasons == ("engine-failed:RuntimeError",)
    assert ruling.receipt is not None


@pytest.mark.parametrize("question", ["processes", "fits", "reserve", "spend", "open_case"])
async def test_a_store_that_breaks_on_the_request_lets_nothing_in(question):
    target = await target_of(World())
    world = World(None, grant(target, *FULL_WARRANT), process("other", "identity"))
    world.people.broken = {question}
    asks = {"requester": HEALTH} if question == "reserve" else {"requester": ICE}
    asks |= {"query": [("fields", "citizenshipCode"), ("lang", "ar")]} if question == "open_case" else {}

    ruling = await world.ask(**asks)

    assert outcome(ruling) == ("refuse", 502)
    assert ruling.decision.reasons == ("review-store-failed",)
    assert ruling.outgoing is None
    assert world.log.said[-1]["reasons"] == ["review-store-failed"]


@pytest.mark.parametrize("question", ["latched", "latch"])
async def test_a_store_that_breaks_on_the_answer_lets_nothing_out(question):
    world = World()
    asked = await world.ask()
    world.people.broken = {question}

    ruling = await world.tell(asked, {**PATIENT, "remark": "is undocumented"})

    assert outcome(ruling) == ("refuse", 502)
    assert ruling.decision.reasons == ("review-store-failed",)


async def test_what_breaks_inside_is_recorded_by_its_class_alone(monkeypatch):
    def break_(*_):
        raise KeyError("Amina Haddad")

    world = World()
    asked = await world.ask()
    monkeypatch.setattr(inspection, "count_records", break_)

    ruling = await world.tell(asked)

    assert outcome(ruling) == ("refuse", 502)
    assert ruling.decision.reasons == ("engine-failed:KeyError",)
    assert b"Amina" not in world.log.entries[-1]


async def test_an_answer_that_its_format_cannot_say_is_not_passed_on():
    world = World()
    asked = await world.ask()

    ruling = await world.tell(asked, b"id=77&birthDate=long+ago", media_type=FORM)

    assert outcome(ruling) == ("refuse", 502)
    assert ruling.decision.reasons == ("not-a-form",)


async def test_an_intake_that_its_format_cannot_say_is_not_passed_on():
    marked = CLINIC.replace(
        "    otherwise: remove\n", "    otherwise: remove\n    markers: {/citizenshipCode: list}\n"
    )
    world = World(compiled(**{"services/clinic.yaml": marked}))

    ruling = await world.ask(
        route="clinic:intake", message={"body": b"citizenshipCode=HN", "media_type": FORM}
    )

    assert ruling.outgoing is None
    assert ruling.decision.reasons == ("not-a-form",)


# ---- write, check, record, release


async def test_no_record_no_bytes():
    world = World()
    asked = await world.ask()
    world.log.fails_after = len(world.log.entries)

    with pytest.raises(AuditError):
        await world.tell(asked)
    assert len(world.observed) == 1


@pytest.mark.parametrize(
    "asks", [{"requester": ICE}, {"purpose": "marketing"}, {"message": {"failure": "host"}}]
)
async def test_no_record_no_refusal_either(asks):
    world = World()
    world.log.fails_after = 0

    with pytest.raises(AuditError):
        await world.ask(**asks)


async def test_a_record_that_could_not_be_made_is_not_made_up_for(monkeypatch):
    """The requester must be told of it, even where the next append would work."""
    world = World()
    append = world.log.append
    failing = iter([AuditError("the disk is full")])

    async def once(entry):
        for error in failing:
            raise error
        return await append(entry)

    monkeypatch.setattr(world.log, "append", once)

    with pytest.raises(AuditError):
        await world.ask(ICE)
    assert world.log.entries == []


async def test_the_record_is_there_before_released_bytes_exist(monkeypatch):
    world = World()
    asked = await world.ask()
    order = []
    append = world.log.append

    async def noted(entry):
        order.append("record")
        return await append(entry)

    monkeypatch.setattr(world.log, "append", noted)
    monkeypatch.setattr(engine, "Released", lambda message: order.append("release") or message)
    ruling = await world.tell(asked)

    assert order == ["record", "release"]
    said = world.log.said[ruling.receipt.index]
    assert (said["outcome"], said["status"], said["openers"]) == ("release", 200, ["DSA-1"])


async def test_the_bytes_received_are_never_those_that_leave():
    spaced = b' { "id" : "77" , "name":"Amina \\u0048addad"}\n'

    ruling = await World().fetch(answer=spaced)

    assert ruling.outgoing.body == b'{"id":"77","name":"Amina Haddad"}'


def letting_through(monkeypatch, name):
    """A transform with a bug: one member that was to be withheld stays."""
    real = prune.prune

    def buggy(tree, *rest):
        pruned = real(tree, *rest)
        pruned.tree[name] = tree[name]
        return pruned

    monkeypatch.setattr(withholding, "prune", buggy)


async def test_the_exit_check_sees_a_name_that_a_bug_let_through(monkeypatch):
    letting_through(monkeypatch, "citizenshipCode")

    ruling = await World().fetch()

    assert outcome(ruling) == ("refuse", 502)
    assert ruling.decision.reasons == ("residue",)


async def test_the_exit_check_sees_a_value_that_a_bug_let_through(monkeypatch):
    letting_through(monkeypatch, "unheard_of")

    ruling = await World().fetch(answer={**PATIENT, "unheard_of": "A012345678"})

    assert ruling.decision.reasons == ("residue",)


async def test_an_exit_check_that_breaks_is_not_passed(monkeypatch):
    world = World()
    asked = await world.ask()

    def break_(*_):
        raise RuntimeError

    monkeypatch.setattr(type(detectors().scanner), "present", break_)

    ruling = await world.tell(asked)

    assert ruling.decision.reasons == ("residue",)


# ---- decide by the question


STATUS_EVERYWHERE = {
    "id": "A012345678",
    "name": "Amina Haddad",
    "birthDate": "1987-03-09",
    "phone": "312-555-0147",
    "remark": "overstayed her visa",
    "citizenshipCode": "HN",
    "notes": "She is undocumented; I-94 expired.",
    "allergies": ["green card"],
    "visaClass": "B2",
    "alienNumber": "A012345678",
}
NO_STATUS = {
    "id": "77",
    "name": "Ann Smith",
    "birthDate": "1990-01-01",
    "phone": "312-555-0100",
    "remark": "v1",
    "citizenshipCode": None,
    "notes": "",
    "allergies": ["nuts"],
}


def shape(tree):
    if isinstance(tree, dict):
        return {name: shape(value) for name, value in tree.items()}
    return [shape(item) for item in tree[:1]] if isinstance(tree, list) else ""


def seen_from_outside(ruling):
    body = None if ruling.outgoing is None else shape(decoded(ruling))
    headers = () if ruling.outgoing is None else ruling.outgoing.headers
    notice = ruling.notice.replace(ruling.case or "-", "{case}")
    return ruling.status, body, headers, notice, ruling.citation, ruling.decision.withheld


async def partners():
    target = await target_of(World())
    chain = Requester(party=party("vendor", "vendor"), authenticated_by="mtls", on_behalf_of=(ICE.party,))
    return {
        "county": (HEALTH, ()),
        "ice": (ICE, ()),
        "ice with a warrant": (ICE, (process(target, "identity.name", "contact.phone"),)),
        "ice with counsel's yes": (ICE, (grant(target, "immigration.citizenship", uses_left=None),)),
        "vendor for ice": (chain, ()),
        "unknown": (UNKNOWN, ()),
    }


@pytest.mark.parametrize(
    "who", ["county", "ice", "ice with a warrant", "ice with counsel's yes", "vendor for ice", "unknown"]
)
async def test_two_residents_are_treated_alike(who):
    """After the first hit, of which one bit stays, as SECURITY.md says."""
    requester, processes = (await partners())[who]
    world = World(None, *processes)
    await world.fetch(requester, answer=STATUS_EVERYWHERE)

    one = await world.fetch(requester, answer=STATUS_EVERYWHERE)
    other = await world.fetch(requester, answer=NO_STATUS)

    assert seen_from_outside(one) == seen_from_outside(other)


@pytest.mark.parametrize("notes", ["Prefers mornings.", "She is undocumented.", "", None, 7, ["x"]])
async def test_free_text_goes_whole_whatever_it_says(notes):
    ruling = await World().fetch(answer={**PATIENT, "notes": notes})

    assert "notes" not in decoded(ruling)
    assert ruling.decision.latched == ()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("A tree fell.", "A tree fell."),
        ("He is undocumented, says a neighbor.", "[withheld]"),
        (
            "A tree fell on the fence. He is undocumented, says a neighbor.",
            "A tree fell on the fence. [withheld]",
        ),
        ("SSN 123-45-6789, phone 312-555-0147.", "SSN [withheld], phone [withheld]."),
        ("Call 312-555-0147.", "Call [withheld]."),
    ],
)
async def test_an_agreement_may_take_text_with_the_found_spans_cut_out(text, left):
    ruling = await World().fetch(route="parks:permit", answer={**PERMIT, "text": text})

    assert decoded(ruling)["text"] == left


async def test_a_persons_phone_in_free_text_is_a_third_partys_even_where_phones_are_shared():
    world = World()

    ruling = await world.fetch(route="parks:permit", answer={**PERMIT, "text": "Call 312-555-0147."})

    assert Category("contact.phone") in {
        c.category for c in ruling.decision.counts if c.outcome is Outcome.REMOVE
    }
    assert ruling.decision.outcome is Outcome.RELEASE
    assert THIRD_PARTY == "third_party"


class Finds:
    """A model that finds one word, or fails."""

    def __init__(self, word, failure=None):
        self._word, self._failure = word, failure
        self.shown = []

    async def find(self, texts):
        self.shown += texts
        if self._failure:
            raise Failure(self._failure)
        return {
            text: tuple(
                Span(m.start(), m.end(), Category("identity.name")) for m in re.finditer(self._word, text)
            )
            for text in texts
        }


async def test_a_person_whom_the_model_found_is_cut_out():
    names = Finds("Ana Ruiz")

    ruling = await World(names=names).fetch(
        route="parks:permit", answer={**PERMIT, "text": "Ana Ruiz called."}
    )

    assert decoded(ruling)["text"] == "[withheld] called."
    assert names.shown == ["Ana Ruiz called."]


async def test_the_model_is_shown_nothing_where_no_agreement_takes_cut_text():
    names = Finds("Ana Ruiz")

    await World(names=names).fetch(answer={**PATIENT, "notes": "Ana Ruiz called."})

    assert names.shown == []


async def test_where_the_model_fails_the_answer_is_uninspectable():
    world = World(names=Finds("Ana", "names-late"))

    ruling = await world.fetch(route="parks:permit", answer={**PERMIT, "text": "Ana Ruiz called."})

    assert (ruling.outgoing, ruling.status) == (None, 502)
    assert ruling.decision.reasons == ("names-late",)
    assert world.people.latches == {}


@pytest.mark.parametrize("text", ["Ana Ruiz called.", "A tree fell.", "", None, 7])
async def test_without_a_model_free_text_goes_whole_to_who_may_have_no_names(text):
    world = over(World(), names=None)

    ruling = await world.fetch(route="parks:permit", answer={**PERMIT, "text": text})

    assert "text" not in decoded(ruling)
    assert ruling.decision.latched == ()


async def test_of_array_items_the_enclosing_member_goes():
    withheld = COUNTY.replace(", health.record", "")

    ruling = await World(compiled(**{"agreements/county.yaml": withheld})).fetch()

    assert "allergies" not in decoded(ruling)


async def test_a_marker_stands_where_the_schema_needs_the_member():
    marked = CLINIC.replace(
        "  - route: patients\n", "    markers: {/citizenshipCode: text, /notes: null}\n  - route: patients\n"
    )
    policy = compiled(**{"services/clinic.yaml": marked.replace("/notes: null", '/notes: "null"')})

    with_, without = (
        await World(policy).fetch(),
        await World(policy).fetch(answer={**PATIENT, "citizenshipCode": None}),
    )

    assert decoded(with_)["citizenshipCode"] == decoded(without)["citizenshipCode"] == "withheld"
    assert decoded(with_)["notes"] is None


LIST = {
    "total": 3,
    "items": [
        {"id": "1", "name": "Ann", "remark": "v1"},
        {"id": "2", "name": "Amina", "remark": "visa expired"},
        {"id": "3", "name": "Bo", "remark": "v2"},
    ],
}


async def test_a_finding_where_none_was_declared_removes_the_member_in_every_record():
    world = World()

    ruling = await world.fetch(route="clinic:patients", answer=LIST)

    assert [set(item) for item in decoded(ruling)["items"]] == [{"id", "name"}] * 3
    assert ruling.decision.latched == ("/items/*/remark",)
    assert world.log.said[-1]["latched"] == ["/items/*/remark"]


async def test_a_latch_holds_for_the_next_message_of_another_person():
    world = World()
    await world.fetch(answer={**PATIENT, "remark": "is undocumented"})

    ruling = await world.fetch(answer=NO_STATUS)

    assert "remark" not in decoded(ruling)
    assert ruling.decision.latched == ()
    assert world.people.latches == {"clinic:patient": {"/remark"}}


async def test_the_latch_is_durable_before_the_answer_leaves(monkeypatch):
    world = World()
    asked = await world.ask()
    world.log.fails_after = len(world.log.entries)

    with pytest.raises(AuditError):
        await world.tell(asked, {**PATIENT, "remark": "is undocumented"})

    assert world.people.latches == {"clinic:patient": {"/remark"}}


async def test_what_one_person_sends_to_an_intake_takes_nothing_out_of_what_others_send():
    """Else a number typed into the wrong box would close the clinic to everybody's names."""
    world = World()

    ruling = await world.ask(route="clinic:intake", body={"name": "A012345678", "notes": "x"})
    later = await world.ask(route="clinic:intake", body={"name": "Amina", "notes": "x"})

    assert decoded(ruling) == {"notes": "x"}
    assert ("/name", Outcome.REMOVE) in {(count.pattern, count.outcome) for count in ruling.decision.counts}
    assert (ruling.decision.latched, world.people.latches) == ((), {})
    assert decoded(later) == {"name": "Amina", "notes": "x"}


async def test_a_message_with_too_many_findings_is_uninspectable():
    world = World()

    ruling = await world.tell(await world.ask(), {"remark": "A012345678 " * 90_000})

    assert (ruling.outgoing, ruling.decision.reasons) == (None, ("too-many-findings",))


# ---- no value anywhere


CANARY = "Zebulon Quartermain"


async def test_no_value_of_a_message_stands_in_record_repr_or_case():
    world = World()
    canary = msgspec.json.encode(
        {"name": CANARY, "remark": CANARY, "notes": CANARY, CANARY: {CANARY: CANARY}}
    )
    message = {
        "path": ("patients", CANARY),
        "query": (("fields", CANARY), (CANARY, CANARY)),
        "headers": (("accept-language", CANARY),),
    }
    asks = [
        {"message": message},
        {"message": message, "requester": ICE},
        {"message": message, "requester": ICE, "claims": SUBPOENA},
        {"message": {"path": ("clinic", "patients", CANARY)}},
        {"route": "clinic:intake", "message": {"body": canary, "media_type": JSON}},
        {"route": "clinic:strict-intake", "message": {"body": canary, "media_type": JSON}},
        {"route": "clinic:search", "message": {"body": canary[:-1], "media_type": JSON}},
        {"message": {"media_type": CANARY, "body": canary}},
    ]
    rulings = [await world.ask(**{**ask, "id": CANARY}) for ask in asks]
    asked = await world.ask()
    told = [
        {"body": canary},
        {"body": canary[:-1]},
        {"body": canary, "media_type": CANARY},
        {"body": canary, "status": 409},
        {"body": canary, "headers": ((CANARY, CANARY),)},
    ]
    rulings += [await world.tell(asked, **given) for given in told]

    assert all(CANARY.encode() not in entry for entry in world.log.entries)
    for ruling in rulings:
        assert CANARY not in repr(ruling.decision)
        assert CANARY not in repr(ruling).replace(f"id='{CANARY}'", "")
        assert CANARY not in ruling.notice + ruling.citation + (ruling.case or "")
    assert len(world.log.entries) >= len(told)


async def test_what_a_requester_says_of_itself_is_recorded_only_where_it_looks_like_a_word():
    world = World()

    await world.ask(purpose=CANARY, claims=frozenset({CANARY}), id=CANARY, method=CANARY)

    said = world.log.said[-1]
    assert (said["purpose"], said["claims"], said["id"], said["method"]) == ("?", ["?"], "?", "?")


async def test_an_audit_error_says_nothing_of_the_message():
    world = World()
    world.log.fails_after = 0

    with pytest.raises(AuditError) as caught:
        await world.ask(ICE, message={"path": ("clinic", "patients", CANARY)})
    assert CANARY not in str(caught.value)


async def test_undeclared_names_are_recorded_as_question_marks():
    world = World()

    await world.fetch(answer={**PATIENT, CANARY: "x"})

    assert ["?", "unclassified", "remove", 1] in world.log.said[-1]["counts"]


# ---- beside the journey


async def test_what_no_parser_could_read_is_recorded():
    world = World()

    await world.engine.unparsed("request-line", NOON, "x-9", 3)

    assert world.log.said == [
        {
            "at": "2026-06-15T12:00:00.000000Z",
            "id": "x-9",
            "kind": "unparsed",
            "reason": "request-line",
            "times": 3,
            "v": 1,
        }
    ]


async def test_that_an_answer_did_not_arrive_whole_is_recorded():
    world = World()

    await world.engine.cut_short(CutShort("x-1", 3, 7), NOON, "x-9")

    said = world.log.said[0]
    assert (said["kind"], said["what"], said["id"]) == ("noted", "released-partial", "x-9")
    assert said["facts"] == {"bytes_at_most": 3, "bytes_of": 7, "decision": "x-1"}


def test_a_digest_needs_its_key():
    assert digest(b"one", b"77") == digest(b"one", b"77") != digest(b"two", b"77")
    assert digest(b"one", b"77") != digest(b"one", b"78")
    assert b"77" not in bytes.fromhex(digest(b"one", b"77"))


async def test_refused_and_not_found_look_alike_where_existence_is_protected():
    world = World()

    refused = await world.ask(purpose="marketing")
    missing = await world.tell(await world.ask(), status=404)

    assert (refused.status, refused.notice, refused.citation) == (
        missing.status,
        missing.notice,
        missing.citation,
    )


async def test_a_service_that_is_open_says_that_it_refuses():
    hidden = PARKS.replace("existence: open", "existence: protected")

    said = [
        (await World(policy).ask(ICE, "parks:permit")).status
        for policy in (compiled(), compiled(**{"services/parks.yaml": hidden}))
    ]

    assert said == [403, 404]


# ---- large bodies


class Slow:
    id = prefilter = "slow"

    def find(self, text):
        time.sleep(0.5)
        return ()


async def test_what_is_inspected_beside_the_loop_is_ruled_alike(monkeypatch):
    inline = await World().fetch()
    monkeypatch.setattr(beside, "LARGE", 0)

    other = await World().fetch()

    assert (other.outgoing, other.decision, other.status) == (
        inline.outgoing,
        inline.decision,
        inline.status,
    )


async def test_what_is_not_inspected_in_time_is_uninspectable(monkeypatch):
    monkeypatch.setattr(beside, "LARGE", 0)
    monkeypatch.setattr(beside, "DEADLINE_S", 0.01)
    world = World(found=replace(detectors(), scanner=Scanner([Slow()])))

    ruling = await world.fetch(answer=json.dumps({"id": "77", "name": "slow"}).encode())

    assert (ruling.outgoing, ruling.status) == (None, 502)
    assert ruling.decision.reasons == ("inspection-timeout",)
    assert world.log.said[-1]["reasons"] == ["inspection-timeout"]


# ---- the city's day

CHICAGO = {"city.yaml": helpers_policy.FOLDER["city.yaml"] + "timezone: America/Chicago\n"}


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        # DSA-1 counts from 2026-02-01 until 2027-01-31, and Chicago is six hours behind.
        (datetime(2026, 2, 1, 5, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 2, 1, 6, 0, 0, tzinfo=UTC), True),
        (datetime(2027, 2, 1, 5, 59, 59, tzinfo=UTC), True),
        (datetime(2027, 2, 1, 6, 0, 0, tzinfo=UTC), False),
    ],
)
async def test_an_agreement_begins_and_ends_at_midnight_in_the_city(at, is_open):
    ruling = await World(compiled(**CHICAGO)).fetch(at=at)

    assert (ruling.outgoing is not None) is is_open
    assert ruling.exchange.at == at


async def test_a_days_limit_is_that_of_the_citys_day():
    world = World(compiled(**CHICAGO))
    await world.fetch(at=datetime(2026, 6, 15, 4, 59, tzinfo=UTC))
    await world.fetch(at=datetime(2026, 6, 15, 5, 0, tzinfo=UTC))

    assert {day for _, day in world.people.spent} == {date(2026, 6, 14), date(2026, 6, 15)}


# ---- duties

OBLIGING = {
    "laws/welcoming.yaml": LAW.replace(
        "    then: refer\n", "    duties: [record-request, no-onward]\n    then: refer\n", 1
    ),
    "agreements/county.yaml": COUNTY.replace("duties: []", "duties: [review-within-24h, no-onward]"),
}


async def test_what_a_deciding_rule_obliges_to_is_on_record_and_becomes_a_task():
    world = World(compiled(**OBLIGING))
    ruling = await world.ask(ICE)

    assert ruling.decision.duties == ("record-request", "no-onward")
    assert world.log.said[-1]["duties"] == ["record-request", "no-onward"]
    assert world.people.owed == [("x-1", "record-request", "welcoming")]


async def test_what_an_opening_agreement_obliges_to_is_owed_once_something_goes_out():
    world = World(compiled(**OBLIGING))
    asked = await world.ask()
    assert world.people.owed == []

    told = await world.tell(asked)

    assert told.decision.duties == ("review-within-24h", "no-onward")
    assert world.people.owed == [("x-1", "review-within-24h", "DSA-1")]


async def test_a_service_that_failed_obliges_nobody_and_the_record_says_so():
    world = World(compiled(**OBLIGING))
    ruling = await world.tell(await world.ask(), status=500)

    assert world.people.owed == []
    assert ruling.decision.duties == ()


async def test_what_a_service_says_no_to_was_asked_and_is_owed():
    world = World(compiled(**OBLIGING))
    await world.tell(await world.ask(), status=404)

    assert world.people.owed == [("x-1", "review-within-24h", "DSA-1")]


@pytest.mark.parametrize(
    "answer", [{"status": 200}, {"status": 409}, {"status": 500}, {"failure": "cut-short"}]
)
@pytest.mark.parametrize(
    "asks", [{"route": "clinic:intake", "body": {"name": "Amina"}}, {"direction": Direction.OUTBOUND}]
)
async def test_what_a_request_hands_over_is_owed_once_before_it_is_sent_whatever_comes_back(answer, asks):
    county = OBLIGING["agreements/county.yaml"]
    if "direction" in asks:
        county += "direction: outbound\n"
    world = World(compiled(**{"agreements/county.yaml": county}))
    once = [("x-1", "review-within-24h", "DSA-1")]
    asked = await world.ask(**asks)
    assert asked.outgoing is not None
    assert world.people.owed == once

    told = await world.tell(asked, **answer)

    assert world.people.owed == once
    assert told.decision.duties == ("review-within-24h", "no-onward")


async def test_what_an_intake_refuses_was_asked_and_is_owed():
    world = World(compiled(**OBLIGING))
    ruling = await world.ask(route="clinic:strict-intake", body={"ssn": "x"})

    assert ruling.decision.reasons == ("not-accepted",)
    assert world.people.owed == [("x-1", "review-within-24h", "DSA-1")]


async def test_where_a_task_cannot_be_written_nothing_is_sent_to_an_intake_and_no_intent_is_on_record():
    world = World(compiled(**OBLIGING))
    world.people.broken = {"owe"}
    ruling = await world.ask(route="clinic:intake", body={"name": "Amina"})

    assert ruling.outgoing is None
    assert ruling.decision.reasons == ("review-store-failed",)
    assert [said["kind"] for said in world.log.said] == ["decided"]


@pytest.mark.parametrize("requester", [HEALTH, ICE])
async def test_where_a_task_cannot_be_written_nothing_goes_out(requester):
    world = World(compiled(**OBLIGING))
    world.people.broken = {"owe"}
    ruling = await world.fetch(requester)

    assert ruling.outgoing is None
    assert (ruling.status, ruling.decision.reasons) == (502, ("review-store-failed",))


async def test_standing_duties_ask_no_store():
    standing = {"agreements/county.yaml": COUNTY.replace("duties: []", "duties: [no-onward]")}
    world = World(compiled(**standing))
    world.people.broken = {"owe"}

    assert (await world.fetch()).outgoing is not None


# ---- one route that hides what there is


async def test_a_route_may_hide_alone_whether_there_is_something():
    """The parks are open about what there is; of one route they tell nobody."""
    hidden = PARKS.replace("  - route: permit\n", "  - route: permit\n    existence: protected\n")
    statuses = []
    for parks in (PARKS, hidden):
        world = World(compiled(**{"services/parks.yaml": parks}))
        statuses.append((await world.ask(ICE, "parks:permit")).status)

    assert statuses == [403, 404]


# ---- what a service collects


def intake(match="POST /patients", more="    exactly: yes\n"):
    text = CLINIC.replace("match: POST /patients\n", f"match: {match}\n{more}", 1)
    if match.startswith("PUT"):
        text = text.replace("    otherwise: remove\n", "", 1)
    return World(compiled(**{"services/clinic.yaml": text}))


async def test_an_intake_that_is_exact_takes_nothing_by_its_name_alone():
    sent = {"name": "Amina", "surname": "Haddad", "phone": "555-0100"}
    plain = await World().ask(route="clinic:intake", body=sent, query=(("phone", "555-0100"),))
    exact = await intake().ask(route="clinic:intake", body=sent, query=(("phone", "555-0100"),))

    assert decoded(plain) == sent
    assert plain.outgoing.query == (("phone", "555-0100"),)
    assert (decoded(exact), exact.outgoing.query) == ({"name": "Amina"}, ())
    assert {(c.pattern, c.times) for c in exact.decision.counts if c.outcome is Outcome.REMOVE} >= {("?", 2)}


async def test_a_put_of_which_a_member_would_be_lost_is_refused():
    """What is missing in a PUT is deleted at the service."""
    world = intake("PUT /patients", "")
    whole = await world.ask(route="clinic:intake", body={"name": "Amina"}, method="PUT")
    short = await world.ask(
        route="clinic:intake", body={"name": "Amina", "citizenshipCode": "HN"}, method="PUT"
    )

    assert decoded(whole) == {"name": "Amina"}
    assert (short.outgoing, short.decision.reasons) == (None, ("not-accepted",))


async def test_a_merge_patch_stays_one_and_changes_only_what_is_accepted():
    patch = b'{"name":"Amina","citizenshipCode":null,"visa":{"kind":"B2"}}'
    world = intake("PATCH /patients", "")
    media_type = "application/merge-patch+json"
    ruling = await world.ask(
        route="clinic:intake", method="PATCH", message={"body": patch, "media_type": media_type}
    )

    assert (decoded(ruling), ruling.outgoing.media_type) == ({"name": "Amina"}, media_type)


async def test_a_json_patch_is_refused_wherever_it_points():
    patch = b'[{"op":"replace","path":"/name","value":"HN"}]'
    ruling = await intake("PATCH /patients", "").ask(
        route="clinic:intake",
        method="PATCH",
        message={"body": patch, "media_type": "application/json-patch+json"},
    )

    assert (ruling.outgoing, ruling.decision.reasons) == (None, ("json-patch",))
