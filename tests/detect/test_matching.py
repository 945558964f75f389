"""Both engines over the same expressions and texts: what they report leads to the same findings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firewall import detect
from firewall.app import detector_data
from firewall.cli.common import cache_folder
from firewall.detect import by_hyperscan
from firewall.detect.by_hyperscan import ByHyperscan
from firewall.detect.by_re2 import ByRE2
from firewall.detect.matching import MOST, as_bytes, best, most
from firewall.detect.recognizer import TooManyError
from firewall.errors import ConfigError
from firewall.prepared import prepared
from tests.detect import matching_trials
from tests.detect.matching_trials import Trials

ENGINES = pytest.mark.parametrize("compiled", [ByHyperscan.compile, ByRE2], ids=["hyperscan", "re2"])


def lines(found, data):
    """The numbers of the lines in which each expression was found."""
    return {(number, data[:place].count(b"\n")) for number, first, last in found for place in (first, last)}


def test_each_character_is_one_byte():
    text = "aé§\u0416\U0001f600z"

    assert as_bytes(text) == b"a\xe9\xa7\xff\xffz"


@pytest.mark.parametrize("unused", ["", "\x01", "\x01\x03", "\x01\x02\x03\x04"])
def test_each_character_of_a_long_text_is_one_byte(unused):
    """All that a question mark may become in the meantime may stand in the text, too."""
    text = "a?é\xff\u0416\u0416 \U0001f600?\ud800z" + unused

    assert as_bytes(text * 1000) == as_bytes(text) * 1000


@ENGINES
def test_every_line_with_an_occurrence_is_reported(compiled):
    data = b"one cat\nnothing\ncat and dog\ndog"

    assert lines(compiled([b"cat", b"dog", b"cow"]).occurrences(data), data) == {
        (0, 0),
        (0, 2),
        (1, 2),
        (1, 3),
    }


@ENGINES
def test_line_ends_count_as_ends(compiled):
    data = b"acat\ncat\ncata"

    assert lines(compiled([b"^cat$"]).occurrences(data), data) == {(0, 1)}


@ENGINES
def test_a_character_beyond_ascii_is_one_character(compiled):
    matcher = compiled([as_bytes("§ ?60a"), rb"x[\x80-\xff]y"])

    assert {number for number, _, _ in matcher.occurrences(as_bytes("§60a x\u0416y"))} == {0, 1}


@ENGINES
def test_case_counts_unless_an_expression_says_otherwise(compiled):
    assert compiled([b"(?i)cat"]).occurrences(b"CAT")
    assert not compiled([b"cat"]).occurrences(b"CAT")


@ENGINES
def test_too_many_occurrences_are_a_failure(compiled):
    data = b"a" * (2 * MOST)

    with pytest.raises(TooManyError):
        compiled([b"a"]).occurrences(data)
    assert most(data) < len(data)


@ENGINES
@pytest.mark.parametrize("expression", [rb"(?<!a)cat", rb"(a)\1", rb"("])
def test_what_cannot_be_matched_in_linear_time_is_refused_by_name(compiled, expression):
    with pytest.raises(ConfigError, match="linear time"):
        compiled([b"cat", expression])


def test_hyperscan_is_the_best_where_it_is_installed(monkeypatch):
    assert isinstance(best([b"cat"]), ByHyperscan)
    monkeypatch.setattr("firewall.detect.matching.find_spec", lambda _: None)
    assert isinstance(best([b"cat"]), ByRE2)


def test_a_release_of_hyperscan_that_overlooks_is_not_asked(monkeypatch):
    monkeypatch.setattr("firewall.detect.by_hyperscan.is_sound", lambda: False)

    assert isinstance(best([b"cat"]), ByRE2)


@pytest.fixture(scope="module")
def both():
    return [
        detect.build(detector_data(), compile_=compile_) for compile_ in (prepared(cache_folder()), ByRE2)
    ]


@pytest.fixture(scope="module")
def trials():
    return Trials(matching_trials.lists(), seed=1)


@pytest.mark.parametrize("short", [1 << 15, -1], ids=["short", "long"])
def test_what_one_expression_finds_is_found_among_all(trials, short, monkeypatch):
    """Alone it is no test: what 5.4.12 overlooks depends on what else is looked for, and on what stands beside it."""
    monkeypatch.setattr(by_hyperscan, "_SHORT", short)

    assert [text for _ in range(500) for text in trials.overlooked()] == []


def test_what_5_4_12_overlooked_of_ours_is_found(trials):
    for text in (b"b" * 25 + b"-azbundesamt a", b". " * 55 + b" -daICE\xff b", b"b" * 25 + b" azbundesamt "):
        assert trials.overlooked_in(text) == []


PIECES = st.sampled_from(
    [
        "A012345678",
        "A-012-345-678",
        "alien",
        "uscis#",
        "123456789",
        "IOE0912345678",
        "N0012345678",
        "ssn",
        "536-90-4399",
        "912-90-3456",
        "i-94\n",
        "",
        "",
        "",
        "123456789A1",
        "undocumented",
        "indocumentada",
        "sin",
        "papeles",
        "Duldung",
        "§",
        "60a",
        "AufenthG",
        "sans",
        "visa",
        "expired",
        "green",
        "card\n",
        "",
        "",
        "",
        "+1-312-555-0100",
        "maria@example.org",
        "X2482300W",
        "4111",
        "the",
        "patient",
        "came",
        "back",
        "in",
        "two",
        "weeks",
        ",",
        ";",
        "\n",
        "\t",
        "é",
        "ß",
        "Ж",
        "１",
    ]
)
TEXTS = st.lists(st.lists(PIECES, max_size=12).map(" ".join), max_size=5)


@settings(max_examples=300)
@given(TEXTS)
def test_both_engines_lead_to_the_same_findings(both, texts):
    by_hyperscan, by_re2 = (set(detectors.scanner.scan_texts(texts)) for detectors in both)

    assert by_hyperscan == by_re2


def test_both_engines_lead_to_the_same_findings_in_a_long_text(both):
    words = "The patient came back in two weeks and was well. " * 60
    text = f"{words}A012345678 {words} undocumented {words}{words} sin papeles, ssn 536-90-4399 {words}"
    by_hyperscan, by_re2 = (set(detectors.scanner.scan_texts([text])) for detectors in both)

    assert by_hyperscan == by_re2
    found = [text[span.start : span.end] for _, span, _ in by_re2]
    for told in ("A012345678", "undocumented", "sin papeles"):
        assert any(told in one and len(one) < 100 for one in found)
