"""
What an entry costs until it is durable: in SQLite, and in PostgreSQL over a socket, side by side on one disk.

`python -m benchmarks.record`, or with the address of a database of your own that holds no record and its role may make
tables in: `python -m benchmarks.record postgresql://... password-file`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firewall.audit.log import AuditLog
from firewall.audit.places import place
from firewall.audit.postgres.address import read
from firewall.books import new_id
from tests import helpers_postgres

SECONDS = 3.0
FILLING = "x" * 600
AT_ONCE = (1, 32, 256)


def entry():
    return json.dumps({"id": new_id(), "at": "2026-06-01T12:00:00.000000Z", "filling": FILLING}).encode()


async def appended(log, at_once):
    """How long each entry took, of so many that are asked for at the same time."""
    took, ends = [], time.perf_counter() + SECONDS

    async def one():
        while (began := time.perf_counter()) < ends:
            await log.append(entry())
            took.append(time.perf_counter() - began)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(at_once):
            tasks.create_task(one())
    return sorted(took)


def measured(name, database):
    key = Ed25519PrivateKey.generate()
    with tempfile.TemporaryDirectory(dir=".") as made:
        directory = Path(made)
        where = place(directory, database, serving=True)
        with AuditLog.open(directory, key, "bench", create=True, place=where) as log:
            asyncio.run(appended(log, 8))
            for at_once in AT_ONCE:
                took = asyncio.run(appended(log, at_once))
                p50, p99 = (took[int(len(took) * part)] * 1000 for part in (0.5, 0.99))
                rate = f"{at_once:4} at once {len(took) / SECONDS:9,.0f}/s"
                print(f"{name:12} {rate}   p50 {p50:7.2f} ms   p99 {p99:7.2f} ms")


@contextmanager
def database():
    if len(sys.argv) > 1:
        yield read(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None)
        return
    with helpers_postgres.server(in_memory=False) as server:
        yield server.address(server.database("prepared"))


def main():
    measured("SQLite", None)
    with database() as address:
        measured("PostgreSQL", address)


if __name__ == "__main__":
    main()
