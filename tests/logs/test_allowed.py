"""What may be told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.logs.allowed import HIDDEN, MOST_ITEMS, Allowed
from firewall.logs.table import EVENTS, Kind

ID = "019a0000-0000-7000-8000-0000000000ab"
VALUE = "Zebulon Quartermain"
SSN = "536-90-4399"


@pytest.fixture
def allowed():
    allowed = Allowed()
    allowed.know(["clinic:patient", "ice-ero"], ["not-json", "upstream-404"], "abc" * 20)
    return allowed


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        (Kind.WORD, "clinic:patient", "clinic:patient"),
        (Kind.WORD, "", ""),
        (Kind.WORD, "clinic:other", HIDDEN),
        (Kind.WORD, None, HIDDEN),
        (Kind.WORDS, ("ice-ero", VALUE), ["ice-ero", HIDDEN]),
        (Kind.WORDS, {"ice-ero"}, ["ice-ero"]),
        (Kind.WORDS, VALUE, [HIDDEN]),
        (Kind.WORDS, VALUE.encode(), [HIDDEN]),
        (Kind.WORDS, [3], [HIDDEN]),
        (Kind.CODE, "not-json", "not-json"),
        (Kind.CODE, "release", "release"),
        (Kind.CODE, "maria-lopez", HIDDEN),
        (Kind.CODE, "engine-failed:KeyError", "engine-failed:KeyError"),
        (Kind.CODE, "engine-failed:Maria Lopez", HIDDEN),
        (Kind.CODES, ("not-json", SSN), ["not-json", HIDDEN]),
        (Kind.CLASS, "KeyError", "KeyError"),
        (Kind.CLASS, "KeyError\n", HIDDEN),
        (Kind.CLASS, f"KeyError({VALUE})", HIDDEN),
        (Kind.ID, ID, ID),
        (Kind.ID, SSN, HIDDEN),
        (Kind.CASE, "C-7F3K-2M9Q", "C-7F3K-2M9Q"),
        (Kind.CASE, "C-7F3K-2M9Q-x", HIDDEN),
        (Kind.PLACE, "laws/welcoming-city.yaml:7", "laws/welcoming-city.yaml:7"),
        (Kind.PLACE, "536-90-4399", HIDDEN),
        (Kind.PLACE, "The folder cannot be read.", HIDDEN),
        (Kind.DIGEST, "0123456789ab", "0123456789ab"),
        (Kind.DIGEST, "536904399", HIDDEN),
        (Kind.COUNT, 3, 3),
        (Kind.COUNT, True, HIDDEN),
        (Kind.COUNT, "3", HIDDEN),
        (Kind.SECONDS, 0.12345, 0.123),
        (Kind.SECONDS, SSN, HIDDEN),
    ],
)
def test_a_value_is_told_where_it_is_of_its_kind(allowed, kind, value, told):
    assert allowed.value(kind, value) == told


def test_a_list_is_cut(allowed):
    assert len(allowed.value(Kind.WORDS, ["ice-ero"] * 100)) == MOST_ITEMS == len(allowed.words(["x"] * 100))


def test_keys_that_are_not_listed_are_counted_and_left_out(allowed):
    assert allowed.keys("latched", {"route": "ice-ero", "value": VALUE}) == {
        "route": "ice-ero",
        "left_out": 1,
    }


def test_an_event_that_is_not_listed_says_nothing(allowed):
    assert allowed.event(VALUE) == "unlisted"
    assert allowed.keys(VALUE, {"a": 1, "b": 2}) == {"left_out": 2}


def test_a_new_policy_brings_its_words_and_the_one_after_it_takes_the_old_ones(allowed):
    allowed.know(["school:student"], [], "c" * 64)
    under_way = allowed.word("clinic:patient")  # an exchange that set out before
    allowed.know(["school:student"], [], "d" * 64)

    assert under_way == "clinic:patient"
    assert (allowed.word("school:student"), allowed.word("clinic:patient")) == ("school:student", HIDDEN)
    assert (allowed.code("not-json"), allowed.code("GET"), allowed.policy) == (HIDDEN, "GET", "d" * 12)


ANYTHING = st.one_of(
    st.text(), st.binary(), st.integers(), st.floats(), st.none(), st.lists(st.text()), st.dictionaries(st.text(), st.text())
)  # fmt: skip


@given(st.sampled_from(sorted(EVENTS)), st.dictionaries(st.text(), ANYTHING), st.data())
def test_whatever_is_said_no_text_of_it_is_told(event, said, data):
    """Texts that hold a canary are of no kind at all."""
    allowed = Allowed()
    said |= {key: data.draw(st.text().map(lambda text: f"{text}zq canary{text}")) for key in EVENTS[event]}

    told = allowed.keys(event, said)

    assert "zq canary" not in repr(told)
    assert set(told) <= set(EVENTS[event]) | {"left_out"}
