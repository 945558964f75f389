import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firewall import layout
from firewall.errors import PolicyError
from firewall.layout import LayoutError, formatted, meaning
from firewall.policy.yaml import Faults, parse
from tests.helpers_policy import FOLDER, ROOT

FILES = sorted((ROOT / "policies").rglob("*.yaml"))

ODD = """\
# yaml-language-server: $schema=../.schemas/law.schema.json
law:   welcoming-city   # the name
title: 'Welcoming "City"'


\t
rules:
- rule: one
  # why it is there
  says: >
    First line
    second line.

  data: [  immigration,contact ]     # both
  # at the end of the rule
- rule: two
  says: |
    # no comment: text
    kept   as it is
  yields_to: []
# the end
""".replace("\t", "")


def read(text):
    faults = Faults()
    node = parse("a.yaml", text, faults)
    assert faults.found == []
    return meaning(node)


def test_lines_stand_in_alike_and_every_comment_stays():
    made = formatted("laws/a.yaml", ODD)

    assert read(made) == read(ODD)
    for comment in (
        "# yaml-language-server: $schema=",
        "# the name",
        "# why it is there",
        "# both",
        "# at the end of the rule",
        "# the end",
    ):
        assert made.count(comment) == 1
    assert "  - rule: one\n" in made
    assert "    data: [immigration, contact]" in made
    assert "      # no comment: text\n      kept   as it is\n" in made


def test_what_is_laid_out_stays_as_it_is():
    made = formatted("laws/a.yaml", ODD)

    assert formatted("laws/a.yaml", made) == made


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_example_city_is_laid_out_already(path):
    assert formatted(path.name, path.read_text("utf-8")) == path.read_text("utf-8")


@pytest.mark.parametrize("text", ["a: b\r\nc: d\r\n", "a: b   \nc: d", "\n\na: b\nc: d\n\n\n"])
def test_ends_of_lines_and_of_the_file_are_alike(text):
    assert formatted("a.yaml", text) == "a: b\nc: d\n"


def test_a_file_with_a_fault_is_told_with_its_line():
    with pytest.raises(PolicyError) as told:
        formatted("a.yaml", "a: b\na: c\n")

    assert (told.value.faults[0].code, told.value.faults[0].shows) == ("POL021", "a: c")


def test_what_would_say_something_else_is_refused(monkeypatch):
    monkeypatch.setattr(layout, "_laid_out", lambda text: text.replace("refer", "remove"))

    with pytest.raises(LayoutError, match="would say something else"):
        formatted("a.yaml", "then: refer\n")


def test_what_would_lose_a_comment_is_refused(monkeypatch):
    monkeypatch.setattr(layout, "_laid_out", lambda text: "then: refer\n")

    with pytest.raises(LayoutError, match="would lose a comment"):
        formatted("a.yaml", "then: refer   # counsel's choice\n")


WORDS = st.text("ab #:'\"-[]{}>|%@!&*?,0\u00e9", min_size=1, max_size=12)
LINES = st.lists(
    st.tuples(st.sampled_from(["", " ", "  ", "    "]), st.sampled_from(["key", "- ", "# note", "", "other: "]), WORDS), max_size=8
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(LINES, st.sampled_from(sorted(name for name in FOLDER if name.endswith(".yaml"))))
def test_whatever_stands_in_a_file_is_kept_or_refused(lines, name):
    text = FOLDER[name] + "\n".join("".join(line) for line in lines)
    try:
        made = formatted(name, text)
    except (PolicyError, LayoutError):
        return

    assert read(made) == read(text)
    assert formatted(name, made) == made
