"""
The writing side of a record in PostgreSQL.

A lost connection is no lost record.  Before the COMMIT was sent nothing of a batch is there; after it, nobody
knows: so it is found out, under the lock that the transaction held as long as it lived, before anybody is told
anything.  Then it goes on with a new connection, if the record there is the one it was.
"""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from firewall.audit import recovery
from firewall.audit.postgres import schema, turns
from firewall.audit.postgres.rows import Stored, joined, unjoined
from firewall.audit.postgres.session import (
    DURABLE,
    LackError,
    LostError,
    Prepared,
    RefusedError,
    Session,
    TroubleError,
    check_durable,
)
from firewall.audit.recovery import PAGE, SNAPSHOT_EVERY
from firewall.audit.stores import AwayError, BusyError
from firewall.audit.tree import Frontier, leaf_hash
from firewall.errors import AuditError
from firewall.sqlite import misfit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from firewall.audit.checkpoint import Checkpoint
    from firewall.audit.postgres.address import Address
    from firewall.audit.stores import Row

DOUBT_S = 20.0
"""How long it is looked for what became of a commit, before who waits is refused."""

_LOOK_EVERY_S = 1.0
_AGAIN_S = 0.1
_BROKEN_RULE = "23"
_INSERT = """
INSERT INTO record.entries (idx, id, at, entry, leaf)
SELECT * FROM unnest(:idx::bigint[], :id::text[], :at::text[], :entry::bytea[], :leaf::bytea[])
"""
_TOLD = """
SELECT entry FROM record.entries WHERE idx < :upto AND position(convert_to(:word, 'UTF8') IN entry) > 0 ORDER BY idx
"""


