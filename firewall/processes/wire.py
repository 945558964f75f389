"""Messages over a pair of sockets: a length, then MessagePack.  What is no message ends the wire."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar, cast

import msgspec

from firewall.processes.messages import FromSupervisor, FromWorker

MOST_BYTES = 64 * 2**20
"""Of one message, and of what may wait to be sent.  A policy and a burst of entries are far below it."""

_LENGTH = 4

Heard = TypeVar("Heard")
Heard_co = TypeVar("Heard_co", covariant=True)

from_worker: msgspec.msgpack.Decoder[FromWorker] = msgspec.msgpack.Decoder(FromWorker)
from_supervisor: msgspec.msgpack.Decoder[FromSupervisor] = msgspec.msgpack.Decoder(FromSupervisor)
_encode = msgspec.msgpack.Encoder().encode


class Decodes(Protocol[Heard_co]):
    def decode(self, buf: bytes, /) -> Heard_co: ...


class Wire(asyncio.Protocol, Generic[Heard]):
    """
    One end.  ``hear`` is called with each message, ``gone`` once, when nothing more will come.

    A sender that does not keep to the form is not to be trusted with the rest: it is cut off.
    """

    def __init__(
        self, decoder: Decodes[Heard], hear: Callable[[Heard], None], gone: Callable[[], None]
    ) -> None:
        self._decoder = decoder
        self._hear = hear
        self._gone = gone
        self._coming = bytearray()
        self._transport: asyncio.Transport | None = None

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def send(self, message: msgspec.Struct) -> bool:
        """Return whether it is on its way: not where the other end is gone, or does not take what is sent."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return False
        said = _encode(message)
        if len(said) + transport.get_write_buffer_size() > MOST_BYTES:
            self.close()
            return False
        transport.write(len(said).to_bytes(_LENGTH, "big") + said)
        return True

    def close(self) -> None:
        """What was not sent yet is not sent any more.  May be called twice."""
        if self._transport is not None:
            self._transport.abort()

    def finish(self) -> None:
        """Send what was not sent yet, and close."""
        if self._transport is not None:
            self._transport.close()

    # ---- asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # a stream, since the socket is one

    def data_received(self, data: bytes) -> None:
        self._coming += data
        try:
            for message in self._messages():
                self._hear(message)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            self._coming.clear()
            self.close()

    def _messages(self) -> list[Heard]:
        """Take out what has come whole.  Raises MsgspecError for what is no message."""
        found, start = [], 0
        while len(self._coming) - start >= _LENGTH:
            end = start + _LENGTH + int.from_bytes(self._coming[start : start + _LENGTH], "big")
            if end - start > MOST_BYTES + _LENGTH:
                raise msgspec.DecodeError("too long")
            if end > len(self._coming):
                break
            found.append(self._decoder.decode(bytes(self._coming[start + _LENGTH : end])))
            start = end
        del self._coming[:start]
        return found

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the signature is asyncio's
        self._gone()
