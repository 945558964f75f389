"""The state of the house in numbers, asked for whenever somebody reads them."""

from __future__ import annotations

import math
import os
import resource
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from firewall import logs
from firewall.books import Opened
from firewall.front.spool import Room
from firewall.policy.reviewing import days_left
from firewall.policy.rules import Bundle

EXPIRING = timedelta(days=7)
ENDING = timedelta(days=30)

_SELF = Path("/proc/self")


def of_books(
    books: Opened, bundle: Callable[[], Bundle], data: Path, now: Callable[[], datetime]
) -> Mapping[str, Callable[[], float]]:
    """Return what there is to know of what the firewall keeps and what it keeps to."""
    persons = books.persons
    return {
        "firewall_record_failed": lambda: books.record.failed,
        "firewall_cases_expiring": lambda: persons.cases.count_expiring(now(), EXPIRING),
        "firewall_members_latched": persons.latches.count,
        "firewall_agreements_ending": lambda: agreements_ending(bundle(), now()),
        "firewall_policy_review_days": lambda: review_days(bundle(), now()),
        "firewall_disk_free_bytes": lambda: shutil.disk_usage(data).free,
        "firewall_disk_size_bytes": lambda: shutil.disk_usage(data).total,
    }


def of_process(began: datetime) -> Mapping[str, Callable[[], float]]:
    return {
        "firewall_started_timestamp_seconds": began.timestamp,
        "firewall_open_files": lambda: len(os.listdir(_SELF / "fd")),  # noqa: PTH208 - twice as fast, and only counted
        "firewall_open_files_limit": lambda: resource.getrlimit(resource.RLIMIT_NOFILE)[0],
        "firewall_memory_bytes": _resident_bytes,
        "firewall_log_lines_dropped_total": logs.dropped,
    }


def of_spool(room: Room) -> Mapping[str, Callable[[], float]]:
    """Return what waits on disk to leave as a whole."""
    return {
        "firewall_spool_bytes_held": lambda: room.budget.taken_bytes,
        "firewall_spool_bytes_limit": lambda: room.budget.total_bytes,
        "firewall_spooled_bytes_total": lambda: room.spooled_bytes,
    }


def agreements_ending(bundle: Bundle, now: datetime) -> int:
    today = bundle.city.day(now)
    return sum(one.starts <= today <= one.ends <= today + ENDING for one in bundle.agreements)


def review_days(bundle: Bundle, now: datetime) -> float:
    """Tell the days until the first rule is to be reviewed, below zero where one should have been."""
    today = bundle.city.day(now)
    left = (days_left(rule, today) for rule in bundle.rules)
    return min((days for days in left if days is not None), default=math.nan)


def _resident_bytes() -> int:
    """Raises OSError where there is no /proc, and then there is no number."""
    return int((_SELF / "statm").read_text().split()[1]) * resource.getpagesize()
