"""
The log: an entry is durable when ``append`` returns, or nothing may leave.

One thread writes, a batch a transaction, and wakes the loop once a batch.  The first error ends
the log for good: after a failed fsync the kernel may have dropped the pages and call the next
fsync a success (PostgreSQL's fsyncgate, 2018).

What somebody gains who can write the files: they can stop the firewall.  They cannot change what
a checkpoint vouches for unseen; entries since the last one (seconds) they can cut.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import sqlite3
import threading
import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import msgspec

from firewall.audit.keeper import FullError, Keeper
from firewall.audit.restored import check_witness
from firewall.audit.room import Room
from firewall.audit.soundness import check_unmarked, mark
from firewall.audit.store import Beside
from firewall.audit.stores import AwayError, BusyError, Row
from firewall.errors import AuditError
from firewall.model import Receipt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from firewall.audit.stores import Place, Reads, Writes

_BATCH = 256
_QUEUE = 4096
_FOLD_EVERY = 4096
_LOOK_S = 1.0
_STALLED_S = 5.0


class _Head(msgspec.Struct):
    """What the log itself reads of an entry; ``verify`` checks the columns against it."""

    id: str
    at: str


_head_of = msgspec.json.Decoder(_Head)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An entry that waits to be durable, and who waits for it: a task of the loop, or a thread."""

    row: Row
    reply: asyncio.Future[Receipt] | Future[Receipt]


