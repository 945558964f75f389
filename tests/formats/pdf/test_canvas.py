"""What a page paints, and where."""

import pytest

from firewall.formats import Unreadable
from firewall.formats.pdf.canvas import Canvas

STILL = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
TURNED = (0.6, 0.8, -0.8, 0.6, 0.0, 0.0)


def painted(*steps, place=STILL, end=b"f", is_sure=True):
    canvas = Canvas()
    for operator, *operands in steps:
        if operator in {b"w", b"d", b"gs", b"W", b"W*", b"sh"}:
            canvas.change(operator, operands)
        else:
            canvas.path(operator, operands, place)
    canvas.paint(end, ("fill", "line"), 1.0, is_sure=is_sure)
    return canvas


def test_a_box_is_where_it_is():
    (paint,) = painted((b"re", 10, 20, 30, -5)).paints

    assert paint.box() == (10, 15, 40, 20)
    assert (paint.order, paint.colour, paint.is_sure) == (1, "fill", True)
    assert paint.has(11, 16)
    assert not paint.has(11, 21)
    assert not paint.has(41, 16)
    assert not paint.area.outlines


def test_a_box_that_is_turned_has_not_all_of_what_is_around_it():
    (paint,) = painted((b"re", 0, 0, 10, 10), place=TURNED).paints

    assert paint.has(-1, 7)
    assert not paint.has(5, 1)
    assert not paint.has(-7, 1)


TRIANGLE = (b"m", 0, 0), (b"l", 10, 0), (b"l", 5, 10)


def test_what_is_inside_of_outlines_is_covered_closed_or_not():
    for steps in (TRIANGLE, (*TRIANGLE, (b"h",))):
        (paint,) = painted(*steps).paints
        assert paint.has(5, 5)
        assert not paint.has(1, 8)
        assert not paint.has(9, 8)


def test_holes_count_as_they_are_told():
    rings = (b"re", 0, 0, 10, 10), (b"re", 4, 4, 2, 2)
    other_way = (b"m", 4, 4), (b"l", 4, 6), (b"l", 6, 6), (b"l", 6, 4)

    assert painted(*rings).paints[0].has(5, 5)
    assert not painted(*rings, end=b"f*").paints[0].has(5, 5)
    assert not painted(rings[0], *other_way).paints[0].has(5, 5)
    assert painted(rings[0], *other_way, end=b"B*").paints[0].has(1, 1)


@pytest.mark.parametrize("bend", [(b"c", 0, 10, 10, 10, 10, 0), (b"v", 0, 12, 10, 0), (b"y", 5, 15, 10, 0)])
def test_what_is_round_bends_to_where_it_goes(bend):
    (paint,) = painted((b"m", 0, 0), bend).paints

    assert paint.has(5, 3)
    assert not paint.has(5, 9)
    assert not paint.has(0.2, 7)
    assert 3 < paint.box()[3] < 8


def test_lines_cover_as_far_as_they_are_wide():
    (paint,) = painted((b"w", 4), (b"m", 0, 0), (b"l", 10, 0), end=b"S").paints
    turned = painted((b"w", 4), (b"m", 0, 0), (b"l", 10, 10), end=b"S").paints[0]
    closed = painted((b"w", 4), *TRIANGLE, end=b"s").paints

    assert (paint.box(), paint.colour) == ((0, -2, 10, 2), "line")
    assert turned.has(5, 6)
    assert not turned.has(2, 8)
    assert len(closed) == 3
    assert len(painted((b"w", 4), *TRIANGLE, end=b"b").paints) == 4
    assert len(painted((b"gs", {"/LW": 4}), *TRIANGLE, end=b"S").paints) == 2


def test_lines_that_hide_nothing_are_none_and_those_with_gaps_are_told():
    assert not painted((b"w", 0.5), (b"m", 0, 0), (b"l", 10, 0), end=b"S").paints
    assert not painted((b"w", 1), (b"m", 0, 0), (b"l", 10, 9), end=b"S").paints
    assert not painted((b"w", 9), (b"m", 1, 1), (b"l", 1, 1), end=b"S").paints
    assert not painted((b"l", 10, 0), (b"h",), end=b"f").paints
    for gaps in ((b"d", [3], 0), (b"gs", {"/D": "[[3] 0]"})):
        assert painted((b"w", 4), gaps, (b"m", 0, 0), (b"l", 9, 0), end=b"S").paints[0].is_parted
    assert not painted((b"w", 4), (b"d", [], 0), (b"m", 0, 0), (b"l", 9, 0), end=b"S").paints[0].is_parted


def test_what_is_cut_off_is_not_painted_and_comes_back():
    canvas = Canvas()
    canvas.keep()
    canvas.path(b"re", [0, 0, 5, 5], STILL)
    canvas.change(b"W", [])
    canvas.paint(b"n", ("", ""), 1.0, is_sure=True)
    canvas.path(b"re", [0, 0, 10, 10], STILL)
    canvas.paint(b"f", ("", ""), 1.0, is_sure=True)
    canvas.change(b"sh", ["/S"])
    canvas.picture((20, 0, 0, 20, -10, -10))
    canvas.fetch()
    canvas.change(b"sh", ["/S"])

    box, shade, picture, rest = canvas.paints
    assert [one.box() for one in canvas.paints] == [(0, 0, 5, 5)] * 3 + [None]
    assert [one.is_sure for one in canvas.paints] == [True, False, False, False]
    assert [one.has(7, 7) for one in canvas.paints] == [False, False, False, True]
    assert box.has(3, 3)
    assert shade.has(3, 3)
    assert picture.has(3, 3)
    assert rest.order == canvas.order == 4


def test_what_an_empty_path_leaves_is_nothing():
    canvas = Canvas()
    canvas.change(b"W*", [])
    canvas.paint(b"n", ("", ""), 1.0, is_sure=True)

    assert not canvas.clips[0].has(0, 0)


def test_paths_are_bounded():
    canvas = Canvas()
    for _ in range(100_000):
        canvas.path(b"re", [0, 0, 1, 1], STILL)

    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        canvas.path(b"m", [0, 0], STILL)
