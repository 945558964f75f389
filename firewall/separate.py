"""
Reading in a process of its own, for libraries that end their process when a body is spoilt.

One process loads what reading needs, and reads nothing.  For each question it forks another one, which has so much
memory and so much time, may write no file, answers, and ends.  So what a body does to whoever reads it is over when
it has been read: the next body meets a process that never saw it.

It is asked from threads, and whoever asks waits.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from firewall.formats import apart
from firewall.formats.base import Unreadable

MOST_BYTES = 64 * 2**20
"""Of an answer."""
MEMORY_BYTES = 768 * 2**20
"""Beyond what is mapped once all is loaded.  Most of it is never touched."""
DEADLINE_S = 8.0
"""Of a question, with all that it waits for.  Less than one message may take: late is told from lost."""
START_S = 30.0
"""How long it takes at most until a process can be asked: a library is loaded.  Nobody waits for all of it."""
_END_S = 1.0
"""For a process that was killed to be gone.  One that a disk keeps is looked after later."""

_LENGTH = 8
_PIECE = 1 << 20
_READY = b"ready"
_ALONE = """
import os
os.environ.update(ARROW_DEFAULT_MEMORY_POOL="system", OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
from firewall.separate import serve
serve()
"""
"""No threads, which a fork would leave behind, and no memory that is taken before it is needed."""


class Separate:
    """At most so many processes, started when they are first needed.  May be called from any thread."""

    def __init__(self, number: int = 2, deadline_s: float = DEADLINE_S, code: str = _ALONE) -> None:
        self._deadline_s = deadline_s
        self._code = code
        self._places = threading.BoundedSemaphore(number)
        self._guard = threading.Lock()
        self._free: list[_Reader] = []
        self._pid = os.getpid()
        self._is_closed = False

    def __call__(self, question: bytes) -> bytes:
        """
        Return the answer, by one deadline for all that this takes.  Raises Unreadable where there is none.

        A process that has not begun by then goes on beginning, for whoever asks next.
        """
        until = time.monotonic() + self._deadline_s
        if not self._places.acquire(timeout=self._deadline_s):
            raise Unreadable("reader-late")
        try:
            said = self._asked(question, until)
        finally:
            self._places.release()
        if not said:
            raise Unreadable("reader-lost")
        return said

    def _asked(self, question: bytes, until: float) -> bytes:
        reader = self._taken()
        try:
            said = reader.ask(question, until) if reader.is_ready(until) else None
        except TimeoutError:
            reader.end()
            raise Unreadable("reader-late") from None
        except (OSError, EOFError):
            reader.end()
            raise Unreadable("reader-lost") from None
        except BaseException:
            reader.end()  # its answer would come to somebody else's question
            raise
        self._kept(reader)
        if said is None:
            raise Unreadable("reader-late")
        return said

    def close(self) -> None:
        """End all.  Nothing is read afterwards.  May be called twice."""
        with self._guard:
            self._is_closed = True
            ended, self._free = self._free, []
        for reader in ended:
            reader.end()

    def _taken(self) -> _Reader:
        with self._guard:
            if self._is_closed:
                raise Unreadable("reader-missing")
            if self._pid != os.getpid():
                # Forked since: those are another's, and two would hear each other's answers.
                self._pid, self._free = os.getpid(), []
            if self._free:
                return self._free.pop()
        try:
            return _Reader(self._code)
        except OSError:
            raise Unreadable("reader-lost") from None

    def _kept(self, reader: _Reader) -> None:
        with self._guard:
            if not self._is_closed:
                self._free.append(reader)
                return
        reader.end()


class _Reader:
    """One process that forks others, and the wire to it."""

    def __init__(self, code: str) -> None:
        """Start it.  Raises OSError."""
        self._begins_until = time.monotonic() + START_S
        self._is_ready = False
        self._come = bytearray()
        self._wire, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = subprocess.Popen(  # noqa: S603  # ourselves, with words of ours
                    [sys.executable, "-c", code],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            except BaseException:
                self._wire.close()
                raise

    def is_ready(self, until: float) -> bool:
        """
        Wait until it can be asked, and tell whether it can.

        Raises TimeoutError where it had all the time that there is to begin, and OSError or EOFError where it ended.
        """
        if not self._is_ready:
            try:
                self._hear(min(until, self._begins_until))
            except TimeoutError:
                if time.monotonic() >= self._begins_until:
                    raise
                return False
            self._is_ready = True
        return True

    def ask(self, question: bytes, until: float) -> bytes:
        """Raises TimeoutError, OSError or EOFError: it is not to be asked again then."""
        self._wire.settimeout(_left(until))
        self._wire.sendall(len(question).to_bytes(_LENGTH) + question)  # all of it in that time
        return self._hear(until)

    def end(self) -> None:
        self._wire.close()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # with whoever it has forked
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_S)

    def _hear(self, until: float) -> bytes:
        """Whatever has come by then stays, so that it can be waited for once more."""
        self._hear_up_to(_LENGTH, until)
        length = int.from_bytes(self._come[:_LENGTH])
        if length > MOST_BYTES:
            raise EOFError
        self._hear_up_to(_LENGTH + length, until)
        heard = bytes(self._come[_LENGTH:])
        self._come.clear()
        return heard

    def _hear_up_to(self, length: int, until: float) -> None:
        while len(self._come) < length:
            self._wire.settimeout(_left(until))
            piece = self._wire.recv(min(_PIECE, length - len(self._come)))
            if not piece:
                raise EOFError
            self._come += piece


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


# ---- in the process


def serve(answer: Callable[[bytes], bytes] = apart.answer, load: Callable[[], None] = apart.load) -> None:
    """Answer questions at standard input, until it ends."""
    # A signal for the whole group is for the firewall, which then finishes what is in flight.
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)
    load()
    with socket.socket(fileno=os.dup(0)) as wire:
        _say(wire, _READY)
        while (question := _asked(wire)) is not None:
            _say(wire, _forked(answer, question, wire))


def _asked(wire: socket.socket) -> bytes | None:
    length = _all_of(wire, _LENGTH)
    return None if length is None else _all_of(wire, int.from_bytes(length))


def _all_of(wire: socket.socket, length: int) -> bytes | None:
    out = bytearray()
    while len(out) < length:
        piece = wire.recv(min(_PIECE, length - len(out)))
        if not piece:
            return None
        out += piece
    return bytes(out)


def _forked(answer: Callable[[bytes], bytes], question: bytes, wire: socket.socket) -> bytes:
    """Return the answer of a process that was made for it, or nothing where that did not end well."""
    reads, writes = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(reads)
            wire.close()
            os.close(0)
            _confine()
            _put(writes, answer(question))
            status = 0
        finally:
            os._exit(status)  # whatever broke: nothing of it is told
    os.close(writes)
    out = bytearray()
    with os.fdopen(reads, "rb", buffering=0) as coming:
        while len(out) <= MOST_BYTES and (piece := coming.read(_PIECE)):
            out += piece
    _, status = os.waitpid(pid, 0)
    return bytes(out) if status == 0 and len(out) <= MOST_BYTES else b""


def _confine() -> None:
    """So much memory and time for this one question; no file, no picture of its memory."""
    with suppress(OSError, ValueError):  # elsewhere than on Linux only the other limits hold
        mapped = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        _limit(resource.RLIMIT_AS, mapped + MEMORY_BYTES)
    _limit(resource.RLIMIT_CPU, int(DEADLINE_S) + 1)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))


def _put(to: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(to, view) :]


def _say(wire: socket.socket, said: bytes) -> None:
    wire.sendall(len(said).to_bytes(_LENGTH) + said)
