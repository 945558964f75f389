"""A folder that is closed, and says so in tests that were run."""

from dataclasses import replace
from datetime import date

import pytest

from firewall import rehearsal
from firewall.errors import PolicyError
from firewall.founding import folder
from firewall.founding.folder import NotClosedError, base, complete
from firewall.model import Outcome
from firewall.rehearsing.running import run
from firewall.survey.proposing import Proposal
from tests.helpers import detectors

SERVICE = """
service: residents
upstream: http://127.0.0.1:9000
existence: protected
routes:
  - route: people
    match: GET /people
    records: /results
    fields:
      /results/*/id: record.id
      /results/*/full_name: identity.name
      /results/*/citizenship: immigration.citizenship
  - route: person
    match: GET /people/{id}
    path: {id: record.id}
    fields: {/full_name: identity.name}
"""


def member(route, path, category, confidence=0.9):
    return Proposal(
        route=f"residents:{route}", path=tuple(path.split("/")[1:]), category=category, confidence=confidence, words=(category,)
    )  # fmt: skip


PROPOSALS = [
    member("people", "/results/*/id", "record.id"),
    member("people", "/results/*/full_name", "identity.name"),
    member("people", "/results/*/citizenship", "immigration.citizenship"),
    member("people", "/results/*/colour", "record.meta", 0.3),
    member("person", "/full_name", "identity.name"),
]


async def made(first, words, service=SERVICE):
    sources = {**base(first, words[0]), "services/residents.yaml": service}
    return await complete(first, sources, PROPOSALS, detectors())


async def test_its_tests_pass(first, words):
    _, compiled = await made(first, words)
    verdicts = [await run(compiled, detectors(), case, first.today) for case in compiled.bundle.cases]

    assert len(verdicts) == 6
    assert [one.faults for one in verdicts if one.faults] == []


async def test_nobody_and_no_agency_gets_anything(first, words):
    _, compiled = await made(first, words)
    told = {(case.given.requester, case.given.route): case.expect.outcome for case in compiled.bundle.cases}

    assert told["unknown", "residents:people"] == "refuse"
    assert told["immigration-enforcement.civil", "residents:people"] == "refer"
    assert told["immigration-enforcement.civil", "residents:person"] == "refuse"
    assert told["first-partner", "residents:person"] == "refuse"
    assert told["first-partner", "residents:people"] == "release"  # its number alone
    assert all(
        case.expect.kept == () for case in compiled.bundle.cases if case.given.requester != "first-partner"
    )


async def test_what_is_shared_is_kept_by_a_test(first, words):
    _, compiled = await made(replace(first, shares=("identity.name",)), words)
    kept = {case.expect.kept for case in compiled.bundle.cases if case.given.requester == "first-partner"}

    assert kept == {("/results/*/full_name",), ("/full_name",)}


async def test_what_is_offered_is_what_was_declared(first, words):
    files, _ = await made(first, words)

    assert "# - data: [identity.name]" in files["agreements/first.yaml"]
    assert "immigration" not in files["agreements/first.yaml"]


async def test_limits_are_left_out_where_records_cannot_be_counted(first, words):
    files, _ = await made(first, words, SERVICE.replace("    records: /results\n", ""))

    assert "\nlimits:" not in files["agreements/first.yaml"]


async def test_words_that_do_not_go_together_are_faults(first, words):
    with pytest.raises(PolicyError, match="together they tell"):
        await made(replace(first, shares=("language", "nationality", "ethnicity")), words)


async def test_a_folder_that_would_be_open_to_strangers_is_not_made(first, words, monkeypatch):
    played = rehearsal.rehearse

    async def opened(compiled, found, scene, names=None):
        done = await played(compiled, found, scene, names)
        ruling = replace(done.request, decision=replace(done.request.decision, outcome=Outcome.RELEASE))
        return rehearsal.Rehearsal(ruling, None, None, None)

    monkeypatch.setattr(folder, "rehearse", opened)
    with pytest.raises(NotClosedError, match="open to strangers"):
        await made(first, words)


async def test_its_agreement_is_in_force_on_the_day(first, words):
    _, compiled = await made(first, words)

    assert compiled.bundle.agreements[0].starts == first.today == date(2026, 11, 29)
