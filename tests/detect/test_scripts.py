import pytest

from firewall.detect.scripts import is_whole_name


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("王小明", True), ("김민준", True), ("山田・太郎", True), ("小明", False), ("Amina", False), ("", False), ("王。。", False)],
)  # fmt: skip
def test_in_scripts_without_blanks_one_word_is_a_whole_name(text, is_one):
    assert is_whole_name(text) is is_one
