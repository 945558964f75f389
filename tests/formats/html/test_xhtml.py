import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats import Limits, Unreadable, format_of
from firewall.formats.html import Html, xhtml
from firewall.formats.html.xhtml import Xhtml
from firewall.formats.xml import reading
from firewall.formats.xml.names import Seen
from tests.formats.through import through
from tests.formats.trees import resident_bytes

XHTML = Xhtml()
LIMITS = Limits()
CANARY = "zqcanary"
STRICT = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'


def page(body, head="<title>A &amp; b</title>", before=f"{DECLARED}{STRICT}\n"):
    return f'{before}<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"><head>{head}</head><body>{body}</body></html>'


def parsed(text):
    return XHTML.parse(text.encode(), LIMITS)


def why(text):
    with pytest.raises(Unreadable) as caught:
        parsed(text)
    return caught.value.why


BODY = """<h1>Hi <b>th</b>ere</h1><p>One<br />two &lt;3 <a href="/x?y=1&amp;z">more</a></p><!-- remark -->
<table><thead><tr><th>name</th></tr></thead><tbody><tr><td>Ana</td></tr></tbody></table>
<form><div><input name="a" value="1" /><textarea name="t">x &amp; y</textarea></div></form><img alt="pic" src="x" />
<svg xmlns="http://www.w3.org/2000/svg"><text>drawn</text></svg><p>end</p>"""
HEAD = '<title>A &amp; b</title><script type="application/json">{"a": 1}</script><style>p {}</style>'


@pytest.mark.parametrize("before", [f"{DECLARED}{STRICT}\n", "<!DOCTYPE html>\n", "", DECLARED])
def test_a_page_reads_as_the_same_page_in_html(before):
    tree = parsed(page(BODY, HEAD, before))

    assert tree == {
        "title": "A & b",
        "text": ["Hi there", "One", "two <3 more", "end"],
        "links": [{"href": "/x?y=1&z", "text": "more"}],
        "tables": [[{"name": "Ana"}]],
        "inputs": {"a": "1", "t": "x & y"},
        "data": [{"a": 1}],
        "images": ["pic"],
    }
    body = XHTML.write(tree)
    assert XHTML.parse(body, LIMITS) == tree == Html().parse(body, LIMITS)
    assert b"drawn" not in body
    assert b"remark" not in body


@pytest.mark.parametrize(
    "body",
    [
        f'<script src="x" /><p>{CANARY}</p>',
        f"<p>a</p><textarea /><p>{CANARY}</p>",
        f"<p><![CDATA[{CANARY}]]></p>",
        f"<p>a<![CDATA[<b>{CANARY}</b>]]></p>",
        f'<script type="application/json">{{"a": "{CANARY}&amp;"}}</script>',
        f'<script type="application/json">["&lt;/script>{CANARY}"]</script>',
        f'<p xmlns="urn:x">{CANARY}</p>',
        f'<h:p xmlns:h="http://www.w3.org/1999/xhtml">{CANARY}</h:p>',
        f'<x:b xmlns:x="urn:x">{CANARY}</x:b>',
        f"<P>{CANARY}</P>",
        f"<p><table><tr><td>{CANARY}</td></tr></table></p>",
        f"<a>{CANARY}<a>x</a></a>",
        f'<a href="x" />{CANARY}',
        f"<style><![CDATA[</style><p>{CANARY}</p><style>]]></style>",
        f"<xmp>{CANARY}&lt;</xmp>",
        f"<iframe>{CANARY}</iframe>",
        f"<br>{CANARY}</br>",
        f"<table><p>{CANARY}</p></table>",
    ],
)
def test_what_xml_and_html_read_differently_is_refused(body):
    assert why(page(body)) in {"html-ambiguous", "not-json"}


