from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.counting import MEMBERS, Seen, summarize


def seen(tree, detectors):
    return {
        (*found.path, "=>", found.category, found.detector): n
        for found, n in summarize(tree, detectors).items()
    }


def test_names_and_texts_are_counted_by_place(detectors):
    people = [{"alien_number": number, "note": "undocumented"} for number in ("x", None, 3)]

    assert seen({"people": people, "total": 3}, detectors) == {
        ("people", "*", "alien_number", "=>", "immigration.identifier", "name"): 3,
        ("people", "*", "note", "=>", "case_notes", "name"): 3,
        ("people", "*", "note", "=>", "immigration.status", "phrase.immigration.status.always.en"): 3,
    }


def test_objects_of_one_place_may_differ(detectors):
    tree = [
        {"a": "x", "b": "y"},
        {"a": "undocumented", "b": 4},
        {"b": ["undocumented"], "a": {"c": "undocumented"}},
    ]

    assert {key[:-3]: n for key, n in seen(tree, detectors).items()} == {
        ("*", "a"): 1,
        ("*", "b", "*"): 1,
        ("*", "a", "c"): 1,
    }


def test_what_stands_below_a_name_of_immigration_is_decided(detectors):
    assert seen({"visa_type": {"text": "A012345678"}}, detectors) == {
        ("visa_type", "=>", "immigration.document", "name"): 1
    }


def test_items_go_by_the_name_of_their_list(detectors):
    assert seen({"nationality": ["x", "y"]}, detectors) == {
        ("nationality", "=>", "nationality", "name"): 1,
        ("nationality", "*", "=>", "nationality", "name"): 2,
    }


def test_a_number_is_read_as_its_digits(detectors):
    (found,) = summarize({"x": [Decimal(3125550100), "call 3125550100"]}, detectors)

    assert found.path == ("x", "*")


def test_a_key_that_is_data_is_not_told(detectors):
    found = summarize({"536-90-4399": {"x": "536-90-4399"}}, detectors)

    assert found == Counter(
        {
            Seen(("*",), "government_id.tax", "us.ssn"): 1,
            Seen(("*", "x"), "government_id.tax", "us.ssn"): 1,
        }
    )


def test_a_table_whose_keys_are_data_does_not_grow_without_end(detectors):
    found = summarize({f"k{n}": "undocumented" for n in range(2 * MEMBERS)}, detectors)

    assert sum(found.values()) == 2 * MEMBERS
    assert {key.path for key in found} <= {("*",), *((f"k{n}",) for n in range(MEMBERS))}


def test_an_empty_document_says_nothing(detectors):
    assert [summarize(tree, detectors) for tree in ({}, [], None, "", True, 0)] == [Counter()] * 6


TREES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text("abc1-", max_size=8)
    | st.sampled_from(["undocumented", "A012345678"]),
    lambda below: (
        st.lists(below, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "b", "note", "ssn"]), below, max_size=4)
    ),
    max_leaves=20,
)


@given(TREES)
def test_every_text_is_read_once_where_no_name_has_decided(detectors, tree):
    def count(tree, name=""):
        if isinstance(tree, dict):
            return sum(count(value, key) for key, value in tree.items())
        if isinstance(tree, list):
            return sum(count(value, name) for value in tree)
        return name != "ssn" and tree in ("undocumented", "A012345678")

    found = summarize(tree, detectors)

    assert sum(n for key, n in found.items() if key.category.startswith("immigration")) == count(tree)


def test_a_place_for_free_text_is_read_whatever_it_is_called(detectors):
    assert ("notes", "=>", "immigration.status", "phrase.immigration.status.always.en") in seen(
        {"notes": "undocumented"}, detectors
    )


def test_what_stands_below_another_name_is_read_by_its_own(detectors):
    assert ("address", "visa_type", "=>", "immigration.document", "name") in seen(
        {"address": {"visa_type": "x"}}, detectors
    )
