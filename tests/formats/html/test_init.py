import resource
import subprocess
import sys
import time

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from firewall.formats import Limits, Unreadable, format_of
from firewall.formats import html as html_module
from firewall.formats.html import Html
from tests.formats.through import through

HTML = Html()
LIMITS = Limits()
CANARY = "zqcanary"

PAGE = """<!DOCTYPE html><html lang=en><head><meta charset=utf-8><meta name=author content="Ann">
<title>A &amp; b</title><script type="application/ld+json">{"a":1.10,"b":"</scri"}</script></head>
<body><h1>Hi <b>th</b>ere</h1><p>One<br>two <a href="/x?y=1&amp;z">more</a> <a href="javascript:run()">bad</a>
<table><caption>All</caption><thead><tr><th>name<th><tbody><tr><td>Ana<td>HN<tr><td>Bob</table>
<form><input name=a value=1><input name=a value=2><input type=checkbox name=off value=1><textarea name=t>
x</textarea><select name=s><option value=1>One<option selected>Two</select></form><img alt=pic src=x><div hidden>hid</div>"""
TREE = {
    "title": "A & b",
    "text": ["Hi there", "One", "two more bad", "All", "hid"],
    "links": [{"href": "/x?y=1&z", "text": "more"}, {"text": "bad"}],
    "tables": [[{"name": "Ana", "1": "HN"}, {"name": "Bob", "1": ""}]],
    "inputs": {"a": ["1", "2"], "t": "x", "s": "Two"},
    "images": ["pic"],
    "meta": {"author": "Ann"},
}


def parsed(text):
    return HTML.parse(text.encode(), LIMITS)


def why(text, limits=LIMITS):
    body = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(Unreadable) as error:
        HTML.parse(body, limits)
    return error.value.why


def test_a_page_is_its_texts_links_tables_fields_and_data():
    tree = parsed(PAGE)
    data = tree.pop("data")

    assert tree == TREE
    assert [(str(one["a"]), one["b"]) for one in data] == [("1.10", "</scri")]


def test_what_leaves_is_a_page_of_ours_that_reads_the_same():
    body = HTML.write(parsed(PAGE))

    assert HTML.parse(body, LIMITS) == parsed(PAGE)
    assert b"javascript" not in body
    assert [a.get("href") for a in lxml.html.fromstring(body).iter("a")] == ["/x?y=1&z", None]
    assert LexborHTMLParser(body.decode()).css_first("title").text() == "A & b"


# ---- nothing to remove keeps the meaning

_letters = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"], exclude_characters="\ufeff")
words = st.text(_letters | st.sampled_from("<>&\"'=/-! "), max_size=12).map(
    lambda text: " ".join(part for part in text.split(" ") if part)
)
said = words.filter(bool)
values = said | st.lists(said, min_size=2, max_size=3)
hrefs = st.sampled_from(
    ["/x?a=1&b=2", "https://city.example/<", "mailto:a@city.example", "page.html", "#x", '/"q']
)
names = st.lists(said, min_size=1, max_size=3, unique=True)
tables = names.flatmap(
    lambda found: st.lists(st.fixed_dictionaries(dict.fromkeys(found, words)), min_size=1, max_size=3)
)
pages = st.fixed_dictionaries(
    {},
    optional={
        "title": said,
        "text": st.lists(said, min_size=1, max_size=3),
        "links": st.lists(
            st.fixed_dictionaries({"text": said}, optional={"href": hrefs}), min_size=1, max_size=3
        ),
        "tables": st.lists(tables, min_size=1, max_size=2),
        "inputs": st.dictionaries(said, values, min_size=1, max_size=3),
        "data": st.lists(
            st.dictionaries(words, words | st.integers(0, 9), max_size=3), min_size=1, max_size=2
        ),
        "images": st.lists(said, min_size=1, max_size=3),
        "meta": st.dictionaries(said, values, min_size=1, max_size=3),
    },
)


