"""Letters of a string that is shown, each where it stands."""

from firewall.formats.pdf.fonts import Letters
from firewall.formats.pdf.pieces import Piece, Spelt, Spot, letters_of, words_of

SPOT = Spot(1, 100.0, 50.0, (1.0, 0.0), (0.0, 7.0))


class Font:
    def each(self, letters):
        return [(text, width, text == " ") for text, width in zip(self.texts, letters.widths, strict=True)]

    def __init__(self, *texts):
        self.texts = texts


def piece(text, wide, spot=SPOT, **more):
    return Piece(0, 50.0, spot.x, spot.x + wide, 10.0, text, spot, **more)


def spelt(*texts, widths, blank=0.0):
    letters = Letters("c" * len(texts), "".join(texts), list(widths), texts.count(" "))
    return Spelt(Font(*texts), letters, 1.0, 1.0, blank, 2.0)


def test_letters_stand_where_their_font_puts_them():
    found = letters_of(
        piece("afi b", 40, spelt=spelt("a", "fi", " ", "b", widths=[1, 2, 3, 4], blank=5), scale=10)
    )

    assert [(one.text, one.start, one.end) for one in found] == [("a", 100, 120), ("fi", 140, 180), (" ", 200, 260), ("b", 380, 460)]  # fmt: skip
    assert [one.spot.x for one in found] == [100, 140, 200, 380]
    assert all(one.spelt is None for one in found)


def test_of_letters_of_which_nobody_knows_more_all_are_as_wide():
    assert [(one.text, one.start) for one in letters_of(piece("abcd", 40))] == [("a", 100), ("b", 110), ("c", 120), ("d", 130)]  # fmt: skip


def test_words_stand_where_their_first_letter_does():
    told = piece("ab cd", 90, spelt=spelt("a", "b", " ", "c", "d", widths=[1, 2, 3, 4, 5], blank=5), scale=10)

    assert [(one.text, one.start, one.end) for one in words_of(told)] == [("ab", 100, 200), ("cd", 380, 600)]
    assert [(one.text, one.start, one.end) for one in words_of(piece("ab cd", 50))] == [("ab", 100, 120), ("cd", 130, 150)]  # fmt: skip
    several = piece("fi d", 40, spelt=spelt("fi", " ", "d", widths=[1, 1, 1]), scale=10)
    assert [(one.text, one.start) for one in words_of(several)] == [("fi", 100), ("d", 130)]


def test_corners_and_places_of_a_letter_turn_with_it():
    turned = piece("a", 10, SPOT._replace(right=(0.0, 1.0), up=(-7.0, 0.0)))

    assert piece("a", 10).corners() == (100, 50, 110, 57)
    assert turned.corners() == (93, 50, 100, 60)
    assert piece("a", 10).middle == (105, 53.5)
    assert turned.middle == (96.5, 55)
    assert all(93 < x < 100 and 50 < y < 60 for x, y in turned.points())
    assert len(set(turned.points())) == 6
