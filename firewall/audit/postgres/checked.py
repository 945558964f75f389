"""
A record in PostgreSQL, for the verifier: all of it as it is at one moment, a page in memory at a time.

The server cannot be asked whether its indexes are whole without rights that no reader has (`pg_amcheck` can).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from firewall.audit.postgres.session import RefusedError, Session, TroubleError
from firewall.audit.stores import AwayError
from firewall.audit.verify import Row
from firewall.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from firewall.audit.postgres.address import Address

ANSWER_S = 300.0
"""What reads all of a large table may take its time."""

_DAMAGED = ("XX", "22")
"""SQLSTATEs of a server that found its own pages damaged, and of values that cannot be decoded."""

_FETCH = 1024


class _Found:
    def __init__(self, session: Session) -> None:
        self._session = session

    def version(self) -> int:
        if self._session.one("SELECT to_regclass('record.version')") is None:
            raise AuditError("There is no record in this database.")
        return int(self._session.one("SELECT coalesce(max(schema), 0) FROM record.version"))

    def start(self) -> int:
        return int(self._session.one("SELECT coalesce(min(idx), 0) FROM record.entries"))

    def snapshots(self) -> dict[int, bytes]:
        return {
            int(size): bytes(peaks)
            for size, peaks in self._session.ask("SELECT size, peaks FROM record.frontiers")
        }

    def rows(self) -> Iterator[Row]:
        self._session.ask(
            "DECLARE rows CURSOR FOR SELECT idx, id, at, entry, leaf FROM record.entries ORDER BY idx"
        )
        while page := self._session.ask(f"FETCH {_FETCH} FROM rows"):
            yield from map(Row._make, page)

    def damage(self) -> str:
        return ""


@contextmanager
def source(address: Address) -> Iterator[_Found]:
    """Raise AwayError where the server cannot be asked, AuditError where what it holds is damaged."""
    try:
        session = Session(address, ANSWER_S)
        try:
            session.ask("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield _Found(session)
        finally:
            session.drop()
    except TroubleError as error:
        says = f"The record in {address} cannot be read: {error}."
        is_damaged = isinstance(error, RefusedError) and error.code.startswith(_DAMAGED)
        raise AuditError(says) if is_damaged else AwayError(says) from None
