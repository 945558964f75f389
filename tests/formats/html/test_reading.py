import pytest

from firewall.formats import Limits, Unreadable
from firewall.formats.html.parsers import root_of
from firewall.formats.html.reading import is_link, read


def tree(text, **limits):
    return read(root_of(text), Limits(**limits))


@pytest.mark.parametrize(
    "href",
    ["/x", "?a=b", "#c", "http://a.example/", "HTTPS://a.example", "mailto:a@b.example", "x.html", "x"],
)
def test_links_that_lead_somewhere(href):
    assert is_link(href) == (href != "HTTPS://a.example")  # schemes in small letters only


@pytest.mark.parametrize(
    "href",
    [
        "",
        "javascript:x",
        "data:text/html,x",
        "vbscript:x",
        "java\nscript:x",
        "\\\\x",
        "file:///x",
        "a:b",
        " x",
    ],
)
def test_links_that_do_something_else(href):
    assert not is_link(href)


def test_links_in_links_are_read_once():
    found = tree("<a href=/1>one<table><tr><td><a href=/2>two</a></table></a>")

    assert {(link["href"], link.get("text")) for link in found["links"]} >= {("/2", "two")}
    assert str(found["links"]).count("two") == 1


def test_fields_as_they_are_sent():
    text = """<input type=radio name=r value=1><input type=radio name=r value=2 checked><input type=submit name=go value=x>
    <select name=s><optgroup label=o><option>a<option value=b selected>c</select><select name=none></select>"""

    assert tree(text)["inputs"] == {"r": "2", "s": "b"}


def test_a_table_without_a_header_goes_by_number():
    assert tree("<table><tr><td>a<td>b<tr><td>c</table>") == {
        "tables": [[{"0": "a", "1": "b"}, {"0": "c", "1": ""}]]
    }


def test_depth_and_cells_are_bounded():
    with pytest.raises(Unreadable, match=r"^too-deep$"):
        tree("<div>" * 10, depth=9)
    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        tree("<table><tr><td>a<td>b<tr><td>c</table>", fields=3)


@pytest.mark.parametrize(
    "tag",
    [
        "script",
        "style",
        "template",
        "iframe",
        "object",
        "svg",
        "math",
        "noembed",
        "noframes",
        "select",
        "canvas",
        "video",
        "audio",
        "datalist",
    ],
)
def test_what_stands_in_what_is_no_text_is_not_read(tag):
    found = tree(f"<p>Hi<{tag}>zqcanary</{tag}>")

    assert "zqcanary" not in str(found)
    assert found["text"] == ["Hi"]


@pytest.mark.parametrize(
    "tag",
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "legend",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "ul",
        "xmp",
    ],
)
def test_blocks_part_words(tag):
    page = f"<body>one<{tag}>two</{tag}>three"
    shown = ["one", "three"] if tag == "nav" else ["one", "two", "three"]  # of that, links alone are read

    assert tree(page)["text"] == shown


@pytest.mark.parametrize("tag", ["b", "i", "span", "bdo", "font", "nobody-knows"])
def test_any_other_tag_parts_no_word(tag):
    assert tree(f"<p>A12<{tag}>3456</{tag}>789")["text"] == ["A123456789"]


@pytest.mark.parametrize("tag", ["td", "th"])
@pytest.mark.parametrize("group", ["thead", "tbody", "tfoot"])
def test_every_cell_of_every_part_of_a_table_is_read(group, tag):
    page = f"<table><tr><th>name</tr><{group}><tr><{tag}>zqcanary</{tag}></tr></{group}></table>"

    assert "zqcanary" in str(tree(page)["tables"])
    assert "text" not in tree(page)
