import inspect
from pathlib import Path

import presidio_analyzer
import pytest
from presidio_analyzer import PatternRecognizer, predefined_recognizers

from firewall.detect.fold import fold
from firewall.recognizers.catalogue import ENTRIES, NEVER, ON_DEMAND, REWRITTEN, VAGUE
from firewall.recognizers.described import build
from tests.helpers import bundle

EVERY = (*ENTRIES, *ON_DEMAND)


def test_every_recognizer_of_presidio_that_has_expressions_is_taken_or_told_why_not():
    """A new version of Presidio with more of them shows up here."""
    theirs = {
        name
        for name, found in vars(predefined_recognizers).items()
        if inspect.isclass(found) and issubclass(found, PatternRecognizer)
    }

    assert theirs - {entry.recognizer for entry in EVERY} - NEVER.keys() == set()


def test_each_is_named_once():
    assert len({entry.recognizer for entry in EVERY}) == len(EVERY) == len({entry.entity for entry in EVERY})
    assert not {entry.recognizer for entry in EVERY} & NEVER.keys()


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: entry.entity)
def test_an_entry_tells_the_truth(entry):
    assert build(entry.recognizer).supported_entities == [entry.entity]
    assert entry.category in bundle().vocabulary.categories


def test_there_is_no_excuse_without_a_recognizer():
    assert all(hasattr(predefined_recognizers, name) for name in NEVER)
    assert presidio_analyzer.__name__  # installed: this is a dependency, not an extra


def test_what_is_written_otherwise_is_still_there():
    for recognizer, pattern in REWRITTEN:
        assert pattern in {p.name for p in build(recognizer).patterns}


def test_vague_words_are_words_of_presidio_in_canonical_spelling():
    """One that nobody uses any more is taken out of the list."""
    used = {fold(word).strip().lower() for entry in EVERY for word in build(entry.recognizer).context or ()}

    assert VAGUE - used == set()


def test_the_documentation_lists_them_as_they_are():
    told = (Path(__file__).parents[2] / "docs" / "detection.md").read_text("utf-8")
    for entry in EVERY:
        sure = (
            "by itself, with its check digit"
            if entry.is_common
            else "by itself"
            if entry.stands_alone
            else "a guess; ours is sure"
            if entry.has_ours
            else "with a word"
        )
        assert f"| `{entry.recognizer}` | `{entry.entity}` | {entry.category} | {sure} |" in told
    assert told.count("Recognizer` | `") == len(EVERY)
    assert all(f"| `{name}` | {why} |" in told for name, why in NEVER.items())
