import sys

import pytest

from firewall.detect import meaning, weighing
from training import __main__ as training
from training.examples import Example, digest

SOME = [
    Example("en", "written", text, tells=tells)
    for tells, texts in (
        (True, ("her visa ran out", "he has no papers", "they lost their asylum case")),
        (False, ("her milk ran out", "he has no shoes", "they lost their suit case")),
    )
    for text in texts
]


@pytest.fixture
def folder(monkeypatch, tmp_path):
    path = tmp_path / "weights"
    monkeypatch.setattr(training, "FOLDER", path)
    monkeypatch.setattr(training, "examples", lambda: SOME)
    return path


def run(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["training", *arguments])
    return training.main()


def test_what_it_writes_is_what_the_product_reads(monkeypatch, folder, capsys):
    assert run(monkeypatch) == 0

    weights = weighing.read((folder / "letters.jsonl").read_bytes())
    weigher = weighing.Weigher(weights)
    assert weights.head.learned_from == digest(SOME)
    meanings = meaning.read((folder / "meanings.jsonl").read_bytes())
    assert meanings.head.learned_from == digest(SOME, training.lists_of_senses())
    assert weigher.weigh("his visa ran out", {}) > weigher.weigh("his milk ran out", {})
    assert "6 sentences, 3 of them telling" in capsys.readouterr().out


def test_each_feature_has_its_line_and_a_second_time_gives_the_same(monkeypatch, folder):
    run(monkeypatch)
    first = [(folder / name).read_bytes() for name in ("letters.jsonl", "meanings.jsonl")]
    run(monkeypatch)

    assert [(folder / name).read_bytes() for name in ("letters.jsonl", "meanings.jsonl")] == first
    assert b'\n["visa ",' in first[0]


def test_a_report_writes_nothing(monkeypatch, folder, capsys):
    assert run(monkeypatch, "--report") == 0

    assert not folder.exists()
    assert "en: sure: recall" in capsys.readouterr().out


def test_sentences_that_nothing_was_learned_from_are_told_by_the_weights_as_they_are(
    monkeypatch, folder, capsys
):
    run(monkeypatch)
    before = (folder / "letters.jsonl").read_bytes()
    monkeypatch.setattr(
        training, "unlearned", lambda: [*SOME, Example("en", "written", "his visa", tells=False)]
    )
    monkeypatch.setattr(training, "SURE", 0.5)
    capsys.readouterr()

    assert run(monkeypatch, "--unseen") == 0

    said = capsys.readouterr().out
    assert "en: sure: recall 100.0%" in said
    assert "of the others 25.0%" in said
    assert (folder / "letters.jsonl").read_bytes() == before
