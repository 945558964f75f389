"""Trees for properties: what JSON has."""

import os
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
integers = st.integers(-(2**63), 2**64 - 1)
decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=3)
exponents = st.sampled_from([Decimal("1E+5"), Decimal("-2.50E-7"), Decimal("1.10"), Decimal("0.0")])


def trees(numbers):
    leaves = st.none() | st.booleans() | texts | numbers
    return st.recursive(
        leaves,
        lambda below: st.lists(below, max_size=3) | st.dictionaries(texts, below, max_size=3),
        max_leaves=8,
    )


def resident_bytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
