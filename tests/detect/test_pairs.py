import pytest

from firewall.detect.pairs import LIKELY, MAYBE, SURE
from firewall.detect.recognizer import TooManyError
from tests.bombs import spelled


@pytest.fixture(scope="module")
def pairs(detectors):
    return detectors.shapes.pairs


def couples(pairs, *members):
    return {(pair.says, pair.holds, pair.confidence) for pair in pairs.among(members)}


@pytest.mark.parametrize(
    "says",
    [
        "field",
        "fieldName",
        "field_name",
        "key",
        "attribute",
        "attributeName",
        "property",
        "question",
        "column",
        "@name",
        "linkId",
        "parameter",
        "Element-Name",
        "campo",
    ],
)
@pytest.mark.parametrize(
    "holds",
    [
        "value",
        "valueString",
        "valueCode",
        "valueCodeableConcept",
        "answer",
        "$",
        "#text",
        "@value",
        "newValue",
        "oldValue",
    ],
)
def test_a_name_and_its_value_are_a_pair(pairs, says, holds):
    found = couples(pairs, "id", says, holds)

    assert any(said == says and held == holds and confidence >= LIKELY for said, held, confidence in found)


@pytest.mark.parametrize("says", ["name", "code", "label", "type", "url", "system"])
@pytest.mark.parametrize(
    ("holds", "confidence"), [("value", LIKELY), ("text", MAYBE), ("content", MAYBE), ("data", MAYBE)]
)
def test_what_may_be_a_name_makes_a_pair_that_may_be_one(pairs, says, holds, confidence):
    assert (says, holds, confidence) in couples(pairs, says, holds)


def test_a_name_and_a_value_are_surely_a_pair(pairs):
    assert couples(pairs, "field", "value") == {("field", "value", SURE)}


@pytest.mark.parametrize(
    "members",
    [
        ("title", "content"),
        ("description", "text"),
        ("id", "data"),
        ("value",),
        ("field",),
        (),
        ("name", "amount"),
        ("type", "old"),
        ("values", "v"),
    ],
)
def test_other_members_are_no_pair(pairs, members):
    assert couples(pairs, *members) == set()


def test_the_two_sides_of_a_change_belong_to_the_field(pairs):
    for one, other in (("from", "to"), ("old", "new"), ("before", "after"), ("oldValue", "newValue")):
        assert {held for _, held, _ in couples(pairs, "field", one, other)} == {one, other}


@pytest.mark.parametrize(
    "text",
    [
        "alienNumber",
        "alien_no",
        "Alien Registration Number",
        "http://example.org/fhir/StructureDefinition/alien-number",
        "urn:x:alien_number",
        "http://example.org/fields#alienNumber",
        "person/alien_number",
        {"text": "Alien number"},
        {"coding": [{"code": "x"}, {"display": "alien number"}]},
        ["alien_number"],
    ],
)
def test_a_text_is_a_name_in_every_form(pairs, text):
    assert "immigration.identifier" in pairs.named(text, SURE).categories


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ({"coding": [{"code": "PRC"}]}, "immigration.identifier"),
        ({"coding": [{"code": "DL"}]}, "government_id.driver"),
        ("PPN", "government_id.passport"),
        ("PID-26", "immigration.citizenship"),
        ("DMG06", "immigration.citizenship"),
        ("2.16.840.1.113883.4.330.840", "government_id.passport"),
        ("urn:oid:2.16.840.1.113883.4.1", "government_id.tax"),
        ("http://hl7.org/fhir/sid/passport-MEX", "government_id.passport"),
    ],
)
def test_codes_and_namespaces_are_names_too(pairs, text, category):
    assert category in pairs.named(text, LIKELY).categories


@pytest.mark.parametrize(
    "text",
    [
        "MC",
        "SS",
        "order",
        "",
        3,
        None,
        True,
        [],
        {},
        {"unit": "alien number"},
        "x" * 500,
        "2.16.840.1.113883.4.1000",
        "http://alien-number.example/orders/7",
    ],
)
def test_other_texts_name_nothing(pairs, text):
    assert not pairs.named(text, SURE)


def test_a_question_may_be_long_and_a_title_may_not(pairs):
    question = "Before we go on, could you please tell us in your own words what your country of birth is, as it stands in your passport or papers?"

    assert "country_of_birth" in pairs.named(question, SURE).categories
    assert not pairs.named(question, MAYBE)


