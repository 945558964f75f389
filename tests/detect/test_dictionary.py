import re
from collections import Counter

import pytest

from firewall.app import detector_data
from firewall.detect import lists
from firewall.detect.dictionary import compile_dictionary, entries
from firewall.errors import ConfigError

FILES = {path: lists.read(text) for path, text in detector_data().items() if path.startswith("names/")}
TREES = {path: file for path, file in FILES.items() if "categories" in file}
WORDS = (
    "same_word: {number: [no]}\nskip: [of]\nbefore: [pcli]\nafter: [cd]\naround: [number]\nheads: [blue]\n"
)
NAMES = "categories:\n  photo:\n    - {lang: en, source: domain, anywhere: [blue_print], whole: [pic]}\n"


def compiled(*texts):
    return compile_dictionary([WORDS, NAMES, *texts])


def test_names_are_indexed_by_their_words_and_written_as_one():
    found = compiled()

    assert found.anywhere == {("blue", "print"): {"photo"}}
    assert found.whole == {("pic",): {"photo"}}
    assert found.runs == {"blueprint": {"photo"}, "pic": {"photo"}}
    assert found.long_runs == {"blueprint": {"photo"}}
    assert found.longest == {"blue": 2}


def test_umlauts_are_indexed_in_both_ways():
    found = compiled("categories:\n  photo:\n    - {lang: de, source: domain, whole: [für]}\n")

    assert {("fur",), ("fuer",)} <= set(found.whole)


def test_beginnings_of_compounds_are_indexed_by_their_letters_alone():
    found = compiled(
        "categories:\n  photo:\n    - {lang: de, source: domain, begins: [lichtbild, grünbild]}\n"
    )

    assert found.begins == {"lichtbild": {"photo"}, "grunbild": {"photo"}, "gruenbild": {"photo"}}
    assert ("lichtbild",) not in found.anywhere


def test_a_beginning_that_many_words_have_stops_the_start():
    with pytest.raises(ConfigError, match="too short"):
        compiled("categories:\n  photo:\n    - {lang: de, source: domain, begins: [abc]}\n")


def test_names_of_two_words_are_indexed_the_other_way_round_too():
    found = compiled("categories:\n  photo:\n    - {lang: en, source: domain, anywhere: [picture_no]}\n")

    assert found.whole["number", "picture"] == {"photo"}
    assert found.runs["numberpicture"] == {"photo"}


def test_names_that_two_members_say_are_indexed_by_their_head():
    text = "categories:\n  nationality:\n    - {lang: en, source: domain, anywhere: [blue_card_holder, red_card], whole: [blue_note]}\n"

    assert compiled(text).leading == {"blue": {("blue", "card", "holder"): {"nationality"}}}


def test_a_false_friend_hides_and_is_not_found_as_one():
    found = compiled("false_friends:\n  - {area: a, lang: en, names: [blue_print_shop, b_lueprint]}\n")

    assert found.anywhere["blue", "print", "shop"] == frozenset()
    assert "blueprint" not in found.runs
    assert "blueprint" not in found.long_runs


def test_a_word_beside_a_name_is_compared_like_all_words():
    found = compiled("beside:\n  - {names: [blue_print], words: [shops, no]}\n")

    assert found.beside == {("blue", "print"): {"shop", "number"}}


@pytest.mark.parametrize(
    "text",
    [
        "categories: [a]",
        "categories: {photo: {en: [a]}}",
        "categories: {photo: [a]}",
        "categories: {photo: [{lang: en, whole: [a]}]}",
        "categories: {photo: [{source: domain, whole: [a]}]}",
        "categories: {photo: [{lang: en, source: domain, whole: a}]}",
        "categories: {photo: [{lang: [en], source: domain, whole: [a]}]}",
        "false_friends: {en: [a]}",
        "false_friends: [{area: a, lang: en}]",
        "beside: [{names: [a]}]",
    ],
)
def test_a_file_of_another_shape_stops_the_start(text):
    with pytest.raises(ConfigError):
        compiled(text)


def test_the_words_file_must_be_there():
    with pytest.raises(ConfigError, match="words"):
        compile_dictionary([NAMES])


@pytest.mark.parametrize("key", ["skip", "before", "after", "around", "heads"])
def test_the_words_file_must_be_complete(key):
    with pytest.raises(ConfigError):
        compile_dictionary([re.sub(rf"^{key}: .*\n", "", WORDS, flags=re.MULTILINE), NAMES])


# ---- our own files


def test_every_group_says_its_language_and_a_source_that_is_explained():
    found = [entry for file in TREES.values() for entry in entries(file)]

    assert {entry.source for entry in found} == set(FILES["names/words.yaml"]["sources"])
    assert all(re.fullmatch(r"[a-z]{2}|int", entry.language) for entry in found)


def test_the_seven_languages_are_there_for_what_matters_most():
    for category in (
        "immigration.status",
        "immigration.citizenship",
        "immigration.identifier",
        "immigration.document",
        "nationality",
        "identity.name",
    ):
        languages = {
            entry.language for file in TREES.values() for entry in entries(file) if entry.category == category
        }

        assert {"en", "es", "fr", "de", "it", "nl", "pt"} <= languages, category


def test_a_group_has_nothing_but_the_five_keys():
    groups = [group for file in TREES.values() for groups in file["categories"].values() for group in groups]

    assert {key for group in groups for key in group} == {"lang", "source", "anywhere", "whole", "begins"}


def test_no_name_stands_twice_under_the_same_category():
    found = Counter(
        (entry.category, entry.name, entry.place == "begins")
        for file in TREES.values()
        for entry in entries(file)
    )

    assert [key for key, times in found.items() if times > 1] == []


def test_each_tree_of_categories_stands_in_one_file():
    """Files of identifiers, and niem.yaml, follow the standards they come from."""
    places = [
        (category.split(".")[0], path)
        for path, file in TREES.items()
        for category in file["categories"]
        if path
        not in {
            "names/identifiers.yaml",
            "names/numbers-of-countries.yaml",
            "names/papers.yaml",
            "names/niem.yaml",
        }
    ]

    assert max(Counter(tree for tree, _ in set(places)).values()) == 1


@pytest.mark.parametrize("path", sorted(FILES))
def test_every_file_tells_a_reviewer_what_it_is_and_how_to_add_a_name(path):
    head = detector_data()[path].split("\n\n")[0]

    assert head.startswith("# ")
    assert len(head) > 100
    assert not any(len(line) > 140 for line in detector_data()[path].splitlines())
