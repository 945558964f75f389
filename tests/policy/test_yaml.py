import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.policy.yaml import MAX_CHARACTERS, Block, Faults, Items, Place, Text, parse, suggestion
from tests.helpers_policy import plain


def read(text):
    faults = Faults()
    return parse("a.yaml", text, faults), faults.found


def only_fault(text):
    node, found = read(text)
    assert len(found) == 1, found
    return node, found[0]


@pytest.mark.parametrize(
    "word", ["no", "012", "1e3", "null", "~", "2026-02-01", "0x1F", "1:30", "true", ".inf"]
)
def test_a_scalar_is_the_text_it_is(word):
    node, found = read(f"a: {word}")

    assert found == []
    assert node.members["a"].value == word


def test_lists_blocks_and_places_are_kept():
    node, found = read("with: county\nthrough: []\nshares:\n  - data: [x, y]\n")

    assert found == []
    assert isinstance(node, Block)
    assert node.keys["shares"] == Place("a.yaml", 3, 1)
    assert node.members["through"] == Items(Place("a.yaml", 2, 10), ())
    assert node.members["shares"].items[0].members["data"].items[1] == Text(Place("a.yaml", 4, 15), "y")


def test_folded_text_loses_only_its_last_line_break():
    node, _ = read("says: >\n  one\n  two\n")

    assert node.members["says"].value == "one two"


@pytest.mark.parametrize(
    ("text", "line", "column", "says", "remedy"),
    [
        ("a: 1\na: 2", 2, 1, "`a` is given twice", "line 1"),
        ("a: &x b", 1, 4, "anchors", "Write the text out"),
        ("a: !!int 1", 1, 4, "tags", "quotation marks"),
        ("a: !<tag:x> 1", 1, 4, "tags", "quotation marks"),
        ("<<: {b: c}", 1, 1, "merging", "Write the keys out"),
        ("a: 1\n---\nb: 2", 2, 1, "second document", "a file of its own"),
        ("%YAML 1.1\n---\na: b", 1, 1, "directives", "Delete the line"),
        ("%TAG ! tag:x,2000:\n---\na: b", 1, 1, "directives", "Delete the line"),
        ("a:", 1, 3, "Nothing stands here", "delete the key"),
        ('a: ""', 1, 4, "Nothing stands here", "delete the key"),
        ("a: ''", 1, 4, "Nothing stands here", "delete the key"),
        ("a: |\n\nb: c", 1, 4, "Nothing stands here", "delete the key"),
        ("[a]: b", 1, 1, "A key must be a word", ""),
        ("a: b: c", 1, 5, "second colon", "quotation marks"),
        ("a:\n\tb: c", 2, 1, "A tab stands here", "Use spaces"),
        ("a:\n  - b\n - c", 3, 2, "does not stand under", "same number of spaces"),
        ('a: "b', 1, 4, "quotation mark was opened", "Close it"),
        ("a: [b, c", 1, 4, "bracket was opened", "Close it"),
        ("a: b\nc\nd: e", 3, 1, "key without a colon", "key: value"),
        ("a: @b", 1, 4, "This is not YAML", "spaces, colons"),
        ("", 1, 1, "The file is empty", "Delete it"),
        ("# only a comment", 1, 1, "The file is empty", "Delete it"),
        ("a: \x07", 1, 1, "does not allow", "Delete it"),
        ('a: "\\U00110000"', 1, 1, "no character", "the character itself"),
        ('a: "\\UFFFFFFFF"', 1, 1, "no character", "the character itself"),
        ('a: "\\ud800"', 1, 4, "half a character", "the character itself"),
        ("[" * 13, 1, 13, "nested too deeply", ""),
        pytest.param("a" * (MAX_CHARACTERS + 1), 1, 1, "larger than 256 KiB", "Split it", id="large"),
    ],
)
def test_what_can_be_read_two_ways_is_a_fault_with_its_place(text, line, column, says, remedy):
    _, fault = only_fault(text)

    assert (fault.file, fault.line, fault.column) == ("a.yaml", line, column)
    assert says in fault.says
    assert remedy in fault.remedy


def test_an_alias_is_a_fault_at_both_of_its_ends():
    node, found = read("a: &x b\nc: *x")

    assert node is None
    assert [(f.line, f.column) for f in found] == [(1, 4), (2, 4)]


def test_the_first_of_two_values_is_kept_and_the_second_is_told():
    node, fault = only_fault("then: refuse\nthen: remove")

    assert node.members["then"].value == "refuse"
    assert plain(fault) == "a.yaml:2:1: `then` is given twice. The first one stands in line 1. Keep one."


def test_a_bomb_of_anchors_is_not_unfolded():
    bomb = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
    node, found = read(bomb)

    assert node is None
    assert all("anchors" in fault.says for fault in found)


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("publc-health", ["public-health", "billing"], "Did you mean `public-health`?"),
        ("Clinic", ["clinic", "school"], "Did you mean `clinic`?"),
        ("xyz", ["b", "a"], "Use one of: a, b."),
        ("xyz", [f"word-{n}" for n in range(13)], ""),
        ("xyz", [], ""),
    ],
)
def test_a_suggestion_is_the_nearest_word_or_the_short_choice(word, known, said):
    assert suggestion(word, known) == said


@given(
    st.text(alphabet=st.characters(), max_size=60)
    | st.text("ab:-[]{}&*!|>'\"%@`,?#~ \n\t\\Uu0F", max_size=80)
)
def test_any_text_gives_a_node_or_faults_and_nothing_else(text):
    node, found = read(text)

    assert found or node is not None


def test_a_text_that_is_read_again_is_told_again_and_under_its_own_name():
    faults = Faults()
    for name in ("a.yaml", "b.yaml", "a.yaml"):
        parse(name, "a: 1\na: 2", faults)

    assert [fault.file for fault in faults.found] == ["a.yaml", "b.yaml", "a.yaml"]
