"""The model itself: the one that is pinned for development, loaded as a city's would be."""

import json
import shutil
from functools import cache

import msgspec
import pytest

from firewall.errors import ConfigError
from firewall.names import model
from firewall.names.files import digest
from firewall.names.model import load
from tests.helpers_names import MODEL, settings


@cache
def answer():
    return load(str(MODEL), settings().sha256)


def found(*texts):
    return [
        [(text[start:end], what) for start, end, what in told]
        for text, told in zip(texts, msgspec.json.decode(answer()(msgspec.json.encode(texts))), strict=True)
    ]


def test_people_and_places_are_found():
    assert found("Maria Lopez called from 412 Oak Street.", "No heat since Monday.") == [
        [("Maria Lopez", "person"), ("412 Oak Street", "place")],
        [],
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("MARIA LOPEZ CALLED ABOUT THE HEATER", "MARIA LOPEZ"),
        ("spoke with maria lopez about the heater", "maria lopez"),
        ("Met with Karen Reed and explained it.", "Karen Reed"),
        ("Ask Ma\u200bria Lo\u200bpez about it.", "Ma\u200bria Lo\u200bpez"),
        ("Talked to Ｍａｒｉａ Ｌｏｐｅｚ about it.", "Ｍａｒｉａ Ｌｏｐｅｚ"),
        ("Left a voicemail for Edson dos Santos Rezende.", "Edson dos Santos Rezende"),
    ],
)
def test_a_name_is_found_in_other_spellings_and_whole(text, name):
    assert name in [what for what, _ in found(text)[0]]


def test_what_looks_like_a_company_counts_as_a_person():
    assert found("Rent is owed by Walmart.") == [[("Walmart", "person")]]


def test_no_texts_have_no_findings():
    assert found() == []
    assert found("") == [[]]


def test_nothing_of_a_text_is_kept(monkeypatch):
    pipeline = model._with_weights(MODEL)
    monkeypatch.setattr(model, "_pipeline", lambda _: pipeline)
    before = len(pipeline.vocab.strings)

    load(str(MODEL), settings().sha256)(b'["Zqcanary Zqother called about Zqthird."]')

    assert len(pipeline.vocab.strings) == before
    assert "Zqcanary" not in pipeline.vocab.strings


def test_only_what_finds_names_is_loaded():
    assert model._with_weights(MODEL).pipe_names == ["tok2vec", "ner"]


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(MODEL, tmp_path / "model")


def test_another_model_than_the_one_that_was_checked_is_not_loaded(copy):
    (copy / "ner" / "moves").write_bytes(b"x")

    with pytest.raises(ConfigError, match=r"names\.sha256 is not the digest"):
        load(str(copy), settings().sha256)


@pytest.mark.parametrize("damage", ["no-meta", "no-ner", "no-config", "weights"])
def test_what_is_no_model_that_finds_names_is_told(copy, damage):
    meta = json.loads((copy / "meta.json").read_text())
    match damage:
        case "no-meta":
            (copy / "meta.json").unlink()
        case "no-ner":
            meta["pipeline"].remove("ner")
            (copy / "meta.json").write_text(json.dumps(meta))
            text = (copy / "config.cfg").read_text()
            (copy / "config.cfg").write_text(text.replace(',"ner"]', "]"))
        case "no-config":
            (copy / "config.cfg").write_text("[nlp]\n")
        case _:
            (copy / "ner" / "model").write_bytes(b"\x80")

    with pytest.raises(ConfigError, match="is no spaCy model that finds names"):
        load(str(copy), digest(copy))


def test_a_model_that_knows_no_persons_is_told(monkeypatch):
    monkeypatch.setattr("firewall.names.model.LABELS", {"GPE": "place"})

    with pytest.raises(ConfigError, match="knows no persons: its labels are CARDINAL"):
        load(str(MODEL), settings().sha256)
