"""
Work in processes of its own: what is late or dies there is replaced, and its question counts as not answered.

A worker answers one question after the other, bytes for bytes.  Nothing that it says is believed to be
anything but bytes, and nothing that it prints is seen: it works on what people wrote.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
import warnings
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.process import BaseProcess

import structlog

from firewall.errors import ConfigError

Answer = Callable[[bytes], bytes]
Make = Callable[..., Answer]
"""Called in the worker, once: returns what answers.  A function of a module, since a process imports it."""

START_S = 60.0
"""How long a worker may take until it can answer: a model is read from disk."""

RETRY_S = 5.0
"""Between two tries to replace a worker, where the first did not start."""

_END_S = 5.0

MOST_BYTES = 32 * 2**20
_LENGTH = 4
_DONE, _FAILED = b"+", b"!"

_log = structlog.get_logger()


class NotAnsweredError(Exception):
    """There is no answer, and there will be none.  ``late`` tells that it took too long."""

    def __init__(self, *, late: bool) -> None:
        super().__init__("late" if late else "lost")
        self.late = late


class Workers:
    """So many processes, each made by ``make(*about)``; a question waits until one of them is free."""

    def __init__(self, make: Make, about: tuple[object, ...], number: int, deadline_s: float) -> None:
        self._make = make
        self._about = about
        self._number = number
        self._deadline_s = deadline_s
        self._free: asyncio.Queue[_Worker] = asyncio.Queue()
        self._lost: asyncio.Queue[None] = asyncio.Queue()
        self._all: set[_Worker] = set()

    async def start(self) -> None:
        """Return once all can answer.  Raises ConfigError where one cannot."""
        try:
            async with asyncio.TaskGroup() as starting:
                for _ in range(self._number):
                    starting.create_task(self._add())
        except* ConfigError as group:
            await self.close()
            raise group.exceptions[0] from None

    async def keep(self) -> None:
        """Replace whoever is lost, until cancelled."""
        while True:
            await self._lost.get()
            try:
                await self._add()
                _log.warning("worker-replaced")
            except ConfigError as error:
                _log.error("worker-not-started", error=type(error).__name__)  # its text is no code
                await asyncio.sleep(RETRY_S)
                self._lost.put_nowait(None)

    async def close(self) -> None:
        ended = tuple(self._all)
        for worker in ended:
            self._drop(worker)
        for worker in ended:
            await asyncio.to_thread(worker.is_over)

    async def ask(self, question: bytes) -> bytes:
        """Raises NotAnsweredError where there is no answer within the deadline, which counts from now."""
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._asked(question)
        except TimeoutError:
            raise NotAnsweredError(late=True) from None

    async def _asked(self, question: bytes) -> bytes:
        worker = await self._next()
        try:
            said = await worker.ask(question)
        except (OSError, EOFError):
            worker.kill()
            raise NotAnsweredError(late=False) from None
        except BaseException:
            worker.kill()  # its answer would come to somebody else's question
            raise
        self._free.put_nowait(worker)
        if said[:1] != _DONE:
            raise NotAnsweredError(late=False)
        return said[1:]

    async def _next(self) -> _Worker:
        while True:
            worker = await self._free.get()
            if worker in self._all:
                return worker

    async def _add(self) -> None:
        worker = await _Worker.start(self._make, self._about)
        self._all.add(worker)
        asyncio.get_running_loop().add_reader(worker.sentinel, self._is_gone, worker)
        self._free.put_nowait(worker)

    def _is_gone(self, worker: _Worker) -> None:
        self._drop(worker)
        self._lost.put_nowait(None)

    def _drop(self, worker: _Worker) -> None:
        asyncio.get_running_loop().remove_reader(worker.sentinel)
        self._all.discard(worker)
        worker.end()


class _Worker:
    """One process and the wire to it."""

    def __init__(
        self, process: BaseProcess, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer
        self.sentinel = process.sentinel

    @staticmethod
    async def start(make: Make, about: tuple[object, ...]) -> _Worker:
        """Return once it can answer.  Raises ConfigError."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = multiprocessing.get_context("spawn").Process(
                target=work, args=(theirs, make, about), daemon=True
            )
            try:
                await asyncio.to_thread(process.start)
            except OSError as error:
                ours.close()
                raise ConfigError(
                    f"A worker process cannot be started ({error.strerror}). Look at the machine's limits."
                ) from None
        reader, writer = await asyncio.open_connection(sock=ours, limit=MOST_BYTES)
        worker = _Worker(process, reader, writer)
        try:
            async with asyncio.timeout(START_S):
                said = await worker._hear()
        except (OSError, EOFError, TimeoutError):
            said = _FAILED + b"A worker process did not start."
        except BaseException:
            worker.end()
            raise
        if said[:1] != _DONE:
            worker.end()
            raise ConfigError(said[1:].decode("utf-8", "replace"))
        return worker

    async def ask(self, question: bytes) -> bytes:
        """Raises OSError or EOFError where it is gone."""
        self._writer.writelines((len(question).to_bytes(_LENGTH, "big"), question))
        await self._writer.drain()
        return await self._hear()

    async def _hear(self) -> bytes:
        length = int.from_bytes(await self._reader.readexactly(_LENGTH), "big")
        if length > MOST_BYTES:
            raise EOFError
        return await self._reader.readexactly(length)

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        """Nothing more is heard of it.  May be called twice."""
        self._writer.close()
        self._process.kill()

    def is_over(self) -> bool:
        """Wait for the end of its process, but not for long."""
        self._process.join(_END_S)
        return self._process.exitcode is not None


def work(wire: socket.socket, make: Make, about: tuple[object, ...]) -> None:
    """Be a worker, until the wire ends."""
    # A signal for the whole group is for the firewall, which then finishes what is in flight.
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)
    _silence()
    with wire, wire.makefile("rb") as coming:
        try:
            answer = make(*about)
        except ConfigError as error:
            _say(wire, _FAILED + str(error).encode())
            return
        _say(wire, _DONE)
        while len(length := coming.read(_LENGTH)) == _LENGTH:
            _say(wire, _answered(answer, coming.read(int.from_bytes(length, "big"))))


def _answered(answer: Answer, question: bytes) -> bytes:
    try:
        return _DONE + answer(question)
    except Exception:  # noqa: BLE001  # whatever broke: it is not answered, and what was said may quote a value
        return _FAILED


def _say(wire: socket.socket, said: bytes) -> None:
    with suppress(OSError):  # nobody listens any more
        wire.sendall(len(said).to_bytes(_LENGTH, "big") + said)


def _silence() -> None:
    """A warning or a traceback may show what somebody wrote."""
    warnings.simplefilter("ignore")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
