import pytest

from firewall.formats import Unreadable
from firewall.formats.html.parsers import children, plain, root_of, shown, shown_by_lxml

PAGE = '<html><head><title>a &amp; b</title></head><body><p>c  d</p>\n<nav><a href="/e">f</a></nav><img alt="g"></body></html>'


def test_both_parsers_find_the_same():
    assert shown(root_of(PAGE)) == shown_by_lxml(PAGE) == ["a & b", "c d", "/e", "f", "g"]


@pytest.mark.parametrize("text", ["<p>a<!-- b --></p>", "<p>a<b>c</b>d</p>"])
def test_what_we_never_write_is_ambiguous(text):
    with pytest.raises(Unreadable, match=r"^html-ambiguous$"):
        shown_by_lxml(text)


def test_white_space_is_as_a_browser_shows_it():
    assert plain(" a\n\t b\f\u00a0 ") == "a b \u00a0"


def test_a_text_that_is_empty_is_a_page():
    assert [node.tag for node in children(root_of(""))] == ["head", "body"]
