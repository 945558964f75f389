import pytest

from firewall.formats.html.writing import normal, spelt, written

EVIL = "</script></title><script>x</script>\"'<!--"


@pytest.mark.parametrize(
    "tree",
    [
        {"title": EVIL}, {"text": [EVIL]}, {"links": [{"href": "/x", "text": EVIL}]}, {"tables": [[{EVIL: EVIL}]]},
        {"inputs": {EVIL: EVIL}}, {"data": [{EVIL: EVIL}]}, {"images": [EVIL]}, {"meta": {EVIL: EVIL}},
    ],
)  # fmt: skip
def test_no_text_becomes_a_tag(tree):
    page = written(normal(tree))

    assert page.count("<script") == ("data" in tree)
    assert "<!--" not in page


def test_markers_and_numbers_are_written_where_they_stand():
    tree = {
        "title": 7, "text": ["a", None, ""], "links": [{"href": "withheld!", "text": "x"}, {}],
        "tables": [[{"a": 1}, {"b": None}], []], "inputs": {"a": []}, "meta": {"b": ""}, "images": [],
    }  # fmt: skip

    assert normal(tree) == {
        "title": "7", "text": ["a"], "links": [{"text": "x"}], "tables": [[{"a": "1", "b": ""}, {"a": "", "b": ""}]],
    }  # fmt: skip


def test_a_link_that_runs_something_is_never_written():
    assert "href" not in written(normal({"links": [{"href": "javascript:x", "text": "y"}]}))


def test_names_are_spelt_as_they_are_written():
    assert spelt("a&b")[0] == b"<th>a&amp;b</th>"


def test_nothing_is_an_empty_page():
    assert normal(None) == {}
    assert written({}).startswith("<!DOCTYPE html>")
