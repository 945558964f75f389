import pytest

from firewall.formats.base import Limits, Unreadable, check_size, decode_utf8


def test_a_body_at_the_limit_is_read_and_one_past_it_is_not():
    check_size(b"abc", Limits(body_bytes=3))

    with pytest.raises(Unreadable, match=r"^body-too-large$"):
        check_size(b"abcd", Limits(body_bytes=3))


def test_a_byte_order_mark_is_refused():
    with pytest.raises(Unreadable, match=r"^byte-order-mark$"):
        decode_utf8(b"\xef\xbb\xbfname")


def test_other_encodings_are_refused():
    with pytest.raises(Unreadable, match=r"^not-utf-8$"):
        decode_utf8("José".encode("latin-1"))


def test_the_reason_is_all_that_an_unreadable_says():
    error = Unreadable("not-json")

    assert (error.why, str(error)) == ("not-json", "not-json")
