"""By what records are told apart, and what leaves beside them."""

from dataclasses import replace

import pytest

from firewall.model import Outcome, Treatment
from firewall.policy.alike import UNSEEN, alike_of, unseen, within
from firewall.policy.decide import plan
from firewall.policy.outcomes import REMOVE
from firewall.policy.words import CategoryFacts
from tests import helpers_policy
from tests.helpers_policy import COUNTY, PATIENT, VOCABULARY, agreement, bundle, exchange, rule

RELEASE = Treatment(Outcome.RELEASE)


def words(**facts):
    return replace(VOCABULARY, categories={name.replace("_", "."): fact for name, fact in facts.items()})


def test_a_record_says_nothing_of_its_person_and_everything_else_does():
    known = words(
        record=CategoryFacts(""),
        record_id=CategoryFacts(""),
        identity_dob=CategoryFacts(""),
        ours=CategoryFacts(""),
    )

    assert unseen(known) == {"record", "record.id"}


def test_a_proxy_is_seen_and_what_is_above_one():
    known = words(
        record=CategoryFacts(""), record_id=CategoryFacts("", proxy=True), financial=CategoryFacts("")
    )

    assert unseen(known) == {"financial"}


def test_free_text_is_seen():
    assert unseen(words(record=CategoryFacts("", free_text=True))) == frozenset()


@pytest.mark.parametrize(
    ("records", "path", "leaves"),
    [
        (("items",), ("items", "*", "name"), True),
        (("items",), ("items", "name"), True),
        (("items",), ("total",), False),
        (("items",), ("items2", "*", "name"), False),
        (("a", "items"), ("a",), False),
        (None, ("*", "name"), True),
        (None, ("name",), False),
    ],
)
def test_beside_the_list_nothing_leaves(records, path, leaves):
    route = replace(PATIENT, records=records)
    alike = alike_of(replace(planned(agreement("record")), alike=5), route, VOCABULARY)

    assert within(RELEASE, path, route, alike) == (RELEASE if leaves else REMOVE)


def test_nothing_is_asked_where_no_agreement_asks_for_it():
    assert alike_of(planned(agreement("record")), PATIENT, VOCABULARY) is None
    assert within(RELEASE, ("total",), PATIENT, None) == RELEASE


def planned(*parts):
    return plan(bundle(*parts), exchange(COUNTY))


def test_of_several_that_open_the_strictest_counts():
    one = agreement("identity.name", k_anonymity=5)
    other = agreement("contact.phone", id="DSA-2", k_anonymity=7)
    free = agreement("record.id", id="DSA-3")

    assert planned(one).alike == 5
    assert planned(one, other, free).alike == 7
    assert planned(free).alike == 0


def test_what_opens_nothing_asks_for_nothing():
    closed = rule(REMOVE, "contact.phone")
    other = agreement("contact.phone", id="DSA-2", k_anonymity=7)

    assert planned(agreement("identity.name", k_anonymity=5), other, closed).alike == 5


def test_all_that_is_unseen_is_a_word_of_the_vocabulary():
    known = helpers_policy.folder()["vocabulary/data.yaml"]

    assert all(f"\n  {word}:\n" in known for word in UNSEEN)
