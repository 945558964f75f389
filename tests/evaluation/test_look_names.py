"""The model looks at sets of names, and at nothing else."""

from types import SimpleNamespace

import pytest

from evaluation import look_names
from evaluation.look import Seen, look
from evaluation.look_names import product_names
from firewall.errors import ConfigError
from tests.evaluation.helpers import Words, case

NOTHING = Words({})


def named(text="Ask Ana", **more):
    return case(text, kind="names", **more)


def test_the_model_of_the_product_says_where():
    (told,) = product_names()(["Maria Lopez called from Chicago."])

    assert told == [Seen("identity.name", 1.0, 0, 11), Seen("contact.address", 1.0, 24, 31)]


def test_what_the_model_finds_counts_beside_what_the_detectors_find():
    words = Words({"Ask": ("contact.phone", 0.9)})
    asked = []

    looks = look(
        [named(), case("Ask Ana")],
        words,
        None,
        find_names=lambda texts: asked.append(texts) or [[Seen("identity.name", 1.0, 4, 7)]],
    )

    phone = Seen("contact.phone", 0.9, 0, 3)
    assert [one.seen for one in looks] == [(phone, Seen("identity.name", 1.0, 4, 7)), (phone,)]
    assert asked == [["Ask Ana"]]


def test_without_a_model_sets_of_names_are_skipped():
    looks = look([named(), case("Ask Ana")], NOTHING, None)

    assert [one.skipped for one in looks] == [True, False]


@pytest.mark.parametrize("missing", ["spacy", look_names.PACKAGE])
def test_without_spacy_or_the_package_there_is_no_model(monkeypatch, missing):
    there = SimpleNamespace(submodule_search_locations=["/somewhere"])
    monkeypatch.setattr(look_names, "find_spec", lambda name: None if name == missing else there)

    assert product_names() is None


def test_another_model_is_an_error(monkeypatch):
    monkeypatch.setattr(look_names, "SHA256", "0" * 64)

    with pytest.raises(ConfigError, match="is not the digest"):
        product_names()
