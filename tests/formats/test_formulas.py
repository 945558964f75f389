import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats.formulas import are_neutral, neutralised
from tests import corpora


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1+1",
        "-2+3+cmd|' /C calc'!D2",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "\t=1",
        "\n=1",
        " =1+1",
        '"=1+1',
        "=1=1",
        "- paid in cash",
        "+1 (312) 555-0100",
        "-1-1",
    ],
)
def test_what_would_run_is_text(cell):
    assert neutralised(cell).startswith("'")
    assert neutralised(cell).replace("'", "") == cell.replace("'", "")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("Ana;=HYPERLINK(1)", "Ana;'=HYPERLINK(1)"),
        ('Ana;"=1+1', "Ana;'\"=1+1"),
        ("Ana\n=1+1", "Ana\n'=1+1"),
        ("Ana\r\n@x", "Ana\r\n'@x"),
        ("Ana\t+x", "Ana\t'+x"),
        ("a;b;-5;c", "a;b;-5;c"),
    ],
)
def test_what_would_run_where_others_split_is_text(cell, written):
    assert neutralised(cell) == written


@pytest.mark.parametrize(
    "cell",
    ["", "-87.65", "+1", "-1,234.50", "-1e-7", "-.5", "-5%", "+13125550100", "a=b", "'=1", "x - y", "–"],
)
def test_plain_numbers_and_texts_stay(cell):
    """The en dash in the corpus is a printer's minus: no spreadsheet begins a formula with it."""
    assert neutralised(cell) == cell


@given(st.text("=+-@;\t\r\n\"' 1.a=", max_size=12))
def test_what_are_neutral_stays(cell):
    once = neutralised(cell)

    assert neutralised(once) == once
    assert are_neutral(["a", once])
    assert are_neutral([cell]) == are_neutral(["a", cell, "b"]) == (once == cell)


def _attacks():
    path = corpora.folder("csv", 12) / "patt_csv_injection_blocks.jsonl"
    for line in path.read_text("utf-8").splitlines():
        for attack in json.loads(line)["code"].splitlines():
            if attack.strip() not in {"", "–"}:
                yield attack


@pytest.mark.parametrize("attack", list(_attacks()))
@pytest.mark.parametrize("before", ["", "x;", "x\n", "x\t"])
def test_no_attack_of_the_corpus_runs(attack, before):
    attack = attack.strip()
    if not attack.startswith(("=", "+", "-", "@")):
        return  # a block's second argument, which begins no cell

    assert neutralised(before + attack).startswith(f"{before}'")
