import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats import format_of
from firewall.formats.base import Limits, Unreadable
from firewall.formats.charset import written_by
from tests.corpora import folder

LABELS = json.loads((folder("encoding", 228) / "whatwg_labels.json").read_text())
LIMITS = Limits()
READ = {
    "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso8859-1", "latin1", "windows-1252", "cp1252",
}  # fmt: skip
"""The labels of which something is read; every other one is refused."""


def parse(media_type, body):
    return format_of(media_type).parse(body, LIMITS)


def why(media_type, body):
    with pytest.raises(Unreadable) as caught:
        parse(media_type, body)
    return caught.value.why


@pytest.mark.parametrize("label", sorted(LABELS))
def test_each_label_is_read_in_one_way_or_refused(label):
    if label not in READ:
        assert why(f'text/plain;charset="{label}"', b"Ana") == "charset"
        return
    assert parse(f"text/plain;charset={label}", b"Ana") == {"text": "Ana"}
    for byte in range(0x80, 0x100):
        body = bytes([byte])
        try:
            read = parse(f"text/plain;charset={label}", body)["text"]
        except Unreadable:
            continue
        assert {body.decode(name) for name in (label, LABELS[label].replace("-8-i", "-8"))} == {read}


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "LATIN1"])
def test_where_all_readers_agree_it_is_read_and_leaves_as_utf_8(label):
    row = format_of(f"text/plain; charset={label}")
    assert row.write(row.parse("Peña".encode("latin-1"), LIMITS)) == "Peña".encode()
    assert why(f"text/plain; charset={label}", b"\x93Ana\x94") == "charset-ambiguous"


@pytest.mark.parametrize("name", ["text/csv", "text/tab-separated-values", "text/csv; header=absent"])
def test_tables_are_read_where_all_readers_agree(name):
    row = format_of(f"{name}; charset=iso-8859-1")
    body = "Año\r\nPeña\r\n".encode("latin-1")

    assert (
        row.rewrite(body, row.parse(body, LIMITS), row.parse(body, LIMITS), LIMITS)
        == "Año\r\nPeña\r\n".encode()
    )
    assert row.media_type == name
    assert why(f"{name}; charset=windows-1252", b"a\r\n\x93Ana\x94\r\n") == "charset-ambiguous"
    assert why(f"{name}; charset=us-ascii", body) == "charset-ambiguous"
    assert why(f"{name}; charset=utf-8", body) == "not-utf-8"


@pytest.mark.parametrize("name", ["text/csv", "text/plain", "text/csv; header=absent", "application/json"])
def test_what_was_written_is_read_as_utf_8(name):
    written = written_by(format_of(f"{name}; charset=iso-8859-1"))

    assert written == format_of(name)
    assert written_by(written) == written


def test_a_document_has_no_character_set():
    assert why("application/pdf; charset=iso-8859-1", b"") == "charset"


def test_ascii_is_ascii():
    assert why("text/plain; charset=us-ascii", b"Pe\xf1a") == "charset-ambiguous"


@pytest.mark.parametrize("body", ["Peña".encode("latin-1"), "Peña".encode()])
def test_what_is_utf_8_whatever_is_said_is_read_where_it_is_ascii(body):
    assert parse("application/json; charset=ISO-8859-1", b'"Ana"') == "Ana"
    assert why("application/json; charset=ISO-8859-1", b'"' + body + b'"') == "charset-ambiguous"


@pytest.mark.parametrize("media_type", ["application/cbor", "application/msgpack"])
def test_what_is_no_text_has_no_character_set(media_type):
    assert why(f"{media_type}; charset=iso-8859-1", b"\x80") == "charset"


def test_a_large_body_in_latin_1_is_read():
    row = format_of("text/plain; charset=latin1")
    assert row.parse(b"\xf1" * 100, Limits(body_bytes=100)) == {"text": "ñ" * 100}
    for body in (b"a" * 101, b"\xf1" + b"a" * 100):
        with pytest.raises(Unreadable, match="body-too-large"):
            row.parse(body, Limits(body_bytes=100))


@given(st.binary(max_size=40))
def test_nothing_but_unreadable_is_raised(body):
    for label in sorted(READ):
        try:
            parse(f"application/json;charset={label}", body)
        except Unreadable:
            continue
