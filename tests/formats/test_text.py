import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats.base import Limits, Unreadable
from firewall.formats.text import Text

TEXT = Text()
LIMITS = Limits()


def test_a_text_is_one_field():
    assert TEXT.parse("Ana llegó\n\tayer\r\n".encode(), LIMITS) == {"text": "Ana llegó\n\tayer\r\n"}


@pytest.mark.parametrize("control", ["\x00", "\x01", "\x08", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f"])
def test_control_characters_are_refused(control):
    with pytest.raises(Unreadable, match=r"^control-character$"):
        TEXT.parse(f"a{control}b".encode(), LIMITS)


def test_a_body_over_the_limit_is_refused():
    with pytest.raises(Unreadable, match=r"^body-too-large$"):
        TEXT.parse(b"abc", Limits(body_bytes=2))


def test_a_removed_text_is_an_empty_body():
    assert TEXT.write({}) == b""


@pytest.mark.parametrize("tree", [None, [], "text", {"text": 1}, {"text": "a", "other": "b"}, {"other": "b"}])
def test_no_other_tree_is_written(tree):
    with pytest.raises(Unreadable, match=r"^not-text$"):
        TEXT.write(tree)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]).filter(lambda c: c != "\ufeff")))
def test_what_we_write_reads_back_the_same(text):
    assert TEXT.parse(TEXT.write({"text": text}), LIMITS) == {"text": text}
