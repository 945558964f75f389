"""
The frames of a WebSocket (RFC 6455 section 5), read in one way only and written by us.

Extensions are never agreed to, so there is no compression.  What the standard has the receiver end the connection for
ends it here: masks that are missing or too many, lengths longer than they need to be, reserved bits, broken fragments.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from enum import IntEnum


class Op(IntEnum):
    MORE = 0x0
    TEXT = 0x1
    BINARY = 0x2
    CLOSE = 0x8
    PING = 0x9
    PONG = 0xA


class Code(IntEnum):
    """Why a WebSocket is closed (section 7.4)."""

    DONE = 1000
    GOING_AWAY = 1001
    PROTOCOL = 1002
    UNSUPPORTED = 1003
    NONE = 1005
    NOT_TEXT = 1007
    POLICY = 1008
    TOO_BIG = 1009
    FAULT = 1011


_CONTROL_BYTES = 125
_SHORT, _LONG = 126, 127
_OPS = frozenset(Op)


class FrameError(Exception):
    """What came is no frame that may come; ``code`` is what it is closed with."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.name)
        self.code = code


@dataclass(frozen=True, slots=True)
class Frame:
    """A message that is complete, or a control frame."""

    op: Op
    data: bytes = field(default=b"", repr=False)

    @property
    def code(self) -> int:
        """What a close says: NONE where it says nothing."""
        return struct.unpack("!H", self.data[:2])[0] if len(self.data) > 1 else Code.NONE


class Reader:
    """Bytes in, frames out; after a FrameError no more.  ``is_masked``: whether they come from a client."""

    def __init__(self, most_bytes: int, *, is_masked: bool) -> None:
        self._most_bytes = most_bytes
        self._is_masked = is_masked
        self._held = bytearray()
        self._message = bytearray()
        self._op: Op | None = None
        self._is_ending = False
        self._left = 0

    def end(self) -> None:
        """From here on read for the close frame alone: of all else nothing is kept, whatever it is."""
        self._is_ending = True
        self._message.clear()
        try:
            self._closes()
        except FrameError:  # told when it came: nothing is read behind it
            self._held.clear()

    def feed(self, data: bytes) -> list[Frame]:
        self._held += data
        if self._is_ending:
            return self._closes()
        found = []
        while (one := self._next()) is not None:
            is_last, op, payload = one
            frame = self._joined(op, payload, is_last=is_last)
            if frame is not None:
                found.append(frame)
        return found

    def _closes(self) -> list[Frame]:
        while True:
            passed = min(self._left, len(self._held))
            del self._held[:passed]
            self._left -= passed
            head = None if self._left else self._head()
            if head is None:
                return []
            _, op, begins, size = head
            if op < Op.CLOSE:
                del self._held[:begins]
                self._left = size
            elif (one := self._next()) is None:
                return []
            elif op is Op.CLOSE:
                return [_control(op, one[2])]

    def _next(self) -> tuple[bool, Op, bytes] | None:
        held, head = self._held, self._head()
        if head is None:
            return None
        is_last, op, begins, size = head
        if len(held) < begins + size:
            return None
        payload = bytes(held[begins : begins + size])
        if self._is_masked:
            payload = _masked(payload, bytes(held[begins - 4 : begins]))
        del held[: begins + size]
        return is_last, op, payload

    def _head(self) -> tuple[bool, Op, int, int] | None:
        """Return whether a frame is the last of its message, its kind, where its payload begins, and how long it is."""
        held = self._held
        if len(held) < 2:  # noqa: PLR2004 - the two bytes that each frame begins with
            return None
        op, size = held[0] & 0x0F, held[1] & 0x7F
        if held[0] & 0x70 or op not in _OPS or bool(held[1] & 0x80) != self._is_masked:
            raise FrameError(Code.PROTOCOL)
        is_last = bool(held[0] & 0x80)
        if op >= Op.CLOSE and (size > _CONTROL_BYTES or not is_last):
            raise FrameError(Code.PROTOCOL)
        at = 2
        if size >= _SHORT:
            at += 2 if size == _SHORT else 8
            if len(held) < at:
                return None
            found = int.from_bytes(held[2:at], "big")
            if found < (_SHORT if size == _SHORT else 1 << 16):
                raise FrameError(Code.PROTOCOL)  # a second way to write the same
            size = found
        if size + len(self._message) > self._most_bytes:
            raise FrameError(Code.TOO_BIG)
        begins = at + 4 * self._is_masked
        return (is_last, Op(op), begins, size) if len(held) >= begins else None

    def _joined(self, op: Op, payload: bytes, *, is_last: bool) -> Frame | None:
        if op >= Op.CLOSE:
            return _control(op, payload)
        if (op is Op.MORE) != (self._op is not None):
            raise FrameError(Code.PROTOCOL)
        self._message += payload
        begun = self._op or op
        if not is_last:
            self._op = begun
            return None
        self._op = None
        whole = bytes(self._message)
        self._message.clear()
        if begun is Op.TEXT:
            _check_text(whole)
        return Frame(begun, whole)


def written(op: Op, data: bytes, mask: bytes = b"") -> bytes:
    """Write one frame; with a mask of four bytes where a client writes it."""
    size, is_masked = len(data), 0x80 * bool(mask)
    if size < _SHORT:
        head = struct.pack("!BB", 0x80 | op, is_masked | size)
    elif size < 1 << 16:
        head = struct.pack("!BBH", 0x80 | op, is_masked | _SHORT, size)
    else:
        head = struct.pack("!BBQ", 0x80 | op, is_masked | _LONG, size)
    return head + mask + (_masked(data, mask) if mask else data)


def closing(code: Code) -> bytes:
    """What a close frame of ours holds: the code, and never a word."""
    return b"" if code is Code.NONE else struct.pack("!H", code)


def _control(op: Op, payload: bytes) -> Frame:
    if op is Op.CLOSE and payload:
        if len(payload) == 1:
            raise FrameError(Code.PROTOCOL)
        _check_text(payload[2:])
        code = int.from_bytes(payload[:2], "big")
        # Section 7.4: these are never sent, or belong to nobody.
        if not 1000 <= code < 5000 or code in {1004, 1005, 1006, 1015} or 1015 < code < 3000:  # noqa: PLR2004 - as above
            raise FrameError(Code.PROTOCOL)
    return Frame(op, payload)


def _check_text(data: bytes) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        raise FrameError(Code.NOT_TEXT) from None


def _masked(data: bytes, mask: bytes) -> bytes:
    """Each byte with the byte of the mask whose turn it is (section 5.3): all at once, as one large number."""
    size = len(data)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(data, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")
