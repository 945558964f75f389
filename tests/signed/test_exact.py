"""A signed file has one reading: every other spelling of it is refused."""

import msgspec
import pytest

from firewall.signed import form
from firewall.signed.exact import MOST_VERSION
from firewall.signed.faults import SignedError, Why
from tests.helpers_signed import built, signed

RAW = form.encoded(signed(built(7)))
SPELLINGS = {
    "a key twice": RAW.replace(b'"version":7', b'"version":6,"version":7'),
    "a city twice": b'{"city":"shelbyville",' + RAW[1:],
    "a byte after the end": RAW + b"\n",
    "another file after the end": RAW + RAW,
    "no newline": RAW[:-1],
    "a space": RAW.replace(b'"version":7', b'"version": 7'),
    "a mark in front": b"\xef\xbb\xbf" + RAW,
    "an escape": RAW.replace(b'"city":"s', b'"city":"\\u0073'),
    "another order": RAW.replace(b',"version":7}', b"}").replace(b'{"city"', b'{"version":7,"city"'),
    "a key that nobody knows": RAW.replace(b'{"city"', b'{"admin":true,"city"'),
    "a number with a point": RAW.replace(b'"version":7', b'"version":7.0'),
    "a number in quotes": RAW.replace(b'"version":7', b'"version":"7"'),
    "2**63": RAW.replace(b'"version":7', b'"version":9223372036854775808'),
    "2**64 + 7": RAW.replace(b'"version":7', b'"version":18446744073709551623'),
    "one too many": RAW.replace(b'"version":7', b'"version":%d' % (MOST_VERSION + 1)),
    "nought": RAW.replace(b'"version":7', b'"version":0'),
    "less": RAW.replace(b'"version":7', b'"version":-7'),
    "cut": RAW[:-40],
    "empty": b"",
    "no text": b"\xff" * 20,
    "deep": b"[" * 100_000,
}


def test_what_was_written_is_read():
    assert form.encoded(form.decoded(RAW, "city.bundle")) == RAW


@pytest.mark.parametrize("how", SPELLINGS)
def test_another_spelling_is_not_read(how):
    assert SPELLINGS[how] != RAW
    with pytest.raises(SignedError) as caught:
        form.decoded(SPELLINGS[how], "city.bundle")

    assert caught.value.why is Why.DAMAGED


def test_a_reason_cannot_write_on_the_terminal():
    raw = RAW.replace(b'"reason":""', b'"reason":"\\u001b[2J"', 1)
    with pytest.raises(SignedError):
        form.decoded(raw, "city.bundle")
    with pytest.raises(SignedError):
        form.decoded(RAW.replace(b'"reason":""', '"reason":"\u202e"'.encode(), 1), "city.bundle")
    assert msgspec.json.decode(raw)
