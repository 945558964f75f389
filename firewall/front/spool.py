"""
Where an answer waits whose end has not been looked at: on disk, and for nobody to read.

A spool is a file without a name, so it is gone with whoever holds it, however that ends. What is in it is encrypted
under a key that is made for it and kept in memory alone, piece by piece, each bound to its place: what was changed,
left out, put elsewhere or cut off on the disk is not taken for what was put there.
"""

from __future__ import annotations

import asyncio
import errno
import os
import tempfile
from contextlib import suppress
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Self, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from firewall.inspection import Failure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from firewall.front.budget import ByteBudget, Lease

PIECE_BYTES = 256 * 1024
"""Of what is put, encrypted at once: so much of a spool is in memory."""

SPARE_BYTES = 256 * 2**20
"""What a spool leaves free on its disk: the record may stand on the same one."""

_TAG_BYTES = 16
_MORE, _LAST = b"more", b"last"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NOT_KNOWN = frozenset({errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL})

T = TypeVar("T")


class Room:
    """
    The folder in which spools lie, and how many bytes they may hold together.

    ``most_bytes`` is for one answer as it comes; ``budget`` for all that lies there, encrypted.  A folder that it
    ``makes_folder`` for is made when it is needed.
    """

    def __init__(
        self,
        folder: Path,
        budget: ByteBudget,
        most_bytes: int,
        *,
        spare_bytes: int = SPARE_BYTES,
        makes_folder: bool = False,
    ) -> None:
        self._folder = folder
        self._spare_bytes = spare_bytes
        self._makes_folder = makes_folder
        self.budget = budget
        self.most_bytes = most_bytes
        self.spooled_bytes = 0

    def is_usable(self) -> bool:
        """Whether a spool could be made there now, as far as can be told without making one."""
        folder = self._folder
        if self._makes_folder and not folder.exists():
            folder = folder.parent
        try:
            return os.access(folder, os.W_OK | os.X_OK) and _free(folder) > self._spare_bytes
        except OSError:
            return False

    async def open(self) -> Spool:
        """Make a spool.  Raises :class:`Failure` where there can be none."""
        try:
            file = await asyncio.to_thread(self._made)
        except OSError as error:
            raise Failure("spool-full" if error.errno in _FULL else "spool-unwritable") from None
        return Spool(file, self.budget.lease(), self)

    def _made(self) -> _File:
        if self._makes_folder:
            self._folder.mkdir(mode=0o700, exist_ok=True)
        return _File(_nameless(self._folder))

    def check(self, number: int, size_bytes: int) -> None:
        """Raise OSError where so much more would take what is to stay free."""
        if _free(number) < self._spare_bytes + size_bytes:
            raise OSError(errno.ENOSPC, "spare")


class Spool:
    """
    Written once, then read as often as is wanted; for one at a time.

    INVARIANT: the key is of this spool alone and each piece has a number of its own, so no nonce comes twice.
    """

    def __init__(self, file: _File, lease: Lease, room: Room) -> None:
        self._file = file
        self._lease = lease
        self._room = room
        self._cipher = AESGCM(AESGCM.generate_key(256))
        self._waiting = bytearray()
        self._pieces = 0
        self._is_sealed = False
        self.size = 0

    async def put(self, data: bytes) -> None:
        """Raises :class:`Failure` where it cannot be kept."""
        self.size += len(data)
        self._waiting += data
        while len(self._waiting) > PIECE_BYTES:
            piece = bytes(self._waiting[:PIECE_BYTES])
            del self._waiting[:PIECE_BYTES]
            await self._write(piece, _MORE)

    async def seal(self) -> None:
        """What was put is all there is: then it can be read."""
        await self._write(bytes(self._waiting), _LAST)
        self._waiting.clear()
        self._is_sealed = True

    async def read(self) -> AsyncIterator[bytes]:
        """Give what was put.  Raises :class:`Failure` at the first piece that is not what was written."""
        if not self._is_sealed:
            raise Failure("spool-failed")
        for number in range(self._pieces):
            piece = await self._done(partial(self._opened, number))
            if piece:
                yield piece

    async def check(self) -> None:
        """Read all of it, for what may have happened to it.  Raises as ``read`` does."""
        async for _ in self.read():
            pass

    def close(self) -> None:
        """Let the file go, and with it all that was in it.  May be called twice."""
        self._file.close()
        self._lease.give_back()
        self._waiting.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def _write(self, piece: bytes, turn: bytes) -> None:
        size = len(piece) + _TAG_BYTES
        if not self._lease.take(size):
            raise Failure("spool-over-budget")
        number, at = self._pieces, self._pieces * (PIECE_BYTES + _TAG_BYTES)

        def work(file: int) -> None:
            self._room.check(file, size)
            _write_all(file, self._cipher.encrypt(_nonce(number), piece, turn), at)

        await self._done(work)
        self._pieces += 1
        self._room.spooled_bytes += len(piece)

    def _opened(self, number: int, file: int) -> bytes:
        is_last = number == self._pieces - 1
        size = PIECE_BYTES + _TAG_BYTES
        found = os.pread(file, size + is_last, number * size)  # behind the last piece there is nothing
        return self._cipher.decrypt(_nonce(number), found, _LAST if is_last else _MORE)

    async def _done(self, work: Callable[[int], T]) -> T:
        try:
            return await asyncio.to_thread(self._file.run, work)
        except InvalidTag:
            raise Failure("spool-changed") from None
        except OSError as error:
            raise Failure("spool-full" if error.errno in _FULL else "spool-failed") from None


class _File:
    """
    A file that is closed while a thread may be at work on it.

    INVARIANT: its number is given back only when nobody uses it: what the system gives that number next, the record
    or a connection, would else get what was meant for the spool.
    """

    def __init__(self, number: int) -> None:
        self._number = number
        self._lock = Lock()
        self._is_busy = False
        self._is_closed = False

    def run(self, work: Callable[[int], T]) -> T:
        with self._lock:
            if self._is_closed or self._is_busy:
                raise OSError(errno.EBADF, "closed")
            self._is_busy = True
        try:
            return work(self._number)
        finally:
            with self._lock:
                self._is_busy = False
                if self._is_closed:
                    os.close(self._number)  # type: ignore[unreachable]  # closed meanwhile, elsewhere

    def close(self) -> None:
        with self._lock:
            if not self._is_closed and not self._is_busy:
                os.close(self._number)
            self._is_closed = True

    def __del__(self) -> None:
        self.close()  # of one that was made for somebody who had left meanwhile


def _nameless(folder: Path) -> int:
    """Open a file that stands in no folder.  Raises OSError."""
    try:
        return os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno not in _NOT_KNOWN:
            raise
    number, name = tempfile.mkstemp(dir=folder)  # a file system without O_TMPFILE
    try:
        os.unlink(name)  # noqa: PTH108 - a path that the system gave, at once
    except BaseException:
        with suppress(OSError):
            os.close(number)
        raise
    return number


def _write_all(file: int, data: bytes, at: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(file, view, at)
        at += written
        view = view[written:]


def _free(place: Path | int) -> int:
    found = os.statvfs(place)
    return found.f_bavail * found.f_frsize


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")