class PostgresStore:
    """An AuditError that is none of BusyError and AwayError means: never use it again."""

    def __init__(self, address: Address, serving: turns.Serving | None) -> None:
        """Without ``serving`` it writes beside a firewall, as commands do.  Use ``open``."""
        self._address, self._serving = address, serving
        self._session: Session | None = None
        self._insert: Prepared | None = None
        self._lack = self._why = ""
        self._looked_at = time.monotonic()
        self.frontier = Frontier()

    @classmethod
    def open(
        cls, address: Address, kept: Checkpoint | None, *, create: bool, serving: bool, beside: str
    ) -> PostgresStore:
        """Raise AuditError when the database is not the one that its checkpoint vouches for."""
        store = cls(address, turns.Serving() if serving else None)
        try:
            session = store._connected(create=create, kept=kept)
            record = f"The record in {address}"
            store.frontier = recovery.recovered(Stored(session), record, kept, beside=beside)
        except BaseException as error:
            store.close()
            if isinstance(error, TroubleError):
                raise AuditError(f"The record in {address} cannot be opened: {error}.") from None
            raise
        return store

    # ---- what the log asks of it

    @property
    def why(self) -> str:
        return self._why

    @property
    def start(self) -> int:
        with self._readable():
            return self._stored().start()

    def root_at(self, size: int) -> bytes | None:
        with self._readable():
            return recovery.root_at(self._stored(), size, self.frontier.size)

    def told(self, what: str, upto: int) -> Iterator[dict[str, object]]:
        with self._readable():
            entries = self._live().ask(_TOLD, upto=upto, word=f'"what":"{what}"')
        for (entry,) in entries:
            said = json.loads(entry)
            if said.get("kind") == "noted" and said.get("what") == what:
                yield said["facts"]

    def append(self, rows: Sequence[Row]) -> int:
        """Store rows durably; return the index of the first."""
        session = self._live()
        try:
            before, after = self._written(session, rows)
        except TroubleError as error:
            self._undo(session, error)
        except AuditError:
            session.drop()
            raise
        try:
            self._committed(session)
        except TroubleError:
            self._settle(before, [leaf_hash(row.entry) for row in rows])
        self.frontier = after
        return before.size

    def look(self) -> str:
        """Ask the server whether all is well, once a second, and connect anew where the connection was lost."""
        if time.monotonic() - self._looked_at >= _LOOK_EVERY_S:
            try:
                (self._session or self._rejoined()).check()
                self._lack = self._why = ""
            except TroubleError as error:
                self._away(error)
            self._looked_at = time.monotonic()
        return self._lack

    def vouched(self, size: int, note: bytes) -> None:
        """Keep a copy of a checkpoint with the entries; the one that counts stands elsewhere."""
        if self._session is None:
            return
        try:
            self._session.ask(
                "INSERT INTO record.checkpoints (size, note) VALUES (:size, :note) ON CONFLICT DO NOTHING",
                size=size,
                note=note,
            )
        except TroubleError as error:
            self._away(error)

    def fold(self) -> None:
        """The server looks after its own log."""

    def close(self) -> None:
        if self._session is not None:
            self._session.drop()
            self._session = None

    # ---- connecting

    def _live(self) -> Session:
        if self._session is None:
            raise AwayError(self._lack or self._told("the connection was lost"))
        return self._session

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except TroubleError as error:
            self._away(error)
            raise AwayError(self._lack) from None

    def _stored(self) -> Stored:
        return Stored(self._live())

    def _connected(self, *, create: bool = False, kept: Checkpoint | None = None) -> Session:
        """Raise TroubleError where it may be tried again, and AuditError where that is of no use."""
        session = Session(self._address)
        try:
            session.pin()
            session.check()
            _check_schema(session, self._address, kept, create=create)
            if self._serving is not None:
                self._serving.take(session)
            self._insert = session.prepared(_INSERT)
        except BaseException:
            session.drop()
            raise
        self._session = session
        return session

    def _rejoined(self) -> Session:
        """Connect anew.  Raises AuditError where the record is not what it was, with none of ours missing."""
        session = self._connected()
        known, stored = self.frontier, Stored(session)
        if recovery.root_at(stored, known.size, stored.size()) != known.root():
            self.close()
            raise AuditError(
                f"The record in {self._address} is not what it was before the connection was lost: entries that were "
                "durable are missing or changed. Restore the database, and tell who is responsible for the record"
            )
        return session

    # ---- writing

    def _written(self, session: Session, rows: Sequence[Row]) -> tuple[Frontier, Frontier]:
        """Write rows in a transaction that stays open; return the frontiers before and after."""
        start = self.frontier.size
        # What others wrote since; mostly nothing. All in one go, because each question waits for its answer.
        found = session.ask(f"BEGIN; {turns.TURN}; {DURABLE}; {joined(start, start + PAGE)}")
        check_durable(found[-2])
        before = self.frontier
        if found[-1][0]:
            before = recovery.caught_up(Stored(session), before)
        leaves = [leaf_hash(row.entry) for row in rows]
        self._put(before.size, rows, leaves)
        steps = recovery.written(Stored(session), before, len(rows))
        due = [step for step in steps if step.size % SNAPSHOT_EVERY == 0]
        if due:
            values = ", ".join(f"({step.size:d}, '\\x{step.packed().hex()}')" for step in due)
            session.ask(f"INSERT INTO record.frontiers (size, peaks) VALUES {values}")  # noqa: S608 - numbers
        return before, steps[-1]

    def _put(self, first: int, rows: Sequence[Row], leaves: list[bytes]) -> None:
        if self._insert is not None:
            self._insert.run(
                {
                    "idx": list(range(first, first + len(rows))),
                    "id": [row.id for row in rows],
                    "at": [row.at for row in rows],
                    "entry": [row.entry for row in rows],
                    "leaf": leaves,
                }
            )

    def _committed(self, session: Session) -> None:
        """Raise AwayError where the commit happened while the server was told not to see to its disk."""
        said = session.ask(f"COMMIT; {DURABLE}")
        try:
            check_durable(said[-1])
        except LackError as error:
            # The rows are there, and are caught up with like those of others; nobody is told that they will stay.
            self._away(error)
            raise AwayError(f"{self._lack} Whether the last entries will stay is not known.") from None

    def _undo(self, session: Session, error: TroubleError) -> NoReturn:
        """Nothing of it was committed: say so.  Raises BusyError, AwayError or AuditError."""
        if not isinstance(error, LostError):
            try:
                session.ask("ROLLBACK")
            except TroubleError:
                self.close()
        if isinstance(error, RefusedError):
            if error.code == turns.LOCKED:
                raise BusyError("Another process keeps the audit log locked.") from None
            if error.code.startswith(_BROKEN_RULE):
                raise AuditError("somebody else writes into the record without waiting for a turn") from None
        self._away(error)
        raise AwayError(self._lack) from None

    def _settle(self, before: Frontier, leaves: list[bytes]) -> None:
        """
        Find out whether a commit happened whose answer was lost.  Returns where it did; raises AwayError where not.

        The transaction held the turn: who has the turn now knows that it is over, one way or the other.
        """
        self.close()
        until = time.monotonic() + DOUBT_S
        while True:
            try:
                if self._is_there(before, leaves):
                    return
                raise AwayError(self._told("the connection was lost before anything was written"))
            except TroubleError as error:
                self._away(error)
                self.close()
                if time.monotonic() > until:
                    raise AwayError(
                        f"{self._lack} Whether the last entries were written could not be found out."
                    ) from None
                time.sleep(_AGAIN_S)

    def _is_there(self, before: Frontier, leaves: list[bytes]) -> bool:
        page = joined(before.size, before.size + len(leaves))
        rows = self._rejoined().ask(f"BEGIN; {turns.TURN}; {page}; ROLLBACK")
        return [leaf_hash(entry) for _, entry, _ in unjoined(rows[-1][0])] == leaves

    def _away(self, error: TroubleError) -> None:
        """Remember why nothing is taken, and that the connection is gone if it is."""
        if isinstance(error, LostError):
            self.close()
        self._lack, self._why = self._told(str(error)), f"database-{error.what}"
        self._looked_at = time.monotonic()

    def _told(self, why: str) -> str:
        return f"The record in {self._address} takes nothing: {why}. It goes on by itself when that is over."


def _check_schema(session: Session, address: Address, kept: Checkpoint | None, *, create: bool) -> None:
    """Raise AuditError where the tables are not there, or of another version; make them where that is wanted."""
    if session.one("SELECT to_regclass('record.version')") is None:
        if kept is not None:
            raise AuditError(
                f"The record in {address} is missing, but its checkpoint vouches for {kept.size} entries: "
                "restore the database. To start a new record, use an empty data directory."
            )
        if not create:
            raise AuditError(f"There is no record in {address}: check the name, or begin one with --create.")
        _make(session, address)
    found = int(session.one("SELECT coalesce(max(schema), 0) FROM record.version"))
    if found != schema.SCHEMA_VERSION:
        raise AuditError(misfit(f"The record in {address}", found, schema.SCHEMA_VERSION))


def _make(session: Session, address: Address) -> None:
    try:
        session.ask(schema.script())
    except RefusedError as error:
        raise AuditError(
            f"The tables of the record cannot be made in {address}: {error}. Have the database's owner run "
            "deploy/postgres/record.sql: so the firewall's role needs no rights but to read and to add."
        ) from None
