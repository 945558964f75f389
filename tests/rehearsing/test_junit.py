"""What other systems read: the elements, attributes and counts of the usual JUnit schema, and nothing else."""

from xml.etree import ElementTree as ET

import pytest

from firewall.policy.yaml import Place
from firewall.rehearsing.junit import write
from tests.rehearsing.helpers import verdict

ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testcase": {"name", "classname", "file", "line", "time"},
    "failure": {"message", "type"},
    "skipped": {"message"},
}
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"testcase"},
    "testcase": {"failure", "skipped"},
    "failure": set(),
    "skipped": set(),
}


@pytest.fixture
async def verdicts():
    return [
        await verdict(rule="a/x", name="passes"),
        await verdict(outcome="refer", name="fails"),
        await verdict(outcome="refer", name="a gap", known_gap="not yet"),
        await verdict(name="mended", known_gap="not yet", at=Place("tests/z.yaml", 3)),
    ]


def walked(element):
    yield element
    for child in element:
        yield from walked(child)


def test_it_is_what_the_schema_knows(verdicts):
    root = ET.fromstring(write(verdicts))

    assert root.tag == "testsuites"
    for element in walked(root):
        assert set(element.attrib) == ATTRIBUTES[element.tag]
        assert {child.tag for child in element} <= CHILDREN[element.tag]


def test_the_counts_are_those_of_what_stands_under_them(verdicts):
    root = ET.fromstring(write(verdicts))

    for part in (root, *root):
        cases = [one for one in walked(part) if one.tag == "testcase"]
        assert int(part.get("tests")) == len(cases)
        assert int(part.get("failures")) == sum(one.find("failure") is not None for one in cases)
        assert int(part.get("skipped")) == sum(one.find("skipped") is not None for one in cases)
    assert [root.get(name) for name in ("tests", "failures", "skipped")] == ["4", "2", "1"]


def test_a_failure_says_all_of_it(verdicts):
    root = ET.fromstring(write(verdicts))
    failure = root.find(".//testcase[@name='fails']/failure")

    assert failure.get("message") == "the outcome is `release`, not `refer`."
    assert "write or correct the rule" in failure.text
    assert root.find(".//testcase[@name='a gap']/skipped").get("message") == "known gap: not yet"
    assert root.find(".//testcase[@name='passes']").get("classname") == "a/x"


async def test_no_character_breaks_it():
    odd = 'a <b> & "c" \x00\x1b\ufffe \U0001f600'
    root = ET.fromstring(write([await verdict(name=odd)]))

    assert root.find(".//testcase").get("name") == 'a <b> & "c" \ufffd\ufffd\ufffd \U0001f600'


def test_nothing_is_written_as_nothing():
    assert ET.fromstring(write([])).get("tests") == "0"
