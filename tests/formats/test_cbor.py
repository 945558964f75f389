from contextlib import suppress
from decimal import Decimal

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats.base import Limits, Unreadable
from firewall.formats.cbor import Cbor
from tests.formats.through import through
from tests.formats.trees import decimals, exponents, trees

CBOR = Cbor()
LIMITS = Limits()
CANARY = "CANARY-7c1f"


@pytest.mark.parametrize(
    ("hexadecimal", "code"),
    [
        ("", "not-cbor"),
        ("0101", "not-cbor"),
        ("ff", "not-cbor"),
        ("f7", "not-cbor"),
        ("f0", "not-cbor"),
        ("f818", "not-cbor"),
        ("1c", "not-cbor"),
        ("65616263", "not-cbor"),
        ("9f01ff", "indefinite-length"),
        ("bf616101ff", "indefinite-length"),
        ("7f6161ff", "indefinite-length"),
        ("4161", "binary-value"),
        ("61ff", "not-utf-8"),
        ("a2616101616102", "duplicate-key"),
        ("a261610178016102", "duplicate-key"),
        ("a10102", "key-not-text"),
        ("f97e00", "number-out-of-range"),
        ("f97c00", "number-out-of-range"),
        ("fb7ff8000000000000", "number-out-of-range"),
        ("c11a514b67b0", "extension"),
        ("c001", "extension"),
        ("d81c8101", "extension"),
        ("d81d00", "extension"),
        ("d9d9f7d9d9f701", "extension"),
        ("81d9d9f701", "extension"),
        ("c401", "not-cbor"),
        ("c482016161", "not-cbor"),
        ("c48219100001", "number-out-of-range"),
        ("c2581b" + "ff" * 27, "number-too-long"),
        ("c201", "not-cbor"),
        ("c26161", "not-cbor"),
        ("c48101", "not-cbor"),
        ("c483010101", "not-cbor"),
        ("c4a1616101", "not-cbor"),
        ("c482616101", "not-cbor"),
        ("c482f501", "not-cbor"),
        ("c48201f5", "not-cbor"),
        ("c4" * 500 + "820101", "not-cbor"),
        ("c0" * 500 + "6161", "extension"),
    ],
)
def test_what_is_not_json_is_refused(hexadecimal, code):
    with pytest.raises(Unreadable, match=f"^{code}$|^too-deep$"):
        CBOR.parse(bytes.fromhex(hexadecimal), LIMITS)


@pytest.mark.parametrize(
    ("hexadecimal", "tree"),
    [
        ("d9d9f701", 1),
        ("c06a323032362d30362d3135", "2026-06-15"),
        ("c4822003", Decimal("0.3")),
        ("c249010000000000000000", 2**64),
        ("c349010000000000000000", -1 - 2**64),
        ("1817", 23),
    ],
)
def test_the_tags_that_are_read(hexadecimal, tree):
    assert CBOR.parse(bytes.fromhex(hexadecimal), LIMITS) == tree


numbers = (
    st.integers(-(2**200), 2**200) | decimals | exponents | st.floats(allow_nan=False, allow_infinity=False)
)


@given(trees(numbers))
def test_what_cbor2_writes_is_read_and_written_the_same(tree):
    body = cbor2.dumps(tree)

    assert CBOR.parse(body, LIMITS) == tree
    assert cbor2.loads(CBOR.write(CBOR.parse(body, LIMITS))) == tree


@given(st.binary(max_size=30))
def test_nothing_but_unreadable_is_raised_and_others_read_alike(body):
    with suppress(Unreadable):
        tree = CBOR.parse(body, LIMITS)

        assert CBOR.parse(CBOR.write(tree), LIMITS) == tree


def test_the_exit_check_sees_texts_without_the_lengths_between_them():
    body = CBOR.write({"k": "536-90-4399"})

    assert b'"536-90-4399"' in CBOR.exposed(body, LIMITS)
    assert CBOR.spelt("k")[0] in CBOR.exposed(body, LIMITS)


async def test_it_goes_through_without_what_is_not_shared():
    body = cbor2.dumps([{"id": 1, "name": "Ana", "citizenship": CANARY, "other": CANARY}])

    ruling = await through(
        body,
        "application/cbor",
        {"/*/id": "record.id", "/*/name": "identity.name", "/*/citizenship": "immigration.citizenship"},
    )

    assert CANARY.encode() not in ruling.outgoing.body
    assert cbor2.loads(ruling.outgoing.body) == [{"id": 1, "name": "Ana"}]
