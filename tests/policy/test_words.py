import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.policy.words import BASES, covered, covers, top, tops
from tests.helpers_policy import VOCABULARY


@pytest.mark.parametrize(
    ("word", "other", "does"),
    [
        ("immigration", "immigration", True),
        ("immigration", "immigration.status", True),
        ("immigration", "immigration.status.kind", True),
        ("immigration.status", "immigration", False),
        ("immigration", "immigrations", False),
        ("immigration", "immigration-court", False),
        ("im", "immigration", False),
    ],
)
def test_a_word_covers_itself_and_what_stands_below_it(word, other, does):
    assert covers(word, other) is does


def test_one_word_of_several_is_enough_and_none_covers_nothing():
    assert covered("identity.name", ["contact", "identity"])
    assert not covered("identity.name", ["contact", "identity.dob"])
    assert not covered("identity.name", [])


def test_top_is_the_first_part_of_a_word():
    assert [top("immigration.status.kind"), top("record")] == ["immigration", "record"]


def test_children_come_before_their_parents():
    order = VOCABULARY.deepest_first

    assert all(order.index(below) <= order.index(c) for c in order for below in VOCABULARY.below[c])


def test_below_is_the_whole_tree_under_a_word():
    assert VOCABULARY.below["identity"] == {"identity", "identity.name", "identity.dob"}
    assert VOCABULARY.below["record.id"] == {"record.id"}


def test_free_texts_and_proxies_are_those_that_say_so():
    assert VOCABULARY.free_texts == {"case_notes"}
    assert VOCABULARY.proxies == frozenset()


def test_an_ordinary_agreement_is_nothing_that_a_rule_may_yield_to():
    assert "agreement" not in BASES
    assert "none" not in BASES


_WORDS = st.text("ab.", max_size=5)


@given(_WORDS, st.lists(_WORDS, max_size=4))
def test_one_of_several_covers_as_each_by_itself_does(word, by):
    assert covered(word, by) is any(covers(above, word) for above in by)


def test_words_that_another_one_covers_are_left_out():
    assert tops(["identity", "identity.name", "contact.phone"]) == {"identity", "contact.phone"}
    assert tops(["identity.name", "identityother"]) == {"identity.name", "identityother"}
