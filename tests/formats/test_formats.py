import pytest

from firewall.formats import FORMATS, Limits, Unreadable, format_of
from firewall.formats.base import Parametrised


@pytest.mark.parametrize(
    ("content_type", "written"),
    [
        ("application/json", "application/json"),
        ("Application/JSON; charset=UTF-8", "application/json"),
        ('application/json;charset="utf-8"', "application/json"),
        ("application/fhir+json; fhirVersion=4.0", "application/fhir+json"),
        ("application/problem+json", "application/problem+json"),
        ('application/ld+json; profile="https://example.org/p"', "application/json"),
        ("application/x-www-form-urlencoded", "application/x-www-form-urlencoded"),
        ("text/plain; charset=utf8", "text/plain"),
    ],
)
def test_known_media_types(content_type, written):
    assert format_of(content_type).media_type == written


@pytest.mark.parametrize(
    ("content_type", "code"),
    [
        ("", "no-media-type"),
        ("json", "malformed-media-type"),
        ("application/json, text/plain", "malformed-media-type"),
        ("application/json;", "malformed-media-type"),
        ("application/json; charset", "malformed-media-type"),
        ('application/json; charset="utf-8', "malformed-media-type"),
        ("application/json\x00", "malformed-media-type"),
        ("application/json; charset=utf-7", "charset"),
        ("application/json; charset=utf-16", "charset"),
        ("application/json; charset=utf-8; charset=utf-7", "repeated-parameter"),
        ("application/json; boundary=x", "unknown-parameter"),
        ("text/calendar", "unknown-media-type"),
        ("text/x+json", "unknown-media-type"),
        ("multipart/mixed", "unknown-media-type"),
        ("application/octet-stream", "unknown-media-type"),
    ],
)
def test_every_other_media_type_is_unreadable(content_type, code):
    with pytest.raises(Unreadable, match=f"^{code}$"):
        format_of(content_type)


def test_the_name_of_a_type_is_never_the_senders_choice_of_words():
    assert format_of("application/ssn-536-90-4399+json").media_type == "application/json"


def test_each_format_stands_under_what_it_writes():
    otherwise = {"application/xhtml+xml": "text/html"}  # what leaves is a page of ours
    assert {name: row.media_type.partition(";")[0] for name, row in FORMATS.items()} == {
        name: otherwise.get(name, name) for name in FORMATS
    }


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_begins_to_read_what_is_too_large(name):
    row = FORMATS[name]
    row = (
        row.told({"boundary": "x"}) if isinstance(row, Parametrised) and name.startswith("multipart") else row
    )

    with pytest.raises(Unreadable, match=r"^body-too-large$"):
        row.parse(b"1" * 101, Limits(body_bytes=100))
