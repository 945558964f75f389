import re
from types import SimpleNamespace

import pytest
import re2
from hypothesis import example, given
from hypothesis import strategies as st

from firewall.detect import Scanner, Span, presidio
from firewall.detect.linear import compile_linear
from firewall.detect.presidio import (
    ACTED_ON,
    Asked,
    Found,
    Patterns,
    Scored,
    acting,
    adapt,
    any_of,
    widest,
    words,
)
from firewall.detect.recognizer import TooManyError
from firewall.model import Category, Field

FLAGS = re.IGNORECASE | re.MULTILINE | re.DOTALL
BADGE = Category("employment")


def patterns(*regexes, score=0.8, **checks):
    return Patterns(tuple(Scored(compile_linear(regex, FLAGS), score) for regex in regexes), **checks)


def adapted(*regexes, context=("badge",), stands_alone=True, **settings):
    return adapt("CITY_BADGE", BADGE, patterns(*regexes, **settings), context, stands_alone=stands_alone)


def found(recognizer, text):
    return [(span.start, span.end, span.confidence) for span in recognizer.find(text)]


def test_its_findings_become_ours():
    hits = Scanner([adapted(r"\bB-\d{4}\b")]).scan([Field("", "no"), Field("", "note b-1234.")])

    assert hits == [(1, Span(5, 11, BADGE, 0.8), "presidio.city-badge")]


def test_it_sees_no_text_in_which_its_expressions_cannot_match():
    shown = []
    recognizer = adapted(r"\bB-\d{4}\b", r"\bZ\d{3}\b", validate=shown.append)
    Scanner([recognizer]).scan([Field("", "nothing 123"), Field("", "z123")])

    assert shown == ["z123"]


def test_a_right_check_digit_gives_the_best_score_and_a_wrong_one_none():
    recognizer = adapted(r"\d{3}", score=0.1, validate={"123": True, "456": False, "789": None}.get)

    assert found(recognizer, "123 456 789") == [(0, 3, 1.0), (8, 11, 0.1)]


def test_what_cannot_be_is_no_finding():
    recognizer = adapted(r"\d{3}", invalidate={"000": True, "123": False, "456": None}.get)

    assert found(recognizer, "000 123 456") == [(4, 7, 0.8), (8, 11, 0.8)]


