"""
May the record go on growing?  Only with room on its disk, and with its witness in reach.

Neither is a failure of what is written already: so the record takes nothing for a while, and goes on by
itself.  It stops before the disk is full, because a full disk takes more with it than the record.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from firewall.audit.keeper import Keeper

WITNESS_S = 900.0
"""How long a record may grow that no witness sees."""

_LOOK_EVERY_S = 0.25
_AGAIN = 2
"""Room for so many reserves must be there before it goes on: else it would stop and go with each megabyte."""


class Room:
    """Used by one thread.  ``lack`` is a sentence for operators, and empty as long as all is well."""

    def __init__(self, directory: Path, reserve_bytes: int, keeper: Keeper) -> None:
        self._directory, self._reserve, self._keeper = directory, reserve_bytes, keeper
        self._is_short = False
        self._looked_at = -_LOOK_EVERY_S
        self.lack = ""
        self.look()

    @property
    def why(self) -> str:
        """What is lacking, by a code for the log; empty where nothing."""
        return "" if not self.lack else "disk" if self._is_short else "witness"

    def look(self) -> str:
        """Look again, though not more often than it could have changed; return what is lacking.  Raises OSError."""
        now = time.monotonic()
        if now - self._looked_at >= _LOOK_EVERY_S:
            self._looked_at = now
            needed = self._reserve * (_AGAIN if self._is_short else 1)
            self._is_short = _free(self._directory) < needed
            self.lack = self._told()
        return self.lack

    def ran_out(self) -> str:
        """A write found no room, whatever was said about it."""
        self._is_short = True
        self._looked_at = time.monotonic()
        self.lack = self._told()
        return self.lack

    def _told(self) -> str:
        if self._is_short:
            return (
                f"The disk of {self._directory} is nearly full, or too many files are open, so nothing is taken: "
                "make room. It goes on by itself when there is some."
            )
        if self._keeper.lost_for_s() > WITNESS_S:
            return (
                f"The witness could not be written for {WITNESS_S / 60:.0f} minutes, so nothing is taken: "
                "see to record.witness. It goes on by itself when it can be reached."
            )
        return ""


def _free(directory: Path) -> int:
    found = os.statvfs(directory)
    return found.f_bavail * found.f_frsize
