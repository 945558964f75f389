"""A document, a piece at a time."""

import pytest

from firewall.formats import Limits, Unreadable
from firewall.formats.xml import Xml, reading
from firewall.formats.xml.names import Seen
from firewall.formats.xml.reading import Reader
from tests.formats.trees import resident_bytes

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


def test_names_of_one_document_are_not_kept_for_the_next(monkeypatch):
    """lxml keeps the names of a thread for as long as it runs; libxml2 reads no more where there are 100 MB of them."""
    monkeypatch.setattr(reading, "SEEN", Seen())
    before = 0
    for document in range(160):
        if document == 40:  # by then the memory of the process is as large as it needs
            before = resident_bytes()
        names = (f"<n{document}-{number}-{'x' * 200}/>" for number in range(3_000))
        Xml("application/xml").parse(f"<r>{''.join(names)}</r>".encode(), Limits())

    assert resident_bytes() - before < 60_000_000


def test_more_that_differs_in_names_than_anybody_has_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "SEEN", Seen())
    for record in ("<n{0}-{1}/>", '<n xmlns:p{0}="urn:{1}"/>'):
        reader = Reader(Limits(fields=10**9), lambda path, _: len(path) > 1)
        reader.feed(b"<r>")
        with pytest.raises(Unreadable, match="too-many-fields"):
            for number in range(30_000):
                reader.feed(record.format(number, "x" * 200).encode())


def test_names_that_are_always_the_same_are_counted_once():
    reader = Reader(Limits(), lambda path, _: len(path) > 1)
    reader.feed(b"<r>")
    for _ in range(30_000):
        reader.feed(f'<p:n{"x" * 200} xmlns:p="urn:p"/>'.encode())

    reader.feed(b"</r>")
    assert reader.close() == {"r": ""}
