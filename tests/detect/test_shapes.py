import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.detect.looks import Looks
from firewall.detect.recognizer import TooManyError
from firewall.detect.shapes import Verdict


@pytest.fixture(scope="module")
def shapes(detectors):
    return detectors.shapes


def at(verdicts, *steps):
    return {str(verdict.category) for verdict in verdicts if verdict.steps == steps}


@pytest.mark.parametrize(
    "names",
    [
        ("id", "street", "city"),
        ("status", "created"),
        ("name", "birthDate", "phone"),
        (),
        ("state",),
        ("class", "help_key"),
        ("type", "order"),
        ("dob",),
    ],
)
def test_ordinary_objects_are_not_interesting(shapes, names):
    assert not shapes.interesting(names)


@pytest.mark.parametrize(
    "names",
    [
        ("coa",),
        ("field", "value"),
        ("columns", "rows"),
        ("itin",),
        ("class", "i94_number"),
        ("codice_fiscale",),
    ],
)
def test_objects_that_could_say_something_are_interesting(shapes, names):
    assert shapes.interesting(names)


def test_a_class_is_interesting_inside_a_visa(shapes):
    assert not shapes.interesting(("class",))
    assert shapes.interesting(("class",), "visa")


@given(
    st.dictionaries(
        st.sampled_from(
            ["coa", "field", "value", "itin", "ssn", "columns", "rows", "class", "x", "type", "text"]
        ),
        st.sampled_from(["U1", "coa", "912-90-3456", None, 3, ["coa"], [["U1"]], {"code": "U1"}]),
    )
)
def test_an_object_that_is_not_interesting_says_nothing(shapes, members):
    if shapes.judge(members):
        assert shapes.interesting(tuple(members))


def test_codes_pairs_and_combinations_come_through_one_door(shapes):
    verdicts = shapes.judge({"coa": "U1", "field": "alienNumber", "value": 7, "itin": "912-90-3456"})

    assert at(verdicts, "coa") >= {"immigration.document", "immigration.protected_relief"}
    assert at(verdicts, "value") == {"immigration.identifier"}
    assert at(verdicts, "itin") == {"immigration.status"}
    assert {verdict.detector for verdict in verdicts} == {
        "code.us.class-of-admission",
        "pair",
        "combination.itin-without-ssn",
    }


@pytest.mark.parametrize(
    ("members", "steps"),
    [
        ({"coa": "U1"}, ("coa",)),
        ({"coa": ["F1", "U1"]}, ("coa", 1)),
        ({"coa": {"code": "U1"}}, ("coa", "code")),
        ({"visaType": {"coding": [{"code": "U1"}]}}, ("visaType", "coding", 0, "code")),
        ({"field": "coa", "value": "U1"}, ("value",)),
        ({"url": "http://x/class-of-admission", "valueCode": "U1"}, ("valueCode",)),
        (
            {"question": "Class of admission?", "answer": [{"valueCoding": {"code": "x"}}, "U1"]},
            ("answer", 1),
        ),
        ({"columns": ["id", "coa"], "rows": [[1, "F1"], [2, "U1"]]}, ("rows", 1, 1)),
        ({"columns": [{"name": "coa"}], "data": [["U1"]]}, ("data", 0, 0)),
        ({"fields": ["id", "coa"], "values": [7, "U1"]}, ("values", 1)),
    ],
)
def test_a_code_is_found_wherever_its_name_stands(shapes, members, steps):
    assert "immigration.protected_relief" in at(shapes.judge(members), *steps)


@pytest.mark.parametrize("value", [None, True, False, 0, "", "x", [], {}, [1], {"a": 1}])
def test_whatever_a_named_value_is_it_is_data(shapes, value):
    assert at(shapes.judge({"field": "alienNumber", "value": value}), "value") == {"immigration.identifier"}


@pytest.mark.parametrize(
    "members",
    [
        {"type": "order", "value": 3},
        {"name": "visa", "value": "4111111111111111"},
        {"name": "visa", "value": "ending 1111", "amount": 12},
        {"type": "visa", "text": "x", "card": True},
        {"state": "AR"},
        {"class": "F1", "help_key": True},
        {"name": "F1", "value": "help"},
        {"code": "C5", "text": "vertebra"},
        {"key": "size", "value": "A4"},
        {"title": "Immigration museum", "content": "open daily"},
        {"metric": "TPS", "value": 1200},
        {"columns": ["id", "size"], "rows": [[1, "A4"]]},
        {"labels": ["Jan", "Feb"], "data": [1, 2]},
        {"field": "orderNumber", "value": "A012"},
        {"name": "Nina", "type": "person", "value": 3},
        {"property": "visa_card", "value": "x"},
        {"data": [["a", "b"], ["c", "d"]]},
        {"system": "http://unitsofmeasure.org", "code": "kg", "value": 70},
        {"type": "MC", "value": 3},
        {"before": 1, "after": 2},
    ],
)
def test_ordinary_objects_say_nothing(shapes, members):
    assert shapes.judge(members) == []


