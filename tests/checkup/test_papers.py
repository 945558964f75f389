"""Policies as a start sees them: faults, failed tests, days that come, and who can ask."""

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from firewall.app import read_policies
from firewall.checkup import papers
from firewall.checkup.lines import State
from firewall.config import Draft, Names
from firewall.model import RouteId
from firewall.policy.compiled import Compiled
from firewall.policy.load import load
from firewall.review.latches import Latch
from tests.helpers import NOON, detectors
from tests.system.town import POLICIES

TODAY = date(2026, 11, 22)


@asynccontextmanager
async def no_names():
    yield None


def sources(**changes):
    found = read_policies(POLICIES)
    return {name: changes.get(name, text) for name, text in found.items()}


def test_a_folder_without_fault_is_one_line():
    lines, bundle = papers.policies(sources())

    assert [line.state for line in lines] == [State.OK]
    assert bundle.digest[:12] in lines[0].says


def test_faults_have_their_places_and_an_end():
    bad = "city: x\n" + "\n".join(f"odd{n}: y" for n in range(20))
    lines, bundle = papers.policies(sources(**{"city.yaml": bad}))

    assert bundle is None
    assert len(lines) == 11
    assert lines[0].says.startswith("city.yaml:")
    assert "more faults" in lines[-1].says


def test_a_failed_test_is_a_fault_with_its_name():
    bundle = load(sources())
    case = next(case for case in bundle.cases if case.expect.outcome == "refuse")
    wrong = replace(case, expect=replace(case.expect, outcome="release", status=200))
    compiled = Compiled(replace(bundle, cases=(wrong, *bundle.cases[1:3])))
    (line,) = papers.tests(compiled, detectors(), TODAY, no_names)

    assert (line.state, case.name in line.says) == (State.FAULT, True)
    assert [one.state for one in papers.tests(Compiled(replace(bundle, cases=bundle.cases[:2])), detectors(), TODAY, no_names)] == [State.OK]  # fmt: skip


def test_no_tests_is_worth_a_word():
    compiled = Compiled(replace(load(sources()), cases=()))

    assert [one.state for one in papers.tests(compiled, detectors(), TODAY, no_names)] == [State.WARNING]


def test_what_ends_is_told_before_it_does():
    bundle = load(sources())
    agreement, rule = bundle.agreements[0], bundle.rules[0]
    odd = replace(
        bundle,
        agreements=(replace(agreement, ends=date(2026, 11, 21)), replace(agreement, ends=date(2026, 12, 1))),
        rules=(replace(rule, review_by=date(2026, 11, 1)),),
    )

    assert [line.state for line in papers.warned(bundle, {}, TODAY)] == [State.OK]
    told = [line.says for line in papers.warned(odd, {}, TODAY) if line.state is State.WARNING]
    assert ["ended" in says or "ends" in says or "looked at" in says for says in told] == [True] * 3


def test_somebody_must_be_able_to_ask():
    bundle = load(sources())
    bare = replace(bundle, partners={n: replace(p, certificates=()) for n, p in bundle.partners.items()})

    assert papers.credentials(bundle, frozenset()).state is State.OK
    assert papers.credentials(bare, frozenset()).state is State.WARNING
    assert papers.credentials(bare, frozenset({"ice-ero"})).state is State.OK


def test_what_counsel_should_know_is_told():
    told = papers.remarks(load(sources()), Names())

    assert any("MOU-2026-003" in one and "removed whole" in one for one in told)
    assert "removed whole" not in "".join(
        papers.remarks(load(sources()), Names(model=Path("m"), sha256="0" * 64))
    )


def test_a_draft_is_worth_a_word_where_it_is_not_shadowed(tmp_path):
    assert papers.draft(Draft(directory=POLICIES, until=date(2026, 12, 1)), TODAY).state is State.OK
    assert papers.draft(Draft(directory=POLICIES, until=date(2026, 11, 1)), TODAY).state is State.WARNING
    assert (
        papers.draft(Draft(directory=tmp_path / "no", until=date(2026, 12, 1)), TODAY).state is State.WARNING
    )


def test_an_issuer_that_the_configuration_does_not_have_is_a_fault_with_its_place():
    name = "partners/ice-ero.yaml"
    bundle = load(
        sources(**{name: read_policies(POLICIES)[name].replace("api_keys: yes", 'tokens: ["login#ice"]')})
    )
    (line,) = papers.strangers(bundle, [], [])

    assert (line.about, line.state) == ("partners", State.FAULT)
    assert line.says == f"{name}:2:1: The issuer of tokens `login` is not in firewall.toml."
    assert line.remedy


def test_that_no_law_is_in_force_is_worth_a_word():
    bundle = replace(load(read_policies(POLICIES)), rules=())

    assert "No law is in force" in next(papers.warned(bundle, {}, TODAY)).says


def test_warnings_for_whoever_writes_are_counted():
    bundle = load(sources())
    (line,) = papers.warned(bundle, sources(), TODAY)

    assert (line.about, line.state) == ("note", State.OK)
    assert "firewall check FOLDER" in line.says


def test_a_broken_promise_is_a_fault_and_nothing_is_loaded():
    lines, bundle = papers.policies(
        {name: text for name, text in sources().items() if not name.startswith(("laws/", "tests/"))}
    )

    assert bundle is None
    assert lines[0].state is State.FAULT
    assert "The promise `no-status-to-enforcement` is not kept: On " in lines[0].says


def test_a_folder_without_a_law_is_loaded_with_a_warning():
    found = {
        name: text for name, text in sources().items() if not name.startswith(("laws/", "tests/", "promises"))
    }
    lines, bundle = papers.policies(found)

    assert bundle is not None, lines
    assert [(line.about, line.state) for line in lines] == [("policies", State.OK)]
    assert State.WARNING in [line.state for line in papers.warned(bundle, found, TODAY)]


def test_what_is_latched_is_named():
    latch = Latch(
        route=RouteId("clinic:patient"), pattern="/notes", declared=frozenset(), found=frozenset(), since=NOON
    )

    assert papers.latched([]).state is State.OK
    assert "clinic:patient /notes." in papers.latched([latch]).says
    assert "clinic:patient /notes and 2 more." in papers.latched([latch] * 12).says
