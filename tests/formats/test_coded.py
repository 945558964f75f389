"""A coded body of any length is undone as it comes, as strictly as a whole one."""

import gzip
import os
import tracemalloc
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats.base import Limits, Unreadable
from firewall.formats.coded import HOLDS, undoing
from firewall.formats.codings import CODINGS, decode

LIMITS = Limits()
BODY = b"".join(b'{"id":%d,"name":"Ana"}\n' % n for n in range(40))


def zstd(body):
    return zstandard.ZstdCompressor(write_checksum=True).compress(body)


def zstd_of_size_unknown(body):
    stream = zstandard.ZstdCompressor().compressobj()
    parts = [stream.compress(body[:100]), stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)]
    return b"".join([*parts, stream.compress(body[100:]), stream.flush()])


CODERS = {
    "gzip": lambda body: gzip.compress(body, mtime=0),
    "deflate": zlib.compress,
    "br": lambda body: brotli.compress(body, quality=5),
    "zstd": zstd,
}
EACH = pytest.mark.parametrize("coding", sorted(CODERS))


def through(coding, *chunks, limits=LIMITS):
    stream = undoing(coding, limits)
    out = [piece for chunk in chunks for piece in stream.feed(chunk)]
    stream.close()
    return b"".join(out)


def why(coding, *chunks, limits=LIMITS):
    with pytest.raises(Unreadable) as caught:
        through(coding, *chunks, limits=limits)
    return caught.value.why


@EACH
def test_wherever_it_is_cut_the_same_comes_out(coding):
    coded = CODERS[coding](BODY)

    assert all(through(coding, coded[:at], coded[at:]) == BODY for at in range(len(coded) + 1))
    assert through(coding, *(coded[at : at + 1] for at in range(len(coded)))) == BODY


@EACH
@given(body=st.binary(max_size=4000), size=st.integers(1, 600))
def test_what_comes_out_is_what_a_whole_body_is_read_as(coding, body, size):
    coded = CODERS[coding](body)

    chunks = [coded[at : at + size] for at in range(0, len(coded), size)]

    assert through(coding, *chunks) == body == decode(coding, coded, LIMITS)


def test_a_frame_with_blocks_closed_early_and_no_size_is_read():
    coded = zstd_of_size_unknown(BODY)

    assert all(through("zstd", coded[:at], coded[at:]) == BODY for at in range(len(coded) + 1))


@EACH
def test_what_was_flushed_comes_out_at_once(coding):
    stream = undoing(coding, LIMITS)

    assert b"".join(stream.feed(FLUSHED[coding](b"data: a\n\n"))) == b"data: a\n\n"


def _brotli_flushed(body):
    stream = brotli.Compressor()
    return stream.process(body) + stream.flush()


def _zlib_flushed(bits):
    def flushed(body):
        stream = zlib.compressobj(wbits=bits)
        return stream.compress(body) + stream.flush(zlib.Z_SYNC_FLUSH)

    return flushed


def _zstd_flushed(body):
    stream = zstandard.ZstdCompressor().compressobj()
    return stream.compress(body) + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)


FLUSHED = {
    "gzip": _zlib_flushed(31), "deflate": _zlib_flushed(15), "br": _brotli_flushed, "zstd": _zstd_flushed
}  # fmt: skip


@EACH
def test_cut_short_anywhere_it_is_truncated(coding):
    coded = CODERS[coding](BODY)

    assert {why(coding, coded[:at]) for at in range(len(coded))} == {"truncated-coding"}


@EACH
@pytest.mark.parametrize("apart", [True, False])
def test_anything_behind_the_end_is_refused(coding, apart):
    coded = CODERS[coding](BODY)
    for more in (b"x", b"\0", coded):
        chunks = (coded, more) if apart else (coded + more,)
        # A decoder of brotli may trip over what is behind the end before it says that it is there.
        assert why(coding, *chunks) in {"trailing-coding", "broken-coding"}
    assert why(coding, coded + b"x") == "trailing-coding"


@EACH
def test_other_bytes_are_broken(coding):
    assert why(coding, b"this is no coded body, whatever it says" * 9) == "broken-coding"


def test_a_raw_deflate_and_a_frame_that_is_skipped_are_refused():
    raw = zlib.compressobj(wbits=-15)

    assert why("deflate", raw.compress(BODY) + raw.flush()) == "broken-coding"
    assert why("zstd", b"\x50\x2a\x4d\x18\x01\0\0\0x" + zstd(BODY)) == "broken-coding"


def test_a_window_that_no_recipient_must_bear_is_refused():
    parameters = zstandard.ZstdCompressionParameters(window_log=24)
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()

    assert why("zstd", stream.compress(BODY) + stream.flush()) == "coding-window"


@EACH
def test_a_bomb_ends_at_its_ratio_and_never_stands_in_memory(coding):
    bomb = CODERS[coding](bytes(64 * 1024 * 1024))
    stream = undoing(coding, LIMITS)
    tracemalloc.start()
    with pytest.raises(Unreadable, match="coding-ratio"):
        for _ in stream.feed(bomb):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 1024 * 1024 + len(bomb)


@EACH
def test_a_lot_of_bytes_that_do_not_shrink_come_out_in_pieces(coding):
    body = os.urandom(1024 * 1024)
    coded = CODERS[coding](body)

    pieces = list(undoing(coding, LIMITS).feed(coded))

    assert max(map(len, pieces)) <= 128 * 1024
    assert b"".join(pieces) == body


def test_blocks_with_nothing_in_them_are_refused():
    head = zstandard.ZstdCompressor(write_content_size=False).compress(b"")[:6]
    empty = zlib.compressobj()
    flushes = b"".join(empty.flush(zlib.Z_FULL_FLUSH) for _ in range(1))
    assert why("zstd", head + b"\0\0\0" * 40 + b"\x01\0\0") == "coding-blocks"
    assert why("deflate", flushes + b"\0\0\0\xff\xff" * 40_000) == "coding-blocks"


def test_a_stream_of_brotli_with_nothing_in_it_ends():
    stream = undoing("br", LIMITS)
    begun = brotli.Compressor()
    list(stream.feed(begun.process(BODY) + begun.flush()))

    with pytest.raises(Unreadable, match="coding-blocks"):
        for _ in range(200):
            list(stream.feed(b"\x06" * 1024))  # a part of no letters, which says that it is one


def test_a_frame_that_needs_a_dictionary_is_unknown():
    """Whoever has it reads something else."""
    known = zstandard.train_dictionary(512, [b"record %d of a city" % i for i in range(500)])

    assert why("zstd", zstandard.ZstdCompressor(dict_data=known).compress(BODY)) == "unknown-coding"


@pytest.mark.parametrize(
    "coded", [b"\x28\xb5\x2f\xfd\xff\xff" + bytes(20), b"\x28\xb5\x2f\xfd\x00\x58\x07" + bytes(9)]
)
def test_a_frame_that_no_decoder_takes_is_broken_wherever_it_is_cut(coded):
    """Its head says what is kept for later, or its first block what there is none of."""
    for at in range(1, len(coded)):
        assert why("zstd", coded[:at], coded[at:]) in {"broken-coding", "coding-window"}


def test_nothing_to_undo_is_none_and_others_are_unknown():
    assert undoing("", LIMITS) is undoing("identity", LIMITS) is None
    assert HOLDS.keys() == CODINGS - {"identity"}
    for coding in ("gzip, gzip", "x-gzip", "dcz"):
        with pytest.raises(Unreadable, match="unknown-coding"):
            undoing(coding, LIMITS)
