"""A clock that is never set back: what ended by the clock must not come back because somebody turned it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta


class Forward:
    """Tells the hour of ``clock``, and at least what a clock that only ever runs says it must be by now."""

    def __init__(self, clock: Callable[[], datetime], steady_s: Callable[[], float]) -> None:
        self._clock = clock
        self._steady_s = steady_s
        self._last, self._last_s = clock(), steady_s()

    def __call__(self) -> datetime:
        steady_s = self._steady_s()
        ran = self._last + timedelta(seconds=steady_s - self._last_s)
        self._last, self._last_s = max(ran, self._clock()), steady_s
        return self._last
