"""False friends: names that look like ours and mean something else."""

from pathlib import Path

import pytest
import yaml

from firewall.app import detector_data
from firewall.detect import lists
from tests.detect.spellings import words_of

FILE = lists.read(detector_data()["names/false-friends.yaml"])
OURS = {"immigration", "nationality"}
EVERYDAY = yaml.load(
    (Path(__file__).parent / "names/everyday.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
)


def names(key):
    return [name for group in FILE[key] for name in group["names"]]


FRIENDS = [*names("false_friends"), *names("by_rule")]


def told(lexicon, name):
    return {category for category in lexicon.categories(name) if category.split(".")[0] in OURS}


@pytest.mark.parametrize("name", FRIENDS)
def test_a_false_friend_says_nothing_about_immigration(lexicon, name):
    assert told(lexicon, name) == set()


def test_no_false_friend_says_anything_in_another_common_spelling(lexicon):
    def ways(name):
        words = words_of(name) if name.isascii() else name.split("_")
        yield "_".join(words).upper()
        yield words[0] + "".join(word.capitalize() for word in words[1:])
        yield "-".join(words)
        yield " ".join(words)

    assert [(name, way) for name in FRIENDS for way in ways(name) if told(lexicon, way)] == []


@pytest.mark.parametrize("group", sorted(EVERYDAY))
def test_everyday_names_say_nothing_about_immigration(lexicon, group):
    assert len(EVERYDAY[group]) > 500
    assert [name for name in EVERYDAY[group] if told(lexicon, name)] == []


def test_there_are_many_of_them_and_each_stands_there_once():
    assert len(FRIENDS) > 800
    assert len(FRIENDS) == len(set(FRIENDS))


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("visa_card_alien_number", "immigration.identifier"),
        ("alien_species_immigration_status", "immigration.status"),
        ("citizen_portal_citizenship", "immigration.citizenship"),
        ("parking_zone_nationality", "nationality"),
        ("tree_removal_order_deportation_order", "immigration.proceedings"),
        ("migration_status", "immigration.status"),
        ("residence_permit", "immigration.document"),
        ("work_permit_number", "immigration.document"),
    ],
)
def test_a_false_friend_hides_nothing_but_itself(lexicon, name, category):
    assert category in lexicon.categories(name)


def test_what_stands_there_hides_something_or_is_kept_as_a_warning():
    """A hiding friend that hides nothing is a rule for nobody; it belongs to `by_rule`."""
    without = detector_data() | {"names/false-friends.yaml": "false_friends: []\nbeside: []\nby_rule: []\n"}
    from firewall.detect.names import compile_lexicon

    bare = compile_lexicon(text for path, text in without.items() if path.startswith("names/"))

    assert [name for name in names("false_friends") if not told(bare, name)] == []


@pytest.mark.parametrize("group", FILE["beside"], ids=lambda group: group["names"][0])
def test_a_word_beside_a_name_changes_what_it_means(lexicon, group):
    for name in group["names"]:
        assert lexicon.categories(name), name
        for word in group["words"]:
            assert told(lexicon, f"{word}_{name}") == told(lexicon, f"{name}_{word}") == set(), (name, word)
