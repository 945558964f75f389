import json

import pytest

from firewall.app import DETECTOR_DATA
from firewall.detect import meaning, weighing
from training.__main__ import lists_of_senses
from training.examples import LANGUAGES, BadLineError, Example, digest, examples, lengthened, unlearned


@pytest.fixture
def folders(tmp_path):
    written, sets = tmp_path / "sentences", tmp_path / "sets"
    written.mkdir()
    sets.mkdir()
    for language in LANGUAGES:
        (written / f"{language}.txt").write_text("", "utf-8")
    return written, sets


def test_a_line_is_a_sentence_with_its_sign(folders):
    (folders[0] / "de.txt").write_text("+ Er ist geduldet\n- Er ist müde\n", "utf-8")

    assert examples(*folders) == [
        Example("de", "written", "Er ist geduldet", tells=True),
        Example("de", "written", "Er ist mude", tells=False),
    ]


@pytest.mark.parametrize("line", ["Er ist geduldet", "+", "+ ", "* Er", "", "+Er"])
def test_a_line_without_a_sign_or_a_sentence_is_told(folders, line):
    (folders[0] / "nl.txt").write_text(f"- Ja\n{line}\n", "utf-8")

    with pytest.raises(BadLineError, match=r"nl\.txt:2"):
        examples(*folders)


def test_a_case_is_taken_apart_and_only_what_its_phrases_touch_tells(folders):
    text = "The first sentence is about milk. The second one says she has no papers."
    start = text.index("no papers")
    case = {"text": text, "category": "immigration.status", "spans": [[start, start + 9]], "also": []}
    (folders[1] / "en.jsonl").write_text(json.dumps(case) + "\n", "utf-8")

    assert [(one.text, one.tells) for one in examples(*folders)] == [
        ("The first sentence is about milk.", False),
        ("The second one says she has no papers.", True),
    ]


@pytest.mark.parametrize(("category", "tells"), [("immigration.entry", True), ("criminal.custody", False)])
def test_what_is_also_true_tells_where_it_is_about_a_status(folders, category, tells):
    case = {
        "text": "He sits in custody at the moment.",
        "category": None,
        "spans": [],
        "also": [[11, 18, category]],
    }
    (folders[1] / "en.jsonl").write_text(json.dumps(case) + "\n", "utf-8")

    assert [one.tells for one in examples(*folders)] == [tells]


def test_a_sentence_counts_once(folders):
    (folders[0] / "de.txt").write_text("+ Er ist geduldet\n- Er ist geduldet\n", "utf-8")

    assert [one.tells for one in examples(*folders)] == [True]


def test_the_digest_tells_a_changed_sign():
    one = Example("de", "written", "Er ist geduldet", tells=True)

    assert digest([one]) != digest([Example("de", "written", "Er ist geduldet", tells=False)])
    assert digest([one]) == digest([one])


def test_what_is_joined_of_others_tells_nothing_and_what_holds_one_that_tells_does():
    some = [Example("de", "written", f"Satz {n}.", tells=n % 3 == 0) for n in range(40)]
    joined = lengthened(some)
    telling = {one.text.rstrip(".") for one in some if one.tells}

    assert {one.tells for one in joined} == {True, False}
    for one in joined:
        parts = one.text.split(", ")
        assert 2 <= len(parts) <= 3
        assert one.tells == (not telling.isdisjoint(parts))


def test_where_there_is_nothing_to_join_nothing_is_joined():
    assert lengthened([]) == []


def test_the_weights_of_the_product_were_learned_from_these_sentences():
    """Where it fails, sentences or lists of what words mean were changed: run ``make weights``."""
    some = examples()
    letters = weighing.read((DETECTOR_DATA / "weights" / "letters.jsonl").read_bytes())
    meanings = meaning.read((DETECTOR_DATA / "weights" / "meanings.jsonl").read_bytes())

    assert letters.head.learned_from == digest(some)
    assert meanings.head.learned_from == digest(some, lists_of_senses())


def test_nothing_is_learned_from_what_is_a_measure_of_it():
    """Weights that had learned these would be measured by what they know."""
    measure = {one.text for one in unlearned()}

    assert {one.language for one in unlearned()} == set(LANGUAGES)
    assert measure.isdisjoint(one.text for one in examples())
