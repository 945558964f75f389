"""
Records per day per agreement: how much of today's allowance is gone.

Counted in memory.  The caller seeds it at start with what the audit log says went out, so a
restart gives nobody a second allowance.
"""

from __future__ import annotations

from datetime import date, timedelta
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Budget:
    """
    The records that went out, by agreement and day.

    Today and yesterday are kept: an exchange that began before midnight is counted on its own day.
    """

    def __init__(self, spent: Mapping[tuple[str, date], int] | None = None) -> None:
        self._spent = dict(spent or {})
        self._newest = max((day for _, day in self._spent), default=date.min)
        self._lock = Lock()

    def reserve(self, agreement: str, day: date, n: int, limit: int) -> bool:
        """Take ``n`` records, all or none.  False is over the limit, and nothing is taken."""
        # A day whose count was dropped would start at zero again: a clock set back must not refill it.
        with self._lock:  # large answers are counted in other threads
            if n < 0 or self._is_gone(day):
                return False
            spent = self.spent(agreement, day) + n
            if spent > limit:
                return False
            self._spent[agreement, day] = spent
            self._turn_to(day)
            return True

    def spent(self, agreement: str, day: date) -> int:
        return self._spent.get((agreement, day), 0)

    def _is_gone(self, day: date) -> bool:
        return self._newest > date.min and day < self._newest - timedelta(days=1)

    def _turn_to(self, day: date) -> None:
        if day > self._newest:
            self._newest = day
            self._spent = {key: count for key, count in self._spent.items() if not self._is_gone(key[1])}
