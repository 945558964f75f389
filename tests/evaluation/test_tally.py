"""Sums of verdicts: recall and precision that were worked out by hand."""

import pytest

from evaluation.look import look
from evaluation.tally import tally, verdicts
from tests.evaluation.helpers import Words, case, label

FOUND = {"A1": ("immigration.identifier", 0.9)}


def results(*cases, **more):
    finds_nobody = [[] for case in cases if case.kind == "names"]
    return tally(verdicts(look(cases, Words(FOUND, **more), None, find_names=lambda _: finds_nobody)))


def test_three_of_four_found_and_one_false():
    found = [case("see A1", [label(4, 6)], language=lang) for lang in ("en", "en", "es")]
    missed = case("see B1", [label(4, 6)], language="es")
    false = case("part A1", language="en")

    told = results(*found, missed, false, case("part B1", language="es"))

    whole = told["open", "identifiers", "texts", "class", "us.a-number"]
    english = told["open", "identifiers", "texts", "language", "en"]
    spanish = told["open", "identifiers", "texts", "language", "es"]
    assert (whole.cases, whole.recall, whole.precision) == (6, 3 / 4, 3 / 4)
    assert (english.recall, english.precision) == (1.0, pytest.approx(2 / 3))
    assert (spanish.recall, spanish.precision) == (1 / 2, 1.0)
    category = told["open", "identifiers", "texts", "category", "immigration.identifier"]
    assert (category.cases, category.recall, category.precision) == (4, 3 / 4, 3 / 4)


def test_a_false_finding_counts_against_the_category_it_was_reported_as():
    told = results(case("B1 A1", [label(0, 2, "government_id.tax")], category="government_id.tax"))

    by_category = {key[4]: (t.labels, t.found, t.false) for key, t in told.items() if key[3] == "category"}
    assert by_category == {"government_id.tax": (1, 0, 0), "immigration.identifier": (0, 0, 1)}


def test_halves_kinds_and_origins_are_counted_apart():
    told = results(
        case("A1", [label(0, 2)]),
        case("B1", [label(0, 2)], half="held-out"),
        case("B1", [label(0, 2, "identity.name")], kind="names", category="identity.name", origin="so"),
    )

    assert told["open", "identifiers", "texts", "class", "us.a-number"].recall == 1.0
    assert told["held-out", "identifiers", "texts", "class", "us.a-number"].recall == 0.0
    assert told["open", "names", "texts", "origin", "so"].recall == 0.0


def test_nothing_found_is_no_precision_at_all():
    told = results(case("B1", [label(0, 2)]))["open", "identifiers", "texts", "class", "us.a-number"]

    assert (told.recall, told.precision) == (0.0, None)


def test_traps_pass_or_do_not():
    told = results(case("A1", kind="phrases", trap="t"), case("B1", kind="phrases", trap="t"))

    trap = told["open", "phrases", "texts", "trap", "en"]
    assert (trap.passed, trap.cases) == (1, 2)


def test_what_raised_is_counted():
    told = results(case("A1 boom", [label(0, 2)]), raises_at="boom")

    assert told["open", "identifiers", "texts", "class", "us.a-number"].failed == 1


def test_what_was_skipped_is_in_no_sum():
    assert results(case(None, [], document={})) == {}
