import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats.base import Limits, Unreadable
from firewall.formats.codings import decode

LIMITS = Limits()
BODY = b'{"name":"Ana"}'
ZIPPED = gzip.compress(
    BODY, mtime=0
)  # the moment would be part of a test's name, and each process has its own


def why(coding, body, limits=LIMITS):
    with pytest.raises(Unreadable) as caught:
        decode(coding, body, limits)
    return caught.value.why


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("", BODY),
        ("identity", BODY),
        ("gzip", ZIPPED),
        ("GZIP", ZIPPED),
        ("deflate", zlib.compress(BODY)),
    ],
)
def test_the_three_codings_are_undone(coding, body):
    assert decode(coding, body, LIMITS) == BODY


@pytest.mark.parametrize(
    "coding", ["br", "zstd", "x-gzip", "compress", "gzip, gzip", "gzip,identity", "identity,", "foo", "gz ip"]
)
def test_every_other_or_stacked_coding_is_refused(coding):
    assert why(coding, ZIPPED) == "unknown-coding"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (ZIPPED + ZIPPED, "trailing-coding"),
        (ZIPPED + b"x", "trailing-coding"),
        (ZIPPED[:-1], "truncated-coding"),
        (b"", "truncated-coding"),
        (BODY, "broken-coding"),
        (zlib.compress(BODY), "broken-coding"),
        (ZIPPED[:-8] + b"\0" * 8, "broken-coding"),
    ],
)
def test_a_gzip_body_is_one_whole_member(body, code):
    assert why("gzip", body) == code


def test_raw_deflate_is_refused():
    assert why("deflate", zlib.compress(BODY)[2:-4]) == "broken-coding"


def test_a_bomb_is_refused_by_its_ratio():
    assert why("gzip", gzip.compress(b"\0" * 1_000_000)) == "coding-ratio"


def test_a_small_body_may_have_any_ratio():
    assert len(decode("gzip", gzip.compress(b"\0" * 65536), LIMITS)) == 65536


def test_the_size_limit_holds_for_the_plain_body():
    assert why("gzip", ZIPPED, Limits(body_bytes=5)) == "body-too-large"
    assert why("identity", BODY, Limits(body_bytes=5)) == "body-too-large"


def test_a_body_at_the_limit_is_read_whole():
    assert decode("gzip", ZIPPED, Limits(body_bytes=len(BODY))) == BODY


@given(st.binary(max_size=300))
def test_what_was_coded_comes_back(body):
    assert decode("gzip", gzip.compress(body), LIMITS) == body
    assert decode("deflate", zlib.compress(body), LIMITS) == body


@given(st.sampled_from(["gzip", "deflate"]), st.binary(max_size=100))
def test_nothing_but_unreadable_is_raised(coding, body):
    with pytest.raises(Unreadable):
        decode(coding, body, LIMITS)
