"""An XML list in units: nothing is lost, and nothing is taken for a record that is none."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from firewall.files.elements import ElementUnits
from firewall.files.units import Cut
from firewall.formats import Limits
from firewall.formats.xml.records import XmlRecords

PLACE = ("{urn:x}ps", "list", "p")
HEAD = '<?xml version="1.0"?>\n<x:ps xmlns:x="urn:x" at="1"><!-- <list><p> --><m a="/>">x</m><p/><list><q/>'
TAIL = "<t>3</t></list><more><p>1</p></more></x:ps>\n"
RECORDS = st.lists(
    st.sampled_from(
        [
            "<p/>", '<p a="&lt;/p>"/>', "<p \n b='/>'>x</p >", "<p><p><p/></p></p>", "<p><![CDATA[</p><p>]]></p>",
            "<p><!-- </p> --><n>a</n></p>", "<p><?x </p> ?></p>", "<p><pp/><p-p>1</p-p></p>", "<p>é &amp; ñ</p>",
            "<p><x:n xmlns='urn:y'><p/></x:n></p>",
        ]
    ),
    min_size=1,
    max_size=12,
)  # fmt: skip
BETWEEN = st.sampled_from(["", " ", "\r\n  ", "<!-- <p> -->", "<?p <p> ?> "])


def units(text, unit=10, block=4, limits=None, *, at=0, place=PLACE, **begun):
    cut = Cut(of_records=True, is_enclosed=True, place=place, unit_bytes=unit, block_bytes=block)
    source = io.BytesIO(text)
    source.seek(at)
    return list(ElementUnits(source, cut, limits or Limits(), **begun))


def read(body, place=PLACE):
    reader = XmlRecords("", place).reader(Limits())
    return reader.feed(body) + reader.close()


def document(records, between="", head=HEAD, tail=TAIL):
    return (head + between + between.join(records) + between + tail).encode()


@given(RECORDS, BETWEEN, st.integers(1, 400), st.integers(1, 60))
def test_a_document_is_cut_between_records_and_nothing_of_it_is_lost(records, between, unit, block):
    text = document(records, between)

    found = units(text, unit, block)

    assert b"".join(one.read for one in found) == text
    assert sum(one.taken for one in found) == len(text)
    assert [record for one in found for record in read(one.body)] == read(text)
    assert [one.closes for one in found] == [False] * (len(found) - 1) + [True]
    assert found == units(text, unit, 1000)  # however it is read
    for one in found[:-1]:
        assert etree.fromstring(one.body).get("at") == "1"


@given(RECORDS, BETWEEN, st.integers(0, 9))
def test_it_goes_on_where_a_unit_ended(records, between, done):
    text = document(records, between)
    found = units(text)
    at = sum(one.taken for one in found[:done])

    rest = units(text, at=at, is_begun=at > 0, is_over=done >= len(found))

    assert rest == found[done:]


def test_units_are_longer_than_what_they_repeat():
    text = document(["<p/>"] * 400)

    assert len(units(text, 1)) < 400 * 4 / len(HEAD) + 1


def test_a_document_without_a_record_is_one_unit():
    for text in (b"<a/>", document([]), b"<list><p/></list>", b"<ps><p", b""):
        (found,) = units(text)

        assert (found.body, found.read, found.taken, found.closes) == (text, text, len(text), True)


def test_elements_of_another_namespace_are_none_of_the_records():
    text = b'<ps xmlns:y="urn:y"><y:p>1</y:p><p>2</p><p>3</p></ps>'

    found = units(text, 1, place=("ps", "p"))

    assert [record for one in found for record in read(one.body, ("ps", "p"))] == ["2", "3"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<ps><p/><q/><p/></ps>", "between-records"),
        ("<ps><p/>text<q/><p/></ps>", "between-records"),
        ("<ps><p/></ps><ps><p/></ps>", "not-xml"),
        ("<ps><p/></p>", "not-xml"),
        ("<ps><p/>", "not-xml"),
        ("<ps><p>", "not-xml"),
        ("<ps><p/><!-- ", "not-xml"),
        ("<!DOCTYPE ps><ps><p/></ps>", "document-type"),
        ("<ps a='1' a='2'><p/></ps>", "not-xml"),
        ("<ps>" + "<n:p xmlns:n='urn:n'/>" * 17 + "<p/></ps>", "not-a-list"),
        ("<ps><p>" + "x" * 500 + "</p></ps>", "body-too-large"),
        ("<ps>" + "<m>x</m>" * 90 + "<p/></ps>", "record-too-large"),
        ("<ps><p/><m>" + "x" * 500 + "</m></ps>", "body-too-large"),
        ("<ps><p/><!--" + "x" * 500 + "--></ps>", "body-too-large"),
        ("<ps>" + "x" * 600, "record-too-large"),
    ],
)
def test_what_is_no_list_to_its_end_fails(text, why):
    for unit, block in ((10, 4), (1, 1000)):
        found = units(text.encode(), unit, block, Limits(body_bytes=450), place=("ps", "p"))

        assert found[-1].failure == why


def test_one_that_only_looks_like_a_record_is_read_as_what_it_is():
    found = units(
        b"<ps>" + b"<p a='one of them'/>" + b"<p/>" + b"<p xmlns='urn:z'/><p/></ps>", 1, place=("ps", "p")
    )

    tags = [[below.tag for below in etree.fromstring(one.body)] for one in found]
    assert [tag for of_one in tags for tag in of_one] == ["p", "p", "{urn:z}p", "p"]


def test_what_stands_around_the_records_can_be_read_by_itself():
    cut = Cut(of_records=True, is_enclosed=True, place=PLACE)
    found = ElementUnits(io.BytesIO(document(["<p>1</p>"])), cut, Limits())
    assert list(found)

    assert found.around is not None
    assert read(found.around.body) == [None]
    without = ElementUnits(io.BytesIO(b"<a/>"), cut, Limits())
    assert list(without)
    assert without.around is None


def test_no_unit_has_a_single_record_but_of_a_file_of_one():
    for count in range(1, 9):
        found = units(
            document(["<p/>"] * count, head='<x:ps xmlns:x="urn:x"><list>', tail="</list></x:ps>"), 1
        )

        assert all(len(read(one.body)) >= min(2, count) for one in found)
