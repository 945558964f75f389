"""Lines of a page, by where they stand and by when they are drawn."""

import pytest

from firewall.formats import Limits, Unreadable
from firewall.formats.pdf.effort import Effort
from firewall.formats.pdf.lines import in_order, lines_of, looks_of, others_of, rows_of
from firewall.formats.pdf.pieces import Piece, Spot


def piece(text, x, y=100.0, wide=None, **more):
    end = x + (len(text) * 10.0 if wide is None else wide)
    return Piece(more.pop("way", 0), y, x, end, 10.0, text, Spot(0, x, y, (1.0, 0.0), (0.0, 7.0)), **more)


def rows(pieces):
    return rows_of(pieces, Effort(10_000, Limits()))


def test_lines_go_from_above_and_from_left_to_right():
    pieces = [piece("d", 60, 50), piece("b", 60), piece("a", 10, 104), piece("c", 10, 50)]

    assert lines_of(rows(pieces)) == ["a b", "c d"]
    assert in_order(pieces) == "d\nb\na\nc"


def test_what_nearly_touches_is_one_word_and_what_is_turned_another_line():
    assert lines_of(rows([piece("ab", 10), piece("c", 32)])) == ["abc"]
    assert lines_of(rows([piece("ab", 10), piece("c", 33)])) == ["ab c"]
    assert lines_of(rows([piece("ab", 10), piece("c", 32, way=1)])) == ["ab", "c"]
    assert lines_of(rows([piece("ab", 10), piece("c", 32, 94)])) == ["ab", "c"]


def test_what_lies_over_another_goes_letter_by_letter():
    assert lines_of(rows([piece("ac", 10, wide=30), piece("b", 20, wide=5)])) == ["abc"]


def test_those_that_look_alike_are_told_where_others_stand_between_them():
    line = [piece("a", 10), piece("x", 20, look=1), piece("b", 30)]

    assert lines_of([line]) == ["axb", "a b"]
    assert [[one.text for one in alike] for alike in looks_of(line)] == [["a", "b"]]
    assert list(looks_of(line[:2])) == []


def test_in_its_order_a_line_goes_on_to_the_right():
    assert in_order([piece("a", 10), piece("b", 20), piece("c", 5)]) == "ab\nc"
    assert in_order([piece("a", 10), piece("b", 20, 80)]) == "a\nb"


def test_a_letter_that_is_drawn_again_where_it_stands_is_read_once_too():
    twice = [piece(text, x + by, wide=9) for x, text in ((10, "a"), (20, "b"), (30, "b")) for by in (0, 0.5)]

    assert lines_of(rows(twice)) == ["aabbbb", "abb"]
    assert lines_of(rows([piece("b", 10), piece("b", 20)])) == ["bb"]


def test_of_three_looks_each_is_left_out_where_it_stands_between_others():
    looks = {"a": 1, "b": 2, "x": 3, "y": 4}
    line = [piece(text, 10 * place, look=looks[text]) for place, text in enumerate("axbxay")]
    cells = [piece(text, 21 * place, look=place) for place, text in enumerate("abcd")]

    assert others_of([line], Effort(10_000, Limits())) == ["xbx y", "a b ay", "ax xay"]
    assert others_of([line[:3]], Effort(10_000, Limits())) == ["a b"]
    assert others_of([cells, line[:2]], Effort(10_000, Limits())) == []


def test_leaving_out_one_look_after_the_other_is_bounded():
    line = [piece("a", 10 * place, look=place) for place in range(1_000)]

    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        others_of([line], Effort(10_000, Limits()))
