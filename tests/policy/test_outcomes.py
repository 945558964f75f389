from itertools import permutations, product

import pytest

from firewall.model import Outcome, Treatment
from firewall.policy.outcomes import PARAMETERS, looser, stricter

EVERY = [Treatment(outcome, p) for outcome in Outcome for p in PARAMETERS.get(outcome, ("",))]
MIDDLE = (Outcome.COARSEN, Outcome.PSEUDONYMIZE, Outcome.MASK)


def said(text):
    word, _, parameter = text.partition(" ")
    return Treatment(Outcome[word.upper()], parameter)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("release", "remove", "remove"),
        ("release", "coarsen month", "coarsen month"),
        ("remove", "refer", "refer"),
        ("refer", "hold", "hold"),
        ("hold", "refuse", "refuse"),
        ("mask last-4", "remove", "remove"),
        ("coarsen month", "coarsen year", "coarsen year"),
        ("coarsen year", "coarsen zip3", "remove"),
        ("coarsen 1km", "coarsen zip3", "remove"),
        ("coarsen month", "coarsen 1km", "remove"),
        ("mask last-4", "mask last-3", "mask last-3"),
        ("mask last-1", "mask last-2", "mask last-1"),
        ("coarsen year", "mask last-4", "remove"),
        ("coarsen year", "pseudonymize", "remove"),
        ("pseudonymize", "mask last-4", "remove"),
        ("pseudonymize", "pseudonymize", "pseudonymize"),
        ("pseudonymize", "refer", "refer"),
    ],
)
def test_two_promises_are_both_kept(one, other, both):
    assert stricter(said(one), said(other)) == said(both)
    assert stricter(said(other), said(one)) == said(both)


def test_combining_three_in_any_order_gives_the_same():
    for three in product(EVERY, repeat=3):
        results = {stricter(stricter(a, b), c) for a, b, c in permutations(three)}
        assert len(results) == 1, three


def test_nothing_that_is_combined_gets_looser():
    for one, other in product(EVERY, repeat=2):
        both = stricter(one, other)
        assert both.outcome >= max(one.outcome, other.outcome)
        assert stricter(both, one) == both


def test_release_changes_nothing_and_everything_stands_with_itself():
    for one in EVERY:
        assert stricter(one, Treatment(Outcome.RELEASE)) == one
        assert stricter(one, one) == one


@pytest.mark.parametrize(
    ("one", "other", "better"),
    [
        ("release", "remove", "release"),
        ("coarsen year", "pseudonymize", "coarsen year"),
        ("coarsen year", "coarsen month", "coarsen month"),
        ("mask last-4", "mask last-1", "mask last-4"),
        ("remove", "refer", "remove"),
        ("hold", "refuse", "hold"),
    ],
)
def test_the_better_of_two_openers_wins(one, other, better):
    assert looser(said(one), said(other)) == said(better)
    assert looser(said(other), said(one)) == said(better)


def test_the_better_of_three_is_one_of_them_in_any_order():
    for three in product(EVERY, repeat=3):
        results = {looser(looser(a, b), c) for a, b, c in permutations(three)}
        assert len(results) == 1, three
        assert results < set(three) or results == set(three)
