"""Exchanges that are played, and the tests that legal staff write."""

from datetime import date

import pytest

from firewall import rehearsal
from firewall.model import UNKNOWN, Category, Outcome, ProcessKind, Purpose, RouteId
from firewall.policy.rules import Case, Expect, Given
from firewall.policy.yaml import Place
from firewall.rehearsal import Scene
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


# ---- tests of legal staff


def given_(**changes):
    return Given(
        **{
            "requester": "county-public-health",
            "purpose": "public-health",
            "route": "clinic:patient",
            "body": "samples/patient.json",
        }
        | changes
    )


async def verdict(given=None, **expect):
    case = Case(
        name="a test",
        given=given_(**(given or {})),
        expect=Expect(**{"outcome": "release"} | expect),
        rule=None,
        at=Place("laws/x.yaml"),
    )
    return (await rehearsal.run(policy(), detectors(), case, TODAY)).faults


async def test_a_test_that_says_what_happens_passes():
    faults = await verdict(
        status=200,
        kept=("/name", "/allergies/*", "/birthDate"),
        removed=("/citizenshipCode", "/notes", "/z~1y"),
    )

    assert faults == ()


@pytest.mark.parametrize(
    ("given", "expect", "fault"),
    [
        ({}, {"outcome": "refer"}, "the outcome is `release`, not `refer` (nothing else was said)."),
        ({}, {"status": 202}, "the requester is answered with 200, not 202."),
        ({}, {"rules": ("welcoming/parks-decline",)}, "the rule `welcoming/parks-decline` took no part."),
        ({}, {"kept": ("/citizenshipCode",)}, "`/citizenshipCode` is not kept."),
        ({}, {"kept": ("/allergies/*/x",)}, "`/allergies/*/x` is not kept."),
        ({}, {"removed": ("/name",)}, "`/name` is not removed."),
        ({}, {"removed": ("/allergies/*",)}, "`/allergies/*` is not removed."),
        ({}, {"kept": ()}, "something goes out, where nothing was expected to."),
        (
            {"requester": "ice-ero", "purpose": "immigration-enforcement"},
            {},
            "the outcome is `refer`, not `release` (welcoming/status-goes-to-counsel).",
        ),
        ({"purpose": "marketing"}, {}, "the outcome is `refuse`, not `release` (nothing-opened)."),
        ({"body": "samples/odd.json"}, {}, "the outcome is `refuse`, not `release` (not-json)."),
    ],
)
async def test_a_test_that_says_otherwise_says_what_is_so(given, expect, fault):
    assert fault in await verdict(given, **expect)


async def test_every_fault_is_told_at_once():
    assert (
        len(await verdict(outcome="refer", status=202, kept=("/x",), removed=("/name",), rules=("y",))) == 5
    )


async def test_nothing_goes_out_where_nothing_does():
    assert (
        await verdict(
            {"requester": "ice-ero", "purpose": "immigration-enforcement"}, outcome="refer", kept=()
        )
        == ()
    )


@pytest.mark.parametrize(
    ("process", "kind", "covers"),
    [
        ("", None, set()),
        ("judicial-warrant", "judicial-warrant", set()),
        ("judicial-warrant:identity.name, contact", "judicial-warrant", {"identity.name", "contact"}),
    ],
)
def test_a_process_of_a_test_is_a_kind_and_categories(process, kind, covers):
    found = scene_of(process=process)

    assert (found.process, found.covers) == (kind, covers)


def scene_of(**given):
    case = Case(name="", given=given_(**given), expect=Expect(outcome="release"), rule=None, at=Place("x"))
    return rehearsal.scene_of(policy().bundle, case, TODAY)


def test_a_test_may_be_of_another_day():
    assert [scene_of().on, scene_of(on=date(2027, 1, 1)).on] == [TODAY, date(2027, 1, 1)]


def test_a_test_sends_its_samples():
    found = scene_of(sends="samples/new.json", asks={"fields": "name"}, claims=("admin-warrant",))

    assert (found.sends, found.asks, found.claims) == (
        b'{"name":"A"}',
        (("fields", "name"),),
        {"admin-warrant"},
    )


async def test_a_scene_is_read_by_the_model_where_there_is_one():
    names = Nobody()
    parks = {"route": RouteId("parks:permit"), "body": encoded({"text": "Ana called."})}
    with_model = await rehearsal.rehearse(policy(), detectors(), scene(**parks), names)
    without = await rehearsal.rehearse(policy(), detectors(), scene(**parks))

    assert names.shown == ["Ana called."]
    assert (with_model.after, without.after) == ({"text": "Ana called."}, {})