def test_a_card_is_no_visa_inside_a_payment(shapes):
    card = {"name": "visa", "value": "ending 1111"}

    assert shapes.judge(card)
    assert shapes.judge(card, ("payment",)) == []


def test_the_name_around_an_object_gives_its_class_a_meaning(shapes):
    assert shapes.judge({"class": "U1"}) == []
    assert "immigration.protected_relief" in at(shapes.judge({"class": "U1"}, ("visa",)), "class")


# ---- FHIR


def test_an_extension_is_named_by_its_address(shapes):
    outer = {
        "url": "http://hl7.org/fhir/StructureDefinition/patient-citizenship",
        "extension": [{"url": "code", "valueCodeableConcept": {"text": "MX"}}],
    }
    inner = {"url": "http://hl7.org/fhir/StructureDefinition/patient-nationality", "valueString": "MX"}

    assert at(shapes.judge(outer), "extension") == {"immigration.citizenship"}
    assert at(shapes.judge(inner), "valueString") == {"nationality"}


def test_an_identifier_is_named_by_its_type(shapes):
    green_card = {
        "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "PRC"}]},
        "value": "X1",
    }
    number = {"system": "http://hl7.org/fhir/sid/us-ssn", "value": "1"}

    assert at(shapes.judge(green_card), "value") == {"immigration.identifier"}
    assert "government_id.tax" in at(shapes.judge(number), "value")


def test_an_observation_is_named_by_its_code(shapes):
    observation = {
        "code": {"coding": [{"code": "66477-1", "display": "Country of birth"}]},
        "valueCodeableConcept": {"text": "Mexico"},
    }

    assert at(shapes.judge(observation), "valueCodeableConcept") == {"country_of_birth"}


# ---- rows


@pytest.mark.parametrize(
    ("rows", "steps"),
    [
        ([["name", "alien_no"], ["x", "A1"], ["y", None]], (2, 1)),
        ([["alien_no", "id"], ["A1", 7]], (1, 0)),
        ([["alien_no"], ["A1"]], (1, 0)),
        ([["a", "b", "alien_no"], ["1", "2", 3]], (1, 2)),
        ([["alien_no", "A1"]], (0, 1)),
        ([["alien_no", "A1"], ["dob", "1980"]], (0, 1)),
        ([["id", 1], ["alien_no", None]], (1, 1)),
    ],
)
def test_a_column_or_a_couple_has_its_name(shapes, rows, steps):
    assert at(shapes.judge_rows(rows), *steps) == {"immigration.identifier"}


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [1, 2],
        ["alien_no", "x"],
        [[]],
        [["a", "b"], ["c", "d"]],
        [["size", "A4"], ["class", "F1"]],
        [[1, 2], [3, 4]],
        [None],
        [["x"], None, 3],
    ],
)
def test_other_lists_say_nothing(shapes, rows):
    assert shapes.judge_rows(rows) == []


def test_the_members_of_a_row_are_judged_together(shapes):
    verdicts = shapes.judge_rows(
        [["id", "itin", "ssn"], [1, "912-90-3456", None], [2, "912-90-3456", "536-90-4399"]]
    )

    assert "immigration.status" in at(verdicts, 1, 1) & at(verdicts, 1, 2)
    assert "immigration.status" not in at(verdicts, 2, 1) | at(verdicts, 2, 2)


def test_a_short_or_a_foreign_row_is_passed_over(shapes):
    verdicts = shapes.judge_rows([["id", "coa"], [1], None, "x", [2, "U1"]])

    assert {verdict.steps for verdict in verdicts} == {(4, 1)}


# ---- cost


def test_shapes_are_remembered_within_bounds(shapes):
    for number in range(5_000):
        shapes.interesting((f"name{number}",))
        shapes.interesting((f"name{number}",), "visa")
    shapes.interesting(tuple("x" * 100 + str(number) for number in range(100)))

    assert len(shapes._plans) <= 4_096
    assert len(shapes._plans_inside) <= 4_096


