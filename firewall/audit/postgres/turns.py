"""
Who may write: one firewall holds the record as long as its session lasts, and whoever writes waits for a turn.

Both are advisory locks of the server, of which there is one set a database.  They end with their session, so
nothing is to be removed after a crash; and whoever has got one knows that what its last holder asked for has
happened, or never will.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from firewall.audit.postgres.session import LackError, RefusedError
from firewall.errors import AuditError

if TYPE_CHECKING:
    from firewall.audit.postgres.session import Session

LOCKED = "55P03"
"""The SQLSTATE of a lock that was waited for in vain."""

_CLASS = 0x66697265
_SERVING, _TURN = 1, 2

TURN = f"SELECT pg_advisory_xact_lock({_CLASS}, {_TURN})"
"""Until the transaction ends."""

_TAKE = f"SELECT pg_advisory_lock({_CLASS}, {_SERVING})"
"""Waits as long as the session waits for any lock: a firewall that was killed may have a commit under way."""
_HOLDER = f"""
SELECT l.pid, a.backend_start::text FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
WHERE l.locktype = 'advisory' AND l.classid = {_CLASS} AND l.objid = {_SERVING} AND l.objsubid = 2 AND l.granted
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""  # noqa: S608 - numbers of ours
_ME = "SELECT pid, backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()"


class Serving:
    """The one firewall that writes a record: the lock, and which sessions of the server were ours."""

    def __init__(self) -> None:
        self._ours: set[tuple[int, str]] = set()

    def take(self, session: Session) -> None:
        """Raise LackError while an old session of ours has it, and AuditError where another firewall does."""
        pid, began = session.ask(_ME)[0]
        self._ours.add((int(pid), began))
        self._end_ours(session)
        try:
            session.ask(_TAKE)
        except RefusedError as error:
            if error.code != LOCKED:
                raise
            if self._end_ours(session):
                raise LackError("the server still holds it for a connection that was lost") from None
            raise AuditError(
                "Another firewall writes this record. Stop it first, or give each one its own database. "
                "If its machine is gone, the server notices within a minute."
            ) from None

    def _end_ours(self, session: Session) -> bool:
        """End the session that has it where that was ours: its connection broke, and the server does not know it."""
        for pid, began in session.ask(_HOLDER):
            if (int(pid), began) in self._ours:
                session.ask("SELECT pg_terminate_backend(:pid)", pid=int(pid))
                return True
        return False


def is_held(session: Session) -> bool:
    """Whether a firewall writes the record now."""
    return bool(session.ask(_HOLDER))
