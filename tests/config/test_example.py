"""The example is what people copy."""

from __future__ import annotations

import tomllib

from firewall.config import EXAMPLE


def test_every_table_has_a_remark_that_says_what_it_is_for():
    lines = EXAMPLE.splitlines()
    for table in tomllib.loads(EXAMPLE):
        assert lines[lines.index(f"[{table}]") + 1].startswith("# "), table


def test_it_fits_a_page():
    assert max(map(len, EXAMPLE.splitlines())) <= 120