def test_a_check_that_breaks_is_not_passed_over():
    with pytest.raises(ZeroDivisionError):
        found(adapted(r"\d", validate=lambda _: 1 // 0 == 0), "1")


# ---- words


@pytest.mark.parametrize("text", ["badge 1234", "1234 is the BADGE", "badge: " + "x" * 40 + " 1234"])
def test_a_word_nearby_explains_a_value(text):
    ((_, _, confidence),) = found(adapted(r"\b\d{4}\b", score=0.01, stands_alone=False), text)

    assert confidence == ACTED_ON


def test_it_adds_to_the_score_as_presidio_does():
    assert found(adapted("x1", score=0.3), "badge x1") == [(6, 8, 0.65)]
    assert found(adapted("x1", score=0.9), "badge x1") == [(6, 8, 1.0)]


@pytest.mark.parametrize(
    "text", ["badges 1234", "cybadge 1234", "badge" + " " * 70 + "1234", '{"badge": "no", "n": "1234"}']
)
def test_half_a_word_a_far_word_and_one_in_another_member_explain_nothing(text):
    ((_, _, confidence),) = found(adapted(r"\b\d{4}\b", score=0.01), text)

    assert confidence == 0.01


def test_words_are_canonical_and_their_parts_may_be_joined():
    recognizer = adapted(r"\b\d{4}\b", score=0.1, context=("Führer-Schein nr.", "사업자"))

    for text in ("fuhrer schein nr. 1234", "fuhrerschein_nr. 1234"):
        assert found(recognizer, text)[0][2] == pytest.approx(0.45)
    assert words(["", " - "]) == []


def test_what_may_not_stand_alone_is_a_guess_whatever_its_check_digit_says():
    recognizer = adapted(r"\b\d{4}\b", validate=lambda _: True, stands_alone=False)

    assert found(recognizer, "1234") == [(0, 4, 0.35)]
    assert found(recognizer, "badge 1234") == [(6, 10, 1.0)]


def test_what_parcels_look_like_too_needs_its_check_digit_and_no_label_that_says_so():
    finder = patterns(r"\bDE\d{4}\b", score=0.5, validate={"DE1234": True, "DE5678": None}.get)
    recognizer = adapt("VAT", BADGE, finder, ["vat"], stands_alone=True, is_common=True)

    assert found(recognizer, "DE1234 DE5678") == [(0, 6, 1.0), (7, 13, 0.35)]
    assert found(recognizer, "parcel DE1234") == [(7, 13, 0.35)]
    assert found(recognizer, "VAT DE5678") == [(4, 10, 0.85)]


# ---- for who acts on findings


def test_who_acts_gets_no_guesses():
    recognizer = acting(adapted(r"\b\d{4}\b", score=0.1, stands_alone=False), ["badge"])

    assert found(recognizer, "1234") == []
    assert found(recognizer, "badge 1234") == [(6, 10, 0.45)]


def test_who_acts_looks_at_bare_digits_only_where_a_word_is():
    weak = acting(adapted(r"\b\d{4}\b", stands_alone=False), ["badge"])
    strong = acting(adapted(r"\bB\d{4}\b"), ["badge"])

    assert "[0-9]{4}" not in weak.prefilter
    assert re2.search(weak.prefilter, "my badge is")
    assert not re2.search(weak.prefilter, "badges")
    assert "[0-9]{4}" in strong.prefilter


def test_expressions_too_weak_to_act_on_are_not_asked_for():
    both = Patterns(
        (Scored(compile_linear("strong", FLAGS), 0.5), Scored(compile_linear("weak", FLAGS), 0.3))
    )
    recognizer = acting(adapt("X", BADGE, both, (), stands_alone=True), ())

    assert recognizer.prefilter == "(?i)strong"


def test_what_would_have_nothing_to_tell_is_left_out():
    assert acting(adapted(r"\b\d{4}\b", context=(), stands_alone=False), ()) is None


@pytest.mark.parametrize("place", [0, 2500, 4990])
def test_in_a_long_text_the_neighbourhood_of_a_word_is_enough(place):
    text = "." * place + " badge 1234 " + "." * (5000 - place)
    recognizer = acting(adapted(r"\b\d{4}\b", stands_alone=False), ["badge"])

    assert found(recognizer, text) == [(place + 7, place + 11, 1.0)]


def test_in_a_long_text_numbers_far_from_a_word_are_not_looked_at():
    shown = []
    recognizer = acting(adapted(r"\b\d{4}\b", stands_alone=False, validate=shown.append), ["badge"])
    list(recognizer.find("1234 " * 2000 + "badge 5678"))

    assert 0 < len(shown) < 100


@given(st.lists(st.sampled_from(["badge", "1234", "x" * 90, "12", "badge1234"]), max_size=60).map(" ".join))
@example("badge 1234 1234 " + f"{'x' * 90} " * 3 + "12 12 1234 badge1234")
def test_windows_change_nothing(text):
    recognizer = acting(adapted(r"\b\d{4}\b", score=0.3, stands_alone=False), ["badge"])

    long = found(recognizer, text + " " * presidio._LONG)
    assert long == found(recognizer, text)


# ---- others with a way of their own


def asked(results, shape=r"\d{4}", around=2):
    shown = []

    def analyze(text):
        shown.append(text)
        return results

    return Asked(compile_linear(shape, FLAGS), analyze, around), shown


def test_one_with_its_own_way_is_asked_only_about_what_has_the_shape():
    finder, shown = asked([SimpleNamespace(start=2, end=6, score=0.4)])

    assert list(finder.find("ab 1234 cd")) == [Found(3, 7, 0.4)]
    assert shown == ["b 1234 c"]


def test_what_lies_outside_of_the_shape_belongs_to_another_one():
    finder, _ = asked([SimpleNamespace(start=0, end=2, score=0.4)])

    assert list(finder.find("ab 1234 cd")) == []
    assert list(asked(None)[0].find("1234")) == []


def test_one_with_its_own_way_is_not_asked_without_end():
    finder, _ = asked([])
    with pytest.raises(TooManyError):
        list(finder.find("1234 " * 2000))


# ---- one finding a place


def presidios_way(results):
    """``EntityRecognizer.remove_duplicates``: best first, and nothing inside another of them."""
    kept = []
    for one in sorted(set(results), key=lambda f: (-f.score, f.start, -(f.end - f.start))):
        if not any(other.start <= one.start and one.end <= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda f: (f.start, f.end))


@given(
    st.lists(
        st.builds(
            lambda s, n, c: Found(s, s + n, c),
            st.integers(0, 12),
            st.integers(1, 6),
            st.sampled_from([0.1, 0.5, 1.0]),
        ),
        max_size=12,
    )
)
def test_duplicates_go_as_in_presidio(results):
    assert sorted(widest(results), key=lambda f: (f.start, f.end)) == presidios_way(results)


def test_one_prefilter_for_all_is_always_ask_where_one_of_them_is():
    assert any_of(["a", "b", "a"]) == "(?i)a|b"
    assert any_of(["a", ""]) == ""
