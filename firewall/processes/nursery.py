"""
Where workers are born: a process that has loaded everything, does nothing, and forks when told to.

It is forked off before the supervisor starts a thread or opens a file, so that what it hands on is whole: no
lock that somebody holds, no database, no signing key.  A worker is there at once, and shares the memory of
the detectors with its siblings until one of them writes to it.
"""

from __future__ import annotations

import array
import asyncio
import contextlib
import ctypes
import os
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import NoReturn

from firewall.errors import ConfigError

Born = Callable[[socket.socket, Sequence[socket.socket]], None]
"""What a worker does with its wire and the sockets that it listens on; the process ends when it returns."""

_FORK, _KILL = b"f", b"k"
_PID = struct.Struct("=cq")
_MOST_SOCKETS = 8
_PR_SET_PDEATHSIG = 1
_GRACE_S = 10.0
_LOOK_S = 0.01


class Nursery:
    """The supervisor's end.  ``ended`` becomes readable when the nursery has ended, and never else."""

    def __init__(self, wire: socket.socket, ended: socket.socket, pid: int) -> None:
        self._wire = wire
        self._turn = asyncio.Lock()
        self.ended = ended
        self.pid = pid

    @classmethod
    def start(cls, born: Born) -> Nursery:
        """Fork off the nursery.  Raises ConfigError where there are threads, or the machine refuses."""
        if sys.platform != "linux":
            raise ConfigError("Several processes need Linux. Set processes.count to 1.")
        if threading.active_count() > 1:
            raise ConfigError("The worker processes cannot be started: this is a fault of ours.")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ended, living = socket.socketpair()
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            for one in (ours, theirs, ended, living):
                one.close()
            raise ConfigError(
                f"A process cannot be started ({error.strerror}). Look at the machine's limits."
            ) from None
        if pid == 0:
            ours.close()
            ended.close()
            _live_in_child(lambda: _nurse(theirs, living, parent, born))
        theirs.close()
        living.close()
        ours.settimeout(0)
        return cls(ours, ended, pid)

    async def fork(self, listening: Sequence[socket.socket]) -> tuple[int, socket.socket]:
        """
        Have a worker born that listens on these sockets; returns its pid and our end of its wire.

        Raises ConnectionError where the nursery is gone or cannot.
        """
        ours, theirs = socket.socketpair()
        try:
            async with self._turn:
                with theirs:
                    handles = [theirs.fileno(), *(one.fileno() for one in listening)]
                    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", handles))]
                    self._wire.sendmsg([_FORK], rights)
                said = await asyncio.get_running_loop().sock_recv(self._wire, _PID.size)
            return _pid(said), ours
        except BaseException:
            ours.close()
            raise

    def kill(self, pid: int) -> None:
        """End a worker that was born here, if it still lives: a number that another process has now is not sent."""
        with contextlib.suppress(OSError):
            self._wire.send(_PID.pack(_KILL, pid))

    def close(self) -> None:
        """End it, and every worker that is still there; waits for its end, and then makes it end."""
        self._wire.close()
        self.ended.close()
        with contextlib.suppress(ChildProcessError):
            for _ in range(round(_GRACE_S / _LOOK_S)):
                if os.waitpid(self.pid, os.WNOHANG) != (0, 0):
                    return
                time.sleep(_LOOK_S)
            os.kill(self.pid, signal.SIGKILL)  # its workers end with it: die_with
            os.waitpid(self.pid, 0)


def _pid(said: bytes) -> int:
    if len(said) != _PID.size or (pid := int(_PID.unpack(said)[1])) < 0:
        raise ConnectionError("no worker was born")
    return pid


def _live_in_child(live: Callable[[], None]) -> NoReturn:
    """INVARIANT: a child never returns into the program of its parent."""
    code = 1
    try:
        live()
        code = 0
    except BaseException as error:  # noqa: BLE001  # its text may hold a value; it ends here whatever it is
        with contextlib.suppress(OSError):
            os.write(2, f"firewall: a process ended by {type(error).__name__}\n".encode())
    finally:
        os._exit(code)


def die_with(parent: int) -> None:
    """Have the kernel end this process with its parent, however that ends."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it was gone before we asked
        os._exit(1)


def _nurse(wire: socket.socket, ended: socket.socket, parent: int, born: Born) -> None:
    die_with(parent)
    # A signal for the whole group is for the supervisor, which then tells the workers.
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)
    living: set[int] = set()
    signal.signal(signal.SIGCHLD, lambda *_: _bury(living))
    while True:
        said, rights, _, _ = wire.recvmsg(_PID.size, socket.CMSG_SPACE(4 * _MOST_SOCKETS))
        if not said:
            break
        if said[:1] == _FORK:
            wire.send(_PID.pack(_FORK, _born([wire, ended], _handles(rights), living, born)))
        elif len(said) == _PID.size and (pid := _PID.unpack(said)[1]) in living:
            _end(pid)
    for pid in tuple(living):
        _end(pid)


def _end(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # it was buried between the look and the blow
        os.kill(pid, signal.SIGKILL)


def _handles(rights: list[tuple[int, int, bytes]]) -> list[socket.socket]:
    found = array.array("i")
    for level, kind, content in rights:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            found.frombytes(content[: len(content) - len(content) % found.itemsize])
    return [socket.socket(fileno=handle) for handle in found]


def _born(ours: list[socket.socket], given: list[socket.socket], living: set[int], born: Born) -> int:
    """Fork a worker, which keeps of ours nothing and of what was given all; returns its pid, or -1."""
    parent = os.getpid()
    try:
        # Who was born and ended is counted before it is buried.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        pid = os.fork()
        if pid == 0:
            _live_in_child(lambda: _grow(ours, given, parent, born))
        living.add(pid)
    except OSError:
        pid = -1
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        for one in given:
            one.close()
    return pid


def _grow(ours: list[socket.socket], given: list[socket.socket], parent: int, born: Born) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    die_with(parent)
    for one in ours:
        one.close()
    born(given[0], given[1:])


def _bury(living: set[int]) -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            living.discard(pid)
