from datetime import date

import pytest

from firewall.policy.files.reading import Section
from firewall.policy.yaml import Faults, parse
from tests.helpers_policy import plain

KEYS = {"word", "list", "when", "many", "flag", "blocks", "names"}


def section(text, **changes):
    faults = Faults()
    return Section(
        parse("a.yaml", text, faults), faults, **({"what": "thing", "known": KEYS} | changes)
    ), faults


def said(faults):
    return [f.says for f in faults.found]


def test_every_key_that_is_required_is_missed():
    _, faults = section("word: x", required=["word", "when", "many"])

    assert said(faults) == ["A thing needs `when:`.", "A thing needs `many:`."]


def test_an_unknown_key_is_a_fault_where_it_stands():
    _, faults = section("word: x\nwrod: y")

    assert [plain(f) for f in faults.found] == [
        "a.yaml:2:1: `wrod` is not a key of a thing. Did you mean `word`?",
    ]


def test_a_vowel_takes_its_article():
    _, faults = section("x: y", what="agreement")

    assert said(faults)[0] == "`x` is not a key of an agreement."


@pytest.mark.parametrize("text", ["just text", "[a, list]"])
def test_what_is_no_block_is_a_fault_and_reads_as_empty(text):
    found, faults = section(text)

    assert said(faults) == ["A thing must be written as `key: value` lines."]
    assert found.text("word", "default") == "default"


def test_a_missing_block_reads_as_empty_without_a_fault():
    faults = Faults()
    found = Section(None, faults, what="thing", known=KEYS, required=["word"])

    assert (found.texts("list"), found.number("many"), faults.found) == ((), None, [])


@pytest.mark.parametrize(
    ("text", "none_allowed", "value", "faults"),
    [
        ("list: [a, b]", False, ("a", "b"), 0),
        ("list: none", True, (), 0),
        ("list: []", True, (), 0),
        ("list: none", False, (), 1),
        ("list: []", False, (), 1),
        ("list: a", True, (), 1),
        ("list: {a: b}", True, (), 1),
        ("list: [a, a]", True, ("a",), 1),
        ("list: [[a]]", True, (), 1),
        ("word: x", False, (), 0),
    ],
)
def test_an_empty_list_must_be_meant(text, none_allowed, value, faults):
    found, collected = section(text)

    assert found.texts("list", none_allowed=none_allowed) == value
    assert len(collected.found) == faults


def test_words_come_from_a_closed_list():
    found, faults = section("list: [good, bda]")

    assert found.words("list", ["good", "bad"], "a word") == ("good",)
    assert plain(faults.found[0]) == "a.yaml:1:14: `bda` is not a word. Did you mean `bad`?"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-01", date(2026, 2, 1)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2026-02-29", None),
        ("20260201", None),
        ("2026-W05-1", None),
        ("2026-2-1", None),
        ("2026-02-01T00:00", None),
        ("٢٠٢٦-٠٢-٠١", None),
        ("[2026-02-01]", None),
    ],
)
def test_a_day_is_written_in_one_way(text, day):
    found, faults = section(f"when: {text}")

    assert found.day("when", date.max) == (day or date.max)
    assert bool(faults.found) is (day is None)


def test_a_day_that_is_not_there_is_the_default_or_none():
    found, faults = section("word: x")

    assert (found.day("when", date.min), found.optional_day("when"), faults.found) == (date.min, None, [])


@pytest.mark.parametrize(
    ("text", "number"),
    [("50", 50), ("0", 0), ("1,000", None), ("-1", None), ("1e3", None), ("٣", None), ("9" * 10, None)],
)
def test_a_number_is_whole_and_in_digits(text, number):
    found, faults = section(f"many: {text}")

    assert found.number("many") == number
    assert bool(faults.found) is (number is None)


@pytest.mark.parametrize(
    ("text", "flag", "faults"), [("yes", True, 0), ("no", False, 0), ("true", False, 1), ("Yes", False, 1)]
)
def test_a_flag_is_yes_or_no(text, flag, faults):
    found, collected = section(f"flag: {text}")

    assert (found.flag("flag"), len(collected.found)) == (flag, faults)


@pytest.mark.parametrize(
    ("text", "faults"),
    [("DSA-2026-014", 0), ("a.b_c", 0), ("two words", 1), ("-x", 1), ("é", 1), ("x" * 81, 1)],
)
def test_an_identifier_is_a_short_name(text, faults):
    found, collected = section(f"word: {text}")
    found.identifier("word")

    assert len(collected.found) == faults


def test_a_choice_that_is_none_of_them_gives_the_default():
    found, faults = section("word: x")

    assert found.choice("word", ("a", "b"), "a choice", "a") == "a"
    assert said(faults) == ["`x` is not a choice."]


def test_text_is_asks_without_a_fault():
    found, faults = section("word: none\nlist: [none]")

    assert (found.text_is("word", "none"), found.text_is("list", "none"), faults.found) == (True, False, [])


def test_names_of_the_citys_own_are_kept_with_their_places():
    found, faults = section("names:\n  b: x\n  a: y")

    assert [(name, at.line) for name, at, _ in found.entries("names")] == [("b", 2), ("a", 3)]
    assert found.entries("word") == ()
    assert faults.found == []


@pytest.mark.parametrize("text", ["blocks: x", "blocks: []", "blocks: {a: b}"])
def test_a_list_of_blocks_has_at_least_one(text):
    found, faults = section(text)

    assert found.sections("blocks") == ()
    assert said(faults) == ["`blocks` must be a list with at least one entry."]
