import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.detect.view import View, as_it_is


def test_a_view_is_made_of_edits_and_leads_back():
    view = as_it_is("ab%41%42cd").edited([(2, 8, "AB")], "percent")

    assert view.text == "abABcd"
    assert list(view.origin) == [0, 1, 2, 2, 8, 9, 10]
    assert view.place(1, 2) == (1, 2)
    assert view.place(2, 3) == (2, 8)  # one thing, not cut in two
    assert view.place(1, 5) == (1, 9)


def test_a_place_takes_along_what_was_left_out_after_it():
    view = as_it_is("1 2 3").edited([(1, 2, ""), (3, 4, "")], "closed")

    assert view.text == "123"
    assert view.place(0, 1) == (0, 2)
    assert view.place(0, 3) == (0, 5)


def test_views_of_views_lead_back_to_the_original():
    view = as_it_is("x" + "%2541" + "y").edited([(1, 6, "%41")], "percent").edited([(1, 4, "A")], "percent")

    assert view.text == "xAy"
    assert view.place(1, 2) == (1, 6)


def test_what_is_not_ascii_is_folded_on_the_way():
    view = as_it_is("\ufb01x").folded()

    assert view.text == "fix"
    assert view.place(0, 1) == view.place(1, 2) == (0, 1)
    assert view.place(2, 3) == (1, 2)


def test_codes_are_read_in_one_look_each():
    view = as_it_is("a<1>b<2>").read_as(re.compile("(<[0-9]>)"), {"<1>": "one", "<2>": ""}, "code")

    assert view is not None
    assert view.text == "aoneb"
    assert list(view.origin) == [0, 1, 1, 1, 4, 8]


def test_what_is_left_out_leads_back():
    view = as_it_is("a-b--c").without(re.compile("-+"), "closed")

    assert view is not None
    assert view.text == "abc"
    assert view.changed == 2
    assert list(view.origin) == [0, 2, 5, 6]


def test_a_view_in_which_nothing_changes_is_none():
    assert as_it_is("abc").without(re.compile("-"), "closed") is None
    assert as_it_is("a<1>").read_as(re.compile("(<1>)"), {"<1>": "<1>"}, "code") is None
    assert as_it_is("a").read_as(re.compile("(<1>)"), {}, "code") is None


def test_only_the_surroundings_of_an_edit_are_kept_where_only_they_matter():
    text = "a" * 1000 + "1 2" + "b" * 1000
    view = as_it_is(text).around([(1001, 1002, "")], "closed")

    assert len(view.text) < 200
    start = view.text.index("12")
    assert view.place(start, start + 2) == (1000, 1003)
    assert view.origin[-1] == len(text)


def test_a_respelled_view_has_the_places_of_the_one_before():
    view = as_it_is("ivfn").respelled("visa", "rot13")

    assert (view.text, view.kind, view.place(1, 3)) == ("visa", "rot13", (1, 3))


@st.composite
def edits(draw):
    text = draw(st.text(max_size=40))
    ends = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return text, [(start, end, draw(st.text(max_size=4))) for start, end in pairs]


@given(edits(), st.booleans())
def test_the_way_back_never_falls_and_ends_with_the_original(made, windowed):
    text, changes = made
    before = as_it_is(text)
    view: View = before.around(changes, "x") if windowed else before.edited(changes, "x")

    for each in (view, view.folded()):
        origin = list(each.origin)
        assert len(origin) == len(each.text) + 1
        assert origin == sorted(origin)
        assert origin[-1] == len(text)
        for start in range(len(each.text)):
            first, last = each.place(start, start + 1)
            assert 0 <= first <= last <= len(text)


@pytest.mark.parametrize("text", ["", "a", "\u0301"])
def test_nothing_leads_to_nothing(text):
    view = as_it_is(text).folded()

    assert view.place(0, 0) == (view.origin[0],) * 2
