"""Elements at one place, one after the other, and what stands around them."""

import pytest
from lxml import etree

from firewall.formats.base import Limits, Unreadable
from firewall.formats.xml.records import XmlRecords

PLACE = ("{urn:x}feed", "atom:entry")
ATOM = "http://www.w3.org/2005/Atom"
BODY = (
    f'<p:feed xmlns:p="urn:x" xmlns="{ATOM}"><link>1</link><title>t</title><link>2</link>'
    '<entry xml:lang="es"><id>1</id></entry>\n<entry>a <b>c</b> d</entry><entry/><entry><p:x/><p:y/><p:x/></entry>'
    "<p:more>m</p:more></p:feed>"
).encode()
KIND = XmlRecords("application/xml", PLACE)


def read(body, limits=None, size=7):
    reader = KIND.reader(limits or Limits())
    found = [one for at in range(0, len(body), size) for one in reader.feed(body[at : at + size])]
    return [*found, *reader.close()], reader.around


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_with_nothing_to_remove_the_same_document_leaves(size):
    records, around = read(BODY, size=size)
    writer = KIND.writer()

    out = (
        writer.opening(around)
        + writer.records(records[:2])
        + writer.records(records[2:])
        + writer.closing(around)
    )

    assert KIND.format.parse(out, Limits())["{urn:x}feed"]["atom:entry"] == records
    assert records[0] == {"@xml:lang": "es", "atom:id": "1"}
    feed = etree.fromstring(out)
    assert [one.text for one in feed.findall(f"{{{ATOM}}}link")] == ["1", "2"]
    assert feed.findtext("{urn:x}more") == "m"


def test_what_comes_behind_the_records_is_written_behind_them():
    reader, writer = KIND.reader(Limits()), KIND.writer()
    at = BODY.index(b"<p:more>")
    records = reader.feed(BODY[:at])
    head = writer.opening(reader.around)
    reader.feed(BODY[at:])
    records += reader.close()

    out = head + writer.records(records) + writer.closing(reader.around)

    assert [etree.QName(one).localname for one in etree.fromstring(out)][-1] == "more"
    assert out.count(b">m<") == 1


def test_each_record_counts_alone():
    record, limits = b"<atom:entry><a/><b/></atom:entry>", Limits(fields=9)
    start = f'<x:feed xmlns:x="urn:x" xmlns:atom="{ATOM}">'.encode()

    assert len(read(start + record * 50 + b"</x:feed>", limits)[0]) == 50
    with pytest.raises(Unreadable, match="too-many-fields"):
        read(start + b"<atom:entry>" + b"<a/>" * 9, limits)


def test_many_names_are_not_remembered_for_ever():
    reader = KIND.reader(Limits())
    reader.feed(f'<x:feed xmlns:x="urn:x" xmlns:atom="{ATOM}">'.encode())
    for number in range(6000):
        reader.feed(f"<atom:entry><n{number}/></atom:entry>".encode())

    assert len(reader._reader._target._names) < 5000


def test_a_text_behind_the_records_does_not_leave():
    around = {"{urn:x}feed": {"atom:entry": []}}
    writer = KIND.writer()
    out = writer.opening(around)
    around["{urn:x}feed"]["#text"] = "x"

    assert b"x<" not in out + writer.closing(around)


def test_an_attribute_that_comes_too_late_is_none():
    writer = KIND.writer()
    writer.opening({"{urn:x}feed": {"atom:entry": []}})
    with pytest.raises(Unreadable, match="not-xml"):
        writer.closing({"{urn:x}feed": {"@a": "1", "atom:entry": []}})