@settings(max_examples=200, deadline=None)
@given(pages)
def test_a_page_of_which_nothing_is_removed_reads_the_same(tree):
    assert HTML.parse(HTML.write(tree), LIMITS) == tree


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([
    "<p>", "</p>", "<b>", "</b>", "<table>", "<tr>", "<td>", "<th>", "</table>", "<a href=/x>", "</a>", "<!--", "-->", "<script>",
    "</script>", "<title>", "</title>", "<svg>", "<math>", "<select name=s>", "<option>", "<form>", "<textarea name=t>", "</textarea>",
    "<input name=i value='", "'>", '">', "<plaintext>", "<template>", "</template>", "<noscript>", "&lt;", "&amp", "&#x80;", "text", "<",
    "]]>", "<![CDATA[", "<img alt=", "<frameset>", "<style>", "<iframe>", "</iframe>", "<div>", "<li>", " ", "\n",
]), max_size=20).map("".join))  # fmt: skip
def test_whatever_was_read_is_written_and_read_the_same_or_refused(text):
    try:
        tree = parsed(text)
        body = HTML.write(tree)
    except Unreadable:
        return
    assert HTML.parse(body, LIMITS) == tree


# ---- something removed


PLACES = {
    "comment": f"<p>x<!-- {CANARY} -->y",
    "condition": f"<!--[if IE]>{CANARY}<![endif]--><p>x",
    "attribute": f"<p title={CANARY} data-x={CANARY} aria-label={CANARY} class={CANARY} id={CANARY}>x",
    "handler": f"<body onload='{CANARY}'><p onclick={CANARY}>x",
    "placeholder": f"<input name=a placeholder={CANARY} value=1>",
    "unnamed": f"<input value={CANARY}><p>x",
    "script": f"<script>{CANARY}</script><p>x",
    "module": f"<script type=module>{CANARY}</script><p>x",
    "style": f"<style>{CANARY}</style><p style='{CANARY}'>x",
    "template": f"<template><p>{CANARY}</p></template><p>x",
    "frame": f"<iframe srcdoc='{CANARY}' src={CANARY}>{CANARY}</iframe><p>x",
    "svg": f"<svg><title>{CANARY}</title><text>{CANARY}</text></svg><p>x",
    "math": f"<math><mi>{CANARY}</mi></math><p>x",
    "link": f"<link href={CANARY}><a href='javascript:{CANARY}'>x</a>",
    "data-link": f"<a href='data:text/html,{CANARY}'>x</a>",
    "src": f"<img src={CANARY} alt=x>",
    "doctype": f"<!DOCTYPE html SYSTEM '{CANARY}'><p>x",
    "instruction": f"<?{CANARY}?><p>x",
    "tag": f"<{CANARY}><p>x</{CANARY}>",
}


@pytest.mark.parametrize("place", PLACES)
def test_what_is_not_read_stands_nowhere(place):
    tree = parsed(PLACES[place])

    assert CANARY not in str(tree)
    assert CANARY.encode() not in HTML.write(tree)


SEEN = {
    "noscript": f"<p><noscript>{CANARY}</noscript>x",
    "noscript in the head": f"<head><noscript>{CANARY}</noscript>x",
    "split by what is not shown": "<p>zq<x-y></x-y>ca<input type=hidden>na<svg></svg><template></template>ry",
    "text": f"<p>{CANARY}",
    "entities": "<p>" + "".join(f"&#{ord(letter)};" for letter in CANARY),
    "split": "<p>zq<b>can</b><!-- -->a<i></i>ry",
    "hidden": f"<p hidden style='display:none'>{CANARY}",
    "title": f"<title>{CANARY}</title>",
    "textarea": f"<textarea name=a>{CANARY}</textarea>",
    "field": f"<input type=hidden name=a value={CANARY}>",
    "name": f"<input name={CANARY} value=a>",
    "nested forms": f"<form><form><input name=a value={CANARY}></form></form>",
    "select": f"<select name=a><option selected value={CANARY}></select>",
    "script": f'<script type="application/json">{{"a":"{CANARY}"}}</script>',
    "cell": f"<table><tr><td><div>{CANARY}</div></table>",
    "cell in a cell": f"<table><tr><td><table><tr><td>{CANARY}</table></table>",
    "beside a cell": f"<table><tr>{CANARY}<td>x</table>",
    "caption": f"<table><caption>{CANARY}<tr><td>x</table>",
    "image": f"<img alt={CANARY}>",
    "link": f"<a href=/{CANARY}>x</a>",
    "navigation": f"<nav><a>{CANARY}</a></nav>",
    "meta": f"<meta name=a content={CANARY}>",
    "behind the end": f"<p>x</body></html>{CANARY}",
    "plaintext": f"<plaintext>{CANARY}",
}


