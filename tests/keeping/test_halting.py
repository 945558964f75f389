"""Each change is told once."""

import asyncio

from structlog.testing import capture_logs

from firewall.keeping import halting
from firewall.logs.table import EVENTS
from firewall.telling import CODES


class Record:
    halted_by = ""


async def test_each_change_is_told_once(monkeypatch):
    monkeypatch.setattr(halting, "_LOOK_S", 0.0)
    record = Record()
    with capture_logs() as said:
        telling = asyncio.ensure_future(halting.keep_telling(record))
        for why in ("", "database-lost", "database-refuses", "", ""):
            record.halted_by = why
            for _ in range(5):
                await asyncio.sleep(0)
        telling.cancel()

    assert [(line["event"], line.get("why")) for line in said] == [
        ("record-halted", "database-lost"), ("record-halted", "database-refuses"), ("record-goes-on", None),
    ]  # fmt: skip


def test_the_log_may_say_it():
    assert set(halting.WHYS) <= CODES
    assert {"record-halted", "record-goes-on"} <= EVENTS.keys()
