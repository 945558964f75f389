"""Frames: one reading, whatever comes, and what another implementation reads alike."""

import asyncio
import os
import struct

import pytest
from aiohttp._websocket.reader import WebSocketDataQueue, WebSocketReader
from hypothesis import given
from hypothesis import strategies as st

from firewall.front.frames import Code, Frame, FrameError, Op, Reader, closing, written

MASK = b"\x01\x80\xff\x00"


def read(data, *, is_masked=False, most=10**6, step=0):
    reader = Reader(most, is_masked=is_masked)
    pieces = [data[at : at + step] for at in range(0, len(data), step)] if step else [data]
    return [frame for piece in pieces for frame in reader.feed(piece)]


@given(
    st.lists(st.tuples(st.sampled_from([Op.TEXT, Op.BINARY]), st.text(max_size=300)), max_size=5),
    st.booleans(),
    st.integers(1, 40),
)
def test_what_is_written_is_what_is_read_in_pieces_of_any_size(messages, is_masked, step):
    frames = [Frame(op, text.encode()) for op, text in messages]
    data = b"".join(written(f.op, f.data, MASK if is_masked else b"") for f in frames)

    assert read(data, is_masked=is_masked, step=step) == frames


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 200_000])
async def test_another_implementation_reads_every_length(size):
    data = os.urandom(size).hex()[:size].encode()
    for mask in (b"", MASK):
        queue = WebSocketDataQueue(_Nobody(), 10**7, loop=asyncio.get_running_loop())
        theirs = WebSocketReader(queue, 10**6, False, False)
        theirs.feed_data(written(Op.TEXT, data, mask))

        assert (await queue.read()).data == data
        assert read(written(Op.TEXT, data, mask), is_masked=bool(mask)) == [Frame(Op.TEXT, data)]


class _Nobody:
    _reading_paused = False

    def pause_reading(self):
        """Nothing is read from it."""


def test_a_message_in_fragments_is_one_and_control_frames_may_come_between():
    first = bytes([Op.TEXT, 2]) + "é".encode()
    ping = written(Op.PING, b"x")
    rest = bytes([0x80 | Op.MORE, 1]) + b"b"

    assert read(first + ping + rest) == [Frame(Op.PING, b"x"), Frame(Op.TEXT, "éb".encode())]


def test_a_letter_may_go_over_two_fragments():
    first, rest = bytes([Op.TEXT, 1]) + "é".encode()[:1], bytes([0x80, 1]) + "é".encode()[1:]

    assert read(first + rest) == [Frame(Op.TEXT, "é".encode())]


@pytest.mark.parametrize(
    ("data", "is_masked", "code"),
    [
        (written(Op.TEXT, b"a"), True, Code.PROTOCOL),
        (written(Op.TEXT, b"a", MASK), False, Code.PROTOCOL),
        (bytes([0xC1, 0]), False, Code.PROTOCOL),
        (bytes([0xA1, 0]), False, Code.PROTOCOL),
        (bytes([0x91, 0]), False, Code.PROTOCOL),
        (bytes([0x83, 0]), False, Code.PROTOCOL),
        (bytes([0x8B, 0]), False, Code.PROTOCOL),
        (bytes([0x80, 0]), False, Code.PROTOCOL),
        (bytes([0x01, 0]) + written(Op.TEXT, b"b"), False, Code.PROTOCOL),
        (bytes([0x01, 1]) + b"a" + written(Op.BINARY, b"b"), False, Code.PROTOCOL),
        (bytes([0x09, 0]), False, Code.PROTOCOL),
        (bytes([0x89, 126, 0, 126]), False, Code.PROTOCOL),
        (bytes([0x81, 126, 0, 5]) + b"abcde", False, Code.PROTOCOL),
        (bytes([0x81, 127]) + struct.pack("!Q", 65535), False, Code.PROTOCOL),
        (bytes([0x81, 127]) + struct.pack("!Q", 1 << 63), False, Code.TOO_BIG),
        (written(Op.TEXT, b"\xff"), False, Code.NOT_TEXT),
        (written(Op.TEXT, b"\xed\xa0\x80"), False, Code.NOT_TEXT),
        (written(Op.CLOSE, b"\x03"), False, Code.PROTOCOL),
        (written(Op.CLOSE, struct.pack("!H", 1005)), False, Code.PROTOCOL),
        (written(Op.CLOSE, struct.pack("!H", 999)), False, Code.PROTOCOL),
        (written(Op.CLOSE, struct.pack("!H", 1000) + b"\xff"), False, Code.NOT_TEXT),
    ],
)
def test_what_the_standard_ends_a_connection_for_ends_it(data, is_masked, code):
    with pytest.raises(FrameError) as error:
        read(data, is_masked=is_masked)
    assert error.value.code is code


@pytest.mark.parametrize("most", [10, 100])
def test_a_message_is_no_longer_than_it_may_be_before_it_is_there(most):
    head = bytes([0x81, 127]) + struct.pack("!Q", 1 << 40)
    with pytest.raises(FrameError) as error:
        read(head, most=most)
    assert error.value.code is Code.TOO_BIG

    many = bytes([0x01, 5]) + b"abcde" + (bytes([0x00, 5]) + b"abcde") * 30
    with pytest.raises(FrameError):
        read(many, most=most)


def test_a_close_says_its_code_and_no_word():
    assert written(Op.CLOSE, closing(Code.POLICY)) == b"\x88\x02\x03\xf0"
    assert read(written(Op.CLOSE, closing(Code.POLICY)))[0].code == Code.POLICY
    assert read(written(Op.CLOSE, closing(Code.NONE)))[0].code == Code.NONE
    assert read(written(Op.CLOSE, struct.pack("!H", 4000) + b"why"))[0].code == 4000


@pytest.mark.parametrize("is_masked", [False, True])
@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_once_it_ends_only_the_close_is_read_and_nothing_else_is_kept(is_masked, step):
    reader = Reader(1000, is_masked=is_masked)
    mask = MASK if is_masked else b""
    begun = bytes([Op.TEXT]) + written(Op.TEXT, b"a" * 900, mask)[1:]
    half = written(Op.MORE, b"b" * 90, mask)
    assert not reader.feed(begun + half[:50])

    reader.end()
    assert not reader._message
    assert not reader._held
    said = half[50:] + written(Op.TEXT, b"c" * 1000, mask) * 50 + written(Op.PING, b"d", mask)
    said += written(Op.CLOSE, closing(Code.DONE), mask)
    found = []
    for at in range(0, len(said), step):
        found += reader.feed(said[at : at + step])
        assert len(reader._held) < 140

    assert [(frame.op, frame.code) for frame in found] == [(Op.CLOSE, Code.DONE)]


@pytest.mark.parametrize("size", [126, 65_536])
def test_once_it_ends_what_is_no_frame_ends_it_still(size):
    reader = Reader(1000, is_masked=False)
    reader.end()

    with pytest.raises(FrameError):
        reader.feed(bytes([0x83, 0]) if size == 126 else bytes([0x81, 127]) + struct.pack("!Q", size))


def test_what_was_no_frame_is_not_told_twice():
    reader = Reader(1000, is_masked=False)
    with pytest.raises(FrameError):
        reader.feed(bytes([0x83, 0]) + b"x" * 500)

    reader.end()
    assert not reader._held