class AuditLog:
    """
    Every decision, in the order in which it became durable.

    Several processes may append to the same log at once; each opens its own ``AuditLog``.
    """

    @classmethod
    def open(
        cls,
        directory: Path,
        key: Ed25519PrivateKey,
        origin: str,
        *,
        create: bool,
        checkpoint_every_s: float = 5.0,
        queue: int = _QUEUE,
        witness: Path | None = None,
        reserve_bytes: int = 0,
        place: Place | None = None,
    ) -> AuditLog:
        """
        Open the log in a directory, or start one where ``create`` says so and nothing of one is there.

        Without a ``place``, its entries are there as well.

        Raises AuditError, with what to do, when the log is not the one that its checkpoint and its witness vouch for.
        """
        keeper = Keeper(directory, key, origin, witness)
        place = place or Beside(directory)
        check_unmarked(directory)
        try:
            kept = keeper.kept()
            store = place.store(kept, create=create)
            with contextlib.ExitStack() as undo:
                undo.callback(store.close)
                keeper.keep(store.frontier, anew=check_witness(store, keeper.witnessed(), kept))
                reader, room = place.reader(), Room(directory, reserve_bytes, keeper)
                undo.pop_all()
        except (sqlite3.Error, OSError) as error:
            raise AuditError(f"The audit log in {directory} cannot be opened ({_cause(error)}).") from None
        return cls(directory, store, reader, keeper, room, every_s=checkpoint_every_s, most=queue)

    def __init__(
        self,
        directory: Path,
        store: Writes,
        reader: Reads,
        keeper: Keeper,
        room: Room,
        *,
        every_s: float,
        most: int,
    ) -> None:
        self._directory = directory
        self._store, self._reader, self._keeper, self._room = store, reader, keeper, room
        self._every_s, self._most = every_s, most
        self._halt = room.lack
        self._is_unproven = bool(room.lack)
        self._unsound = ""
        self._writing_since = 0.0
        self._queue: deque[_Waiting] = deque()
        self._gathered: list[_Waiting] = []
        self._changed = threading.Condition()
        self._failure = ""
        self._closing = False
        self._tidied_at = time.monotonic()
        self._unfolded = 0
        self.last_commit_seconds = 0.0
        self._writer = threading.Thread(target=self._write, name="audit-writer", daemon=True)
        self._writer.start()

    @property
    def size(self) -> int:
        """How many entries are known to be durable."""
        return self._store.frontier.size

    @property
    def failed(self) -> bool:
        """Whether a write went wrong.  There is no way back but a new start."""
        return bool(self._failure)

    @property
    def halted(self) -> str:
        """Why nothing is taken for now, or was not until a moment ago; empty once an entry was durable again."""
        proven = "Nothing was written since there is room again." if self._is_unproven else ""
        return self._halt or self._stalled() or proven

    @property
    def halted_by(self) -> str:
        """What is lacking, by a code for the log; empty where nothing."""
        return self._store.why or self._room.why

    async def append(self, entry: bytes) -> Receipt:
        """
        Return once the entry is durable.  Raises AuditError, and then nothing may leave.

        An entry whose caller was cancelled may be written all the same.
        """
        return await self.put(entry)

    def put(self, entry: bytes) -> asyncio.Future[Receipt]:
        """Do as ``append`` does, and return what to wait for: for who waits for many at once."""
        loop = asyncio.get_running_loop()
        reply: asyncio.Future[Receipt] = loop.create_future()
        waiting = _Waiting(_row(entry), reply)
        if len(self._queue) + len(self._gathered) >= self._most:
            raise AuditError("The audit log cannot keep up: too many entries wait to be written.")
        if stalled := self._stalled():
            raise AuditError(stalled)
        if not self._gathered:
            # What one turn of the loop brings goes to the writer together, and wakes it once.
            loop.call_soon(self._hand_over)
        self._gathered.append(waiting)
        return reply

    def _stalled(self) -> str:
        """
        Whoever comes while the disk hangs is refused, and does not wait behind all the others.

        Who waits already goes on waiting: the entry may become durable, and would tell of an answer that never left.
        """
        since = self._writing_since
        if since and time.monotonic() - since > _STALLED_S:
            return "The audit log waits for its disk, so nothing is taken: see to the disk."
        return ""

    def _hand_over(self) -> None:
        gathered, self._gathered = self._gathered, []
        if not gathered:
            return
        try:
            self._enqueue(gathered)
        except AuditError as error:
            for one in gathered:
                _settle(one.reply, str(error), 0)

    def append_now(self, entry: bytes) -> Receipt:
        """Do as ``append`` does, and block the thread: for programs without a loop."""
        reply: Future[Receipt] = Future()
        self._enqueue([_Waiting(_row(entry), reply)])
        return reply.result()

    def condemn(self, why: str) -> None:
        """End the log: an old entry is not what was written.  It does not open again before somebody saw to it."""
        self._unsound = why
        with contextlib.suppress(OSError):  # a disk that takes no mark ends the log by itself
            mark(self._directory, why)

    def get(self, id: str) -> tuple[int, bytes] | None:  # noqa: A002 - the record's own word for it
        """Return the last entry with this id: a decision follows the intent of the same exchange."""
        return self._reader.get(id)

    def entries(self, start: int, stop: int) -> Iterator[tuple[int, bytes]]:
        """Give the entries from index ``start`` up to, and without, ``stop``; a page in memory at a time."""
        return self._reader.entries(start, stop)

    def during(self, since: datetime, until: datetime) -> Iterator[tuple[int, bytes]]:
        """Give the entries that say they are from ``since`` up to, and without, ``until``, by index."""
        return self._reader.during(since, until)

    def close(self) -> None:
        """
        Write what waits, sign a last checkpoint and let go of the files.  May be called twice.

        Raises nothing: ``failed`` tells whether it all went well.
        """
        self._hand_over()
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._writer.join()
        self._reader.close()
        # Last, so that SQLite tidies its files away. After a failure it is closed already (see _fail).
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _enqueue(self, waiting: list[_Waiting]) -> None:
        with self._changed:
            if self._failure:
                raise AuditError(self._failure)
            if self._closing:
                raise AuditError("The audit log is closed.")
            if self._halt:
                raise AuditError(self._halt)
            self._queue.extend(waiting)
            self._changed.notify()

    # The writer thread, from here on.

    def _write(self) -> None:
        batch: list[_Waiting] = []
        try:
            while (batch := self._next_batch()) or not self._closing:
                self._check_sound()
                lack = self._looked()
                self._goes_on(lack or self._room.look())
                self._write_batch(batch, lack)
                with self._room_needed():
                    self._tidy_when_due()
            with self._room_needed():
                self._tidy()
        # Whatever it was: a writer that ends without a word would leave every exchange waiting.
        except Exception as error:  # noqa: BLE001
            self._fail(batch, error)

    def _next_batch(self) -> list[_Waiting]:
        """Wait for entries, or until a checkpoint is due; nothing at all while closing means the end."""
        with self._changed:
            if not self._queue and not self._closing:
                self._changed.wait(min(self._every_s, _LOOK_S))
            return [self._queue.popleft() for _ in range(min(_BATCH, len(self._queue)))]

    def _write_batch(self, batch: list[_Waiting], lack: str) -> None:
        """``lack`` is what the database cannot be relied on for: what it would take now may not stay."""
        if lack or not batch:
            _reply(batch, lack)
            return
        self._writing_since = started = time.monotonic()
        try:
            first = self._store.append([one.row for one in batch])
        except BusyError as error:
            _reply(batch, str(error))
            return
        except AwayError as error:
            self._goes_on(str(error))
            _reply(batch, str(error))
            return
        except FullError:
            self._goes_on(self._room.ran_out())
            _reply(batch, self._halt)
            return
        finally:
            self._writing_since = 0.0
        self._is_unproven = False
        self._unfolded += len(batch)
        self.last_commit_seconds = time.monotonic() - started
        _reply(batch, first)

    def _looked(self) -> str:
        """Who comes while a database that is away says nothing is refused, as while a disk hangs."""
        self._writing_since = time.monotonic()
        try:
            return self._store.look()
        finally:
            self._writing_since = 0.0

    def _check_sound(self) -> None:
        if self._unsound:
            raise AuditError(self._unsound)

    def _goes_on(self, lack: str) -> None:
        """Take entries, or none for now.  Where room is short, what waits is written all the same, into the reserve."""
        self._halt = lack
        self._is_unproven = self._is_unproven or bool(lack)

    @contextlib.contextmanager
    def _room_needed(self) -> Iterator[None]:
        try:
            yield
        except FullError:
            self._tidied_at = time.monotonic()
            self._goes_on(self._room.ran_out())

    def _tidy_when_due(self) -> None:
        if time.monotonic() - self._tidied_at >= self._every_s:
            self._tidy()
        elif self._unfolded >= _FOLD_EVERY:
            self._fold()

    def _tidy(self) -> None:
        frontier = self._store.frontier
        if note := self._keeper.keep(frontier):
            self._store.vouched(frontier.size, note)
        self._tidied_at = time.monotonic()
        if self._unfolded:
            self._fold()

    def _fold(self) -> None:
        self._store.fold()
        self._unfolded = 0

    def _fail(self, batch: Sequence[_Waiting], error: Exception) -> None:
        failure = (
            f"The audit log failed and takes no more entries ({_cause(error)}): see to the disk, restart."
        )
        with self._changed:
            self._failure = failure
            waiting = [*batch, *self._queue]
            self._queue.clear()
        # Closed while the reader, which cannot write, is open: so SQLite folds no file that is in doubt.
        self._store.close()
        _reply(waiting, failure)


