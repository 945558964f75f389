"""The closed lists of words that legal staff write with."""

import re
from pathlib import Path

import pytest
import yaml

VOCABULARY = Path(__file__).parents[2] / "policies/vocabulary"


def words(name):
    text = (VOCABULARY / f"{name}.yaml").read_text(encoding="utf-8")
    ((_, entries),) = yaml.load(text, Loader=yaml.BaseLoader).items()
    return entries


CATEGORIES, KINDS, PURPOSES, PROCESSES = (
    words(name) for name in ("data", "requesters", "purposes", "processes")
)


@pytest.mark.parametrize(
    "entries", [CATEGORIES, KINDS, PURPOSES, PROCESSES], ids=["data", "requesters", "purposes", "processes"]
)
def test_every_word_is_explained_in_one_sentence_or_two(entries):
    assert all(re.fullmatch(r"[A-Z].{4,}\.", entry["says"]) for entry in entries.values())


@pytest.mark.parametrize("entries", [CATEGORIES, KINDS], ids=["data", "requesters"])
def test_every_word_below_another_has_that_other(entries):
    assert [word for word in entries if "." in word and word.rpartition(".")[0] not in entries] == []


def test_words_are_spelled_as_the_policy_language_spells_them():
    assert all(re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)*", word) for word in CATEGORIES)
    assert all(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*", word) for word in (*KINDS, *PURPOSES, *PROCESSES))


def test_the_firewalls_own_categories_are_not_in_the_list():
    assert not {"uninspectable", "unclassified", "selection", "paging", "limit"} & set(CATEGORIES)


@pytest.mark.parametrize(
    ("key", "values"),
    [("tier", {"0", "1", "2", "3"}), ("text", {"free"}), ("proxy", {"yes"}), ("status_1373", {"yes"})],
)
def test_a_mark_has_one_of_its_values(key, values):
    assert {entry[key] for entry in CATEGORIES.values() if key in entry} == values


def test_free_text_is_what_people_write():
    assert [word for word, entry in CATEGORIES.items() if "text" in entry] == ["case_notes"]


def test_addresses_release_dates_and_family_are_outside_of_section_1373():
    marked = {word for word, entry in CATEGORIES.items() if "status_1373" in entry}

    assert marked == {"immigration"} | {
        f"immigration.{part}" for part in ("status", "citizenship", "identifier", "document", "proceedings")
    }


def test_what_opens_is_judicial_consent_an_emergency_or_counsel():
    opens = {name: entry["basis"] for name, entry in PROCESSES.items() if entry["opens"] == "yes"}

    assert set(opens.values()) == {"judicial", "consent", "emergency", "counsel"}
    assert all(entry["opens"] == "no" for entry in PROCESSES.values() if entry["basis"] in {"none", "duty"})


def test_an_administrative_paper_is_never_judicial_and_never_opens():
    administrative = {name: entry for name, entry in PROCESSES.items() if entry["issuer"] == "administrative"}

    assert {"admin-subpoena-dhs", "admin-warrant", "detainer", "nta", "section-1373-inquiry"} == set(
        administrative
    )
    assert all((entry["basis"], entry["opens"]) == ("none", "no") for entry in administrative.values())


@pytest.mark.parametrize(
    ("form", "process"),
    [
        ("I-200", "admin-warrant"),
        ("I-205", "admin-warrant"),
        ("I-247A", "detainer"),
        ("I-138", "admin-subpoena-dhs"),
        ("I-862", "nta"),
    ],
)
def test_an_administrative_form_belongs_to_its_process(form, process):
    assert [name for name, entry in PROCESSES.items() if form in entry.get("forms", [])] == [process]


def test_only_a_judicial_issuer_gives_a_judicial_basis():
    assert all(entry["issuer"] == "judicial" for entry in PROCESSES.values() if entry["basis"] == "judicial")


def test_whoever_enforces_immigration_law_is_below_one_kind():
    below = {kind for kind in KINDS if kind.startswith("immigration-enforcement.")}

    assert {kind.rpartition(".")[2] for kind in below} == {
        "civil",
        "criminal",
        "border",
        "contractor",
        "taskforce",
    }
    assert "unknown" in KINDS


@pytest.mark.parametrize("name", ["data", "requesters", "purposes", "processes"])
def test_files_use_nothing_that_the_strict_loader_refuses(name):
    text = (VOCABULARY / f"{name}.yaml").read_text(encoding="utf-8")
    tokens = list(yaml.scan(text))
    keys = [line.split(":")[0] for line in text.splitlines() if re.match(r"  [a-z]", line)]

    assert not any(isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken) for token in tokens)
    assert all(token.plain for token in tokens if isinstance(token, yaml.ScalarToken))
    assert len(keys) == len(set(keys))
