import pytest

from firewall.detect import elsewhere
from firewall.detect.elsewhere import NOTHING, Elsewhere, merged, telling

NAME, PASSPORT, PHONE, BORN = (
    ("identity.name",),
    ("government_id.passport",),
    ("contact.phone",),
    ("identity.dob",),
)


def known(values, categories):
    found = {}
    for value, of in telling([([values] if isinstance(values, str) else values, categories)]):
        found.setdefault(of, set()).add(value)
    return found


def met(value, text, categories=PASSPORT, *, is_free=True):
    looking = Elsewhere(known(value, categories))
    found = [text[span.start : span.end] for span in looking.find(text, is_free=is_free)]
    assert (
        bool(looking.suspects(["no", text])) or not found
    )  # INVARIANT: whoever is not suspected is not asked
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("asked about AB1234567 twice", ["AB1234567"]),
        ("asked about ab 123-4567", ["ab 123-4567"]),
        ("/passports/AB1234567.pdf", ["AB1234567"]),
        ("AB12345678", []),  # a longer number
        ("asked about AB123456", []),
    ],
)
def test_a_number_is_met_where_it_stands_by_itself(text, found):
    assert met("AB1234567", text) == found


@pytest.mark.parametrize(
    "text", ["312 555 0147", "+13125550147", "0013125550147", "call (312) 555-0147 at ten"]
)
def test_a_telephone_number_is_the_same_with_the_code_of_its_country(text):
    assert met("312-555-0147", text, PHONE)


def test_leading_zeros_are_no_other_number():
    assert met("A012345678", "file 0012345678")
    assert not met("A012345678", "file 9912345678")


@pytest.mark.parametrize("text", ["Maria Quispe", "QUISPE, Maria", "quispe maria", "mquispe@example.org"])
def test_a_whole_name_is_met_turned_round_and_short(text):
    assert met("Maria Quispe", text, NAME)


@pytest.mark.parametrize(
    "text",
    [
        "%D9%85%D8%AD%D9%85%D8%AF%20%D8%AD%D8%B3%D9%861", "\\u0645\\u062d\\u0645\\u062f\\u0020\\u062d\\u0633\\u06461",
        "12YXYrdmF2K8g2K3Ys9mG",
    ],
)  # fmt: skip
def test_digits_of_a_code_go_on_in_nothing(text):
    assert met("محمد حسن", text, NAME)


def test_a_number_in_a_code_goes_on_as_it_reads():
    assert met("77319826450", "%37%37%33%31%39%38%32%36%34%35%30 7")
    assert not met("77319826450", "%37%37%33%31%39%38%32%36%34%35%307")


@pytest.mark.parametrize("text", ["王小明來過", "see 王小明", "%E7%8E%8B%E5%B0%8F%E6%98%8E"])
def test_in_scripts_without_blanks_a_whole_name_is_one_word(text):
    assert met("王小明", text, NAME)
    assert met("王小明", text, NAME, is_free=False)
    assert not met("小明", text, NAME)


@pytest.mark.parametrize("text", ["Quispe came", "Maria asked", "Maria Lopez"])
def test_a_single_word_of_a_name_is_nobody(text):
    assert not met("Maria Quispe", text, NAME)


@pytest.mark.parametrize(
    ("value", "categories", "text"),
    [
        ("Grant", NAME, "the grant"),
        ("1987-03-09", BORN, "on 1987-03-09"),
        ("9 March 1987", BORN, "9 March 1987"),
        ("19870309", BORN, "on 19870309"),
        ("12345", PASSPORT, "12345"),
        ("Honduras", ("nationality",), "Honduras"),
    ],
)
def test_what_may_be_anybodys_is_not_looked_for(value, categories, text):
    assert not met(value, text, categories)


def test_a_number_is_the_longer_the_more_were_taken_out():
    """Of ten thousand numbers with seven digits any other is one in a thousand times."""
    few = Elsewhere(known(["1234567"], PASSPORT))
    many = Elsewhere(known([str(1_000_000 + 7 * number) for number in range(10_001)] + ["1234567"], PASSPORT))

    assert few.suspects(["1234567"]) == [0]
    assert many.suspects(["1234567"]) == []


def test_what_is_written_in_a_code_is_met():
    assert met("AB1234567", "id=%41%42%31%32%33%34%35%36%37")


def test_what_nobody_declared_is_not_looked_for():
    assert known("AB1234567", ()) == {}


def test_nothing_finds_nothing():
    assert not NOTHING
    assert NOTHING.suspects(["AB1234567"]) == []


def test_values_of_units_are_told_to_be_too_many(monkeypatch):
    monkeypatch.setattr(elsewhere, "MOST", 2)
    found = {}

    assert merged(found, {NAME: ["ana ruiz"], PASSPORT: ["ab1234567"]})
    assert merged(found, {NAME: ["ana ruiz"]})
    assert not merged(found, {NAME: ["maria quispe"]})
