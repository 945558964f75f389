"""XML: tags and attributes are names, and nothing is declared, multiplied or fetched."""

import pytest

from firewall.formats import Limits
from firewall.survey.parts import LIMITS, Unread
from firewall.survey.xml import parse


def test_tags_and_attributes_are_names():
    body = (
        b'<n:person xmlns:n="u" citizenship="MX"><n:ssn>1</n:ssn><visit>a</visit><visit>b</visit></n:person>'
    )

    assert parse(body, LIMITS) == {"person": {"@citizenship": "MX", "ssn": "1", "visit": ["a", "b"]}}


def test_text_beside_tags_is_text_and_stays_in_one_piece():
    assert parse(b"<p>has <b>no</b> papers</p>", LIMITS) == {"p": {"b": "no", "#text": "has  papers"}}


def test_comments_and_instructions_may_hold_data_too():
    assert parse(b"<p><!-- A000187654 --><?x B?></p>", LIMITS) == {"p": {"#comment": [" A000187654 ", "B"]}}


def test_a_tag_named_like_a_list_stays_in_order():
    assert parse(b"<a><b/><b/><b>3</b></a>", LIMITS) == {"a": {"b": ["", "", "3"]}}


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><x/>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        b"<!DOCTYPE html><html/>",
    ],
)
def test_a_document_type_is_refused(body):
    assert parse(body, LIMITS).why == "document-type"


def test_a_fault_has_its_place():
    read = parse(b"<a>\n  <b></c>\n</a>", LIMITS)

    assert (read.why, read.line, read.column) == ("not-xml", 2, 8)


def test_depth_and_number_have_limits():
    assert parse(b"<a>" * 100_000, LIMITS).why == "too-deep"
    assert parse(b"<a>" + b"<b/>" * 50 + b"</a>", Limits(fields=40)).why == "too-many-fields"
    assert parse(b"<" + b"a" * 300 + b"/>", LIMITS).why == "key-too-long"


@pytest.mark.parametrize(
    "body", [b"", b"\x00\x01", b"<a>\xff</a>", b'<?xml version="1.0" encoding="x-none"?><a/>', b"plain"]
)
def test_what_is_no_xml_is_told(body):
    assert isinstance(parse(body, LIMITS), Unread)


def test_an_encoding_that_the_document_names_is_read():
    assert parse('<?xml version="1.0" encoding="utf-16"?><a>é</a>'.encode("utf-16"), LIMITS) == {"a": "é"}
