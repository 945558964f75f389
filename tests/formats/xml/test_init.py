"""XML to trees and back; what "the same" means stands in the module's docstring."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from firewall.formats import FORMATS, Limits, Unreadable, format_of
from tests import corpora

XML = FORMATS["application/xml"]
LIMITS = Limits()
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def read(body):
    return XML.parse(body if isinstance(body, bytes) else body.encode(), LIMITS)


def why(body):
    with pytest.raises(Unreadable) as caught:
        read(body)
    return caught.value.why


def canonical(body):
    """C14N 2.0 with prefixes renamed, without what the module's docstring leaves out."""
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, resolve_entities=False)
    root = etree.fromstring(body, parser)
    for element in root.iter():
        texts = [element.text or "", *(child.tail or "" for child in element)]
        if len(element) and not "".join(texts).strip(" \t\r\n"):
            element.text = None
            for child in element:
                child.tail = None
    return etree.canonicalize(
        etree.tostring(root, encoding="unicode"),
        rewrite_prefixes=True,
        qname_aware_attrs=[f"{{{XSI}}}type"],
    )


texts = st.text(
    st.sampled_from("aé\u2028 \n\t\r<>&\"'=]A0😀\x85"), max_size=6
)  # what has to be escaped, and what ends lines somewhere
names = st.sampled_from(["a", "b", "p:a", "q:b", "é", "soap:Body", "x.y-z"])
attributes = st.dictionaries(
    st.sampled_from(["id", "p:id", "xml:lang", "xsi:type", "xml:space"]), texts, max_size=2
)


def escaped(text):
    out = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return re.sub(r"[\r\n\t]", lambda m: f"&#{ord(m[0])};", out)


@st.composite
def elements(draw, depth=3):
    name = draw(names)
    own = draw(attributes)
    if "xsi:type" in own:
        own["xsi:type"] = draw(st.sampled_from(["p:T", "T", "soap:T"]))
    if "xml:space" in own:
        own["xml:space"] = "preserve"
    said = "".join(f' {key}="{escaped(value)}"' for key, value in own.items())
    inner = st.one_of(
        texts.map(escaped),
        st.just("<!-- c -->"),
        st.just("<?p i?>"),
        st.just(" \n "),
        st.just("<![CDATA[<x>&]]>"),
        *([elements(depth=depth - 1)] * 3 if depth else []),
    )
    return f"<{name}{said}>{''.join(draw(st.lists(inner, max_size=4)))}</{name}>"


def within(inner):
    spaces = f'xmlns:p="urn:p" xmlns:q="urn:q&amp;" xmlns:xsi="{XSI}"'
    soap = 'xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"'
    return f"<root {spaces} {soap}>{inner}</root>"


@settings(max_examples=300, deadline=None)
@given(elements())
def test_where_nothing_is_removed_the_meaning_stays(inner):
    body = within(inner).encode()

    written = XML.write(read(body))

    assert canonical(written) == canonical(body)
    assert read(written) == read(body)
    assert XML.write(read(written)) == written


@pytest.mark.parametrize(
    ("body", "tree"),
    [
        ("<a/>", {"a": ""}),
        ("<a>x</a>", {"a": "x"}),
        ("<a> </a>", {"a": " "}),
        ('<a id="1"/>', {"a": {"@id": "1"}}),
        ('<a id="1">x</a>', {"a": {"@id": "1", "#text": "x"}}),
        ("<a> <b>1</b> <c/> </a>", {"a": {"b": "1", "c": ""}}),
        ("<a><b>1</b><b>2</b><c/></a>", {"a": {"b": ["1", "2"], "c": ""}}),
        ("<a><b/><c/><b/></a>", {"a": [[{"b": ""}, {"c": ""}, {"b": ""}]]}),
        ("<a>x<b/></a>", {"a": [[{"#text": "x"}, {"b": ""}]]}),
        ("<r><a>x<b/></a><a/></r>", {"r": {"a": [[{"#text": "x"}, {"b": ""}], ""]}}),
        ("<a>A01<!-- -->2345<?p?>678</a>", {"a": "A012345678"}),
        ("<a><![CDATA[<b>]]>&lt;&#65;</a>", {"a": "<b><A"}),
        (f'<a xmlns:i="{XSI}" i:nil="true"/>', {"a": None}),
        (f'<a xmlns:i="{XSI}" xmlns:x="urn:x" i:type="x:T"/>', {"a": {"@xsi:type": "{urn:x}T"}}),
        ('<a xml:lang="es"/>', {"a": {"@xml:lang": "es"}}),
        ('<a xml:space="preserve"> <b/></a>', {"a": [[{"@xml:space": "preserve"}, {"#text": " "}, {"b": ""}]]}),
    ],
)  # fmt: skip
def test_what_xml_reads_as(body, tree):
    assert read(body) == tree


def test_a_name_is_the_same_whatever_prefix_the_sender_chose():
    one = read('<x:a xmlns:x="urn:city" x:b="1"/>')

    assert one == read('<y:a xmlns:y="urn:city" y:b="1"/>') == {"{urn:city}a": {"@{urn:city}b": "1"}}
    assert read('<a xmlns="urn:city"/>') == {"{urn:city}a": ""}
    assert read("<a/>") == {"a": ""}


