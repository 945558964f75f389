import sys

import pytest

from firewall.detect import weighing
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
def file(monkeypatch, tmp_path):
    path = tmp_path / "weights" / "status.jsonl"
    monkeypatch.setattr(training, "FILE", path)
    monkeypatch.setattr(training, "examples", lambda: SOME)
    return path


def run(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["training", *arguments])
    return training.main()


def test_what_it_writes_is_what_the_product_reads(monkeypatch, file, capsys):
    assert run(monkeypatch) == 0

    weights = weighing.read(file.read_bytes())
    weigher = weighing.Weigher(weights)
    assert weights.head.learned_from == digest(SOME)
    assert weigher.weigh("his visa ran out", {}) > weigher.weigh("his milk ran out", {})
    assert "6 sentences, 3 of them telling" in capsys.readouterr().out


def test_each_feature_has_its_line_and_a_second_time_gives_the_same(monkeypatch, file):
    run(monkeypatch)
    first = file.read_bytes()
    run(monkeypatch)

    assert file.read_bytes() == first
    assert b'\n["visa ",' in first


def test_a_report_writes_nothing(monkeypatch, file, capsys):
    assert run(monkeypatch, "--report") == 0

    assert not file.exists()
    assert "en: sure: recall" in capsys.readouterr().out
