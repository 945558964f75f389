"""The reading side of a record in PostgreSQL: a session of its own, made anew where it was lost."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from firewall.audit.entry import instant
from firewall.audit.postgres.session import LostError, RefusedError, Session
from firewall.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from firewall.audit.postgres.address import Address

_PAGE = 256
_BY_ID = "SELECT idx, entry FROM record.entries WHERE id = :id ORDER BY idx DESC LIMIT 1"
_BY_INDEX = """
SELECT idx, entry FROM record.entries WHERE idx >= :start AND idx < :stop ORDER BY idx LIMIT :most
"""
_BY_TIME = """
SELECT idx, entry FROM record.entries WHERE at >= :since AND at < :until AND idx > :after ORDER BY idx LIMIT :most
"""


class PostgresReader:
    """For use from any thread.  Raises AuditError when it cannot read."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._session: Session | None = None
        try:
            self._rows(_BY_INDEX, start=0, stop=0, most=0)
        except AuditError:
            self.close()
            raise

    def get(self, id: str) -> tuple[int, bytes] | None:  # noqa: A002 - the record's own word for it
        found = self._rows(_BY_ID, id=id)
        return found[0] if found else None

    def entries(self, start: int, stop: int) -> Iterator[tuple[int, bytes]]:
        while page := self._rows(_BY_INDEX, start=start, stop=stop, most=_PAGE):
            yield from page
            start = page[-1][0] + 1

    def during(self, since: datetime, until: datetime) -> Iterator[tuple[int, bytes]]:
        after = -1
        while page := self._rows(
            _BY_TIME, since=instant(since), until=instant(until), after=after, most=_PAGE
        ):
            yield from page
            after = page[-1][0]

    def close(self) -> None:
        with self._lock:
            self._let_go()

    def _rows(self, query: str, **values: object) -> list[tuple[int, bytes]]:
        with self._lock:
            try:
                return self._asked(query, values)
            except LostError:
                self._let_go()
            # Once more: a server that was started again has ended the session that was.
            try:
                return self._asked(query, values)
            except LostError as error:
                self._let_go()
                raise AuditError(f"The record in {self._address} cannot be read: {error}.") from None

    def _asked(self, query: str, values: dict[str, object]) -> list[tuple[int, bytes]]:
        try:
            if self._session is None:
                self._session = Session(self._address)
            return [(int(index), bytes(entry)) for index, entry in self._session.ask(query, **values)]
        except RefusedError as error:
            raise AuditError(f"The record in {self._address} cannot be read: {error}.") from None

    def _let_go(self) -> None:
        if self._session is not None:
            self._session.drop()
            self._session = None
