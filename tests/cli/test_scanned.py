"""What a scan found in one file, drawn."""

import pytest

from firewall.cli import scanned
from firewall.survey.looking import Finding


def finding(**changes):
    return Finding(
        **{"path": "/items/3/x", "pattern": "/items/*/x", "category": "contact.phone", "detector": "phone", "confidence": 0.8}
        | changes
    )  # fmt: skip


def drawn(capsys, *findings):
    scanned.draw("people.json", scanned.tallied(findings))
    return capsys.readouterr().out


def test_one_finding_has_its_own_place_and_many_have_their_pattern(capsys):
    assert "/items/3/x " in drawn(capsys, finding())
    assert "/items/*/x " in drawn(capsys, finding(), finding(path="/items/4/x"))


def test_categories_have_bars_from_the_most_to_the_fewest(capsys):
    lines = drawn(capsys, finding(), *[finding(category="health")] * 3).splitlines()

    assert lines[1] == "people.json: 4 findings"
    assert lines[2].split() == ["health", "█" * 24, "3"]
    assert lines[3].split() == ["contact.phone", "█" * 8, "1"]


def test_guesses_are_marked_and_counted(capsys):
    out = drawn(capsys, finding(confidence=0.39), finding(confidence=0.2), finding())

    assert "people.json: 3 findings, 2 guesses\n" in out
    assert "0.20 (guess)" not in out  # one row, told with its surest finding
    assert "0.80" in out
    assert "0.39 (guess)" in drawn(capsys, finding(confidence=0.39))


def test_in_a_text_lines_are_told(capsys):
    out = drawn(capsys, *(finding(path="", pattern="", line=line) for line in (3, 9, 3)))

    assert "line 3, 9 " in out
    assert "line 1, 2, 3, 4, 5 ..." in drawn(
        capsys, *(finding(path="", pattern="", line=n) for n in range(1, 9))
    )


def test_the_whole_document_has_a_word(capsys):
    assert "(the whole)" in drawn(capsys, finding(path="", pattern=""))


def test_a_file_of_too_many_places_is_cut_and_says_so(capsys):
    out = drawn(capsys, *(finding(path=f"/{n}", pattern=f"/{n}") for n in range(250)))

    assert "250 findings" in out
    assert "... and 50 findings in other places. --json lists all of them." in out


def test_a_value_cannot_rewrite_the_terminal(capsys):
    out = drawn(capsys, finding(value="\x1b[2J" + "x" * 100), finding(pattern="/\x1b[31m", path="/\x1b[31m"))

    assert "\x1b" not in out
    assert "x…" in out


def test_a_file_without_findings_is_not_drawn(capsys):
    assert drawn(capsys) == ""


@pytest.mark.parametrize(("count", "most", "length"), [(1, 1, 24), (1, 1_000_000, 1), (500, 1_000, 12)])
def test_a_bar_is_never_nothing(count, most, length):
    assert len(scanned.bar(count, most)) == length