@pytest.mark.parametrize("prefix", ["soap", "x", "nc"])
def test_the_same_local_name_in_another_namespace_is_another_name(prefix):
    tree = read(f'<{prefix}:Body xmlns:{prefix}="urn:evil"/>')

    assert tree == {"{urn:evil}Body": ""}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "not-xml"),
        ("<a>", "not-xml"),
        ("<a/>x", "not-xml"),
        ("<a/><b/>", "not-xml"),
        ("x", "not-xml"),
        ("<a>&x;</a>", "not-xml"),
        ("<a>&#0;</a>", "not-xml"),
        ("<a>\x01</a>", "not-xml"),
        ('<a x="1" x="2"/>', "not-xml"),
        ('<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>', "not-xml"),
        ('<a p:x="1"/>', "not-xml"),
        ("<a><p:b/></a>", "not-xml"),
        ('<p:q:a xmlns:p="u"/>', "not-xml"),
        (f'<a xmlns:i="{XSI}" i:type="p:T"/>', "not-xml"),
        ("<!DOCTYPE a><a/>", "document-type"),
        ("<!DoCtYpE a><a/>", "document-type"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "document-type"),
        (" " * 40_000 + "<!DOCTYPE a><a/>", "document-type"),
        ("<a><![CDATA[<!DOCTYPE a>]]></a>", "document-type"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "charset"),
        ('<?xml version="1.0" encoding="UTF-7"?><a/>', "charset"),
        ('<?xml version="1.1"?><a/>', "not-xml"),
        ('<?xml version="1.0" encoding="UTF-8" standalone="maybe"?><a/>', "not-xml"),
        ("\ufeff<a/>", "byte-order-mark"),
        ("<a/>".encode("utf-16"), "not-utf-8"),
        (b"<a>\xff</a>", "not-utf-8"),
        (b"<a>\xc3", "not-utf-8"),
        ("<a>" * 65 + "</a>" * 65, "too-deep"),
        ("<a" + "b" * 256 + "/>", "key-too-long"),
        ('<a xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="x"/></a>', "xml-include"),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(body, code):
    assert why(body) == code


@pytest.mark.parametrize("declared", ["", '<?xml version="1.0"?>', "<?xml version='1.0' encoding='utf-8' ?>"])
def test_declarations_of_utf_8_are_read(declared):
    assert read(f"{declared}<a>é</a>") == {"a": "é"}


BOMBS = {
    "attributes": b"<a " + b" ".join(b'a%d=""' % number for number in range(600_000)) + b"/>",
    "deep": b"<a>" * 200_001,
    "elements": b"<a>" + b"<b/>" * 1_500_000 + b"</a>",
    "faults": b"<a>" + b"<x:b/>" * 190_000 + b"</a>",
    "namespaces": b"<a " + b" ".join(b'xmlns:a%d="u%d"' % (n, n) for n in range(200_000)) + b"/>",
    "laughs": b'<!DOCTYPE a [<!ENTITY x "y">' + b'<!ENTITY z "&x;&x;&x;">' * 1000 + b"]><a>&z;</a>",
    "name": b"<" + b"x" * 8_000_000 + b"/>",
    "open": b"<a " + b"x" * 8_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_before_they_are_built(name):
    import tracemalloc  # costs time wherever it is on

    tracemalloc.start()
    try:
        assert why(BOMBS[name]) in {"too-many-fields", "too-deep", "not-xml", "document-type"}
        assert tracemalloc.get_traced_memory()[1] < 32 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_types_by_name():
    assert format_of("text/xml; charset=utf-8").media_type == "text/xml"
    assert format_of('application/soap+xml; action="urn:x"').media_type == "application/soap+xml"
    assert format_of("application/atom+xml").media_type == "application/xml"
    for name in ("image/svg+xml", "application/xml-dtd"):
        with pytest.raises(Unreadable, match="unknown-media-type"):
            format_of(name)


def test_what_a_reader_sees_is_what_is_written():
    assert XML.exposed(b"<a/>", LIMITS) == b"<a/>"


HARMLESS = {"simple.xml", "simple-ns.xml", "xalan_exec.xsl", "xalan_write.xsl"}
"""No document type: XML like any other, in which nothing is run by who reads it here."""


def test_hostile_files_are_refused_by_name():
    folder = corpora.folder("xml", 11)
    for path in sorted((folder / "defusedxml").iterdir()):
        if path.name in HARMLESS:
            assert read(path.read_bytes().split(b"?>", 1)[-1].strip()) is not None
        else:
            assert why(path.read_bytes()) == "document-type", path.name


def test_lists_of_attacks_are_refused_or_stay_text():
    for path in sorted((corpora.folder("xml", 11) / "patt").iterdir()):
        for line in (path.read_bytes(), *path.read_bytes().splitlines()):
            try:
                tree = read(line)
            except Unreadable:
                continue
            assert b"<!" not in XML.write(tree), path.name
            assert read(XML.write(tree)) == tree
