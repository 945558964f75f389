"""Everything the firewall writes, opened together: the log, what waits for persons, the partners' keys."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Protocol

import msgspec

from firewall import occupied
from firewall.audit import entry, places
from firewall.audit.checkpoint import read_verifier
from firewall.audit.log import AuditLog
from firewall.audit.postgres.address import Address
from firewall.audit.stores import Place
from firewall.errors import ConfigError
from firewall.house import House, public_key_file
from firewall.identity.keys import KeyStore
from firewall.identity.spent import Spent
from firewall.model import Receipt
from firewall.policy.rules import Bundle, City
from firewall.review.allowance import SharedBudget
from firewall.review.cases import Cases
from firewall.review.duties import Duties
from firewall.review.latches import Latches
from firewall.review.register import Register
from firewall.review.store import Store
from firewall.waiting import Allowance, Persons, process_facts

LIMITS = "limits.sqlite"


class Journal(Protocol):
    """The record, as a process that answers needs it; ``size`` is how much of it is known to be durable."""

    @property
    def failed(self) -> bool: ...

    @property
    def halted(self) -> str: ...

    @property
    def size(self) -> int: ...

    @property
    def last_commit_seconds(self) -> float: ...

    async def append(self, entry: bytes) -> Receipt:
        """Return once the entry is durable.  Raises AuditError, and then nothing may leave."""


class Secrets(Protocol):
    @property
    def digest(self) -> bytes: ...

    @property
    def pseudonym(self) -> bytes: ...


class Opened(Protocol):
    """What a process that answers needs of the books; what signs the record is not among it."""

    @property
    def house(self) -> Secrets: ...

    @property
    def record(self) -> Journal: ...

    @property
    def persons(self) -> Persons: ...

    @property
    def keys(self) -> KeyStore: ...

    @property
    def spent(self) -> Spent: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """The books in one process of several: the record is elsewhere."""

    house: Secrets
    record: Journal
    persons: Persons
    keys: KeyStore
    spent: Spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    house: House
    record: AuditLog
    persons: Persons
    keys: KeyStore
    spent: Spent

    def staffed(
        self, at: datetime, by: str, act: str, subject: str, facts: Mapping[str, str | int | list[str]]
    ) -> int:
        """Record what a member of staff did; returns the index in the log."""
        return self.record.append_now(entry.staffed(new_id(), at, by, act, subject, facts)).index


@contextmanager
def opened(
    data: Path,
    bundle: Bundle,
    at: datetime,
    *,
    create: bool = False,
    serving: bool = False,
    witness: Path | None = None,
    reserve_bytes: int = 0,
    database: Address | None = None,
) -> Iterator[Books]:
    """
    Open the data directory; ``create`` starts one where there is none.

    Several processes may at once, of which one may be ``serving``; a day's records are counted for all of them.
    """
    name = origin(bundle)
    house = House.open(data, name, create=create)
    place = places.place(data, database, serving=serving)
    with ExitStack() as stack:
        stack.enter_context(occupied.using(data))
        if serving:
            stack.enter_context(occupied.serving(data))
        log = _Log(name, place, witness, reserve_bytes)
        record, review, keys, spent_tokens = _stores(stack, data, house, log, create=create)
        budget = stack.enter_context(SharedBudget(data / LIMITS))
        budget.forget_after(bundle.city.day(at))
        budget.at_least(spent(record, bundle.city, at))
        persons = _persons(review, bundle, budget)
        yield Books(house=house, record=record, persons=persons, keys=keys, spent=spent_tokens)


@contextmanager
def closing(
    data: Path, *, witness: Path | None = None, reserve_bytes: int = 0, database: Address | None = None
) -> Iterator[Books]:
    """
    Open the data directory without any policy, to look and to end what is open: a fault in the policies must not be in
    the way of that.

    INVARIANT: by these books nothing opens.  No kind of process is known, and no agreement has anything left.
    """
    name = _name_of(data)
    house = House.open(data, name, create=False)
    with ExitStack() as stack:
        stack.enter_context(occupied.using(data))
        log = _Log(name, places.place(data, database), witness, reserve_bytes)
        record, review, keys, spent_tokens = _stores(stack, data, house, log, create=False)
        register = Register(review, {})
        persons = Persons(
            Cases(review), register, Latches(review), Duties(review), _Nothing(), secrets.token_bytes
        )
        yield Books(house=house, record=record, persons=persons, keys=keys, spent=spent_tokens)


@dataclass(frozen=True, slots=True)
class _Log:
    """Which log it is, where it is, and what vouches for it."""

    name: str
    place: Place
    witness: Path | None
    reserve_bytes: int


def _stores(
    stack: ExitStack, data: Path, house: House, log: _Log, *, create: bool
) -> tuple[AuditLog, Store, KeyStore, Spent]:
    record = stack.enter_context(
        AuditLog.open(
            data,
            house.signing,
            log.name,
            create=house.is_new,
            witness=log.witness,
            reserve_bytes=log.reserve_bytes,
            place=log.place,
        )
    )
    for register in (data / "review.sqlite", data / "identity.sqlite"):
        _check_there(register, create=create)
    review = stack.enter_context(Store.open(data / "review.sqlite"))
    keys = stack.enter_context(KeyStore.open(data / "identity.sqlite"))
    return record, review, keys, stack.enter_context(Spent.open(data / "identity.sqlite"))


class _Nothing:
    """No agreement has anything left."""

    def reserve(self, _agreement: str, _day: date, _n: int, _limit: int) -> bool:
        return False


def _name_of(data: Path) -> str:
    """Return the name of the log, as its verifier key has it.  Raises ConfigError."""
    path = public_key_file(data)
    try:
        return read_verifier(path.read_text("utf-8")).origin
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"{path} cannot be read ({type(error).__name__}). Put it back from the backup."
        ) from None


@contextmanager
def lent(data: Path, bundle: Bundle, house: Secrets, record: Journal) -> Iterator[Lent]:
    """Open what a worker reads and writes by itself, while the supervisor keeps the record and has all opened."""
    with ExitStack() as stack:
        review = stack.enter_context(Store.open(data / "review.sqlite"))
        keys = stack.enter_context(KeyStore.open(data / "identity.sqlite"))
        spent_tokens = stack.enter_context(Spent.open(data / "identity.sqlite"))
        budget = stack.enter_context(SharedBudget(data / LIMITS))
        persons = _persons(review, bundle, budget)
        yield Lent(house=house, record=record, persons=persons, keys=keys, spent=spent_tokens)


def _persons(review: Store, bundle: Bundle, allowance: Allowance) -> Persons:
    register = Register(review, process_facts(bundle.vocabulary.processes))
    return Persons(Cases(review), register, Latches(review), Duties(review), allowance, secrets.token_bytes)


def _check_there(register: Path, *, create: bool) -> None:
    """Raise ConfigError where a register was lost: an empty one would forget what was latched, and who was revoked."""
    is_there = register.exists() and register.stat().st_size > 0
    if not (is_there or create):
        raise ConfigError(
            f"{register} is missing or empty. Restore it from a backup; `firewall run --create` begins an empty one, "
            "without keys, cases, process and latches."
        )


def origin(bundle: Bundle) -> str:
    """The log's name in its checkpoints: unique to it, without a scheme (C2SP tlog-checkpoint)."""
    return f"{bundle.city.name}/data-sharing-firewall"


