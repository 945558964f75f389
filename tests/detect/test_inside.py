"""Names inside a text tell what stands behind them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.detect import inside
from firewall.detect.document import examine
from firewall.detect.recognizer import TooManyError


@pytest.mark.parametrize(
    ("text", "value", "category"),
    [
        ('{"person":{"alien_number":"xq1"},"b":2}', '"xq1"', "immigration.identifier"),
        ("{'us_citizen': false}", "false", "immigration.citizenship"),
        ('{\\"immigrationStatus\\": \\"pend\\"}', '\\"pend\\"', "immigration.status"),
        ("<p><alienNumber>xq</alienNumber></p>", "xq", "immigration.identifier"),
        ('<im:Alien id="7">xq</im:Alien>', "xq", "immigration"),
        ('<field type="x" name="visaType">F1</field>', "F1", "immigration.document"),
        ("https://x.org/?lang=en&immigration_status=pend&x=1", "pend", "immigration.status"),
        ("name,alien_number\nA,xq\nB,xr", "A,xq\nB,xr", "immigration.identifier"),
        ("nationality\tname\nMX\tAna", "MX\tAna", "nationality"),
        ("Name: Ana, nationality: Mexican, phone: 5", "Mexican", "nationality"),
        ("Lives here. Country of birth: Mexico. Has a cat.", "Mexico", "country_of_birth"),
        ("Immigration status - pending", "pending", "immigration.status"),
        ("Staatsangehörigkeit: syrisch", "syrisch", "nationality"),
        ("Statut de séjour : expiré", "expiré", "immigration.status"),
        ("a\n * U.S. citizen? : no", "no", "immigration.citizenship"),
        ("x = 1; us_citizen = false", "false", "immigration.citizenship"),
    ],
)
def test_a_value_under_a_name_of_its_own_is_found(detectors, text, value, category):
    found = [(text[span.start : span.end], span.category) for span in inside.find(text, detectors.names)]

    assert found == [(value, category)]
    assert inside.suspects(["nothing", text]) == [1]


@pytest.mark.parametrize(
    "text",
    [
        "We accept Visa: debit or credit",
        "Tree removal order: done",
        "alien species: carp",
        "citizen portal: open",
        '{"dimm_status": "ok", "citizen_id": 7}',
        "the alien number",
        "Meeting at 10:30, national park: closed",
        "https://x.org/?citizen_id=5",
        "",
    ],
)
def test_everyday_texts_say_nothing(detectors, text):
    assert list(inside.find(text, detectors.names)) == []


def test_most_texts_are_not_looked_at():
    assert inside.suspects(["Name: Ana", '{"a": 1}', "https://x.org/?lang=en", "status: open", ""]) == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_stands_around_it_does_not_hide_it(detectors, before, after):
    text = f'{before}\n{{"alien_number": "xq1"}}\n{after}'

    assert "xq1" in {text[s.start : s.end].strip('"') for s in inside.find(text, detectors.names)}
    assert inside.suspects([text]) == [0]


def test_a_text_in_a_document_is_told_with_its_place(detectors):
    (found,) = (one for one in examine({"x": ["Visa type: F1"]}, detectors) if one.detector == "inside")

    assert (found.path, found.category, found.start, found.end) == (("x", 0), "immigration.document", 11, 13)


def test_a_text_with_too_many_names_is_not_read_to_its_end(detectors):
    with pytest.raises(TooManyError):
        list(inside.find("visa_type=1&" * 20_000, detectors.names))


@pytest.mark.parametrize(
    "piece", ["a. a: a.b ", '<a b="', '{"a":', "a=", "(a ", "\\\\\\", '<a name="', ", a-"]
)
def test_a_long_text_is_read_in_linear_time(detectors, piece):
    text = piece * (300_000 // len(piece)) + "alien: x"
    began = time.process_time()
    for _ in inside._pairs(text):  # the limit of findings would end it sooner
        pass

    assert time.process_time() - began < 2
