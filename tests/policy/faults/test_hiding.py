"""No line of a sample is shown, wherever it stands."""

import pytest

from firewall.policy.faults.hiding import INLINE, WORDS, is_hidden, lines_of
from firewall.policy.faults.table import made
from firewall.policy.faults.telling import shown
from firewall.policy.files import cases

TEST = """\
# Cases.
tests:
  - name: one
    given:
      requester: county
      body:
        name: Maria
        ssn: [5,
      6]

      asks: {plate: HCX}   # Maria
      sends: |
        {"name": "Maria"}
      route: "clinic:patient"
      bdy: Maria
      sample: samples/patient.json
    expect:
      outcome: release
      values:
        /name: Maria
  - {name: two, given: {requester: county, body: {name: Maria}}, expect: {outcome: release}}
  - {name: three, given: {requester: county, body: samples/patient.json}, expect: {outcome: release}}
"""
LINES = [*range(6, 11), 11, 12, 13, 15, 19, 20, 21]


def hidden(text, file="tests/a.yaml"):
    return [n for n in range(1, len(lines_of(text)) + 1) if is_hidden(file, text, n)]


@pytest.mark.parametrize(
    "file", ["tests/a.yaml", "laws/a.yaml", "agreements/a.yaml", "packs/us/tests/a.yaml", "a.yaml"]
)
def test_no_line_of_a_sample_in_a_test_is_shown(file):
    assert hidden(TEST, file) == LINES


def test_a_fault_there_comes_without_its_line():
    there, here = (made("tests/a.yaml", line, 5, "POL041", word="x") for line in (21, 5))

    assert shown(there, {"tests/a.yaml": TEST}).shows == ""
    assert shown(here, {"tests/a.yaml": TEST}).shows == "      requester: county"


def test_a_sample_of_a_pack_is_one():
    assert is_hidden("packs/us/samples/a.yaml", "name: Maria", 1)
    assert is_hidden("samples/a.yaml", "name: Maria", 1)


def test_the_last_line_of_a_file_without_an_end_is_one():
    assert hidden("tests:\n  - given:\n      body:\n        name: Maria") == [3, 4]


@pytest.mark.parametrize("wrong", ["  - {name: [}\n", "  - a: b: c\n", "\t- x\n", '  - "\n'])
def test_of_what_cannot_be_read_only_what_stands_before_the_tests_is_shown(wrong):
    text = f"law: one\nrules:\n{TEST}{wrong}"

    assert hidden(text) == list(range(6, len(lines_of(text)) + 1))
    assert hidden(f"law: one\n{wrong}") == []


@pytest.mark.parametrize("text", ["given: &a\n  body: *a\n", "given: &a [*a]\nx: {body: {name: Maria}}\n"])
def test_what_goes_in_circles_ends(text):
    assert hidden(text)


def test_a_service_has_no_tests():
    assert hidden("routes:\n  body: x\n", "services/clinic.yaml") == []


def test_the_keys_are_those_of_a_test():
    assert INLINE | WORDS == cases._GIVEN | cases._EXPECT
