from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats.base import Limits, Unreadable
from firewall.formats.msgpack import MessagePack
from tests.formats.through import through
from tests.formats.trees import integers, trees

PACK = MessagePack()
LIMITS = Limits()
CANARY = "CANARY-7c1f"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not-msgpack"),
        (b"\xc1", "extension"),
        (b"\x01\x01", "not-msgpack"),
        (b"\xa5abc", "not-msgpack"),
        (b"\xc4\x01a", "binary-value"),
        (b"\xc5\x00\x01a", "binary-value"),
        (b"\xc6\x00\x00\x00\x01a", "binary-value"),
        (b"\xd6\xff\x00\x00\x00\x00", "extension"),
        (b"\xc7\x01\x05a", "extension"),
        (b"\xa1\xff", "not-utf-8"),
        (b"\xa3\xed\xa0\x80", "not-utf-8"),
        (b"\x82\xa1a\x01\xa1a\x02", "duplicate-key"),
        (b"\x82\xa1a\x01\xd9\x01a\x02", "duplicate-key"),
        (b"\x81\x01\x02", "key-not-text"),
        (b"\x81\xc0\x02", "key-not-text"),
        (b"\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00", "number-out-of-range"),
        (b"\xca\x7f\x80\x00\x00", "number-out-of-range"),
        (b"\x81\xda\x01\x01" + b"k" * 257 + b"\x01", "key-too-long"),
    ],
)
def test_what_is_not_json_is_refused(body, code):
    with pytest.raises(Unreadable, match=f"^{code}$"):
        PACK.parse(body, LIMITS)


@pytest.mark.parametrize(
    ("body", "tree"),
    [
        (b"\x7f", 127),
        (b"\xe0", -32),
        (b"\xdf\x00\x00\x00\x01\xa1a\x01", {"a": 1}),
        (b"\xde\x00\x01\xa1a\x01", {"a": 1}),
        (b"\xdc\x00\x01\x01", [1]),
        (b"\xdd\x00\x00\x00\x01\x01", [1]),
        (b"\xd9\x01a", "a"),
        (b"\xda\x00\x01a", "a"),
        (b"\xdb\x00\x00\x00\x01a", "a"),
        (b"\xd0\x80", -128),
        (b"\xd3" + b"\x80" + b"\x00" * 7, -(2**63)),
        (b"\xcf" + b"\xff" * 8, 2**64 - 1),
    ],
)
def test_each_row_of_the_table_of_the_specification(body, tree):
    assert PACK.parse(body, LIMITS) == tree


@given(trees(integers | st.floats(allow_nan=False, allow_infinity=False)))
def test_what_msgspec_writes_is_read_and_written_the_same(tree):
    body = msgspec.msgpack.encode(tree)

    assert PACK.parse(body, LIMITS) == tree
    assert msgspec.msgpack.decode(PACK.write(PACK.parse(body, LIMITS))) == tree


@given(st.binary(max_size=30))
def test_nothing_but_unreadable_is_raised_and_others_read_alike(body):
    with suppress(Unreadable):
        tree = PACK.parse(body, LIMITS)

        assert msgspec.msgpack.decode(body) == tree


def test_the_exit_check_sees_texts_without_the_lengths_between_them():
    body = PACK.write({"k": "536-90-4399"})

    assert b'"536-90-4399"' in PACK.exposed(body, LIMITS)
    assert PACK.spelt("k")[0] in PACK.exposed(body, LIMITS)


async def test_it_goes_through_without_what_is_not_shared():
    body = PACK.write([{"id": 1, "name": "Ana", "citizenship": CANARY, "other": CANARY}])

    ruling = await through(
        body,
        "application/x-msgpack",
        {"/*/id": "record.id", "/*/name": "identity.name", "/*/citizenship": "immigration.citizenship"},
    )

    assert ruling.outgoing.media_type == "application/x-msgpack"
    assert CANARY.encode() not in ruling.outgoing.body
    assert msgspec.msgpack.decode(ruling.outgoing.body) == [{"id": 1, "name": "Ana"}]