def new_id() -> str:
    """
    Return a UUID of version 7 (RFC 9562 section 5.7): milliseconds, then 74 random bits.

    Ids in the order of time keep the log's index compact: a random one would touch a page of its own an entry.
    """
    raw = f"{time.time_ns() // 1_000_000:012x}7{secrets.token_hex(10)}"
    return f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{_VARIANT[raw[16]]}{raw[17:20]}-{raw[20:32]}"


_VARIANT = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
"""The two highest bits of the ninth byte are 10."""


_GIVES = frozenset({"decided", "released", "released-partial"})
"""Entries that say how many records went out."""


class _Given(msgspec.Struct):
    """What of an entry the limits need."""

    id: str
    kind: str
    openers: list[str] = []
    records: int = 0


def spent(record: AuditLog, city: City, at: datetime) -> dict[tuple[str, date], int]:
    """Count from the log what each agreement gave on the city's day, so that a restart refills nothing."""
    day = city.day(at)
    start, end = (datetime.combine(day + timedelta(days=n), time_of_day.min, city.zone) for n in (0, 1))
    # A stream has two entries, and the later one knows how many there were.
    given: dict[str, _Given] = {}
    for _, raw in record.during(start, end):
        said = msgspec.json.decode(raw, type=_Given)
        if said.kind in _GIVES:
            given[said.id] = said
    found: Counter[tuple[str, date]] = Counter()
    for said in given.values():
        for opener in said.openers:
            found[opener, day] += said.records
    return dict(found)