def test_an_ordinary_object_costs_about_a_look_into_a_dictionary(shapes):
    names = ("id", "street", "city", "zip", "amount", "created")
    shapes.interesting(names)
    start = time.perf_counter()
    for _ in range(10_000):
        shapes.interesting(names)

    assert time.perf_counter() - start < 0.2  # 20 microseconds; measured 0.5


def test_each_finding_is_told_once(shapes):
    verdicts = shapes.judge({"field": "coa", "name": "coa", "value": "U1"})

    assert len({verdict[:3] for verdict in verdicts}) == len(verdicts)
    assert Verdict(("value",), "immigration.document", "pair", 0.9) in verdicts


@pytest.mark.parametrize(
    ("members", "steps", "category"),
    [
        ({"birth": {"country": "MX"}}, ("birth", "country"), "country_of_birth"),
        ({"birthInfo": {"place": "Puebla"}}, ("birthInfo", "place"), "place_of_birth"),
        ({"geboorte": {"land": {"code": "5010"}}}, ("geboorte", "land"), "country_of_birth"),
        ({"naissance": [{"pays": "MA"}]}, ("naissance", 0, "pays"), "country_of_birth"),
        ({"Aufenthalt": {"Titel": "x"}}, ("Aufenthalt", "Titel"), "immigration.status"),
        ({"permiso": {"residencia": 7}}, ("permiso", "residencia"), "immigration.status"),
        ({"residence": {"permitNo": None}}, ("residence", "permitNo"), "immigration.identifier"),
        ({"us": {"citizen": False}}, ("us", "citizen"), "immigration.citizenship"),
    ],
)
def test_a_name_may_be_said_in_two_steps(shapes, members, steps, category):
    assert shapes.interesting(tuple(members))
    assert category in at(shapes.judge(members), *steps)


@pytest.mark.parametrize(
    "members",
    [
        {"birth": {"weight": 3}},
        {"citizen": {"status": "active"}},
        {"work": {"permit": "fence"}},
        {"entry": {"date": "2019"}},
        {"legal": {"status": "open"}},
        {"birth": "x"},
        {"residence": {"hall": "B"}},
        {"parking": {"residence": {"permit": 7}}},
    ],
)
def test_everyday_members_say_nothing_in_two_steps(shapes, members):
    assert [verdict for verdict in shapes.judge(members) if verdict.detector == "nested"] == []


NAMES = st.sampled_from(
    ["given", "family", "birth", "country", "coa", "field", "value", "ssn", "itin", "columns", "rows"]
)
SCALARS = st.sampled_from(["", "ssn", "F1", "912-70-1234", None, 0, True, 1.5, Decimal("2.5")])
PARTS = st.one_of(
    SCALARS,
    st.lists(SCALARS, max_size=3),
    st.dictionaries(NAMES, SCALARS, max_size=3),
    st.just([{"relationship": "child"}]),
)


@given(st.dictionaries(NAMES, PARTS, max_size=5), st.sampled_from(["", "birth", "visa", "household"]))
def test_what_could_say_nothing_says_nothing(shapes, members, inside):
    if not shapes.could_say(members, inside):
        assert shapes.judge(members, (inside,) if inside else ()) == []


def test_an_object_whose_rules_look_inside_could_say_nothing_without_parts(shapes):
    assert shapes.interesting(("given", "family"))
    assert not shapes.could_say({"given": "Ada", "family": "Rivera"})
    assert shapes.could_say({"given": ["Ada"], "family": "Rivera"})
    assert shapes.could_say({"coa": "F1"})


def test_what_many_members_name_is_looked_at_so_often_and_no_more(shapes):
    """Thirty names of codes for one value each make thirty looks at it, and its value may have thousands of parts."""
    members = {f"field{'_' * number}": "class_of_admission" for number in range(9)} | {"value": ["F1"] * 1000}

    assert shapes.judge(members, (), Looks(100_000))
    with pytest.raises(TooManyError):
        shapes.judge(members, (), Looks(4_000))


def test_rows_below_many_heads_are_looked_at_so_often_and_no_more(shapes):
    heads = {f"columns{'_' * number}": ["ssn"] for number in range(20)}

    with pytest.raises(TooManyError):
        shapes.judge(heads | {"rows": [["536-90-4399"]] * 1000}, (), Looks(10_000))
