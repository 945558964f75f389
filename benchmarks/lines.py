"""What a line of the log costs whoever logs, and what tracing that is off costs an exchange, in microseconds."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime

import structlog

from firewall import logs, traces
from firewall.ended import Ended
from firewall.model import (
    Decision,
    Exchange,
    Kind,
    Outcome,
    PartnerId,
    Party,
    Purpose,
    Requester,
    RouteId,
    RuleId,
    Ruling,
)

TIMES = 20_000
ID = "019a0000-0000-7000-8000-0000000000ab"


def per_call(call, times=TIMES):
    # Of this thread alone: what others do meanwhile, the writer too, is not what the caller waits for.
    for _ in range(times // 10):
        call()
    began = time.thread_time()
    for _ in range(times):
        call()
    return (time.thread_time() - began) / times * 1e6


def printed():
    """As it was before: structlog's own renderer and a print for each line."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    return per_call(event)


def event():
    structlog.get_logger().info("uninspectable", route="clinic:patient", reasons=("not-json",), decision=ID)


def ended():
    requester = Requester(party=Party(PartnerId("county"), Kind("public-health")), authenticated_by="api-key")
    exchange = Exchange(
        id=ID, at=datetime(2026, 6, 1, tzinfo=UTC), requester=requester, method="GET",
        route=RouteId("clinic:patient"), purpose=Purpose("care"),
    )  # fmt: skip
    rules = tuple(RuleId(f"law/{n}") for n in range(4))
    decision = Decision(policy="ab" * 32, outcome=Outcome.RELEASE, rules=rules, withheld=4)
    ruling = Ruling(exchange=exchange, decision=decision, status=200)
    return Ended(asked=exchange, ruling=ruling, status=200, seconds=0.002, received_bytes=0, sent_bytes=512)


def around(made):
    with made.around():
        made.ended(None)


def main():
    saved, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    figures = {"event, printed by structlog": printed()}
    logs.configure(access=True)
    words = ["clinic:patient", "county", "public-health", "care", *(f"law/{n}" for n in range(4))]
    logs.know(words, ["not-json"], "ab" * 32)
    one = ended()
    figures["event, checked and queued"] = per_call(event, 5000)
    logs.flush()
    figures["access line, checked and queued"] = per_call(lambda: logs.exchanged(one), 5000)
    logs.flush()
    dropped = logs.dropped()
    logs.configure()
    figures["access log off"] = per_call(lambda: logs.exchanged(one))
    off = traces.Traces()
    figures["tracing off"] = per_call(lambda: around(off))
    os.dup2(saved, 2)
    for name, us in figures.items():
        print(f"{name:34} {us:6.2f} us")
    print(f"lines dropped: {dropped}")
    print(json.dumps({name: round(us, 2) for name, us in figures.items()}), file=sys.stderr)


if __name__ == "__main__":
    main()
