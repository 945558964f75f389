"""The rules of counting, one by one."""

import pytest

from evaluation.cases import Label
from evaluation.judge import family, in_one_line, judge
from evaluation.look import Look, Seen
from tests.evaluation.helpers import case, label

BOTH = frozenset({"immigration", "government_id"})
#       0         10        20
TEXT = "number A123456789 or B555"


def verdict(given, *seen, judged=BOTH):
    return judge(Look(given, seen), judged)


def counted(given, *seen, judged=BOTH):
    told = verdict(given, *seen, judged=judged)
    return told.found, told.false


def test_what_overlaps_is_found():
    given = case(TEXT, [label(7, 17)])

    assert counted(given, Seen("immigration.identifier", 0.9, 8, 12)) == (1, 0)
    assert counted(given, Seen("immigration.identifier", 0.9, 0, 8)) == (1, 0)


def test_what_only_touches_is_not_found_and_is_false():
    assert counted(case(TEXT, [label(7, 17)]), Seen("immigration.identifier", 0.9, 17, 25)) == (0, 1)


def test_what_is_less_sure_than_the_acting_level_does_not_count():
    given = case(TEXT, [label(7, 17)])

    assert counted(given, Seen("immigration.identifier", 0.39, 7, 17)) == (0, 0)
    assert counted(given, Seen("immigration.identifier", 0.4, 7, 17)) == (1, 0)


def test_an_identifier_is_found_as_any_number_of_an_authority():
    assert counted(case(TEXT, [label(7, 17)]), Seen("government_id.driver", 0.9, 7, 17)) == (1, 0)


def test_what_is_found_as_something_else_is_missed_and_not_judged():
    assert counted(case(TEXT, [label(7, 17)]), Seen("contact.phone", 0.9, 7, 17)) == (0, 0)


def test_a_phrase_is_found_only_in_its_own_root():
    given = case("ohne Papiere", [label(0, 12, "immigration.status")], kind="phrases")

    assert counted(given, Seen("immigration.proceedings", 0.9, 0, 4)) == (1, 0)
    assert counted(given, Seen("government_id", 0.9, 0, 4)) == (0, 1)


@pytest.mark.parametrize(
    "category", ["immigration", "immigration.entry", "child.unaccompanied", "government_id.consular"]
)
def test_a_phrase_of_status_is_found_as_any_category_that_is_withheld_by_the_same_rules(category):
    given = case("hat keine SSN", [label(0, 13, "government_id.tax")], kind="phrases")

    assert counted(given, Seen(category, 0.9, 0, 4)) == (1, 0)
    assert counted(given, Seen("criminal.custody", 0.9, 0, 4)) == (0, 0)


def test_custody_taken_for_a_status_is_false():
    given = case(
        "in custody", also=[label(0, 10, "criminal.custody")], kind="phrases", category="immigration.status"
    )

    assert counted(given, Seen("immigration.identifier", 0.9, 0, 4)) == (0, 1)


def test_a_finding_in_a_negative_case_is_false():
    assert counted(case(TEXT), Seen("immigration.identifier", 0.9, 7, 17)) == (0, 1)


def test_findings_of_one_place_are_false_once():
    one, same = Seen("immigration.identifier", 0.9, 7, 17), Seen("government_id.tax", 0.5, 7, 17)

    assert counted(case(TEXT), one, same, Seen("immigration.identifier", 0.9, 21, 25)) == (0, 2)


def test_findings_that_overlap_are_false_once():
    inner, outer = Seen("immigration.identifier", 0.9, 9, 12), Seen("government_id.tax", 0.5, 7, 17)
    next_one = Seen("government_id.tax", 0.5, 17, 19)
    given = case(TEXT, kind="phrases")

    assert counted(given, inner, outer) == (0, 1)
    assert counted(given, outer, inner, next_one) == (0, 2)


def test_false_findings_of_two_members_are_two():
    given = case(None, kind="phrases", document={"a": "x", "b": "x"})
    one, other = (Seen("immigration.status", 0.9, pointer=(name,)) for name in "ab")

    assert counted(given, one, other, one) == (0, 2)


