import random
import time
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from firewall.detect import Scanner, Span
from firewall.detect.document import Found, examine
from firewall.detect.recognizer import ACTS, TooManyError
from firewall.model import Category

TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text() | st.sampled_from(["U1", "alienNumber", "A012345678", "PID|1|2", "coa"]),
    lambda below: st.lists(below, max_size=5)
    | st.dictionaries(st.text() | st.sampled_from(["coa", "field", "value", "columns", "rows", "ssn", "itin", "visa", "name", "type", "extension", "url"]), below, max_size=6),
    max_leaves=40,
)  # fmt: skip


def told(tree, detectors):
    return {(found.path, str(found.category), found.detector) for found in examine(tree, detectors)}


def by_name(tree, detectors):
    return {
        (found.path, str(found.category)) for found in examine(tree, detectors) if found.detector == "name"
    }


@pytest.mark.parametrize(
    "value", ["x", "", None, True, False, 0, 7, 1.5, Decimal(2), [], ["x"], {}, {"a": 1}]
)
def test_whatever_stands_under_a_sensitive_name_is_data(detectors, value):
    assert (("alien_number",), "immigration.identifier") in by_name({"alien_number": value}, detectors)


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [("abc", 0, 3), ("", 0, 0), (3, None, None), (None, None, None), ([], None, None), ({}, None, None)],
)
def test_a_named_text_is_found_whole(detectors, value, start, end):
    (found,) = (found for found in examine({"alien_number": value}, detectors) if found.detector == "name")

    assert found == Found(("alien_number",), Category("immigration.identifier"), "name", 1.0, start, end)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda x: x,
        lambda x: {"a": x},
        lambda x: [x],
        lambda x: {"a": {"b": [x]}},
        lambda x: [[x]],
        lambda x: {"a": [1, {"b": {"c": x}}]},
        lambda x: {"data": {"items": [x, x]}},
    ],
)
def test_a_name_is_found_in_every_nesting(detectors, wrap):
    assert any(path[-1] == "alien_number" for path, _ in by_name(wrap({"alien_number": 1}), detectors))


@pytest.mark.parametrize(
    ("tree", "is_told"),
    [
        ({"ref": "A123456789"}, True),
        ({"invoice_no": "A123456789"}, False),
        ({"records": [{"purchase_order": "N0012345678"}]}, False),
        ({"order": {"number": "A123456789"}}, False),
        ({"fields": [{"field": "Invoice_No__c", "value": "A123456789"}]}, False),
        ({"fields": [{"field": "Client_Ref__c", "value": "A123456789"}]}, True),
        ({"invoice_no": "see the file of A123456789"}, True),
        ({"invoice_no": "SSN 536-90-4399"}, True),
    ],
)
def test_a_name_that_explains_a_number_otherwise_makes_a_guess_of_it(detectors, tree, is_told):
    acting = [
        found
        for found in examine(tree, detectors)
        if found.detector.startswith("us.") and found.confidence >= ACTS
    ]

    assert bool(acting) is is_told


def test_a_text_is_found_where_it_stands(detectors):
    assert Found(("a", 1), Category("government_id.tax"), "us.ssn", 0.6, 2, 13) in examine(
        {"a": ["x", "x 536-90-4399"]}, detectors
    )


@pytest.mark.parametrize("number", [9129034567, 912903456789, Decimal("9.12903456789E+11"), 912903456789.0])
def test_a_number_is_read_as_its_text(detectors, number):
    class Digits:
        id = "digits"
        prefilter = "912903456"

        def find(self, text):
            start = text.find("912903456")
            return [] if start < 0 else [Span(start, len(text), Category("photo"))]

    found = [
        found
        for found in examine({"n": number}, replace(detectors, scanner=Scanner([Digits()])))
        if found.detector == "digits"
    ]

    assert found == [Found(("n",), Category("photo"), "digits", 1.0, None, None)]


def test_a_key_that_is_data_is_found_at_its_member(detectors):
    tree = {"536-90-4399": True, "a": {"536-90-4399": 1}}

    found = [found for found in examine(tree, detectors) if found.detector == "us.ssn"]

    assert [(f.path, f.start, f.end) for f in found] == [
        (("536-90-4399",), None, None),
        (("a", "536-90-4399"), None, None),
    ]


def test_codes_pairs_tables_segments_and_combinations_are_found(detectors):
    tree = {
        "coa": "U1",
        "list": [{"field": "alienNumber", "value": 7}],
        "table": {"columns": ["coa"], "rows": [["EWI"]]},
        "rows": [["id", "alien_no"], [1, None]],
        "hl7": "PID|" + "|" * 25 + "MEX",
        "person": {"itin": "912-90-3456", "ssn": None},
    }
    found = told(tree, detectors)

    assert (("coa",), "immigration.protected_relief", "code.us.class-of-admission") in found
    assert (("list", 0, "value"), "immigration.identifier", "pair") in found
    assert (("table", "rows", 0, 0), "immigration.entry", "code.us.class-of-admission") in found
    assert (("rows", 1, 1), "immigration.identifier", "table") in found
    assert (("hl7",), "immigration.citizenship", "hl7.segment") in found
    assert (("person", "itin"), "immigration.status", "combination.itin-without-ssn") in found


