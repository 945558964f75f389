"""The parsers' own test suite (JSONTestSuite): ``y_`` must be read, ``n_`` must be refused, ``i_`` is ours to say."""

import json
import shutil
import subprocess

import msgspec
import orjson
import pytest
import simplejson
import ujson

from firewall.formats.base import Limits, Unreadable
from firewall.formats.json import Json
from tests.corpora import folder
from tests.formats.through import through

CASES = folder("json/nst_test_parsing", 318)
TURNED = folder("json/nst_test_transform", 22)
"""Documents that readers turn into different things, and write differently."""
JSON = Json("application/json")

OURS_REFUSES = {
    "y_object_duplicated_key.json": "duplicate-key",
    "y_object_duplicated_key_and_value.json": "duplicate-key",
}
"""Legal JSON that two readers read differently."""

EITHER_WAY_READ = {
    "i_number_double_huge_neg_exp.json": None,
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


def refused(read):
    def reading(body):
        try:
            return float(str(made)) if isinstance(made := read(body), int) and abs(made) > 2**63 else made
        except ValueError:  # every one of them calls it that
            return None

    return reading


READERS = [
    *map(refused, (json.loads, msgspec.json.decode, orjson.loads, simplejson.loads, ujson.loads)),
]
BEYOND_DOUBLES = {
    "i_number_neg_int_huge_exp",
    "i_number_pos_double_huge_exp",
    "i_number_real_neg_overflow",
    "i_number_real_pos_overflow",
}
"""Numbers beyond what a double holds: they leave as they came, and a reader finds Infinity or fails."""


def emitted():
    for path in sorted([*CASES.glob("*.json"), *TURNED.glob("*.json")]):
        try:
            tree = JSON.parse(path.read_bytes(), Limits())
        except Unreadable:
            continue
        yield path, JSON.write(tree)


def flat(tree):
    """Numbers as doubles, of which 23 digits are one and the same to all."""
    if isinstance(tree, dict):
        return {key: flat(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [flat(item) for item in tree]
    return float(tree) if isinstance(tree, int) and not isinstance(tree, bool) else tree


def test_what_is_written_is_read_alike_by_five_parsers():
    written = list(emitted())
    assert len(written) > 105
    apart = {path.stem for path, body in written if len({repr(flat(read(body))) for read in READERS}) != 1}
    assert apart == {stem for stem in BEYOND_DOUBLES if (CASES / f"{stem}.json") in dict(written)}


async def test_what_is_left_where_something_was_taken_out_is_read_alike_by_five_parsers():
    left = 0
    for path, body in emitted():
        around = b'[{"id":%b,"citizenshipCode":"CANARY-7c1f","name":"Ana"}]' % body
        ruling = await through(around, "application/json", FIELDS)
        if ruling.outgoing is None:
            assert ruling.decision.reasons == ("not-canonical",), path.stem
            continue
        out = ruling.outgoing.body
        left += b'"id"' in out
        assert b"CANARY" not in out
        assert b'"name":"Ana"' in out
        alike = len({repr(flat(read(out))) for read in READERS}) == 1
        assert alike == (path.stem not in BEYOND_DOUBLES), path.stem
    assert left > 90


FIELDS = {"/*/id": "record.id", "/*/name": "identity.name", "/*/citizenshipCode": "immigration.citizenship"}


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not here: what is written is not read by it")
def test_jq_reads_it_too():
    for path, body in emitted():
        ended = subprocess.run(["jq", "-c", "."], input=body, capture_output=True, check=False)
        assert ended.returncode == 0, path.name
