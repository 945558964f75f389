"""Every cause says what to do, and a place is written as editors take it."""

import re

import pytest

from firewall.survey import parts
from firewall.survey.parts import Unread, place, sentence
from tests.test_architecture import ROOT


def test_a_place_is_a_file_a_line_and_a_column():
    assert place("a.json", Unread("not-json", line=3, column=5)) == "a.json:3:5"
    assert place("a.json", Unread("too-deep")) == "a.json"


@pytest.mark.parametrize("why", sorted(parts._SAYS))
def test_a_cause_is_two_sentences_of_which_one_is_a_remedy(why):
    assert len(re.findall(r"[.?](?: |$)", sentence(why))) >= 2


def test_every_cause_of_ours_has_a_sentence():
    told = set()
    for path in (ROOT / "firewall" / "survey").glob("*.py"):
        told.update(
            re.findall(
                r"(?:Unread|Unreadable|UnopenedError|_FailedError)\(\"([a-z-]+)\"", path.read_text("utf-8")
            )
        )

    assert len(told) > 10
    assert told <= set(parts._SAYS)


def test_a_status_is_told_by_its_number():
    assert "404" in sentence("status-404")


def test_a_cause_that_nobody_described_is_told_all_the_same():
    assert "(something-new)" in sentence("something-new")
