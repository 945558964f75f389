import pytest

from firewall.detect.lines import as_lines, by_line


@pytest.mark.parametrize(
    ("texts", "data"),
    [
        ([], b""),
        (["one", "two"], b"one\ntwo"),
        (["one\nmore", "two"], b"one\rmore\ntwo"),
        (["Ä", "東"], b"\xc4\n\xff"),
    ],
)
def test_each_text_is_one_line(texts, data):
    assert as_lines(texts) == data


def test_an_occurrence_is_told_by_its_line_and_the_place_in_it():
    data = b"cat\na dog\ncat and dog"

    assert by_line([(0, 2, 2), (1, 8, 8), (0, 12, 12), (1, 20, 20), (1, 18, 18)], data) == {
        0: {0: [2], 2: [2]},
        1: {1: [4], 2: [8, 10]},
    }


def test_what_spans_lines_is_told_of_each_of_them():
    assert by_line([(0, 2, 9)], b"one\ntwo\nthree") == {0: {2: [1], 1: [0], 0: [2]}}