@pytest.mark.parametrize(
    ("value", "company", "card"),
    [
        ("4111111111111111", (), True),
        ("4111 1111 1111 1111", (), True),
        (4111111111111111, (), True),
        ("4111111111111112", (), False),
        ("F1", (), False),
        ("F1", ("amount",), True),
        ("x", ("card_type",), True),
        ("x", ("payment",), True),
        ("F1", ("expiry",), False),
        (True, (), False),
    ],
)
def test_a_card_is_told_from_a_visa(pairs, value, company, card):
    assert pairs.is_card(pairs.named("visa", LIKELY), value, pairs.beside_cards(company)) == card


def test_only_the_brand_alone_is_a_card(pairs):
    assert not pairs.is_card(pairs.named("visa_number", LIKELY), "4111111111111111", ("amount",))


@pytest.mark.parametrize(
    ("row", "header"),
    [
        (["name", "alien_no"], ("name", "alien_no")),
        (["id", None, ""], ("id", "", "")),
        ([{"name": "coa"}, {"field": "x"}, {}], ("coa", "x", "")),
        ([1, "alien_no"], ()),
        (["2026-01-01", "alien_no"], ()),
        (["a@b.co", "alien_no"], ()),
        ([], ()),
        ("coa", ()),
        (None, ()),
        ([None], ()),
        ([["coa"]], ()),
        ([True], ()),
    ],
)
def test_a_header_holds_names_only(pairs, row, header):
    assert pairs.header(row) == header


def test_tables_are_told_by_the_names_of_their_parts(pairs):
    assert pairs.tables(("columns", "data")) == (("columns", "data"),)
    assert pairs.tables(("Headers", "count", "Rows")) == (("Headers", "Rows"),)
    assert pairs.tables(("columns", "count")) == pairs.tables(("data",)) == ()


def test_every_category_is_in_the_vocabulary(pairs, vocabulary):
    assert {
        str(c) for known in (pairs.types, pairs.type_names, pairs.systems) for c in known.values()
    } <= vocabulary


def test_no_text_of_a_message_is_remembered(detectors, pairs):
    """A member called `name` holds a person as often as a name."""
    for text in ("Maria Canary", "canary alien number", "http://canary.example/alien-number"):
        for confidence in (SURE, LIKELY, MAYBE):
            pairs.named(text, confidence)
    detectors.shapes.judge({"name": "Canary", "value": "canary"})
    detectors.shapes.judge_rows([["Canary", 3], ["Canary alien_no", "x"]])
    remembered = (pairs._known, detectors.names._known, detectors.shapes.codes._by_name)

    assert all(isinstance(key, int) for key in pairs._known)
    assert "canary" not in str(remembered).lower()


def test_meanings_are_remembered_within_bounds(pairs):
    for number in range(9_000):
        pairs.named(f"text {number}", SURE)

    assert len(pairs._known) <= 8_192


def test_a_name_that_stands_many_times_makes_its_pairs_once(pairs):
    members = ["field", "value"] * 1000

    assert len(pairs.among(members)) == len(pairs.among(("field", "value")))
    assert pairs.tables(("columns", "rows") * 1000) == pairs.tables(("columns", "rows"))


def test_pairs_of_names_in_many_spellings_are_not_made(pairs):
    """Each says what all of the others hold: the work would grow with the square of their number."""
    says, holds = spelled("field", 40), spelled("value", 40)

    assert len(pairs.among([*says[:20], *holds[:20]])) == 400
    with pytest.raises(TooManyError):
        pairs.among([*says, *holds])


def test_tables_of_names_in_many_spellings_are_not_made(pairs):
    heads, rows = spelled("columns", 25), spelled("rows", 60)

    assert len(pairs.tables([*heads, *rows[:25]])) == 625
    with pytest.raises(TooManyError):
        pairs.tables([*heads, *rows])


def test_all_words_of_people_are_no_more_than_anybody_would_look_at(pairs):
    """An object with a tenth of all names that mean a name or a value passes: one that is meant has two."""
    names = [*list(pairs.says)[::4], *list(pairs.holds)[::4]]

    assert pairs.among(names)
