"""Reading the sets: what is no case is said, and never passed over."""

import pytest

from evaluation.cases import BadCaseError, Label, pointer, read
from tests.evaluation.helpers import base, negative, positive, write


def test_a_line_becomes_a_case(tmp_path):
    also = [[0, 3, "immigration"]]
    write(tmp_path, "open", "identifiers", "us.a-number", positive("A-1 is A123", "A123", also=also))

    (case,) = read(tmp_path)

    assert (case.half, case.kind, case.name) == ("open", "identifiers", "us.a-number")
    assert case.labels == (Label("immigration.identifier", 7, 11),)
    assert case.also == (Label("immigration", 0, 3),)
    assert case.positive


def test_a_document_is_labelled_by_its_pointer(tmp_path):
    line = base(document={"a": [{"b/c": 1}]}, path="/a/0/b~1c", kind="positive", also=[["/a", "record"]])
    write(tmp_path, "held-out", "identifiers", "us.a-number", line)

    (case,) = read(tmp_path)

    assert case.text is None
    assert case.labels == (Label("immigration.identifier", pointer=("a", "0", "b/c")),)
    assert case.also == (Label("record", pointer=("a",)),)


def test_a_set_of_phrases_has_traps_and_empty_members(tmp_path):
    write(tmp_path, "open", "phrases", "de", negative("x", category=None, trap="parking", also=[]))

    (case,) = read(tmp_path)

    assert case.kind == "phrases"
    assert case.trap == "parking"
    assert case.category == "immigration"
    assert not case.positive


def test_the_second_files_of_the_blind_half_are_an_exam_of_their_own(tmp_path):
    for half, name in (("open", "de"), ("open", "de-second"), ("held-out", "de"), ("held-out", "de-second")):
        write(tmp_path, half, "phrases", name, negative(f"{half} {name}", **{"class": "de"}))

    told = [(case.half, case.name, case.text) for case in read(tmp_path)]

    assert told == [
        ("open", "de", "open de-second"),
        ("open", "de", "open de"),
        ("held-out second", "de", "held-out de-second"),
        ("held-out", "de", "held-out de"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        base(),
        base(text="x", spans=[], kind="positive"),
        base(text="x", spans=[[0, 1]], kind="negative"),
        base(text="x", spans=[[0, 2]], kind="positive"),
        base(text="x", spans=[[1, 1]], kind="positive"),
        base(text="x", spans=[], kind="neither"),
        base(spans=[], kind="negative"),
        ["a", "list"],
    ],
)
def test_what_is_no_case_is_an_error_that_says_where(tmp_path, line):
    write(tmp_path, "open", "identifiers", "us.a-number", negative("fine"), line)

    with pytest.raises(BadCaseError, match=r"open/identifiers/us\.a-number\.jsonl:2"):
        read(tmp_path)


def test_an_exam_without_questions_is_not_passed(tmp_path):
    with pytest.raises(BadCaseError):
        read(tmp_path)


def test_pointers_follow_their_standard():
    assert pointer("") == ()
    assert pointer("/a/~01") == ("a", "~1")
