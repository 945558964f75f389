"""Everything the firewall writes, opened together: the log, what waits for persons, the partners' keys."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import msgspec

from firewall.audit import entry
from firewall.audit.log import AuditLog
from firewall.house import House
from firewall.identity.keys import KeyStore
from firewall.policy.rules import Bundle
from firewall.review.cases import Cases
from firewall.review.latches import Latches
from firewall.review.limits import Budget
from firewall.review.register import Register
from firewall.review.store import Store
from firewall.waiting import Persons, process_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    house: House
    record: AuditLog
    persons: Persons
    keys: KeyStore

    def staffed(
        self, at: datetime, by: str, act: str, subject: str, facts: Mapping[str, str | int | list[str]]
    ) -> int:
        """Record what a member of staff did; returns the index in the log."""
        return self.record.append_now(entry.staffed(new_id(), at, by, act, subject, facts)).index


@contextmanager
def opened(data: Path, bundle: Bundle, at: datetime, *, create: bool = False) -> Iterator[Books]:
    """Open the data directory; ``create`` starts one where there is none.  Several processes may at once."""
    house = House.open(data, origin(bundle), create=create)
    with ExitStack() as stack:
        record = stack.enter_context(AuditLog.open(data, house.signing, origin(bundle), create=house.is_new))
        review = stack.enter_context(Store.open(data / "review.sqlite"))
        keys = stack.enter_context(KeyStore.open(data / "identity.sqlite"))
        persons = Persons(
            Cases(review),
            Register(review, process_facts(bundle.vocabulary.processes)),
            Latches(review),
            Budget(spent(record, at.date())),
            secrets.token_bytes,
        )
        yield Books(house=house, record=record, persons=persons, keys=keys)


def origin(bundle: Bundle) -> str:
    """The log's name in its checkpoints: unique to it, without a scheme (C2SP tlog-checkpoint)."""
    return f"{bundle.city.name}/data-sharing-firewall"


def new_id() -> str:
    """Return 122 random bits in the form of a UUID (RFC 9562 version 4)."""
    raw = secrets.token_hex(16)
    return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-a{raw[17:20]}-{raw[20:]}"


class _Released(msgspec.Struct):
    """What of an entry the limits need."""

    kind: str
    openers: list[str] = []
    records: int = 0


def spent(record: AuditLog, day: date) -> dict[tuple[str, date], int]:
    """Count from the log what each agreement gave on a day, so that a restart refills nothing."""
    start = datetime.combine(day, time(0), UTC)
    found: Counter[tuple[str, date]] = Counter()
    for _, raw in record.during(start, datetime.combine(day, time.max, UTC)):
        said = msgspec.json.decode(raw, type=_Released)
        if said.kind == "decided":
            for opener in said.openers:
                found[opener, day] += said.records
    return dict(found)