def _reply(batch: Sequence[_Waiting], outcome: int | str) -> None:
    """Tell all who wait the index of the first of them, or why none was taken.  Wakes the loop once."""
    waiting = list(enumerate(batch))
    for place, one in waiting:
        if isinstance(one.reply, Future):
            _settle(one.reply, outcome, place)
    tasks = [(one.reply, place) for place, one in waiting if isinstance(one.reply, asyncio.Future)]
    if tasks:
        # The loop is closed when its program ended without waiting: then nobody is left to tell.
        with contextlib.suppress(RuntimeError):
            tasks[0][0].get_loop().call_soon_threadsafe(_settle_all, tasks, outcome)


def _settle_all(tasks: list[tuple[asyncio.Future[Receipt], int]], outcome: int | str) -> None:
    for reply, place in tasks:
        _settle(reply, outcome, place)


def _settle(reply: asyncio.Future[Receipt] | Future[Receipt], outcome: int | str, place: int) -> None:
    if reply.done():  # its task was cancelled
        return
    if isinstance(outcome, str):
        reply.set_exception(AuditError(outcome))
    else:
        reply.set_result(Receipt(outcome + place))


def _row(entry: bytes) -> Row:
    try:
        head = _head_of.decode(entry)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise AuditError("This is no entry: it has no `id` and `at`.") from None
    return Row(head.id, head.at, entry)


def _cause(error: Exception) -> str:
    """Name what went wrong, and no more: an error's text may quote what it was about."""
    if isinstance(error, AuditError):
        return str(error).rstrip(".")
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorname", type(error).__name__)
    if isinstance(error, OSError):
        return errno.errorcode.get(error.errno or 0, type(error).__name__)
    return type(error).__name__
