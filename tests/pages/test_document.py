"""What a page is made of."""

from firewall.pages.document import Document, Line, Section, anchored, cell, paragraph, sections


def test_every_section_has_an_anchor_of_its_own():
    inner = Section("c")
    page = anchored(Document("en", "t", (), (Section("a"), Section("b", (), (inner, inner)))))

    assert [section.anchor for section in sections(page)] == ["s1", "s2", "s2-1", "s2-2"]


def test_a_cell_has_no_empty_lines():
    assert cell("a", "", "b") == (Line("a"), Line("b"))
    assert paragraph("text", "label").line == Line("text", "label")
