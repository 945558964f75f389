"""The parsers' own test suite (JSONTestSuite): ``y_`` must be read, ``n_`` must be refused, ``i_`` is ours to say."""

import pytest

from firewall.formats.base import Limits, Unreadable
from firewall.formats.json import Json
from tests.corpora import folder

CASES = folder("json/nst_test_parsing", 318)
JSON = Json("application/json")

OURS_REFUSES = {
    "y_object_duplicated_key.json": "duplicate-key",
    "y_object_duplicated_key_and_value.json": "duplicate-key",
}
"""Legal JSON that two readers read differently."""

EITHER_WAY_READ = {
    "i_number_double_huge_neg_exp.json": "number-out-of-range",
    "i_number_too_big_neg_int.json": None,
    "i_number_too_big_pos_int.json": None,
    "i_number_very_big_negative_int.json": None,
}
"""The ``i_`` cases that are read, or whose code is worth stating; every other one is refused."""


def verdict(path):
    try:
        JSON.parse(path.read_bytes(), Limits())
    except Unreadable as error:
        return error.why
    return None


@pytest.mark.parametrize("path", sorted(CASES.glob("y_*")), ids=lambda path: path.stem)
def test_must_be_read(path):
    assert verdict(path) == OURS_REFUSES.get(path.name)


@pytest.mark.parametrize("path", sorted(CASES.glob("n_*")), ids=lambda path: path.stem)
def test_must_be_refused(path):
    assert verdict(path) is not None


@pytest.mark.parametrize("path", sorted(CASES.glob("i_*")), ids=lambda path: path.stem)
def test_may_be_either(path):
    if path.name in EITHER_WAY_READ:
        assert verdict(path) == EITHER_WAY_READ[path.name]
    else:
        assert verdict(path) is not None
