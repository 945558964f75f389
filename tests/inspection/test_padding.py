"""What of a text tells something, and what is padding."""

import pytest

from firewall.inspection.padding import MOST, TAIL, adds, end, tells

SILENT = [
    "\u200b" * 9, "\u00ad", " \n\t", "...---", "\u3164\uffa0", "<b></b>", "<!-- x -->", "&nbsp;", "&#x0000000000053;", "%35", "=35", "\\u0035", "\\x35", "\\\\u{35}", "\\065", "_", "<",
    "%u200b", "\\b", "\\n", "&#" + "0" * 60 + "8203;", "&#x" + "0" * 60 + "200b;", "<!--" + "a" * 200 + "-->", '<b title="' + "a" * 190 + '">',
]  # fmt: skip


@pytest.mark.parametrize("padding", SILENT, ids=repr)
def test_padding_and_codes_tell_nothing(padding):
    assert tells(padding) == 0
    assert tells(f"5{padding}3") == 2
    assert tells(f"536-90-{padding * 40}4399") == 9


@pytest.mark.parametrize(
    ("text", "told"), [("", 0), ("Amina", 5), ("a b, c", 3), ("1 < 2", 2), ("\u0661", 1), ("\u4e2d\u6587", 2)]
)
def test_letters_and_digits_tell(text, told):
    assert tells(text) == told


@pytest.mark.parametrize("cut", range(1, 17))
def test_a_code_that_is_cut_tells_nothing_either(cut):
    code = "&#x0000000000053;"

    assert adds("x " + code[:cut], code[cut:] + " y", 256) == 1


@pytest.mark.parametrize("padding", SILENT, ids=repr)
@pytest.mark.parametrize("size", [1, 4, 50, 150])
def test_padding_in_small_pieces_tells_nothing_either(padding, size):
    """A conversation comes so; what a code begins with stands in a piece long before its end."""
    text = f" {padding * 9}"
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    before, told = "", 0
    for piece in pieces:
        told += adds(before, piece, 256)
        before = (before + piece)[-TAIL:]

    assert told == 0


def test_of_a_long_text_no_more_is_looked_at_than_is_needed():
    assert adds("", "a" * MOST * 9, 256) == 512
    assert adds("", "." * MOST * 9 + "abc", 256) == 3


def test_the_end_of_a_text_tells_enough_and_is_bounded():
    assert end("a" * 1000, 256) == "a" * 256
    assert end("536-90-" + "\u200b" * 700, 256).startswith("536")
    assert len(end("." * MOST * 9, 256)) == MOST
    assert end("", 256) == ""


@pytest.mark.parametrize(
    "text",
    ["\\" * 99_999, "<a" * 50_000, "&" * 99_999, "%" * 99_999, "</" * 50_000],
    ids=lambda text: text[:2],
)
def test_it_takes_no_longer_for_a_strange_text(text):
    """A pattern that tries each place again from the next would take hours."""
    assert tells(text) <= len(text)
