"""Letters that stand near each other."""

import pytest

from firewall.formats import Limits, Unreadable
from firewall.formats.pdf.effort import Effort
from firewall.formats.pdf.pieces import Piece, Spot
from firewall.formats.pdf.swarms import swarms_of


def letter(text, x, y, high=10.0):
    return Piece(0, y, x, x + high / 2, high, text, Spot(0, x, y, (1.0, 0.0), (0.0, high * 0.7)))


def texts(pieces):
    return sorted(
        "".join(sorted(one.text for one in swarm))
        for swarm in swarms_of(pieces, Effort(10_000, Limits()).tries())
    )


def test_whoever_is_near_to_one_of_them_is_one_of_them():
    near = [letter("a", 0, 0), letter("d", 0, 30), letter("b", 10, 10), letter("c", 8, 22)]

    assert texts(near) == ["abcd"]
    assert texts([near[0], near[1]]) == ["a", "d"]
    assert texts([letter("a", 0, 0), letter("b", 15, 0), letter("c", 31, 0)]) == ["ab", "c"]
    assert texts([letter("a", -100, -100), letter("b", -112, -103)]) == ["ab"]


def test_those_of_another_size_are_others():
    assert texts([letter("a", 0, 0), letter("b", 4, 0, 40.0)]) == ["a", "b"]
    assert texts([letter("a", 0, 0, 40.0), letter("b", 40, 20, 40.0)]) == ["ab"]


def test_many_in_one_place_are_bounded():
    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        list(swarms_of([letter("a", 0, 0)] * 4_000, Effort(10_000_000, Limits()).tries()))
