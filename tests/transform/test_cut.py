"""Spans of text, taken out of what leaves."""

import pytest

from firewall.transform.cut import cut
from tests.transform.test_prune import place, pruned


def cut_out(text, *spans):
    done = pruned({"a": text}, a=place(cuts=True))
    cut(done, [(0, start, end) for start, end in spans])
    return done.tree["a"]


@pytest.mark.parametrize(
    ("spans", "result"),
    [
        ([(0, 3)], "[withheld]defghij"),
        ([(7, 10)], "abcdefg[withheld]"),
        ([(0, 10)], "[withheld]"),
        ([(2, 4), (6, 8)], "ab[withheld]ef[withheld]ij"),
        ([(6, 8), (2, 4)], "ab[withheld]ef[withheld]ij"),
        ([(2, 6), (4, 8)], "ab[withheld]ij"),
        ([(2, 8), (3, 4)], "ab[withheld]ij"),
        ([(2, 4), (2, 4)], "ab[withheld]efghij"),
        ([], "abcdefghij"),
    ],
)
def test_spans_are_cut_out_of_a_text(spans, result):
    assert cut_out("abcdefghij", *spans) == result


def test_texts_in_lists_and_objects_can_be_cut():
    done = pruned({"a": ["xx", {"b": "yy"}]}, a=place(cuts=True))
    fields = done.texts

    cut(done, [(fields.index("xx"), 0, 2), (fields.index("yy"), 1, 2)])

    assert done.tree == {"a": ["[withheld]", {"b": "y[withheld]"}]}


def test_items_can_be_cut():
    done = pruned({"a": ["xx", "yy"]}, a__ANY=place(cuts=True))

    cut(done, [(1, 0, 1)])

    assert done.tree == {"a": ["xx", "[withheld]y"]}
