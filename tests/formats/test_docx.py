import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from firewall.formats import FORMATS, Limits
from firewall.formats.docx import MEDIA_TYPE
from tests.formats.archives import everything, refused, unzipped, zipped

DOCX = FORMATS[MEDIA_TYPE]
LIMITS = Limits()
CANARY = "A087654321"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def part(inside, name="document"):
    return f'<w:{name} xmlns:w="{W}" xmlns:wp="wp" xmlns:mc="mc">{inside}</w:{name}>'


def document(inside, **parts):
    return zipped(("word/document.xml", part(f"<w:body>{inside}</w:body>")), *parts.items())


def said(text, more=""):
    return f"<w:p><w:r>{more}<w:t>{text}</w:t></w:r></w:p>"


def paragraphs(body):
    """What lxml reads in it."""
    tree = etree.fromstring(unzipped(body)["word/document.xml"])
    return ["".join(p.itertext(f"{{{W}}}t")) for p in tree.iter(f"{{{W}}}p")]


def test_paragraphs_and_tables_come_in_their_order():
    table = f"<w:tbl><w:tr><w:tc>{said('a')}{said('b')}</w:tc><w:tc>{said('c')}</w:tc></w:tr></w:tbl>"
    body = document(said("one") + table + "<w:p><w:r><w:t>t</w:t><w:tab/><w:t>u</w:t></w:r></w:p>")

    assert DOCX.parse(body, LIMITS) == {
        "body": [{"paragraph": "one"}, {"table": [["a\nb", "c"]]}, {"paragraph": "t\tu"}]
    }


UNSEEN = {
    "deleted": f"<w:p><w:del><w:r><w:delText>{CANARY}</w:delText></w:r></w:del></w:p>",
    "hidden": said(CANARY, "<w:rPr><w:vanish/></w:rPr>"),
    "alternatives": f'<w:p><w:r><w:drawing><wp:docPr descr="{CANARY}"/></w:drawing></w:r></w:p>',
    "fields": f"<w:p><w:r><w:instrText>HYPERLINK {CANARY}</w:instrText></w:r></w:p>",
}
PARTS = {
    "headers": ("word/header1.xml", part(said(CANARY), "hdr")),
    "footers": ("word/footer2.xml", part(said(CANARY), "ftr")),
    "notes": ("word/footnotes.xml", part(f"<w:footnote>{said(CANARY)}</w:footnote>", "footnotes")),
    "comments": ("word/comments.xml", part(f"<w:comment>{said(CANARY)}</w:comment>", "comments")),
    "properties": ("docProps/core.xml", f"<a><creator>{CANARY}</creator></a>"),
}


@pytest.mark.parametrize("what", [*UNSEEN, *PARTS])
def test_what_a_reader_does_not_see_at_first_is_read_and_does_not_leave(what):
    parts = dict([PARTS[what]]) if what in PARTS else {}
    body = document(said("plain") + UNSEEN.get(what, ""), **parts)
    tree = DOCX.parse(body, LIMITS)

    out = DOCX.write({"body": tree["body"]})

    assert CANARY in str(tree[what])
    assert tree["body"] == [{"paragraph": "plain"}]
    assert paragraphs(out) == ["plain"]
    assert CANARY.encode() not in everything(out)


def test_what_is_never_shown_is_never_written_either():
    out = DOCX.write(
        {"body": [{"paragraph": "x"}], "comments": [CANARY], "deleted": [CANARY], "properties": [CANARY]}
    )

    assert CANARY.encode() not in everything(out)


def test_headers_and_notes_follow_the_body():
    assert paragraphs(DOCX.write({"body": [{"paragraph": "x"}], "headers": ["h"], "notes": ["n"]})) == [
        "x",
        "h",
        "n",
    ]


def test_other_parts_are_not_taken_over():
    body = document(
        said("x"),
        **{"customXml/item1.xml": CANARY, "word/embeddings/a.bin": CANARY, "word/media/a.png": CANARY},
    )

    assert CANARY.encode() not in everything(DOCX.write(DOCX.parse(body, LIMITS)))


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=20,
)
BLOCKS = st.one_of(
    st.builds(lambda text: {"paragraph": text}, st.one_of(TEXTS, st.just(" a\n\tb "))),
    st.builds(
        lambda rows: {"table": rows},
        st.lists(st.lists(TEXTS, min_size=1, max_size=3), min_size=1, max_size=3),
    ),
)


@given(st.lists(BLOCKS, max_size=5))
@settings(max_examples=80, deadline=None)
def test_with_nothing_to_remove_it_means_the_same(blocks):
    assert DOCX.parse(DOCX.write({"body": blocks}), LIMITS) == {"body": blocks}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"x", "not-an-archive"),
        (zipped(("a", b"x")), "not-a-document"),
        (document("", **{"word/vbaProject.bin": b"x"}), "macros"),
        (zipped(("word/document.xml", b"<!DOCTYPE a><a/>")), "document-type"),
        (zipped(("word/document.xml", b"<a>")), "broken-xml"),
        (document(f"<w:p>{'<w:r><w:t>x</w:t></w:r>' * 900_000}</w:p>"), "body-too-large"),
        (document("<w:p/>" * 300_000), "coding-ratio"),
    ],
)
def test_what_cannot_be_read_in_one_way_is_refused(body, why):
    refused(lambda: DOCX.parse(body, LIMITS), why)


def test_another_tree_is_no_document():
    for tree in (
        [],
        {"x": 1},
        {"body": 1},
        {"body": [1]},
        {"body": [{"x": 1}]},
        {"body": [{"table": [[{}]]}]},
    ):
        refused(lambda tree=tree: DOCX.write(tree), "not-a-document")


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        (f"<w:moveFrom><w:r><w:t>{CANARY}</w:t></w:r></w:moveFrom>", "deleted"),
        (f"<w:del><w:r><w:t>{CANARY}</w:t></w:r></w:del>", "deleted"),
        (
            f"<w:r><mc:AlternateContent><mc:Fallback><w:t>{CANARY}</w:t></mc:Fallback></mc:AlternateContent></w:r>",
            "hidden",
        ),
        (f'<w:ins w:author="{CANARY}"><w:r><w:t>seen</w:t></w:r></w:ins>', "fields"),
        (f'<w:hyperlink w:tooltip="{CANARY}"><w:r><w:t>seen</w:t></w:r></w:hyperlink>', "fields"),
        (f'<w:fldSimple w:instr="{CANARY}"><w:r><w:t>seen</w:t></w:r></w:fldSimple>', "fields"),
    ],
)
def test_what_was_moved_or_stands_in_for_something_is_no_part_of_the_paragraph(inside, what):
    tree = DOCX.parse(document(f"<w:p>{inside}<w:r><w:t>!</w:t></w:r></w:p>"), LIMITS)

    assert tree[what] == [CANARY]
    assert CANARY not in str(tree["body"])
