import re

import pytest
import yaml

from firewall.app import detector_data
from firewall.detect import lists
from firewall.errors import ConfigError


def test_a_word_that_other_readers_take_for_a_boolean_is_a_word():
    assert lists.read("same: {number: [no, on, yes]}") == {"same": {"number": ["no", "on", "yes"]}}


@pytest.mark.parametrize("text", ["[a, b]", "", "a: [", "just text"])
def test_a_file_of_another_shape_stops_the_start(text):
    with pytest.raises(ConfigError):
        lists.read(text)


@pytest.mark.parametrize("value", ["word", {"a": "b"}, [["nested"]], None])
def test_a_list_of_words_holds_words(value):
    with pytest.raises(ConfigError):
        lists.words(value)


def test_each_entry_comes_with_its_language():
    assert list(lists.by_language({"en": ["a", "b"], "es": ["c"]})) == [("en", "a"), ("en", "b"), ("es", "c")]


@pytest.mark.parametrize("name", sorted(name for name in detector_data() if name.endswith(".yaml")))
def test_no_key_stands_twice_in_our_files(sources, name):
    def look(node):
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            assert len(keys) == len(set(keys)), keys
            for _, value in node.value:
                look(value)
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                look(value)

    look(yaml.compose(sources[name], Loader=yaml.SafeLoader))


@pytest.mark.parametrize("name", sorted(detector_data()))
def test_no_number_sign_makes_half_a_phrase_a_comment(sources, name):
    """`status since ####` without quotation marks is `status since`, and nothing says so."""
    assert not re.findall(r"^ *- [^\"'\[\n]* #\S.*$", sources[name], re.MULTILINE)
