"""Keeps cases and process no longer than configured: once a day, beside the running firewall, and on record."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from firewall.audit import entry
from firewall.audit.log import AuditLog
from firewall.books import new_id
from firewall.errors import FirewallError
from firewall.review.forgetting import Forgotten, forget
from firewall.review.store import Store

_EVERY_S = 86_400.0

_log = structlog.get_logger()


async def keep_retaining(
    data: Path, record: AuditLog, days: int | None, clock: Callable[[], datetime]
) -> None:
    """Forget now and once a day until cancelled; without a number of days, nothing ever."""
    while days is not None:
        try:
            before = clock() - timedelta(days=days)
            forgotten = await asyncio.to_thread(_forgotten, data, before)
            if forgotten:
                await record.append(forgot_entry(clock(), before, forgotten))
        except FirewallError as error:
            # Kept a day longer is no reason to answer nobody.
            _log.error("old-cases-kept", error=type(error).__name__)
        await asyncio.sleep(_EVERY_S)


def forgot_entry(at: datetime, before: datetime, forgotten: Forgotten) -> bytes:
    facts: dict[str, entry.Fact] = {
        "before": before.isoformat(),
        "cases": forgotten.cases,
        "processes": forgotten.processes,
        "duties": forgotten.duties,
    }
    return entry.noted(new_id(), at, "forgot", facts)


def _forgotten(data: Path, before: datetime) -> Forgotten:
    with Store.open(data / "review.sqlite") as store:
        return forget(store, before)
