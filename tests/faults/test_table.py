"""The table of faults names tests that are there."""

import ast
import re

import pytest

from tests.system.town import PROJECT

TABLE = (PROJECT / "docs" / "faults.md").read_text("utf-8")
ROWS = [
    line.strip("|").split("|") for line in TABLE.splitlines() if line.startswith("| ") and "---" not in line
][1:]
IDS = [
    (number, id_) for number, row in enumerate(ROWS) for id_ in re.findall(r"`((?:\w+/)*\w*\.?\w*(?:::\w+)?)`", row[-1])
]  # fmt: skip


def named_in(path):
    return {node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if hasattr(node, "name")}


COMPONENTS = {
    "upstream", "detector", "audit store", "witness", "policy file", "certificate", "key store", "clock",
    "disk full (other volume)", "memory", "worker", "main process", "host", "signals", "client", "files and threads",
    "metrics", "hold queue", "random source",
}  # fmt: skip
"""Whatever of a firewall can fail by itself."""


def test_every_component_has_a_row():
    assert {row[0].strip() for row in ROWS} >= COMPONENTS


def test_every_row_has_a_test():
    assert len(ROWS) > 15
    assert {len(row) for row in ROWS} == {4}
    assert {number for number, _ in IDS} == set(range(len(ROWS)))


@pytest.mark.parametrize("number", range(len(ROWS)))
def test_the_tests_of_a_row_are_there(number):
    path = None
    for id_ in (id_ for row, id_ in IDS if row == number):
        file, _, name = id_.partition("::")
        path = PROJECT / "tests" / file if file else path
        assert path is not None
        assert path.exists(), id_
        assert not name or name in named_in(path), id_
