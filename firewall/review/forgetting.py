"""
Deletes what was decided long ago: closed cases, ended process, duties done.

The record keeps what was done, and by whom; what goes is what was needed to decide.  What is open, in force, or
still to begin is never deleted, whatever its age.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firewall.review.cases import OPEN_FOR
from firewall.review.store import Store, time_text

_ENDED_PROCESS = "ends < :before OR revoked < :before"
_CLOSED_CASE = """
(
    (state = 'denied' AND closed < :before)
    OR (state IN ('open', 'expired') AND first < :opened_before)
    OR (state = 'granted' AND until < :before AND closed < :before)
) AND id NOT IN (SELECT review_case FROM process WHERE review_case IS NOT NULL)
"""
"""A case that nobody decided has expired, which its row need not say yet.  A case stays as long as its grant."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    cases: int
    processes: int
    duties: int = 0

    def __bool__(self) -> bool:
        return bool(self.cases or self.processes or self.duties)


def forget(store: Store, before: datetime) -> Forgotten:
    """Delete what was over before a moment.  Raises ReviewError."""
    values = {"before": time_text(before), "opened_before": time_text(before - OPEN_FOR)}
    with store.changing() as writes:
        # What is deleted is also written over: else it would stand in the file for years.
        writes.execute("PRAGMA secure_delete = ON")
        processes = writes.execute(f"DELETE FROM process WHERE {_ENDED_PROCESS}", values).rowcount  # noqa: S608 - constants
        cases = writes.execute(f"DELETE FROM review_case WHERE {_CLOSED_CASE}", values).rowcount  # noqa: S608 - constants
        duties = writes.execute("DELETE FROM duty WHERE done < :before", values).rowcount
    return Forgotten(cases, processes, duties)
