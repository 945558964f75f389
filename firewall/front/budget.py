"""
How many bytes of bodies the process may hold at once.

Nobody waits for bytes: who does not get them is turned away at once, since a queue under
pressure only holds more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType


class ByteBudget:
    """A total that leases share."""

    def __init__(self, total_bytes: int) -> None:
        self.total_bytes = total_bytes
        self.taken_bytes = 0

    def lease(self) -> Lease:
        return Lease(self)


class Lease:
    """What one exchange holds.  Given back as a whole, when its ``with`` block ends."""

    __slots__ = ("_budget", "_taken_bytes")

    def __init__(self, budget: ByteBudget) -> None:
        self._budget = budget
        self._taken_bytes = 0

    def take(self, size_bytes: int) -> bool:
        """Returns whether there was room.  Takes nothing where there was not."""
        if self._budget.taken_bytes + size_bytes > self._budget.total_bytes:
            return False
        self._budget.taken_bytes += size_bytes
        self._taken_bytes += size_bytes
        return True

    def keep(self, size_bytes: int) -> None:
        """Give back all that is more than this: most of the work is done."""
        over = max(self._taken_bytes - size_bytes, 0)
        self._budget.taken_bytes -= over
        self._taken_bytes -= over

    def give_back(self) -> None:
        """May be called twice."""
        self._budget.taken_bytes -= self._taken_bytes
        self._taken_bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.give_back()
