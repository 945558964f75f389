import pytest

from firewall.detect.lines import Lines, as_lines, by_line, grouped


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


def test_equal_lines_stand_together_and_each_for_its_texts():
    lines = together([b"a", b"b", b"a", b"c"])

    assert lines == Lines(b"a\nb\nc", [[0, 2], [1], [3]])
    assert lines.by_text({0: "here"}) == {0: "here", 2: "here"}


def test_texts_that_are_left_out_have_no_line():
    lines = together([b"a", b"b", b"a", b"c"])

    assert lines.without({1}, ["unread"] * 4) == Lines(b"a\nc", [[0, 2], [3]])
    assert lines.without({0, 1}, ["unread"] * 4) == Lines(b"a\nc", [[2], [3]])


def test_without_groups_each_line_is_the_text_of_its_number():
    lines = Lines(b"a\nb")

    assert lines.by_text({1: "here"}) == {1: "here"}
    assert lines.without({0}, ["a", "b"]) == Lines(b"b", [(1,)])


def test_texts_are_told_by_their_blanks():
    texts = ["a b c", "a", "d e f", "a b\n c", ""]
    alone = Lines(as_lines(texts))

    assert alone.having(2, texts) == [(0,), (2,), (3,)]
    assert together(alone.data.split(b"\n")).having(2, texts) == [[0], [2], [3]]


def test_what_is_not_ascii_stands_for_many_letters_and_for_no_other_text():
    lines = together([b"a b 1", b"a b \xff", b"a b 1", b"a b \xff"])

    assert lines.having(2, ["unread"] * 4) == [[0, 2], (1,), (3,)]


def together(lines):
    groups = grouped(lines)
    return Lines(b"\n".join(groups), list(groups.values()))
