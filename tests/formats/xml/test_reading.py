"""A document, a piece at a time."""

import pytest

from firewall.formats import Limits, Unreadable
from firewall.formats.xml.reading import Reader

BODY = '<?xml version="1.0"?><list total="2"><item>é</item><item>b</item><end/></list>'.encode()
LIMITS = Limits()


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_pieces_read_like_the_whole(size):
    reader = Reader(LIMITS)
    for start in range(0, len(BODY), size):
        reader.feed(BODY[start : start + size])

    assert reader.close() == {"list": {"@total": "2", "item": ["é", "b"], "end": ""}}


def test_what_is_taken_does_not_stand_in_the_tree():
    taken = []

    def take(path, tree):
        if path == ("list", "item"):
            taken.append(tree)
        return path == ("list", "item")

    reader = Reader(LIMITS, take)
    reader.feed(BODY)

    assert reader.close() == {"list": {"@total": "2", "end": ""}}
    assert taken == ["é", "b"]


def test_a_document_type_is_found_across_pieces():
    reader = Reader(LIMITS)
    with pytest.raises(Unreadable, match="document-type"):
        for byte in b" " * 300 + b"<!DOCTYPE a><a/>":
            reader.feed(bytes([byte]))


def test_a_document_that_ends_early_is_none():
    reader = Reader(LIMITS)
    reader.feed(BODY[:-3])
    with pytest.raises(Unreadable, match="not-xml"):
        reader.close()


def test_fields_are_counted_on_the_way():
    reader = Reader(Limits(fields=10))
    with pytest.raises(Unreadable, match="too-many-fields"):
        reader.feed(b"<a>" + b"<b/>" * 200)


def test_equals_signs_in_text_are_no_attributes():
    reader = Reader(LIMITS)
    reader.feed(b"<a>" + b"=" * 300_000 + b"</a>")

    assert reader.close() == {"a": "=" * 300_000}


def test_without_the_library_nothing_is_read(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "lxml", None)

    with pytest.raises(Unreadable, match="needs-extra-xml"):
        Reader(LIMITS)