@pytest.mark.parametrize("place", SEEN)
def test_what_is_seen_is_in_the_tree_and_gone_once_it_is_taken_out(place):
    tree = parsed(SEEN[place])

    assert CANARY in str(tree)
    assert CANARY.encode() in HTML.write(tree)
    for member in tree:
        if CANARY in str(tree[member]):
            tree[member] = None
    assert CANARY.encode() not in HTML.write(tree)


async def test_through_the_engine():
    body = f"""<!DOCTYPE html><title>Visits</title><p>Two <b>visits</b>.</p><script>var c = "{CANARY}"</script>
    <table><tr><th>name<th>citizenshipCode<th>other<tr><td>Ana &lt;Rey&gt;<td>{CANARY}<td>{CANARY}</table>
    <input name=citizenshipCode value={CANARY}><a href=/{CANARY}>next</a>""".encode()
    ruling = await through(
        body,
        "text/html; charset=utf-8",
        {
            "/title": "record",
            "/text/*": "record",
            "/tables/*/*/name": "identity.name",
            "/tables/*/*/citizenshipCode": "immigration.citizenship",
            "/inputs/citizenshipCode": "immigration.citizenship",
        },
    )

    assert ruling.outgoing.media_type == "text/html"
    left = ruling.outgoing.body
    assert CANARY.encode() not in left
    assert b"citizenship" not in left
    assert [cell.text for cell in lxml.html.fromstring(left).iter("td")] == ["Ana <Rey>"]


async def test_what_is_found_across_tags_does_not_leave():
    ruling = await through(b"<p>A-Number A2193<i>847</i>56", "text/html", {"/text/*": "record"})

    assert ruling.decision.latched == ("/text/*",)
    assert b"2193" not in ruling.outgoing.body


# ---- refused


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<table><tr><td colspan=2>a</table>", "html-ambiguous"),
        ("<table><tr><th>a<tr><td>1<td>2</table>", "html-ambiguous"),
        ("<table><tr><th>a<th>a<tr><td>1<td>2</table>", "html-ambiguous"),
        ("<meta charset=shift_jis>", "charset"),
        ("<meta http-equiv=content-type content='text/html; charset=utf-7'>", "charset"),
        ("<p>\x00", "control-character"),
        ("\ufeff<p>", "byte-order-mark"),
        (b"<p>\xff", "not-utf-8"),
        ("<script type=application/json>{'a':1}</script>", "not-json"),
        ('<script type=application/json>{"a":1,"a":2}</script>', "duplicate-key"),
        (f"<input name={'a' * 257} value=1>", "key-too-long"),
    ],
)
def test_what_cannot_be_read_in_one_way_is_refused(text, code):
    assert why(text) == code


@pytest.mark.parametrize(
    "tree",
    [
        [],
        "x",
        {"other": "x"},
        {"title": {"a": 1}},
        {"links": ["x"]},
        {"inputs": ["x"]},
        {"links": [{"on": "x"}]},
    ],
)
def test_no_other_tree_is_written(tree):
    with pytest.raises(Unreadable, match=r"^not-html$"):
        HTML.write(tree)


