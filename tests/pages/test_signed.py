"""A page of a signed policy says first who stands behind it, and that there is an emergency."""

import pytest

from firewall.pages.signed import section
from firewall.pages.words import LANGUAGES, in_language
from firewall.sources.held import Read
from firewall.sources.published import published
from tests.helpers_signed import built, emergency, signed


def lines(read, language="en"):
    found = section(in_language(language), published(read))
    return [line.text for line in found.blocks[0].lines]


def test_it_says_how_many_signed_and_nobodys_name():
    (line,) = lines(Read(texts={}, bundle=signed(built(7))))

    assert line.startswith("Version 7, signed by 2 different people")


def test_it_says_what_was_brought_back_and_why():
    assert (
        lines(Read(texts={}, bundle=signed(built(9, restores=7))))[1]
        == "It brings back version 7. Reason: It broke."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_emergency_stands_there_with_its_reason_and_its_end(language):
    bundle = signed(built(7))
    last = lines(Read(texts={}, bundle=bundle, glass=emergency(bundle)), language)[-1]

    assert "The flood of June" in last
    assert "2026-06-16T11:00:00Z" in last
    assert "The river is over the dam." in last
