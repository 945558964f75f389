import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.detect import swapped

_SIGNS = "0159OoIl-. /x,é"


@given(st.text(_SIGNS, max_size=80), st.integers(0, 3), st.integers(2, 4))
def test_rows_are_found_as_by_looking_at_every_character(text, few, short):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(swapped, "_FEW", few)
        patch.setattr(swapped, "_SHORT", short)
        found = [match.span() for match in swapped._mixed(text)]

    slowly = [match.span() for match in swapped._MIXED.finditer(text)]
    assert [span for span in found if re.search("[OoIl]", text[slice(*span)])] == [
        span for span in slowly if re.search("[OoIl]", text[slice(*span)])
    ]
    assert set(found) <= set(slowly)


def test_of_a_list_of_numbers_only_those_with_letters_are_looked_at():
    text = "123456789," * 50_000 + "1234O6789," + "123456789," * 50_000

    assert len(list(swapped._mixed(text))) == 1
    assert swapped.unswap(text) == [(500_000, 500_009, "123406789")]


def test_digits_read_as_letters_and_the_other_way_round_are_read_back():
    assert (0, 9, "536904391") in swapped.unswap("53690439l")
    assert swapped.unswap("a1ien") == [(0, 5, "alien")]
    assert swapped.unswap("536904399") == []


_WORDS = "abzAI01é -"


@given(st.text(_WORDS, max_size=80), st.integers(0, 3))
def test_words_are_found_as_by_looking_at_every_character(text, few):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(swapped, "_FEW", few)
        found = {match.span() for match in swapped._mixed_words(text)}

    slowly = {match.span(): match[0] for match in swapped._MIXED_WORD.finditer(text)}
    assert found <= slowly.keys()
    assert {span for span, word in slowly.items() if swapped._LETTER_LIKE.search(word)} <= found


def test_a_word_of_endless_letters_is_looked_at_once():
    assert swapped.unswap("xIx" * 200_000 + " aIien") == [(600_001, 600_006, "alien")]
