"""
Lines go to where they are kept by a thread of its own: who logs never waits for a disk or a full pipe.

The queue is bounded.  What does not fit is dropped and counted: the evidence is the record, not the log.
"""

from __future__ import annotations

import os
import select
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

MOST_LINES = 10_000
"""Some 5 MB.  At a thousand exchanges a second a reader may stand still for ten seconds."""

GATHER_S = 0.05
"""Between two looks at the queue: twenty wake-ups a second at most, whatever is logged."""

PIPE_BYTES = 4096
"""POSIX PIPE_BUF on Linux: a write of so much is never mixed with that of another process."""

FILE_BYTES = 65_536


class Sink(Protocol):
    """Where lines are kept."""

    chunk_bytes: int

    def write(self, lines: bytes) -> None:
        """Raises OSError."""


class Descriptor:
    """An open file of somebody else's: standard error."""

    chunk_bytes = PIPE_BYTES

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, lines: bytes) -> None:
        _write_all(self._descriptor, lines)


class Appended:
    """
    A file by its name.  Whoever rotates it moves it away, and the next lines are in a new one.

    No signal is needed: before each write the name is looked up.
    """

    chunk_bytes = FILE_BYTES

    def __init__(self, path: Path) -> None:
        """Raises OSError where it cannot be written."""
        self._path = path
        self._descriptor = self._opened()

    def write(self, lines: bytes) -> None:
        if not self._is_there():
            new = self._opened()
            os.close(self._descriptor)
            self._descriptor = new
        _write_all(self._descriptor, lines)

    def _opened(self) -> int:
        return os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def _is_there(self) -> bool:
        try:
            return os.path.samestat(self._path.stat(), os.fstat(self._descriptor))
        except FileNotFoundError:
            return False


def _write_all(descriptor: int, lines: bytes) -> None:
    left = memoryview(lines)
    while left:
        try:
            left = left[os.write(descriptor, left) :]
        except BlockingIOError:  # whoever gave it to us made it so; only this thread waits
            select.select([], [descriptor], [], 1.0)


class Writer:
    """
    One queue and the thread that empties it.  ``notice`` makes the line that tells how many were dropped.

    The thread starts with the first line: a process that is to be forked must have none.
    """

    def __init__(self, sink: Sink, notice: Callable[[int], bytes], most: int = MOST_LINES) -> None:
        self._sink = sink
        self._notice = notice
        self._most = most
        self.begin_anew()

    def begin_anew(self) -> None:
        """In a process that was forked: the thread stayed behind, and so did what it had still to write."""
        self.dropped = 0
        self._told = 0
        self._lines: deque[bytes | threading.Event] = deque()
        self._wake = threading.Event()
        self._end = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def put(self, line: bytes) -> None:
        """Hand over a whole line.  Never waits, never raises."""
        if len(self._lines) >= self._most:
            self.dropped += 1
            return
        self._lines.append(line)
        if not self._wake.is_set():
            self._wake.set()
        if self._thread is None:
            self._start()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="logs", daemon=True)
                self._thread.start()

    def flush(self, timeout_s: float) -> bool:
        """Wait until everything so far was written; returns whether it was."""
        if self._thread is None:
            return not self._lines
        mark = threading.Event()
        self._lines.append(mark)
        self._wake.set()
        return mark.wait(timeout_s)

    def close(self, timeout_s: float) -> None:
        """Write what is left, but not for longer than this: nobody may read the pipe.  May be called twice."""
        self._end.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._end.is_set():
            self._wake.wait()
            self._wake.clear()
            self._drain()
            self._end.wait(GATHER_S)
        self._drain()

    def _drain(self) -> None:
        while self._lines:
            self._write(*self._next())
        if self.dropped > self._told:
            lost = self.dropped - self._told
            self._told = self.dropped
            self._write([self._notice(lost)], [])

    def _next(self) -> tuple[list[bytes], list[threading.Event]]:
        """Whole lines for one write, and who waits for them."""
        lines: list[bytes] = []
        marks: list[threading.Event] = []
        size = 0
        while self._lines:
            first = self._lines[0]
            if isinstance(first, threading.Event):
                marks.append(first)
            elif lines and size + len(first) > self._sink.chunk_bytes:
                break
            else:
                lines.append(first)
                size += len(first)
            self._lines.popleft()
        return lines, marks

    def _write(self, lines: list[bytes], marks: list[threading.Event]) -> None:
        try:
            if lines:
                self._sink.write(b"".join(lines))
        except OSError:
            # A full disk or a reader that is gone: the log is lost, and the firewall goes on.
            self.dropped += len(lines)
            self._told += len(lines)  # no line tells of it: it could not be written either
        for mark in marks:
            mark.set()