def test_the_visa_around_a_class_is_seen(detectors):
    assert (("visas", 0, "class"), "immigration.protected_relief", "code.us.class-of-admission") in told(
        {"visas": [{"class": "U1"}]}, detectors
    )


def test_the_payment_around_a_card_is_seen(detectors):
    found = told({"payment": {"method": {"name": "visa", "value": "ending 1111"}}}, detectors)

    assert not {
        category for path, category, _ in found if path[-1] == "value" and category.startswith("immigration")
    }


def test_rows_below_a_header_are_no_couples(detectors):
    found = told({"columns": ["coa", "n"], "rows": [["EWI", "x"]]}, detectors)

    assert not {(path, detector) for path, _, detector in found if path == ("rows", 0, 1)}


@pytest.mark.parametrize(
    "tree",
    [
        {"type": "order", "value": 3},
        {"state": "AR"},
        {"class": "F1", "help_key": 1},
        {"dimm_status": "ok", "citizen_id": 4},
        [],
        {},
        None,
        "",
        3,
        [["a", 1], ["b", 2]],
    ],
)
def test_ordinary_documents_say_nothing(detectors, tree):
    assert examine(tree, detectors) == []


# ---- order


def test_findings_stand_in_the_order_of_the_document(detectors):
    tree = {
        "z": {"alien_number": 1},
        "b": ["536-90-4399", {"ssn": "536-90-4399 and 536-90-4398"}],
        "alien_number": 2,
        "A012345678": 3,
    }
    found = examine(tree, detectors)
    tops = [f.path[0] for f in found]

    assert tops == sorted(tops, key=list(tree).index)
    inside = [(f.start, f.end) for f in found if f.path == ("b", 1, "ssn") and f.detector == "us.ssn"]
    assert inside == sorted(inside)


def test_a_member_stands_before_what_is_in_it(detectors):
    paths = [f.path for f in examine({"visa": {"visa_number": 1}, "ssn": 2}, detectors)]

    assert list(dict.fromkeys(paths)) == [("visa",), ("visa", "visa_number"), ("ssn",)]


@settings(max_examples=60)
@given(TREES)
def test_the_same_document_says_the_same_again(detectors, tree):
    assert examine(tree, detectors) == examine(tree, detectors)


# ---- for every document


@settings(max_examples=300)
@given(TREES)
@example({"field": {"text": ["coa"]}, "value": {"code": [["U1"]]}})
@example({"columns": [None, "coa"], "rows": [[], None, ["x"], ["x", "U1", "y"]]})
@example({"": "", "\ud800": "\ud800", "value": float("nan"), "coa": float("inf"), "n": 10**5000})
@example([["coa", "coa"], ["U1", "U1"], [["U1"]]])
@example({"children": {"country_of_birth": {"code": ["US"]}}, "parents": [[{"ssn": None}], 3]})
def test_every_document_is_examined_and_every_place_exists(detectors, tree):
    found = examine(tree, detectors)

    assert len(set(found)) == len(found)
    for one in found:
        node = tree
        for step in one.path:
            node = node[step]
        if one.start is not None:
            assert isinstance(node, str)
            assert 0 <= one.start <= one.end <= len(node)
        assert 0 < one.confidence <= 1


def test_a_deep_document_is_examined(detectors):
    lists: object = "536-90-4399"
    objects: object = {"coa": "U1"}
    for _ in range(10_000):
        lists, objects = [lists], {"a": objects}

    assert [len(found.path) for found in examine(lists, detectors)] == [10_000]
    assert {len(found.path) for found in examine(objects, detectors)} == {10_001}


def test_a_deep_document_of_sensitive_names_is_examined(detectors):
    tree: object = 1
    for _ in range(500):
        tree = {"visa": tree}

    assert len({found.path for found in examine(tree, detectors)}) == 500


def test_a_wide_document_is_examined(detectors):
    start = time.perf_counter()
    found = examine({**{f"k{number}": number for number in range(20_000)}, "ssn": 1}, detectors)

    assert {f.path for f in found} == {("ssn",)}
    assert time.perf_counter() - start < 20  # not quadratic: measured 1.5


def test_many_sensitive_members_are_examined(detectors):
    found = examine({f"coa_{number}": "U1" for number in range(3_000)}, detectors)

    assert len({f.path for f in found}) == 3_000


def test_more_findings_than_a_message_may_have_are_told(detectors):
    assert len(examine(["536-90-4399"] * 25_000, detectors)) == 25_000


# ---- failures


class Broken:
    id = "broken"
    prefilter = "break"

    def __init__(self, error):
        self.error = error

    def find(self, text):
        raise self.error


@pytest.mark.parametrize("error", [TooManyError(), ValueError("x")])
@pytest.mark.parametrize("tree", ["break", ["x"] * 7 + ["break"], {"break": 1}, {"a": {"b": "break"}}])
def test_what_cannot_be_looked_at_whole_raises(detectors, error, tree):
    with pytest.raises(type(error)):
        examine(tree, replace(detectors, scanner=Scanner([Broken(error)])))


def test_no_finding_holds_a_value(detectors):
    canary = "Zq" + "".join(random.Random(1).choices("bcdfg", k=12))
    tree = {
        "ssn": canary,
        "coa": canary,
        "field": "alienNumber",
        "value": canary,
        "rows": [["alien_no", "x"], [canary, canary]],
    }

    assert canary not in repr(examine(tree, detectors))
