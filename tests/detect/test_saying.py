import gzip
import zlib

import pytest

from firewall.detect import decode
from firewall.detect.decode import TooDeepError, views
from firewall.detect.recognizer import TooMuchError
from firewall.detect.saying import MOST_UNPACKED, begins_as_text, looks_misread, may_say, text_of

TEXT = "SSN 536-90-4399"


@pytest.mark.parametrize(
    "codes",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32-le"),
        TEXT.encode("utf-32-be"),
        b"\xff\xfe\0\0" + TEXT.encode("utf-32-le"),
        b"\0\0\xfe\xff" + TEXT.encode("utf-32-be"),
        gzip.compress(TEXT.encode()),
        gzip.compress(TEXT.encode("utf-16-be")),
        *(zlib.compress(TEXT.encode(), level) for level in (0, 1, 6, 9)),
        gzip.compress(TEXT[:7].encode()) + gzip.compress(TEXT[7:].encode()),
        gzip.compress(TEXT.encode())[:-8],
    ],
)
def test_bytes_say_a_text_however_it_was_encoded_or_packed(codes):
    assert begins_as_text(codes[:8])
    assert may_say(codes)
    assert text_of(codes) == TEXT


def test_letters_of_every_script_are_read_behind_a_mark():
    assert text_of(b"\xff\xfe" + "депортация".encode("utf-16-le")) == "депортация"
    assert text_of(b"\xfe\xff" + "被驱逐出境了".encode("utf-16-be")) == "被驱逐出境了"


@pytest.mark.parametrize("codes", [b"\x01\x02\x03\x04\x05\x06\x07\x08", b"short", b"\0" * 40, b""])
def test_what_is_not_shown_says_nothing(codes):
    assert not may_say(codes)


@pytest.mark.parametrize("data", [bytes(range(32)), b"tiny"])
def test_what_is_packed_and_no_text_says_nothing(data):
    assert text_of(gzip.compress(data)) is None


@pytest.mark.parametrize("codes", [b"\x1f\x8b\x08 no", b"\x78\x9cno", b"\x1f\x8b\x08"])
def test_what_only_begins_as_packed_says_nothing(codes):
    assert text_of(codes) is None


def test_a_bomb_is_refused():
    assert text_of(gzip.compress(b"a" * MOST_UNPACKED))
    for bomb in (gzip.compress(b"a" * (MOST_UNPACKED + 1)), gzip.compress(b"a" * (1 << 19)) * 3):
        with pytest.raises(TooMuchError):
            text_of(bomb)


def test_many_that_are_small_are_refused_before_they_are_all_unpacked():
    some = gzip.compress(b"a" * 100_000).hex()

    with pytest.raises(TooDeepError):
        views(" ".join([some] * 4_000))


def test_no_more_is_unpacked_than_the_budget_allows():
    asked = []

    def edits():
        for number in range(10):
            asked.append(number)
            yield number, number + 1, "a" * 40

    with pytest.raises(TooDeepError):
        list(decode._no_more_than(100, edits()))
    assert asked == [0, 1, 2]


def test_a_letter_that_is_not_shown_tells_of_a_wrong_reading():
    assert looks_misread("ab\x01cdefg")
    assert not looks_misread("abcdefg")