@pytest.mark.parametrize("name", sorted(xhtml._VOID))
def test_what_has_no_end_in_html_has_nothing_in_it(name):
    for inside in (CANARY, "<b>x</b>"):
        assert why(page(f"<div><{name}>{inside}</{name}></div>")) == "html-ambiguous"


@pytest.mark.parametrize("name", sorted(xhtml._UNLIKE | {"P", "x-y", "h_1"}))
def test_what_html_reads_by_rules_of_its_own_is_refused(name):
    assert why(page(f"<div><{name}>a</{name}></div>")) == "html-ambiguous"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (page("<p>&nbsp;</p>"), "not-xml"),
        (page("<p>a<br>b</p>"), "not-xml"),
        (
            page("x").replace("<html", '<!DOCTYPE html [<!ENTITY e "x">]><html', 1).replace(STRICT, ""),
            "document-type",
        ),
        (page("x", before='<!DOCTYPE html SYSTEM "file:///etc/passwd">'), "document-type"),
        (page("x", before='<?xml version="1.0" encoding="UTF-16"?>'), "charset"),
        ("<html><body>no namespace</body></html>", "html-ambiguous"),
        ("<p>", "not-xml"),
        ("", "not-xml"),
        ("\ufeff" + page("x"), "byte-order-mark"),
        (page("<div>" * 70 + "</div>" * 70), "too-deep"),
    ],
)
def test_what_is_no_plain_xml_is_refused(text, code):
    assert why(text) == code


@given(
    st.recursive(
        st.text("ab<&\"' ", max_size=5),
        lambda inner: st.tuples(
            st.sampled_from(["p", "div", "b", "span", "ul", "li"]), st.lists(inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_what_is_read_is_what_html_reads_or_nothing(drawn):
    def written(one):
        if isinstance(one, str):
            return one.replace("&", "&amp;").replace("<", "&lt;")
        return f"<{one[0]}>{''.join(map(written, one[1]))}</{one[0]}>"

    text = page(written(drawn), before="<!DOCTYPE html>")
    try:
        tree = parsed(text)
    except Unreadable as unreadable:
        assert unreadable.why == "html-ambiguous"  # noqa: PT017  # a paragraph in a paragraph
        return
    assert tree == Html().parse(text.encode(), LIMITS)
    assert XHTML.parse(XHTML.write(tree), LIMITS) == tree


def test_names_of_one_page_are_not_kept_for_the_next(monkeypatch):
    """lxml keeps the names of a thread for as long as it runs, and a page is read by it twice."""
    seen = Seen()
    for where in (reading, xhtml):
        monkeypatch.setattr(where, "SEEN", seen)
    before = 0
    for number in range(110):
        if number == 30:  # by then the memory of the process is as large as it needs
            before = resident_bytes()
        tags = (" ".join(f'n{number}-{one}-{at}-{"x" * 220}="1"' for at in range(20)) for one in range(60))
        parsed(page("".join(f"<i {attributes}>a</i>" for attributes in tags)))

    assert resident_bytes() - before < 20_000_000


async def test_it_goes_through_as_a_page_of_ours():
    body = page(
        f"<p>Hello</p><table><tr><th>name</th><th>status</th></tr><tr><td>Ana</td><td>{CANARY}</td></tr></table>"
    )
    fields = {
        "/title": "record",
        "/text/*": "record",
        "/tables/*/*/name": "identity.name",
        "/tables/*/*/status": "immigration.citizenship",
    }

    ruling = await through(body.encode(), "application/xhtml+xml", fields)

    assert ruling.outgoing is not None, ruling.decision
    assert ruling.outgoing.media_type == "text/html"
    assert b"Ana" in ruling.outgoing.body
    assert CANARY.encode() not in ruling.outgoing.body


def test_types_and_names():
    assert format_of("application/xhtml+xml; charset=utf-8") == XHTML
    body = XHTML.write({"tables": [[{"name": "x"}]]})
    assert XHTML.spelt("name")[0] in XHTML.exposed(body, LIMITS)
