"""What a PDF draws costs no more than what honest files of its size draw."""

import random
from dataclasses import replace

import pytest

from firewall.formats import FORMATS, Limits, Unreadable, pdf
from firewall.formats.pdf.effort import Effort
from firewall.formats.pdf.fonts import Letters
from firewall.formats.pdf.lines import rows_of
from firewall.formats.pdf.pieces import Piece, Spot
from tests.formats.archives import refused
from tests.formats.pdf.test_drawn import form, page
from tests.formats.pdf.test_pdf import IMAGE, WITH_IMAGE, made, stream

PDF = FORMATS["application/pdf"]
LIMITS = Limits()
BEGIN, END = b"BT /F1 12 Tf 50 700 Td 14 TL ", b"ET"
WORDS = ("seen today for a visit and asked about housing school work rent paid due next week").split()  # noqa: SIM905  # words to be read


def drawn(unit, times):
    """So small that it draws ninety times as much, and no more than any file may."""
    contents = stream(BEGIN + unit * times + END)
    size = len(BEGIN + unit * times)
    return made(contents=contents, info=b"/Subject (%s)" % letters(size // 90))


def letters(count):
    return "".join(random.Random(3).choices("abcdefghij klmnopqrst", k=count)).encode()


@pytest.mark.parametrize(
    "unit", [b"f\n", b"q Q ", b"0 w ", b"(a)Tj ", b"()' ", b"T* ", b"[" + b"(a)9" * 400 + b"]TJ "]
)
def test_a_small_file_that_draws_much_is_refused_before_much_of_it_is_read(unit, monkeypatch):
    spent = []
    spend = Effort.spend

    def noted(effort, drawn_bytes=0, tokens=0):
        spent.append(drawn_bytes + 2 * tokens)
        return spend(effort, drawn_bytes, tokens)

    monkeypatch.setattr(Effort, "spend", noted)
    body = drawn(unit, 190_000 // len(unit))

    refused(lambda: PDF.parse(body, LIMITS), "too-many-fields")
    assert len(body) < 6_000
    assert sum(spent) < 800_000


def test_a_table_of_words_that_are_hardly_packed_is_read():
    rng = random.Random(5)
    cells = [b"(%s)Tj T* " % " ".join(rng.choices(WORDS, k=4)).encode() for _ in range(4_000)]
    body = made(contents=stream(BEGIN + b"".join(cells) + END))

    assert len(PDF.parse(body, LIMITS)["pages"][0].splitlines()) == 4_000


def test_a_table_in_which_each_cell_is_the_same_is_read():
    """Of what people make it is packed the most: seven to one."""
    rng = random.Random(5)
    places = [(60 * (number % 8), rng.randrange(80_000) / 100) for number in range(3_000)]
    cells = b"".join(b"BT 1 0 0 1 %d %.2f Tm (n/a) Tj T* ET\n" % place for place in places)
    body = made(contents=stream(b"BT /F1 12 Tf ET " + cells))

    assert PDF.parse(body, LIMITS)["pages"][0].count("n/a") >= 3_000


def test_of_many_files_in_one_body_each_has_its_share_of_what_is_free():
    body = made(contents=stream(BEGIN + b"(a)Tj T* " * 1_500 + END))

    assert PDF.parse(body, LIMITS)["pages"]
    refused(lambda: PDF.parse(body, replace(LIMITS, among=100)), "too-many-fields")


def test_letters_over_one_another_are_bounded():
    """Each is put in its place by itself: a file of 13 kB had 200 million bytes in memory of it."""
    over = b"(" + b"a" * 1_000 + b")Tj 1 0 Td "

    def read(times):
        contents = stream(BEGIN + over * times + END, packed=False)
        return PDF.parse(made(contents=contents), LIMITS)["pages"]

    assert read(20)
    refused(lambda: read(60), "too-many-fields")


def test_letters_of_all_pages_that_are_placed_by_themselves_are_counted():
    effort = Effort(0, LIMITS)
    spot = Spot(0, 0, 0, (1, 0), (0, 7))
    pieces = [Piece(0, 0, start, start + 100, 10, "a" * 1_000, spot) for start in (0, 1)]

    rows_of(pieces, effort)

    assert effort.left == Effort(0, LIMITS).left - 4_000


def test_strings_that_are_looked_for_before_a_page_is_read_are_bounded(monkeypatch):
    def looked_for(_):
        raise AssertionError

    monkeypatch.setattr(pdf.drawn, "_check_plain", looked_for)
    contents = stream(BEGIN + b"[" + b"(a)9" * 120_000 + b"]TJ " + END, packed=False)

    refused(lambda: PDF.parse(made(contents=contents), LIMITS), "too-many-fields")


def test_what_is_spent_is_gone():
    effort = Effort(1_000, LIMITS)
    left = effort.left

    assert effort.spend(100, 50) == 200
    assert effort.left == left - 200
    assert effort.tokens(10) == 11
    with pytest.raises(Unreadable, match="too-many-fields"):
        effort.spend(left)


def test_a_large_file_may_draw_no_more_than_any():
    assert Effort(8_000_000, LIMITS).left == Effort(2_000_000, LIMITS).left


def test_a_form_costs_what_it_is_as_often_as_it_is_drawn(monkeypatch):
    def placed(*_):
        raise AssertionError

    monkeypatch.setattr(pdf, "drawn_of", placed)
    body = page(b"/X Do " * 150, form(BEGIN + b"(a)Tj T* " * 1_000 + END), packed=False)

    refused(lambda: PDF.parse(body, LIMITS), "too-many-fields")


def test_a_page_that_only_pypdf_reads_costs_as_much_before_it_does():
    """Ten pages as long as each of them may be, in a small file."""
    odd = BEGIN + b"(a (b))Tj " + b" " * 120_000 + END
    body = page(
        b" ".join(b"/X%d Do" % n for n in range(5)),
        *[form(odd)] * 5,
        names=b" ".join(b"/X%d %d 0 R" % (n, 7 + n) for n in range(5)),
    )
    large = Effort(0, LIMITS)
    large.left = 1_000_000
    before = large.left

    refused(lambda: PDF.parse(body, LIMITS), "too-many-fields")
    pdf.drawn._steps(odd, _Odd(), large)
    assert before - large.left >= len(odd)


class _Odd:
    operations = (([b"a (b)"], b"Tj"), ([], b"ET"))


def test_strings_of_a_page_are_bounded():
    contents = stream(BEGIN + (b"[" + b"(a)9" * 100 + b"]TJ T* ") * 600 + END, packed=False)

    refused(lambda: PDF.parse(made(contents=contents), LIMITS), "too-many-fields")


def test_each_string_that_is_put_in_its_place_costs_more_than_one_that_is_read():
    effort = Effort(0, LIMITS)
    before = effort.left

    pieces, *_ = pdf.places.drawn_of([([_Font(), 12], b"Tf"), ([b"a"], b"Tj"), ([b"b"], b"Tj")], effort)

    assert len(pieces) == 2
    assert before - effort.left == 2 * 2 * 2


class _Font:
    scale = 0.001

    def read(self, said):
        return Letters(said.decode(), said.decode(), [500.0] * len(said), 0)


def test_pictures_are_counted_where_they_are_met_too(monkeypatch):
    body = made(page=WITH_IMAGE, more=(IMAGE,))
    assert PDF.parse(body, LIMITS)["pictures"]
    monkeypatch.setattr(pdf.walk, "MOST_PICTURES", 0)

    refused(lambda: PDF.parse(body, LIMITS), "too-many-members")


def test_strings_are_counted_before_the_last_of_them_is_placed():
    taken = []

    def endless():
        yield [_Font(), 12], b"Tf"
        while True:
            taken.append(1)
            yield [b"a"], b"Tj"

    refused(lambda: pdf.places.drawn_of(endless(), Effort(0, LIMITS)), "too-many-fields")
    assert len(taken) <= 32 * 1024 // 4 + 500