def test_a_page_that_two_parsers_read_differently_does_not_leave(monkeypatch):
    monkeypatch.setattr("firewall.formats.html.shown_by_lxml", lambda _: ["other"])
    with pytest.raises(Unreadable, match=r"^html-ambiguous$"):
        HTML.write({"title": "x"})


def test_types_and_names():
    assert format_of("text/html; charset=utf-8") == HTML
    for tree in (
        {"tables": [[{'a"<b': "1"}]]},
        {"inputs": {'a"<b': "1"}},
        {"meta": {'a"<b': "1"}},
        {"data": [{'a"<b': "1"}]},
    ):
        body = HTML.write(tree)
        assert [spelling for spelling in HTML.spelt('a"<b') if spelling in body]
        assert HTML.exposed(body, LIMITS) == body


# ---- bombs


_FORMATTING = ["b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"]
BOMBS = {
    "attributes": lambda: "<a " + " ".join(f"a{n}" for n in range(1_000_000)) + ">",
    "attributes of many": lambda: ("<a " + " ".join(f"a{n}" for n in range(3_000)) + ">") * 300,
    "attributes behind a quoted end": lambda: '<a x=">" ' + " ".join(f"a{n}" for n in range(20_000)) + ">",
    "attributes with tags in them": lambda: "<a " + " ".join(f'a{n}="<"' for n in range(18_000)) + ">",
    "tags in tags": lambda: ("<a " * 5_000 + ">") * 3,
    "nested": lambda: "<div>" * 19_000,
    "nested in a link": lambda: "<a>" + "<div>" * 3_000,
    "nested in a cell": lambda: "<table><tr><td>" + "<div>" * 3_000,
    "tables": lambda: "<table><tr><td>" * 6_000,
    "unclosed": lambda: "<p>" + "".join(f"<{tag}>" * 3 for tag in _FORMATTING) + "</p>" + "<p>x" * 19_000,
    "adopted": lambda: "<b>" * 10 + "<div>" * 9_000 + "</b>" * 9_000,
    "options": lambda: "<select name=a>" + "<option>" * 19_000,
    "tags": lambda: "<" * 8_000_000,
    "cells": lambda: (
        "<table><tr>" + "".join(f"<th>{n}</th>" for n in range(200)) + "</tr>" + "<tr><td>x</td></tr>" * 2_000
    ),
    "JSON": lambda: "<script type=application/json>" + "[" * 1_000_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused_before_they_go_off(bomb):
    body = BOMBS[bomb]().encode()
    parsed("<p>x")
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()

    code = why(body)

    took, grown = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"{bomb}: {code} after {took * 1000:.0f} ms and {grown // 1024} MiB")
    assert code in {"tag-too-long", "too-many-fields", "too-deep"}
    assert grown < 32 * 1024


def test_a_page_of_a_thousand_rows_is_no_bomb():
    rows = "".join(
        f"<tr><td class=a>{n}</td><td><b>x</b> <a href='/{n}'>y</a></td></tr>" for n in range(1_000)
    )
    tree = parsed(f"<div><table><tr><th>id</th><th>what</th></tr>{rows}</table></div>")

    assert len(tree["tables"][0]) == 1_000
    assert HTML.parse(HTML.write(tree), LIMITS) == tree


def test_the_parsers_are_loaded_where_a_page_comes_and_not_before():
    code = "import sys, firewall.formats; print([name for name in sys.modules if name.startswith(('selectolax', 'lxml.html'))])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout == "[]\n"


@pytest.mark.parametrize(
    "other",
    ["<title>a</title>", "<p>a<!-- b --></p>", "<p>a</p>b", "<p>a</p><p>a</p>", "<a href='/x'>a</a>"],
)
def test_what_reads_as_something_else_than_was_inspected_does_not_leave(monkeypatch, other):
    ours = html_module.written
    monkeypatch.setattr(html_module, "written", lambda page: ours(page).replace("<p>a</p>", other))

    with pytest.raises(Unreadable, match="html-ambiguous"):
        HTML.write({"text": ["a"]})
