"""A data directory as the firewall leaves it, with so many entries, made by code; and what tests of keeping ask of one."""

import atexit
import functools
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from firewall.audit import entry
from firewall.audit.checkpoint import verifier_of
from firewall.audit.log import AuditLog
from firewall.audit.verify import verify
from firewall.house import House
from firewall.identity.keys import KeyStore
from firewall.review.store import Store

ORIGIN = "city.example/data-sharing-firewall"
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@functools.cache
def _template(entries):
    """Made once, and copied: making one takes a score of fsyncs."""
    folder = tempfile.TemporaryDirectory(prefix="keeping-")
    atexit.register(folder.cleanup)
    return _made(Path(folder.name) / "data", entries)


def furnished(data, entries=5):
    """A directory with its keys, three databases and so many entries: always the same keys."""
    shutil.copytree(_template(entries), data)
    return data


def strange(data):
    """One with keys of its own."""
    return _made(data, 1)


def _made(data, entries):
    House.open(data, ORIGIN, create=True)
    with opened(data, create=True) as record:
        fill(record, entries)
    Store.open(data / "review.sqlite").close()
    KeyStore.open(data / "identity.sqlite").close()
    return data


def opened(data, *, create=False, **more):
    return AuditLog.open(data, house(data).signing, ORIGIN, create=create, **more)


def house(data):
    return House.open(data, ORIGIN, create=False)


def fill(record, count, start=None):
    start = record.size if start is None else start
    for number in range(start, start + count):
        record.append_now(entry.noted(f"n{number}", AT, "test", {"number": number}))


def more(data, count, **how):
    with opened(data, **how) as record:
        fill(record, count)


def verified(data, **how):
    return verify(data, verifier_of(ORIGIN, house(data).signing), **how)


def silent(_what, _done, _all):
    """No progress bar."""
