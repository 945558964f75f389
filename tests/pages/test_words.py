"""Both languages say the same things."""

import re
from datetime import date

import pytest

from firewall.model import Outcome, Treatment
from firewall.pages import words
from firewall.pages.words import form, in_language, listed, span, treatment
from firewall.policy.diff.facets import Form

PART = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("name", words._TEXTS)
def test_each_text_is_there_in_both_languages_with_the_same_parts(name):
    english, spanish = words._TEXTS[name]

    assert english
    assert spanish
    assert set(PART.findall(english)) == set(PART.findall(spanish))


def test_every_way_in_which_data_leaves_or_does_not_has_words():
    for language in words.LANGUAGES:
        say = in_language(language)
        said = {treatment(say, Treatment(outcome, "year")) for outcome in Outcome}

        assert len(said) == len(Outcome)


def test_forms_and_spans():
    say = in_language("en")

    assert form(say, Form(Treatment(Outcome.RELEASE))) == "as it is"
    assert (
        form(say, Form(Treatment(Outcome.RELEASE), cuts=True)) == "free text with what is found in it cut out"
    )
    assert form(say, None) == "nothing"
    assert span(say, date(2026, 1, 1), date(2026, 2, 1)) == "from 2026-01-01 until 2026-02-01"
    assert span(say, None, date.max) == ""
    assert listed({"b", "a"}) == "a, b"
