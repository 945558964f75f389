"""Exchanges that are played, and the tests that legal staff write."""

from datetime import date

import pytest

from firewall import rehearsal
from firewall.model import UNKNOWN, Category, Direction, Outcome, ProcessKind, Purpose, RouteId
from firewall.rehearsal import Scene, paper_in
from tests.helpers import PATIENT, Nobody, bundle, compiled, detectors, encoded

TODAY = date(2026, 6, 15)
SAMPLES = {
    "samples/patient.json": encoded(PATIENT).decode(),
    "samples/odd.json": "{",
    "samples/new.json": '{"name":"A"}',
}


def policy(**files):
    return compiled(**(SAMPLES | files))


def scene(**changes):
    given = {
        "requester": "county-public-health",
        "route": RouteId("clinic:patient"),
        "purpose": Purpose("public-health"),
        "body": encoded(PATIENT),
        "on": TODAY,
    }
    return Scene(**given | changes)


ICE = {"requester": "ice-ero", "purpose": Purpose("immigration-enforcement")}


async def play(**changes):
    return await rehearsal.rehearse(policy(), detectors(), scene(**changes))


async def test_a_scene_goes_through_the_real_engine():
    played = await play()

    assert played.last.status == 200
    assert played.before == PATIENT
    assert set(played.after) == {"id", "name", "birthDate", "phone", "remark", "allergies"}


async def test_where_nothing_is_sent_on_there_is_no_answer():
    played = await play(**ICE)

    assert played.answer is None
    assert played.after is None
    assert (played.last.status, played.last.case) == (202, rehearsal.CASE)


async def test_a_partner_comes_in_with_its_whole_chain():
    vendor = "partner: vendor\ntitle: Vendor\nkind: vendor-surveillance\non_behalf_of: [ice-ero]\n"
    found = rehearsal.requester(bundle(**{"partners/vendor.yaml": vendor}), "vendor")

    assert [party.id for party in found.chain] == ["vendor", "ice-ero"]
    assert found.authenticated_by == "rehearsal"


def test_a_kind_stands_for_somebody_of_that_kind():
    found = rehearsal.requester(bundle(), "unknown")

    assert found.party == UNKNOWN.party
    assert found.authenticated_by is None


async def test_a_verified_process_opens_what_it_covers():
    played = await play(
        **ICE, process=ProcessKind("judicial-warrant"), covers=frozenset({Category("identity.name")})
    )

    assert played.after == {"name": "Amina Haddad"}


async def test_a_process_opens_without_a_stated_purpose():
    played = await play(
        requester="ice-ero",
        purpose=None,
        process=ProcessKind("judicial-warrant"),
        covers=frozenset({Category("identity.name")}),
    )

    assert played.after == {"name": "Amina Haddad"}


async def test_an_administrative_form_opens_nothing():
    played = await play(**ICE, process=ProcessKind("admin-warrant"), covers=frozenset({Category("identity")}))

    assert (played.last.status, played.after) == (202, None)


async def test_a_claim_only_closes():
    played = await play(**ICE, claims=frozenset({ProcessKind("admin-subpoena-dhs")}))

    assert played.last.decision.outcome is Outcome.HOLD


async def test_what_is_asked_by_counts():
    played = await play(asks=(("zeta", "1"),))

    assert played.last.decision.outcome is Outcome.REFUSE


async def test_what_is_selected_counts():
    played = await play(route=RouteId("clinic:patients"), asks=(("fields", "citizenshipCode"),))

    assert played.last.decision.outcome is Outcome.REFUSE


async def test_the_day_of_a_scene_counts():
    assert (await play(on=date(2028, 1, 1))).last.decision.outcome is Outcome.REFUSE


async def test_an_intake_is_played_with_what_is_sent():
    played = await play(
        route=RouteId("clinic:intake"), sends=b'{"name":"Amina","visa":"B2"}', body=b'{"id":"1"}'
    )

    assert played.request.outgoing.body == b'{"name":"Amina"}'
    assert played.after == {"id": "1"}


@pytest.mark.parametrize("changes", [{"body": b"{"}, {"route": RouteId("clinic:intake"), "sends": b"{"}])
async def test_a_sample_that_cannot_be_read_is_refused_and_breaks_nothing(changes):
    played = await play(**changes)

    assert played.last.decision.reasons == ("not-json",)
    assert played.after is None


@pytest.mark.parametrize("process", ["judicial-warrant", "admin-warrant"])
async def test_a_process_with_a_request_that_cannot_be_read_opens_nothing(process):
    played = await play(**ICE, route=RouteId("clinic:search"), sends=b"{", process=ProcessKind(process))

    assert played.last.decision.reasons == ("not-json",)


async def test_nobody_s_process_opens_nothing():
    """A kind of requester is nobody in particular, and a process names its partner."""
    played = await play(
        requester="immigration-enforcement.civil",
        purpose=Purpose("immigration-enforcement"),
        process=ProcessKind("judicial-warrant"),
        covers=frozenset({Category("identity")}),
    )

    assert played.after is None


async def test_a_scene_is_read_by_the_model_where_there_is_one():
    names = Nobody()
    parks = {"route": RouteId("parks:permit"), "body": encoded({"text": "Ana called."})}
    with_model = await rehearsal.rehearse(policy(), detectors(), scene(**parks), names)
    without = await rehearsal.rehearse(policy(), detectors(), scene(**parks))

    assert names.shown == ["Ana called."]
    assert (with_model.after, without.after) == ({"text": "Ana called."}, {})


async def test_a_chain_is_given_in_place():
    """ICE behind a health agency is judged as ICE."""
    played = await play(
        requester="peer-local", behind=("ice-ero",), purpose=Purpose("immigration-enforcement")
    )

    assert [party.id for party in played.request.exchange.requester.chain] == ["", "ice-ero"]
    assert played.last.decision.outcome is Outcome.REFER


async def test_who_receives_it_onward_is_given_in_place():
    played = await play(onward=("immigration-enforcement",))

    assert played.last.decision.outcome is not Outcome.RELEASE
    assert [party.kind for party in played.request.exchange.requester.onward] == ["immigration-enforcement"]


async def test_several_papers_open_what_each_of_them_covers():
    found = policy().bundle
    papers = tuple(paper_in(found, f"judicial-warrant:{c}") for c in ("identity.name", "contact.phone"))
    played = await play(**ICE, papers=papers)

    assert played.after == {"name": "Amina Haddad", "phone": "312-555-0147"}


async def test_a_paper_gives_the_purpose_that_nobody_states():
    paper = paper_in(policy().bundle, "judicial-warrant:identity.name:public-health")
    played = await play(requester="ice-ero", purpose=None, papers=(paper,))

    assert played.request.exchange.processes[0].purposes == {"public-health"}


async def test_the_word_of_counsel_stands_in_a_case():
    """An agreement that needs an approval asks for one that was given in a case."""
    played = await play(papers=(paper_in(policy().bundle, "counsel-approval:identity.name"),))

    assert [p.case for p in played.request.exchange.processes] == [rehearsal.CASE]


async def test_what_is_outbound_opens_no_inbound_agreement():
    played = await play(direction=Direction.OUTBOUND)

    assert (played.request.exchange.direction, played.after) == (Direction.OUTBOUND, None)


async def test_what_of_a_request_reaches_the_service_is_told():
    played = await play(
        route=RouteId("clinic:intake"), sends=b'{"name":"Amina","visa":"B2"}', body=b'{"id":"1"}'
    )

    assert (played.sent, played.accepted) == ({"name": "Amina", "visa": "B2"}, {"name": "Amina"})
