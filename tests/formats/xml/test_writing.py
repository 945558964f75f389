"""Trees to XML."""

from decimal import Decimal

import pytest
from lxml import etree

from firewall.formats import Unreadable
from firewall.formats.xml import writing
from firewall.formats.xml.writing import spelt, written

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'


@pytest.mark.parametrize(
    ("tree", "body"),
    [
        ({}, b"<empty/>"),
        ({"a": "x<&>\"'"}, b"<a>x&lt;&amp;&gt;&quot;&#x27;</a>"),
        ({"a": "\r\n"}, b"<a>&#13;\n</a>"),
        ({"a": {"@id": "\r\n\t"}}, b'<a id="&#13;&#10;&#9;"/>'),
        ({"a": {"b": ["1", "2"], "c": []}}, b"<a><b>1</b><b>2</b></a>"),
        ({"a": [[{"b": "1"}, {"#text": "x"}, {"b": "2", "c": ""}]]}, b"<a><b>1</b>x<b>2</b><c/></a>"),
        ({"a": [[]]}, b"<a/>"),
        ({"a": {"b": 0, "c": False, "d": True, "e": Decimal("1.50"), "f": 2.5}},
         b"<a><b>0</b><c>false</c><d>true</d><e>1.50</e><f>2.5</f></a>"),
        ({"a": {"@gone": None, "#text": None}}, b"<a/>"),
    ],
)  # fmt: skip
def test_how_trees_are_written(tree, body):
    assert written(tree) == HEAD + body
    etree.fromstring(written(tree))


@pytest.mark.parametrize(
    "tree",
    [
        None, "x", [], {"a": 1, "b": 2}, {"a": []}, {"a": ["1", "2"]}, {"@a": "1"}, {"#text": "x"},
        {"a": {"@b": {"c": "d"}}}, {"a": {"@b": []}}, {"a": [["x"]]}, {"a": {"b c": ""}}, {"a": {"": ""}},
        {"a": {"p:b": ""}}, {"a": {"<b": ""}}, {"a": [[{"@b": "1"}, {"@b": "2"}]]}, {"a": "\x01"}, {"a": "\ud800"}, {"a": "\uffff"},
    ],
)  # fmt: skip
def test_what_xml_has_no_words_for_is_not_written(tree):
    with pytest.raises(Unreadable):
        written(tree)


def test_only_namespaces_of_what_is_written_are_declared():
    body = written({"{urn:a}x": {"@{urn:b}y": "1", "soap:Body": None}})

    root = etree.fromstring(body)
    assert root.tag == "{urn:a}x"
    assert root.attrib == {"{urn:b}y": "1"}
    assert set(root.nsmap) == {writing._spelling(n)[1] for n in ("{urn:a}x", "{urn:b}y", "soap:x", "xsi:x")}


def test_two_namespaces_with_one_prefix_are_not_written(monkeypatch):
    monkeypatch.setattr(writing, "_spelling", lambda name: ("n1:x", "n1", name))

    with pytest.raises(Unreadable):
        written({"{urn:a}x": {"{urn:b}x": ""}})


@pytest.mark.parametrize("name", ["a", "{urn:a}x", "soap:Body", "é"])
@pytest.mark.parametrize("value", ["", "x", {"@id": "1"}, {"@id": "1", "b": "2"}])
def test_an_element_stands_as_it_is_spelt(name, value):
    body = written({"root": {name: value}})

    assert any(spelling in body for spelling in spelt(name))
    assert not any(spelling in body for spelling in spelt("gone"))


def test_an_attribute_stands_as_it_is_spelt():
    assert spelt("@{urn:a}x")[0] in written({"root": {"@{urn:a}x": "1"}})
    assert spelt("@x")[0] not in written({"root": 'x="1" and x="2"'})


def test_what_is_no_name_stands_nowhere():
    assert spelt("#text") == spelt("a b") == spelt("@a b") == ()
