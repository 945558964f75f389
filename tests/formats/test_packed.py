import pytest

from firewall.formats.base import Limits, Unreadable
from firewall.formats.cbor import Cbor
from firewall.formats.msgpack import MessagePack

LISTS = {MessagePack(): b"\xdd\xff\xff\xff\xff", Cbor(): b"\x9a\xff\xff\xff\xff"}
NESTED = {MessagePack(): b"\x91", Cbor(): b"\x81"}


@pytest.mark.parametrize("each", LISTS)
def test_a_length_that_lies_builds_nothing(each):
    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        each.parse(LISTS[each], Limits())


@pytest.mark.parametrize("each", NESTED)
def test_depth_is_checked_on_the_way_down(each):
    with pytest.raises(Unreadable, match=r"^too-deep$"):
        each.parse(NESTED[each] * 100_000, Limits())


@pytest.mark.parametrize("each", NESTED)
def test_a_list_is_no_longer_than_its_bytes(each):
    with pytest.raises(Unreadable, match=r"^not-(msgpack|cbor)$"):
        each.parse({MessagePack(): b"\x93\x01", Cbor(): b"\x83\x01"}[each], Limits())


@pytest.mark.parametrize("each", NESTED)
def test_many_small_lists_count_together(each):
    inner = {MessagePack(): b"\x92\x01\x01", Cbor(): b"\x82\x01\x01"}[each]
    outer = {MessagePack(): b"\x98", Cbor(): b"\x88"}

    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        each.parse(
            b"\xdc\x00\x08" + inner * 8 if isinstance(each, MessagePack) else outer[each] + inner * 8,
            Limits(fields=20),
        )
