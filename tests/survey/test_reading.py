"""Which kind a file is, how each is read, and where each is broken."""

import io

import pytest

from firewall.survey import reading
from firewall.survey.looking import Looker
from firewall.survey.parts import Unread
from firewall.survey.places import Places
from firewall.survey.reading import json, kind_by_media_type, kind_by_name
from tests.helpers import broken_detectors


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.JSON", "json"),
        ("a.jsonl", "ndjson"),
        ("x.csv", "csv"),
        ("x.tsv", "tsv"),
        ("x.xml", "xml"),
        ("x.md", "text"),
        ("x", ""),
    ],
)
def test_the_name_of_a_file_tells_its_kind(name, kind):
    assert kind_by_name(name) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [("application/json; charset=utf-8", "json"), ("application/fhir+json", "json"), ("application/fhir+xml", "xml"),
     ("text/csv", "csv"), ("image/png", ""), ("", "")],
)  # fmt: skip
def test_a_media_type_tells_the_kind(name, kind):
    assert kind_by_media_type(name) == kind


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b' {"a": 1}', {"a": 1}),
        (b'{"a": 1}\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
        (b'{\n"a": 1}\n', {"a": 1}),
        (b"<a>1</a>", {"a": "1"}),
        (b"name=Bob&ssn=1\n", {"name": "Bob", "ssn": "1"}),
        (b"plain words\n", "plain words\n"),
        (b"", ""),
        ('{"a": 1}'.encode("utf-16"), {"a": 1}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
    ],
    ids=["JSON", "NDJSON", "JSON over lines", "XML", "form", "text", "nothing", "UTF-16", "byte order mark"],
)
def test_a_file_without_a_kind_is_what_it_looks_like(tree, body, expected):
    assert tree(body) == expected


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (b"SSN;Nombre\n1;Jos\xe9\n", "csv", [{"SSN": "1", "Nombre": "José"}]),
        (b"a\tb\n1\t2\n", "tsv", [{"a": "1", "b": "2"}]),
        (b"123-45-6789,Bob\n", "csv", [{"0": "123-45-6789", "1": "Bob"}]),
        (b"SSN,Name\n", "csv", [{"0": "SSN", "1": "Name"}]),
        (b"asylum_status,ssn\n1,2\n", "csv", [{"asylum_status": "1", "ssn": "2"}]),
        (b"a=%41+b&c=", "form", {"a": "A b", "c": ""}),
        (b'{"a": 1}', "text", '{"a": 1}'),
    ],
)
def test_each_kind_is_read(tree, body, kind, expected):
    assert tree(body, kind) == expected


@pytest.mark.parametrize(
    ("body", "line", "column"),
    [
        (b'{"a": [1, 2,,]}', 1, 13),
        (b'{\n  "a": 1,\n  "b": }', 3, 8),
        (b'{"a": 1', 1, 8),
        ('{"é": "é",\n "ñ": x}'.encode(), 2, 7),
        (b'{"a": NaN}', 1, 7),
    ],
)
def test_broken_json_has_its_line_and_column(body, line, column):
    assert json(body) == Unread("not-json", line=line, column=column)


@pytest.mark.parametrize(
    ("body", "kind", "cause"),
    [
        (b'{"a": "\\ud800"}', "json", "lone-surrogate"),
        (b'{"a": 1, "a": 2}', "json", "duplicate-key"),
        (b"[" * 100 + b"]" * 100, "json", "too-deep"),
        (b"[" * 100_000, "json", "too-deep"),
        (b'{"a": "' + b"x" * 9_000_000 + b'"}', "json", "body-too-large"),
        (b"<a>" + b"x" * 9_000_000, "xml", "body-too-large"),
        (b"[" + b"1," * 300_000 + b"1]", "json", "too-many-fields"),
        (b"a=1&a=2", "form", "duplicate-name"),
        (b"no form", "form", "not-a-form"),
        (b'{"a":\x00}', "json", "binary"),
        (b"", "json", "not-json"),
        (b"<a", "", "not-xml"),
        (b"\x89PNG\x00", "", "binary"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_told(why, body, kind, cause):
    assert why(body, kind).why == cause


def test_nothing_that_stands_in_a_broken_file_is_told(why):
    assert "A000187654" not in repr(why(b'{"A000187654": A000187654}', "json"))


def test_a_header_that_no_detector_could_look_at_is_a_row_of_which_that_is_told():
    broken = broken_detectors()
    looker = Looker(broken, Places(broken))
    parts = reading.read(io.BytesIO(b"fragile,b\n1,2\n"), "csv", broken)

    assert [one.detector for one in looker.look(parts)] == ["detector-failed"]
