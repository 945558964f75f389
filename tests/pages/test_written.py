"""A page that everybody can read: with a screen reader, on paper, by keyboard, without colours."""

import re
from itertools import pairwise

import pytest

from firewall.pages.document import Document, Items, Line, Section, Table, anchored, cell, paragraph
from firewall.pages.written import html, markdown, plain
from tests.pages.helpers import contrast, document, parsed, text_of, tree

PAGES = [("en", False), ("es", False), ("en", True), ("es", True)]


@pytest.fixture(params=PAGES, ids=lambda p: f"{p[0]}-{'public' if p[1] else 'inside'}")
def shown(request):
    language, is_public = request.param
    return tree(language, is_public=is_public)


def test_it_names_its_language_and_its_title(shown):
    assert shown.get("lang") in {"en", "es"}
    assert text_of(shown.find("head/title"))


def test_headings_have_one_top_and_no_gap(shown):
    levels = [int(e.tag[1]) for e in shown.iter() if re.fullmatch("h[1-6]", e.tag)]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(text_of(e) for e in shown.iter() if re.fullmatch("h[1-6]", e.tag))


def test_every_header_of_a_table_says_what_it_heads(shown):
    tables = list(shown.iter("table"))

    assert tables
    for table in tables:
        assert text_of(table.find("caption"))
        assert {th.get("scope") for th in table.find("thead").iter("th")} == {"col"}
        columns = len(table.findall("thead/tr/th"))
        for row in table.findall("tbody/tr"):
            assert [cell.tag for cell in row] == ["th"] + ["td"] * (columns - 1)
            assert row[0].get("scope") == "row"


def test_ids_are_unique_and_every_link_inside_leads_somewhere(shown):
    ids = [e.get("id") for e in shown.iter() if e.get("id")]
    inside = [a.get("href")[1:] for a in shown.iter("a") if a.get("href").startswith("#")]
    named = [e.get("aria-labelledby") for e in shown.iter() if e.get("aria-labelledby")]

    assert len(ids) == len(set(ids))
    assert {*inside, *named} <= set(ids)


def test_the_first_thing_a_keyboard_meets_skips_to_the_content(shown):
    body = shown.find("body")
    first = next(body.iter("a"))

    assert (body[0], first.get("class"), first.get("href")) == (first, "skip", "#content")
    assert body.find("main").get("id") == "content"
    assert [e.tag for e in body if e.tag in {"header", "nav", "main"}] == ["header", "nav", "main"]


def test_what_scrolls_can_be_reached_and_has_a_name(shown):
    scrolling = [e for e in shown.iter("div") if e.get("class") == "scroll"]

    assert len(scrolling) == len(list(shown.iter("table")))
    assert all(
        (e.get("tabindex"), e.get("role")) == ("0", "region") and e.get("aria-label") for e in scrolling
    )


def test_it_needs_nothing_else_and_runs_nothing(shown):
    assert {e.tag for e in shown.iter()} & {"script", "link", "img", "iframe", "form", "object"} == set()
    assert not any(
        name.startswith("on") or name in {"style", "src"} for e in shown.iter() for name in e.attrib
    )
    meta = [m.get("content") for m in shown.iter("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert meta[0].startswith("default-src 'none';")


def test_colours_can_be_told_apart():
    """Each pair of a text and its ground that the style sheet can make (WCAG 2.2, 1.4.3 and 1.4.11)."""
    style = text_of(tree().find("head/style"))
    texts = set(re.findall(r"[ {;]color: (#\w{6})", style)) - {"#ffffff"}
    grounds = set(re.findall(r"background: (#\w{6})", style)) - {"#0b3d91"}

    assert texts
    assert all(contrast(text, ground) >= 4.5 for text in texts for ground in grounds)
    assert contrast("#ffffff", "#0b3d91") >= 4.5
    borders = re.findall(r"(?:solid) (#\w{6})", style)
    assert all(contrast(border, "#ffffff") >= 3 for border in borders)
    assert "outline: none" not in style


def test_a_narrow_screen_scrolls_tables_alone():
    """A digest is one long word: it breaks, and the page does not scroll sideways (WCAG 2.2, 1.4.10)."""
    style = text_of(tree().find("head/style"))

    assert re.search(r"body { [^}]*overflow-wrap: break-word; }", style)
    assert ".scroll { overflow-x: auto; }" in style


def test_a_print_leaves_out_what_paper_has_no_use_for():
    style = text_of(tree().find("head/style"))

    assert "@media print" in style
    assert "nav, .skip { display: none; }" in style
    assert "break-inside: avoid" in style


EVIL = '<script>alert("x")</script> & | *b* `c` [d](http://e) "q" \'r\''


def evil(href=""):
    table = Table(EVIL, (EVIL, "b"), ((cell(EVIL), (Line(EVIL, EVIL, href),)),))
    blocks = (paragraph(EVIL, EVIL), Items((Line(EVIL),)), table)
    return anchored(Document("en", EVIL, blocks, (Section(EVIL, blocks, (Section(EVIL),)),), "skip", EVIL))


def test_nothing_that_a_file_says_becomes_a_part_of_the_page():
    page = parsed(html(evil('https://law.example/?a=1&b="><script>')))

    assert "script" not in {e.tag for e in page.iter()}
    assert text_of(page.find("body/header/h1")) == EVIL


def test_nothing_that_a_file_says_becomes_a_part_of_the_markdown():
    text = markdown(evil())

    assert "<script>" not in text.replace("\\<script\\>", "")
    row = next(
        line for line in text.splitlines() if line.startswith("| ") and "alert" in line and "---" not in line
    )
    assert len(re.findall(r"(?<!\\)\|", row)) == 3
    assert plain("a\nb  c") == "a b c"
    assert plain("1. a_b #c") == "1. a\\_b \\#c"


def test_markdown_has_every_section_and_table():
    text = markdown(document())

    assert text.startswith("# Data sharing policy: City of Harbor City\n")
    assert len(re.findall(r"^## ", text, re.MULTILINE)) == 4
    for head in re.findall(r"^(\|[^\n]*\|)\n\|(?:---\|)+$", text, re.MULTILINE):
        assert head.count("|") >= 3
    assert "\n\n\n" not in text
    for line in text.splitlines():
        assert not line.startswith("    ")
