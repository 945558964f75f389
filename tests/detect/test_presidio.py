import re

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from firewall.detect import Scanner, Span
from firewall.detect.presidio import adapt, widen
from firewall.errors import ConfigError
from firewall.model import UNCLASSIFIED, Category, Field

BADGE = {"BADGE": Category("employment")}


class Pattern:
    def __init__(self, regex, score):
        self.name, self.regex, self.score = "badge", regex, score


class Result:
    def __init__(self, entity_type, start, end, score):
        self.entity_type, self.start, self.end, self.score = entity_type, start, end, score


class PatternRecognizer:
    """Shaped like Presidio's: patterns, flags, analyze(text, entities, nlp_artifacts)."""

    global_regex_flags = re.IGNORECASE | re.MULTILINE | re.DOTALL

    def __init__(self, *regexes, entities=("BADGE",), score=0.8):
        self.name = "BadgeRecognizer"
        self.supported_entities = list(entities)
        self.patterns = [Pattern(regex, score) for regex in regexes]
        self.shown = []

    def analyze(self, text, entities, nlp_artifacts=None):
        self.shown.append((text, entities, nlp_artifacts))
        return [
            Result(self.supported_entities[0], *match.span(), pattern.score)
            for pattern in self.patterns
            for match in re.finditer(pattern.regex, text, self.global_regex_flags)
        ]


class Subclass(PatternRecognizer):
    pass


class Model(PatternRecognizer):
    def analyze(self, text, entities, nlp_artifacts=None):
        self.shown.append((text, entities, nlp_artifacts))
        return [] if nlp_artifacts is None else [Result("BADGE", 0, len(text), 0.9)]


def test_its_findings_become_ours():
    hits = Scanner([adapt(PatternRecognizer(r"\bB-\d{4}\b"), BADGE)]).scan(
        [Field("", "no"), Field("", "badge b-1234.")]
    )

    assert hits == [(1, Span(6, 12, Category("employment"), 0.8), "presidio.BadgeRecognizer")]


def test_it_sees_no_text_in_which_its_patterns_cannot_match():
    recognizer = Subclass(r"\bB-\d{4}\b", r"\bZ\d{3}\b")
    Scanner([adapt(recognizer, BADGE)]).scan([Field("", "nothing"), Field("", "z123")])

    assert [text for text, *_ in recognizer.shown] == ["z123"]


@pytest.mark.parametrize("regex", [r"(?<!\d)\d{4}", r"(a)\1", r"[^\w]x", "("])
def test_a_pattern_that_re2_cannot_read_means_always_ask(regex):
    recognizer = PatternRecognizer("abc")
    recognizer.patterns.append(Pattern(regex, 0.5))

    assert adapt(recognizer, BADGE).prefilter == ""


def test_one_that_looks_at_more_than_its_patterns_is_always_asked():
    assert adapt(Model("abc"), BADGE).prefilter == ""


@pytest.mark.parametrize("flags", [0, re.MULTILINE, re.IGNORECASE | re.VERBOSE])
def test_unusual_flags_mean_always_ask(flags):
    recognizer = PatternRecognizer("abc")
    recognizer.global_regex_flags = flags

    assert adapt(recognizer, BADGE).prefilter == ""


def test_one_without_patterns_is_always_asked():
    assert adapt(PatternRecognizer(), BADGE).prefilter == ""


def test_a_language_model_gets_what_it_needs():
    recognizer = Model()
    found = list(adapt(recognizer, BADGE, artifacts=lambda text: text.split()).find("Ana Lopez"))

    assert recognizer.shown == [("Ana Lopez", ["BADGE"], ["Ana", "Lopez"])]
    assert found == [Span(0, 9, Category("employment"), 0.9)]


def test_a_guess_below_the_threshold_is_no_finding():
    assert list(adapt(PatternRecognizer("b", score=0.3), BADGE).find("b")) == []
    assert list(adapt(PatternRecognizer("b", score=0.3), BADGE, threshold=0.2).find("b")) != []


def test_only_entities_with_a_category_are_asked_for():
    recognizer = PatternRecognizer("b", entities=("BADGE", "OTHER"))
    list(adapt(recognizer, BADGE).find("b"))

    assert recognizer.shown[0][1] == ["BADGE"]


def test_an_entity_that_nobody_asked_for_is_unclassified():
    (span,) = adapt(PatternRecognizer("b", entities=("OTHER", "BADGE")), BADGE).find("b")

    assert span.category == UNCLASSIFIED


def test_a_recognizer_without_any_category_stops_the_start():
    with pytest.raises(ConfigError, match="BadgeRecognizer"):
        adapt(PatternRecognizer("b", entities=("OTHER",)), BADGE)


def test_one_that_finds_nothing_may_say_none():
    class Silent(PatternRecognizer):
        def analyze(self, text, entities, nlp_artifacts=None):
            return None

    assert list(adapt(Silent("b"), BADGE).find("b")) == []


PIECES = st.sampled_from(
    [
        r"\b",
        r"\d",
        r"\w",
        r"\s",
        r"[\w.]",
        r"[^a]",
        r"\B",
        "a",
        "B",
        "[a-c]",
        ".",
        r"\D",
        r"\W",
        r"\S",
        "[^\\d]",
        "$",
        "^",
        "(?:a|b)",
        "x?",
        r"\.",
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=6).map("".join), st.text("aBx1é٣ \x1c\v\n.", max_size=12))
def test_the_widened_pattern_matches_wherever_the_pattern_does(pattern, text):
    wide = widen(pattern)
    flags = re.IGNORECASE | re.MULTILINE | re.DOTALL

    if wide and re.search(pattern, text, flags):
        assert re2.search(wide, text)


def test_the_real_recognizers_fit():
    predefined = pytest.importorskip(
        "presidio_analyzer.predefined_recognizers", reason="1 optional package is missing: presidio-analyzer"
    )
    recognizer = adapt(
        predefined.UsSsnRecognizer(), {"US_SSN": Category("government_id.tax")}, threshold=0.01
    )

    assert recognizer.prefilter
    assert Scanner([recognizer]).scan([Field("", "nothing"), Field("", "ssn 536-90-4399")])
