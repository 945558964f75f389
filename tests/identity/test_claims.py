"""Claims: words of the vocabulary or not understood, and never an exception."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.identity.claims import NOTHING, UNSPECIFIED, Claims, Vocabulary

VOCABULARY = Vocabulary(
    purposes=frozenset({"public-health", "research", "unspecified"}),
    processes=frozenset({"judicial-warrant", "admin-subpoena-dhs"}),
)


def test_nothing_said_is_nothing_claimed():
    assert VOCABULARY.read((), ()) == NOTHING == Claims(None, frozenset(), False)


def test_purpose_of_the_vocabulary_is_the_purpose():
    assert VOCABULARY.read(("public-health",), ()).purpose == "public-health"


@pytest.mark.parametrize(
    "values",
    [
        ("marketing",),
        ("",),
        (" ",),
        ("Public-Health",),
        ("public-health, research",),
        ("public-health", "research"),
        ("public-health", "public-health"),
        ("public-health" + " " * 100,),
        ("public\u2010health",),
        ("public-health\x00",),
        ("public-health\u00a0",),
        ("public-health\n",),
    ],
)
def test_purpose_that_is_not_one_plain_word_of_ours_is_unspecified(values):
    assert VOCABULARY.read(values, ()).purpose == UNSPECIFIED


@pytest.mark.parametrize(
    ("values", "kinds", "not_understood"),
    [
        (("judicial-warrant",), {"judicial-warrant"}, False),
        (("judicial-warrant; docket=1:26-mj-17",), {"judicial-warrant"}, False),
        (
            ("judicial-warrant , admin-subpoena-dhs;form=I-138",),
            {"judicial-warrant", "admin-subpoena-dhs"},
            False,
        ),
        (("warrant",), set(), True),
        (("judicial-warrant, warrant",), {"judicial-warrant"}, True),
        (("judicial-warrant,",), {"judicial-warrant"}, True),
        (("",), set(), True),
        ((";judicial-warrant",), set(), True),
        (("judicial-warrant", "admin-subpoena-dhs"), {"judicial-warrant", "admin-subpoena-dhs"}, True),
        (("judicial-warrant\u2010",), set(), True),
        (("judicial-warrant" + " " * 1000,), set(), True),
    ],
)
def test_processes_claimed(values, kinds, not_understood):
    claims = VOCABULARY.read((), values)

    assert (claims.processes, claims.not_understood) == (kinds, not_understood)


@given(st.lists(st.text(max_size=40)), st.lists(st.text(max_size=40)))
def test_whatever_is_said_no_word_leaves_the_vocabulary(purpose, process):
    claims = VOCABULARY.read(purpose, process)

    assert claims.purpose is None or claims.purpose in VOCABULARY.purposes | {UNSPECIFIED}
    assert claims.processes <= VOCABULARY.processes
