"""The table and the source agree: no code is used that says nothing, and none says what nothing can find."""

import ast
import re
from pathlib import Path

from firewall.policy.faults.table import entries

ROOT = Path(__file__).parents[3]
CODE = re.compile(r"POL\d{3}")


def used():
    found = set()
    for path in (ROOT / "firewall").rglob("*.py"):
        if path.parent.name != "faults" or path.name == "table.py":
            found |= {
                node.value
                for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and CODE.fullmatch(node.value)
            }
    return found


def test_each_code_of_the_source_stands_in_the_table_and_the_other_way_round():
    assert used() == set(entries())
