"""
A proxy between the firewall and a service, which plays the service's own answer as badly as it is told to.

A fault is a function: from the bytes of a whole answer to the steps that are played instead of it.  A step is bytes to
write, seconds to wait, or one of the ends below.  Nothing is left to chance: the same fault plays the same steps.
"""

import asyncio
import random
import re
import socket
import struct
import time
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

CLOSE = "close"  # in order, as by a service that has said all
RESET = "reset"  # at once, and what was not read yet is lost
HALF = "half"  # nothing more is said, and the connection stays
SILENCE = "silence"  # nothing is said, until the other side goes


def whole(answer):
    return [answer]


def late(seconds):
    return lambda answer: [seconds, answer]


def cut(at):
    return lambda answer: [answer[:at], CLOSE]


def reset(at):
    return lambda answer: [answer[:at], RESET]


def half_closed(at):
    return lambda answer: [answer[:at], HALF]


def silent_after(at):
    return lambda answer: [answer[:at], SILENCE]


blackhole = silent_after(0)


def dribble(pause_s, size=1):
    """In single bytes, unless ``size`` says otherwise, and in all the time of the world."""
    return lambda answer: [
        step for at in range(0, len(answer), size) for step in (answer[at : at + size], pause_s)
    ]


def slow_head(pause_s):
    """A header a while, and never the last."""
    return lambda answer: [b"HTTP/1.1 200 OK\r\n", *[b"X-One-More: 1\r\n", pause_s] * 1000]


def endless(pause_s):
    """A body in chunks that has no last one."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    return lambda answer: [head, *[b"1\r\n \r\n", pause_s] * 1000]


def garbage(seed, size=400):
    return lambda answer: [random.Random(seed).randbytes(size), CLOSE]


def garbled(at):
    """One bit is another."""
    return lambda answer: [answer[:at] + bytes([answer[at] ^ 0x80]) + answer[at + 1 :]]


def extra(more, after_s=0.0):
    """More than the answer: with it, or behind it after a while."""
    return lambda answer: [answer, after_s, more] if after_s else [answer + more]


def informational(number, line=b"HTTP/1.1 100 Continue"):
    return lambda answer: [line + b"\r\n\r\n"] * number + [answer]


def huge_head(size, count=1):
    lines = [b"X-Long-%d: " % n + b"a" * size for n in range(count)]
    return lambda answer: [answer.replace(b"\r\n", b"\r\n" + b"\r\n".join(lines) + b"\r\n", 1)]


def framed_by_its_end(answer):
    """As HTTP/1.0 does it: where the connection ends, the body does."""
    return [re.sub(rb"(?i)\r\nContent-Length: \d+", b"\r\nConnection: close", answer, count=1), CLOSE]


def instead(answer, *ends):
    """Another answer altogether."""
    return lambda _: [answer, *ends]


class FaultProxy:
    """
    ``plays`` are the faults for the next questions, one each; when there are none left, answers are played whole.

    ``answers`` keeps what the service said to each question, which is asked once.
    """

    def __init__(self, target):
        self._target = urlsplit(target)
        self.plays = []
        self.answers = {}
        self.connections = 0
        self.open = 0

    async def __call__(self, reader, writer):
        self.connections += 1
        self.open += 1
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open -= 1
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _one(self, reader, writer):
        question = await _message(reader)
        # Taken before anything is waited for: who asked first is played the first.
        fault = self.plays.pop(0) if self.plays else whole
        if question not in self.answers:
            self.answers[question] = await self._ask(question)
        for step in fault(self.answers[question]):
            if not await _play(step, reader, writer):
                return False
        return True

    async def _ask(self, question):
        reader, writer = await asyncio.open_connection(self._target.hostname, self._target.port)
        try:
            writer.write(question)
            return await _message(reader)
        finally:
            writer.close()


async def _play(step, reader, writer):
    """Returns whether the connection goes on."""
    match step:
        case float():
            ends = time.monotonic() + step
            while time.monotonic() < ends and not (reader.at_eof() or writer.is_closing()):
                await asyncio.sleep(min(step, 0.05))
        case bytes():
            writer.write(step)
            await writer.drain()
        case "half":
            writer.write_eof()
            await reader.read()
        case "silence":
            await reader.read()
        case "reset":
            # Lets the kernel send a reset for what nobody is told any more.
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()
    return not isinstance(step, str)


async def _message(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\nContent-Length: *(\d+)", head)
    return head + await reader.readexactly(int(length[1]) if length else 0)


@asynccontextmanager
async def standing(target):
    """Yields the proxy, with its ``url``."""
    tasks, proxy = set(), FaultProxy(target)

    async def serve(reader, writer):
        tasks.add(asyncio.current_task())
        try:
            await proxy(reader, writer)
        except asyncio.CancelledError:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    proxy.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield proxy
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
