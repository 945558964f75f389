from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from firewall.detect.fold import place
from firewall.detect.origins import follow, of_edits, of_pieces, through


def _slowly(origin, edits):
    """All of the way back, character by character."""
    way, done = [], 0
    for start, end, instead in edits:
        way += [*origin[done:start], *[origin[start]] * len(instead)]
        done = end
    return [*way, *origin[done:]]


class Counted(Sequence):
    """A way back that knows how often somebody asked."""

    def __init__(self, length):
        self.length, self.asked = length, 0

    def __len__(self):
        return self.length

    def __getitem__(self, at):
        self.asked += 1
        return range(self.length)[at]


_PIECES = st.lists(st.tuples(st.text("ab", max_size=3), st.text("%", max_size=3), st.text("xy", max_size=3)))


def _edits(pieces):
    edits, at = [], 0
    for plain, code, instead in pieces:
        at += len(plain)
        edits.append((at, at + len(code), instead))
        at += len(code)
    return edits, at


@given(_PIECES, st.text("z", max_size=3))
def test_each_character_leads_back_to_where_all_of_the_way_leads(pieces, rest):
    edits, length = _edits(pieces)
    origin = [2 * index for index in range(length + len(rest) + 1)]

    assert list(follow(origin, of_edits(edits))) == _slowly(origin, edits)


@given(_PIECES, st.text("z", max_size=3))
def test_pieces_lead_back_as_edits_do(pieces, rest):
    edits, length = _edits(pieces)
    cut = [part for plain, _, instead in pieces for part in (plain, instead)]
    way = of_pieces([*cut, rest], [code for _, code, _ in pieces])

    assert list(follow(range(length + len(rest) + 1), way)) == list(
        follow(range(length + len(rest) + 1), of_edits(edits))
    )


@given(_PIECES, st.text("z", max_size=3), st.data())
def test_a_place_is_found_as_on_a_way_that_is_worked_out(pieces, rest, data):
    edits, length = _edits(pieces)
    way = follow(range(length + len(rest) + 2), of_edits(edits))
    start = data.draw(st.integers(0, len(way) - 2))
    end = data.draw(st.integers(start, len(way) - 2))

    assert place(way, start, end) == place(list(way), start, end)


def test_to_ask_for_a_place_asks_for_no_more_of_the_way():
    origin = Counted(1_000_001)
    way = through(origin, follow(origin, of_edits([(at, at + 3, "x") for at in range(0, 999_000, 10)])))

    assert place(way, 500, 520) == (626, 650)
    assert origin.asked < 20


def test_a_way_is_read_from_its_end_and_in_slices():
    way = follow(range(9), of_edits([(2, 5, "x")]))

    assert list(way) == [0, 1, 2, 5, 6, 7, 8]
    assert (way[-1], way[1:4], len(way)) == (8, [1, 2, 5], 7)


def test_without_changes_the_way_is_the_same():
    origin = range(4)

    assert follow(origin, of_edits([])) is origin
    assert through(origin, [0, 2, 3]) == [0, 2, 3]
