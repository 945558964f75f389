"""What detectors do with a case becomes what they reported, or that they could not."""

import sys
from types import SimpleNamespace

import pytest

from evaluation import look as module
from evaluation.look import Seen, look, product_examine
from tests.evaluation.helpers import Words, case, examine_names

WORDS = {"A123": ("immigration.identifier", 0.9), "ssn": ("government_id.tax", 0.5)}


def test_texts_and_documents_are_looked_at_in_order():
    cases = [case("x A123"), case(None, document={"ssn": 1}), case("nothing")]
    ticks = []

    looks = look(cases, Words(WORDS), examine_names, ticks.append)

    assert [one.case for one in looks] == cases
    assert [one.seen for one in looks] == [
        (Seen("immigration.identifier", 0.9, 2, 6),),
        (Seen("government_id.tax", 0.5, pointer=("ssn",)),),
        (),
    ]
    assert sum(ticks) == 3


def test_every_text_is_looked_at_alone():
    asked = []
    detectors = SimpleNamespace(
        scanner=SimpleNamespace(scan_texts=lambda texts: asked.append(list(texts)) or [])
    )

    look([case("one"), case("two")], detectors, None)

    assert asked == [["one"], ["two"]]


def test_a_text_that_cannot_be_inspected_fails_and_no_other():
    looks = look([case("x A123"), case("boom A123")], Words(WORDS, raises_at="boom"), None)

    assert [one.failed for one in looks] == [False, True]


def test_a_document_that_cannot_be_inspected_fails():
    (one,) = look([case(None, document=None)], Words(WORDS), examine_names)

    assert one.failed


def test_documents_are_skipped_where_nobody_can_examine_them():
    looks = look([case(None, document={"ssn": 1}), case("A123")], Words(WORDS), None)

    assert [one.skipped for one in looks] == [True, False]


def test_the_product_may_not_know_documents(monkeypatch):
    monkeypatch.setitem(sys.modules, "firewall.detect.document", None)

    assert product_examine() is None


def test_what_the_product_knows_is_used(monkeypatch):
    monkeypatch.setitem(sys.modules, "firewall.detect.document", SimpleNamespace(examine=examine_names))

    assert product_examine() is examine_names


def test_a_product_that_is_broken_is_not_a_product_without(monkeypatch):
    def broken(name):
        raise ModuleNotFoundError(f"No module named {name}", name="something_else")

    monkeypatch.setattr(module.importlib, "import_module", broken)

    with pytest.raises(ModuleNotFoundError):
        product_examine()
