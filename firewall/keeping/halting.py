"""Tells in the log that the record takes nothing, and why, and when it does again: a 503 says neither."""

from __future__ import annotations

import asyncio
from typing import Protocol

import structlog

WHYS = ("disk", "witness", "database-lost", "database-refuses", "database-unfit")
"""What a record may lack: the closed list for the log."""

_LOOK_S = 1.0

_log = structlog.get_logger()


class Halts(Protocol):
    @property
    def halted_by(self) -> str:
        """One of ``WHYS``, or nothing."""


async def keep_telling(record: Halts) -> None:
    """Look once a second until cancelled."""
    told = ""
    while True:
        if (why := record.halted_by) != told:
            told = why
            if why:
                _log.error("record-halted", why=why)
            else:
                _log.info("record-goes-on")
        await asyncio.sleep(_LOOK_S)
