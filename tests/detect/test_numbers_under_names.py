"""
Every valid number of python-stdnum's own tests, under its name.

Under its name is: as the value of a member that is called what the number is, by its short name with its country and, where
that is no everyday word, without.  In a text, behind its short name and a colon, are those that people have.
"""

import json
from functools import cache

import pytest

from firewall.detect.document import examine
from tests.corpora import ROOT
from tests.detect.test_names_corpora import NO_NUMBER_OF_ANYBODY, ONLY_WITH_COUNTRY

CORPUS = ROOT / "pii/stdnum_numbers.jsonl"
NUMBERS = 12_161
# Of check digit procedures and of mere things: nobody has them.
OF_NOBODY = 195


@cache
def valid():
    if not CORPUS.exists():
        pytest.skip(f"corpora/pii/stdnum_numbers.jsonl is not here: {NUMBERS} numbers not run")
    rows = map(json.loads, CORPUS.read_text(encoding="utf-8").splitlines())
    return [(row["module"].removeprefix("stdnum."), row["number"]) for row in rows if row["valid"]]


def is_of_nobody(module):
    return module in NO_NUMBER_OF_ANYBODY or module.startswith("iso7064.")


def names(module):
    country, _, name = module.rpartition(".")
    country, name = country.strip("_"), name.strip("_")
    yield f"{country}_{name}" if country else name
    if module not in ONLY_WITH_COUNTRY:
        yield name


def test_the_corpus_is_the_one_that_was_counted():
    assert len(valid()) == NUMBERS
    assert sum(is_of_nobody(module) for module, _ in valid()) == OF_NOBODY


def test_all_are_found_as_members_under_their_names(detectors):
    asked = [
        (name, number) for module, number in valid() if not is_of_nobody(module) for name in names(module)
    ]
    document = [{name: number} for name, number in asked]
    found = {item.path[0] for item in examine(document, detectors) if item.path[1:]}

    assert len(asked) > NUMBERS
    assert [member for index, member in enumerate(asked) if index not in found] == []


def test_those_of_people_are_found_behind_their_names(detectors):
    told = {module for module, _ in valid() if not is_of_nobody(module) and is_told(module, detectors)}
    texts = [f"{label(module)}: {number}" for module, number in valid() if module in told]
    found = {
        first + number
        for first in range(0, len(texts), 500)
        for number, span, _ in detectors.scanner.scan_texts(texts[first : first + 500], least=0.4)
        if span.end > texts[first + number].index(":") + 2
    }
    missed = [text for number, text in enumerate(texts) if number not in found]

    assert len(texts) > 6_000
    assert len(missed) <= 0.01 * len(texts), missed[:20]


def label(module):
    return module.rpartition(".")[2].strip("_").upper()


def is_told(module, detectors):
    """Numbers of people, whose short name is a word of no language with everything behind it."""
    country, _, name = module.rpartition(".")
    categories = detectors.names.categories(f"{country.strip('_')}_{name.strip('_')}")
    return module not in ONLY_WITH_COUNTRY and any(
        c.startswith(("government_id.", "immigration.")) for c in categories
    )