def test_two_findings_of_one_label_count_once():
    given = case(TEXT, [label(7, 17)])

    assert counted(given, Seen("immigration.status", 0.9, 7, 17), Seen("immigration.status", 0.9, 8, 17)) == (
        1,
        0,
    )


def test_a_word_without_a_digit_is_not_judged_among_identifiers():
    assert counted(case(TEXT), Seen("immigration.status", 0.9, 0, 6)) == (0, 0)
    assert counted(case(TEXT, kind="phrases"), Seen("immigration.status", 0.9, 0, 6)) == (0, 1)


def test_a_sentence_about_a_status_is_not_judged_among_identifiers():
    assert counted(case(TEXT, [label(7, 17)]), Seen("immigration", 0.9, 0, 25)) == (0, 0)
    assert counted(case(TEXT), Seen("immigration", 0.9, 0, 25)) == (0, 0)


def test_what_is_also_true_is_neither_found_nor_false():
    given = case(TEXT, also=[label(7, 17, "government_id.driver")])

    assert counted(given, Seen("government_id.driver", 0.9, 7, 17)) == (0, 0)
    assert counted(given, Seen("government_id", 0.9, 7, 17)) == (0, 0)


def test_a_licence_taken_for_another_number_is_false():
    given = case(TEXT, also=[label(7, 17, "government_id.driver")])

    assert counted(given, Seen("immigration.identifier", 0.9, 7, 17)) == (0, 1)
    assert counted(given, Seen("government_id.tax", 0.9, 7, 17)) == (0, 1)


@pytest.mark.parametrize(
    ("path", "found"),
    [(("a", "b"), 1), (("a",), 1), (("a", "b", "c"), 1), ((), 1), (("a", "c"), 0), (("b",), 0)],
)
def test_a_member_is_found_at_itself_below_and_at_what_holds_it(path, found):
    given = case(None, [Label("immigration.identifier", pointer=("a", "b"))], document={})

    assert counted(given, Seen("immigration.identifier", 0.9, pointer=path)) == (found, 1 - found)


def test_where_detectors_raise_labels_are_missed_and_look_alikes_lost():
    missed = judge(Look(case(TEXT, [label(7, 17)]), failed=True), BOTH)
    lost = judge(Look(case(TEXT), failed=True), BOTH)

    assert (missed.found, missed.false, missed.failed, missed.passed) == (0, 0, True, False)
    assert (lost.found, lost.false, lost.failed, lost.passed) == (0, 1, True, False)


def test_the_family_of_a_class():
    assert family([case(category="immigration.document")]) == BOTH
    assert family([case(kind="phrases", category="benefit.receipt"), case(kind="phrases")]) == {
        "benefit",
        "immigration",
    }


def test_categories_in_one_line():
    assert in_one_line("immigration", "immigration.status")
    assert in_one_line("immigration.status", "immigration")
    assert not in_one_line("immigration.status", "immigration.entry")
    assert not in_one_line("location", "location_vehicle")


# ---- sets of names

NAMING = frozenset({"identity", "contact"})


def of_names(*seen, labels=((4, 12),), **more):
    given = case("Ask Ana Ruiz now", [label(*one, "identity.name") for one in labels], kind="names", **more)
    return counted(given, *(Seen(category, 1.0, *place) for category, *place in seen), judged=NAMING)


@pytest.mark.parametrize(
    ("seen", "right"),
    [
        ([("identity.name", 4, 12)], (1, 0)),
        ([("identity.name", 0, 16)], (1, 0)),
        ([("contact.address", 4, 12)], (1, 0)),
        ([("identity.name", 4, 7), ("contact.address", 8, 12)], (1, 0)),
        ([("identity.name", 4, 7)], (0, 0)),
        ([("immigration.status", 4, 12)], (0, 0)),
        ([("identity.name", 0, 3)], (0, 1)),
        ([("contact.address", 13, 16)], (0, 1)),
    ],
)
def test_a_name_is_found_when_it_is_covered_whole(seen, right):
    assert of_names(*seen) == right


def test_in_sets_of_names_people_and_places_are_judged():
    assert family([case(kind="names", category="identity.name")]) == NAMING
