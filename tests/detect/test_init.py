"""What the package as a whole promises: one interface, words from the vocabulary, and true prefilters."""

import re
from functools import cache
from pathlib import Path

import pytest
import re2
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from firewall import detect
from firewall.app import detector_data
from firewall.detect.by_re2 import ByRE2
from firewall.detect.names import compile_lexicon
from firewall.detect.phrases import compile_phrases
from firewall.detect.recognizer import Span
from firewall.detect.values import VALUES
from firewall.errors import ConfigError
from firewall.model import Category, Field
from tests.helpers_phrases import book_of

ROOT = Path(__file__).parents[2]


@cache
def recognizers():
    return (*VALUES, *compile_phrases(book_of(detector_data())))


@cache
def prefilters():
    return {one.id: re2.compile(f"(?m:{one.prefilter})") for one in recognizers()}


def vocabulary() -> set[str]:
    text = (ROOT / "policies/vocabulary/data.yaml").read_text(encoding="utf-8")
    return set(yaml.load(text, Loader=yaml.BaseLoader)["categories"])


def test_every_category_that_a_text_can_get_is_in_the_vocabulary():
    assert {str(recognizer.category) for recognizer in recognizers()} <= vocabulary()


def test_every_category_that_a_name_can_get_is_in_the_vocabulary(sources):
    lexicon = compile_lexicon(text for path, text in sources.items() if path.startswith("names/"))
    named = set().union(*lexicon._dictionary.anywhere.values(), *lexicon._dictionary.whole.values())

    assert {str(category) for category in named} <= vocabulary()


def test_every_group_of_categories_can_be_told_by_name_but_those_that_only_people_declare(sources):
    lexicon = compile_lexicon(text for path, text in sources.items() if path.startswith("names/"))
    named = {
        category.split(".")[0]
        for category in set().union(
            *lexicon._dictionary.anywhere.values(), *lexicon._dictionary.whole.values()
        )
    }

    assert {word.split(".")[0] for word in vocabulary()} - named == {"record", "third_party", "aggregate"}


@pytest.mark.parametrize(
    "missing", ["names", "phrases", "senses", "weights/letters.jsonl", "weights/meanings.jsonl"]
)
def test_a_missing_data_file_stops_the_start(sources, missing):
    with pytest.raises(ConfigError, match=re.escape(missing)):
        detect.build({name: text for name, text in sources.items() if not name.startswith(missing)})


def test_more_recognizers_are_asked_like_our_own(sources):
    class Canary:
        id = "canary"
        prefilter = "canary"

        def find(self, text):
            return [Span(0, len(text), Category("photo"))]

    detectors = detect.build(sources, more=[Canary()], compile_=ByRE2)

    assert detectors.scanner.scan([Field("", "a canary")]) == [(0, Span(0, 8, Category("photo")), "canary")]


WORDS = st.sampled_from(
    [
        "alien",
        "A",
        "uscis",
        "i-94",
        "I94",
        "ssn",
        "social",
        "visa",
        "no",
        "number",
        "#",
        "EAD",
        "(c)(9)",
        "C09",
        "itin",
        "tax",
        "id",
        "deported",
        "not",
        "citizen",
        "green",
        "card",
        "TPS",
        "has",
        "she",
        "asylum",
        "el",
        "sin",
        "papeles",
        "012345678",
        "912-90-3456",
        "123-45-6789",
        "12345678",
        "1234567",
        "12345678901",
        "123456789A1",
        "N0012345678",
        "IOE",
        "09",
        "123",
        "45678",
        "718-555-0144",
        "(718)",
        "7185550144",
        "a@b.co",
        "eoir",
        "012-345-678",
        "A012345678",
        "immigration",
        "court",
        "DACA",
        "permit",
    ]
)
GAPS = st.sampled_from(
    ["", " ", " ", " ", "\n", "\v", "-", "_", "\t", ".", '"', ": ", ",", '":"', "é", "\x1c"]
)


@settings(max_examples=400)
@given(
    st.lists(st.tuples(WORDS, GAPS), max_size=12).map(
        lambda parts: "".join(word + gap for word, gap in parts)
    )
)
def test_whatever_a_recognizer_finds_its_prefilter_finds(text):
    for recognizer in recognizers():
        if any(True for _ in recognizer.find(text)):
            assert prefilters()[recognizer.id].search(text), recognizer.id


@pytest.mark.parametrize("recognizer", VALUES, ids=lambda recognizer: recognizer.id)
def test_whatever_the_pattern_of_a_value_can_match_its_prefilter_finds(recognizer):
    @settings(max_examples=60, phases=[Phase.generate])
    @given(st.from_regex(recognizer.pattern), GAPS, GAPS)
    def law(text, before, after):
        text = f"{before}{text}{after}"
        if any(True for _ in recognizer.find(text)):
            assert prefilters()[recognizer.id].search(text)

    law()
