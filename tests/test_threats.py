"""The threat model is honest about its tests: each exists, and each group says what is not covered."""

import ast
import re
from functools import cache

import pytest

from tests.system.town import PROJECT

PAPER = (PROJECT / "docs" / "threat-model.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAPER)))
GROUPS = {part[0]: part for part in re.split(r"^## (?=[A-K]\. )", PAPER, flags=re.MULTILINE)[1:]}


@cache
def known_in(file):
    tree = ast.parse((PROJECT / file).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize(("file", "test"), NAMED, ids=[f"{file}::{test}" for file, test in NAMED])
def test_a_test_that_is_named_exists(file, test):
    assert test in known_in(file)


def test_every_group_of_attacks_has_tests_and_says_what_is_missing():
    assert "".join(GROUPS) == "ABCDEFGHIJK"
    for text in GROUPS.values():
        assert len(re.findall(r"`tests/", text)) >= 4
        assert "**Not covered.**" in text


def test_every_row_names_a_test():
    rows = [
        line
        for text in GROUPS.values()
        for line in text.splitlines()
        if line.startswith("| ") and "attack" not in line
    ]

    assert len(rows) > 55
    assert [row for row in rows if "::test_" not in row] == []


def test_no_test_is_named_in_another_way():
    """A name that the test above would not find could be of a test that is gone."""
    assert len(re.findall(r"::test_", PAPER)) == len(re.findall(r"`tests/[\w/]+\.py::test_\w+`", PAPER))
