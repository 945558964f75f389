import re

import pytest

from firewall.detect.expression import (
    ASCII,
    EVERY,
    WORD,
    Again,
    Chars,
    Choice,
    Edge,
    Group,
    Look,
    RefusedError,
    Repeat,
    Sequence,
    read,
)

FLAGS = re.IGNORECASE | re.MULTILINE | re.DOTALL
CASELESS = re.IGNORECASE


def chars(text):
    return Chars(frozenset(map(ord, text)))


def test_a_letter_is_read_in_both_cases_or_in_its_own():
    assert read("a", FLAGS) == chars("aA")
    assert read("a", 0) == chars("a")


def test_letters_are_canonical_as_texts_are():
    assert read("Ä", 0) == chars("A")
    assert read("[ÄÖ]", 0) == chars("AO")
    assert read("[à-å]", 0) == chars("a")
    assert read("ß", 0) == read("ß".casefold(), 0) or read("ß", 0).others


def test_what_is_beyond_ascii_is_kept_or_counts_as_any_letter():
    assert read("[一-龥]", 0) == Chars(any_other=True)
    assert read("ק", 0) == Chars(others=frozenset({ord("ק")}))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\d", chars("0123456789")),
        (r"\w", Chars(WORD, any_other=True)),
        (r"[^\W_]", Chars(WORD - {ord("_")}, any_other=True)),
        (r"[^a]", Chars(ASCII - {ord("a")}, any_other=True)),
        (r"\D", Chars(ASCII - frozenset(range(48, 58)), any_other=True)),
        (".", EVERY),
    ],
)
def test_classes(pattern, expected):
    assert read(pattern, re.DOTALL) == expected


def test_a_dot_stops_at_a_line_unless_told_otherwise():
    assert ord("\n") not in read(".", 0).ascii


def test_constructs():
    assert read("(ab)", 0) == Group(1, Sequence((chars("a"), chars("b"))))
    assert read("ab|cd", 0) == Choice((read("ab", 0), read("cd", 0)))
    assert read("a{2,3}", 0) == Repeat(chars("a"), 2, 3)
    assert read("a*?", 0) == Repeat(chars("a"), 0, None, is_lazy=True)
    assert read("(?<!a)", 0) == Look(chars("a"), ahead=False, wanted=False)
    assert read("(?=a)", 0) == Look(chars("a"), ahead=True, wanted=True)
    assert read(r"(a)\1", 0) == Sequence((Group(1, chars("a")), Again(1, chars("a"))))


def test_edges_depend_on_the_flags():
    assert read("^a$", re.MULTILINE).parts[::2] == (Edge.LINE_START, Edge.LINE_END)
    assert read("^a$", 0).parts[::2] == (Edge.TEXT_START, Edge.TEXT_END)
    assert read(r"\A\b\B\Z", re.MULTILINE).parts == (
        Edge.TEXT_START,
        Edge.WORD,
        Edge.NOT_WORD,
        Edge.TEXT_END,
    )


def test_a_switch_in_the_middle_counts_as_one_for_all():
    assert read(r"\b(?i)a", FLAGS) == Sequence((Edge.WORD, chars("aA")))


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(", "Python cannot read it"),
        (r"\p{L}", "Python cannot read it"),
        ("(a)?(?(1)b|c)", "write both cases out"),
        ("(?>a*)b", "atomic"),
        ("a*+b", "possessive"),
        ("(?-i:a)", "switches flags"),
        ("(" * 5000 + ")" * 5000, "Python cannot read it"),
    ],
)
def test_what_is_not_understood_is_refused(pattern, why):
    with pytest.raises(RefusedError, match=re.escape(why)):
        read(pattern, FLAGS)


def test_sets_meet_where_a_character_can_be_in_both():
    assert chars("ab").meets(chars("bc"))
    assert not chars("ab").meets(chars("cd"))
    assert Chars(any_other=True).meets(Chars(others=frozenset({0x5D0})))
    assert not Chars(others=frozenset({0x5D0})).meets(Chars(others=frozenset({0x5D1})))
    assert not Chars(any_other=True).meets(chars("a"))
