"""The packs that come with the program: each loads with the words it is written in, and stops and lets pass what it says."""

import asyncio
from datetime import date

import pytest

from firewall.packs import shipped
from firewall.policy.packs import closure
from firewall.rehearsing.running import run
from tests.helpers import detectors
from tests.packs import model

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def cities():
    """Each pack in a city of its own, with the first word of each choice; read once."""
    known = {}
    with pytest.MonkeyPatch.context() as patching:

        def of(pack):
            if pack not in known:
                choices = model.first_choices(pack, shipped(), closure)
                known[pack] = model.city(patching, pack, choices)
            return known[pack]

        yield of


@pytest.mark.parametrize("pack", model.NAMES)
def test_each_pack_stops_and_lets_pass_what_it_says(cities, pack):
    compiled = cities(pack)

    async def all_of_them():
        return [await run(compiled, detectors(), case, DAY) for case in compiled.bundle.cases]

    verdicts = asyncio.run(all_of_them())
    failed = [f"{v.case.name}: {' '.join(v.faults)}" for v in verdicts if v.faults]

    assert verdicts
    assert failed == []


@pytest.mark.parametrize("pack", model.NAMES)
def test_each_rule_of_a_pack_has_a_test_that_it_took_part_in(cities, pack):
    bundle = cities(pack).bundle
    own = {rule.id for rule in bundle.rules if rule.id.startswith(f"{pack}/")}
    named = {rule for case in bundle.cases for rule in (case.expect.rules or ())}

    assert own - named == set()
    assert any(case.expect.outcome == "release" for case in bundle.cases)


@pytest.mark.parametrize("pack", model.NAMES)
def test_each_rule_says_where_it_comes_from_and_claims_no_text_that_nobody_has(cities, pack):
    for rule in cities(pack).bundle.rules:
        assert rule.cite
        assert rule.url
        assert rule.quote
        assert rule.review_by


def test_no_pack_claims_to_be_legal_advice():
    assert [pack.name for pack in shipped().values() if "no legal advice" not in pack.advice] == []


def test_each_choice_has_more_than_one_answer_and_says_what_each_means():
    for pack in shipped().values():
        for choice in pack.choices.values():
            assert len(choice.words) > 1, (pack.name, choice.name)
            assert all(choice.words.values())


def test_a_pack_names_the_choices_of_one_place_alone():
    """Two packs that are included together must not ask two questions under one name."""
    for pack in model.NAMES:
        names = [choice for name in closure(pack, shipped()) for choice in shipped()[name].choices]
        assert len(names) == len(set(names)), pack


OTHER_WORDS = [
    (pack.name, choice.name, word)
    for pack in shipped().values()
    for choice in pack.choices.values()
    for word in tuple(choice.words)[1:]
]
"""The first word of each is what the tests above are run with."""


@pytest.mark.parametrize(("pack", "choice", "word"), OTHER_WORDS)
def test_a_pack_loads_with_each_answer_that_it_offers(monkeypatch, pack, choice, word):
    choices = {**model.first_choices(pack, shipped(), closure), choice: word}
    bundle = model.city(monkeypatch, pack, choices).bundle
    chosen = next(one.choices for one in bundle.packs if choice in one.choices)

    assert chosen[choice] == word
