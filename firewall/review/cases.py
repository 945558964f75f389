"""
A case: an exchange that waits for a person, and what that person decided.

Equal exchanges share one open case, which counts them.  Nothing of the exchange is kept but
who asked, for what and under which route, the categories, and a keyed digest of the target: when a
lawyer grants a case, the requester asks again, and the grant covers that one request.
A case that nobody decides in time is expired, and expired means denied.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from firewall.errors import ReviewError
from firewall.model import (
    UNKNOWN_KIND,
    CaseId,
    Category,
    Digest,
    Direction,
    Exchange,
    Kind,
    LegalProcess,
    Outcome,
    PartnerId,
    Party,
    Purpose,
    Requester,
    RouteId,
)
from firewall.review.register import COUNSEL_APPROVAL, check_categories, check_dates, grant_row, insert
from firewall.review.store import (
    Store,
    reference,
    said,
    signed,
    time_of,
    time_text,
    words_of,
    words_text,
)

if TYPE_CHECKING:
    import sqlite3

    from firewall.review.store import Entropy

OPEN_FOR = timedelta(days=30)

MOST_OPEN = 1000
"""Open cases of one requester.  What comes after shares one more, which cannot be granted: a flood of
questions about different people must fill neither the disk nor the desk of the Law Department."""


class CaseState(Enum):
    OPEN = "open"
    GRANTED = "granted"
    DENIED = "denied"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """
    What staff may see of a case.

    ``exchange`` is the id of the first one, under which the audit log tells which rules said so.
    ``chain`` runs from the requester to the principal.
    """

    id: CaseId
    state: CaseState
    outcome: Outcome
    exchange: str
    chain: tuple[Party, ...]
    is_known: bool
    purpose: Purpose | None
    route: RouteId | None
    direction: Direction
    target: Digest
    asks: frozenset[Category]
    wants: frozenset[Category]
    times: int
    first: datetime
    last: datetime
    until: datetime | None = None
    process: str | None = None
    closed: datetime | None = None
    closed_by: str = ""
    why: str = ""

    @property
    def principal(self) -> Party:
        return self.chain[-1]


class Cases:
    """All cases, in all states."""

    def __init__(self, store: Store, open_for: timedelta = OPEN_FOR) -> None:
        self._store = store
        self._open_for = open_for

    def open_case(
        self,
        exchange: Exchange,
        *,
        outcome: Outcome,
        wants: frozenset[Category],
        at: datetime,
        entropy: Entropy,
    ) -> CaseId:
        """
        Open a case for the exchange, or count it in the open one that is the same.

        ``wants`` are the categories asked for: the ones a grant can give.
        """
        row = _case_row(exchange, outcome, wants, at)
        with self._store.changing() as writes:
            found = self._open_one(writes, row["same"], at)
            if found is None and self._waiting(writes, row["chain"], at) >= MOST_OPEN:
                row = _overflowing(row)
                found = self._open_one(writes, row["same"], at)
            return _count(writes, found, at) if found else _insert(writes, row, entropy)

    def list(self, now: datetime, state: CaseState | None = None) -> tuple[Case, ...]:
        """List the cases, the one that has waited longest first."""
        with self._store.reading() as reads:
            rows = reads.execute("SELECT * FROM review_case ORDER BY first, id").fetchall()
        cases = (self._case(row, now) for row in rows)
        return tuple(case for case in cases if state is None or case.state is state)

    def show(self, id_: CaseId, now: datetime) -> Case:
        with self._store.reading() as reads:
            return self._one(reads, id_, now)

    def count_open(self, now: datetime) -> int:
        """How many cases wait for a person."""
        with self._store.reading() as reads:
            found: int = reads.execute(
                "SELECT count(*) FROM review_case WHERE state = 'open' AND first > ?",
                (time_text(now - self._open_for),),
            ).fetchone()[0]
        return found

    def count_expiring(self, now: datetime, within: timedelta) -> int:
        """How many of them expire within this time, which denies them."""
        begun = now - self._open_for
        with self._store.reading() as reads:
            found: int = reads.execute(
                "SELECT count(*) FROM review_case WHERE state = 'open' AND first > ? AND first <= ?",
                (time_text(begun), time_text(begun + within)),
            ).fetchone()[0]
        return found

    def match(self, id_: CaseId, digest: Digest) -> bool:
        """Whether a letter's target is the one that was asked for, told without either being known here."""
        with self._store.reading() as reads:
            target: str = _row(reads, id_)["target"]
        return bool(target) and hmac.compare_digest(target.encode(), digest.encode())

    def grant(
        self,
        id_: CaseId,
        *,
        by: str,
        why: str,
        categories: frozenset[Category],
        until: datetime,
        uses: int | None,
        at: datetime,
        entropy: Entropy,
    ) -> LegalProcess:
        """Create counsel's approval for the one request of the case."""
        by, why = signed(by), said(why, "why it is granted")
        check_dates(at, until)
        if uses is not None and uses < 1:
            raise ReviewError("a grant is for at least one use: deny the case instead")
        with self._store.changing() as writes:
            case = self._one(writes, id_, at)
            _check_open(case)
            _check_grantable(case, categories)
            draft = _approval(case, by=by, categories=categories, until=until, uses=uses, at=at)
            process_id = insert(writes, grant_row(draft, by=by, why=why, at=at), entropy)
            _close(writes, case, CaseState.GRANTED, by=by, why=why, at=at)
            writes.execute(
                "UPDATE review_case SET until = ?, process = ? WHERE id = ?",
                (time_text(until), process_id, id_),
            )
        return _approval(case, by=by, categories=categories, until=until, uses=uses, at=at, id_=process_id)

    def deny(self, id_: CaseId, *, by: str, why: str, at: datetime) -> Case:
        by, why = signed(by), said(why, "why it is denied")
        with self._store.changing() as writes:
            case = self._one(writes, id_, at)
            _check_open(case)
            _close(writes, case, CaseState.DENIED, by=by, why=why, at=at)
            return self._one(writes, id_, at)

    def _waiting(self, writes: sqlite3.Connection, chain: str | int | None, at: datetime) -> int:
        since = time_text(at - self._open_for)
        rows = writes.execute(
            "SELECT count(*) FROM review_case WHERE state = 'open' AND chain = ? AND first > ?",
            (chain, since),
        )
        found: int = rows.fetchone()[0]
        return found

    def _open_one(self, writes: sqlite3.Connection, same: str | int | None, at: datetime) -> CaseId | None:
        row = writes.execute(
            "SELECT * FROM review_case WHERE same = ? AND state = 'open'", (same,)
        ).fetchone()
        if row is None:
            return None
        case = self._case(row, at)
        if case.state is CaseState.OPEN:
            return case.id
        # It ran out unnoticed. Whoever asks now gets a new case: asking again does not revive the old one.
        writes.execute("UPDATE review_case SET state = 'expired' WHERE id = ?", (case.id,))
        return None

    def _one(self, connection: sqlite3.Connection, id_: CaseId, now: datetime) -> Case:
        return self._case(_row(connection, id_), now)

    def _case(self, row: sqlite3.Row, now: datetime) -> Case:
        case = _case(row)
        return replace(case, state=_state(case, now, self._open_for))


def _row(connection: sqlite3.Connection, id_: CaseId) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute("SELECT * FROM review_case WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise ReviewError("there is no case with that reference: see the list of cases")
    return row


def _state(case: Case, now: datetime, open_for: timedelta) -> CaseState:
    match case.state:
        case CaseState.OPEN:
            return CaseState.EXPIRED if now - case.first >= open_for else CaseState.OPEN
        case CaseState.GRANTED:
            return CaseState.EXPIRED if case.until is None or case.until <= now else CaseState.GRANTED
        case CaseState.DENIED | CaseState.EXPIRED:
            return case.state


def _check_open(case: Case) -> None:
    match case.state:
        case CaseState.OPEN:
            return
        case CaseState.GRANTED:
            raise ReviewError(
                f"{case.id} was granted by {case.closed_by}: revoke {case.process} to take it back"
            )
        case CaseState.DENIED:
            raise ReviewError(
                f"{case.id} was denied by {case.closed_by}, and stays denied: who asks again gets a new case"
            )
        case CaseState.EXPIRED:
            raise ReviewError(f"{case.id} has expired, which means denied: who asks again gets a new case")


def _check_grantable(case: Case, categories: frozenset[Category]) -> None:
    if not case.is_known:
        raise ReviewError(f"{case.id}: nobody proved who asked, so there is nobody to grant it to")
    if not case.target:
        raise ReviewError(f"{case.id} has no single target that a grant could be bound to")
    check_categories(categories)
    more = sorted(category for category in categories if not _covers(case.wants, category))
    if more:
        raise ReviewError(
            f"{case.id} did not ask for {', '.join(more)}: a grant gives no more than was asked"
        )


def _covers(wants: frozenset[Category], category: Category) -> bool:
    """Whether the category, or one it stands below, was asked for."""
    return any(category == wanted or category.startswith(f"{wanted}.") for wanted in wants)


def _approval(
    case: Case,
    *,
    by: str,
    categories: frozenset[Category],
    until: datetime,
    uses: int | None,
    at: datetime,
    id_: str = "",
) -> LegalProcess:
    return LegalProcess(
        id=id_,
        kind=COUNSEL_APPROVAL,
        bases=frozenset({"counsel"}),
        opens=True,
        partner=case.principal.id,
        through=frozenset(party.id for party in case.chain[:-1]),
        categories=categories,
        targets=frozenset({case.target}),
        purposes=frozenset({case.purpose}) if case.purpose is not None else frozenset(),
        starts=at,
        ends=until,
        verified_by=by,
        case=case.id,
        uses_left=uses,
    )


def _is_known(requester: Requester) -> bool:
    """Whether everyone in the chain that asks has a name, and the first has proved it."""
    asking = (requester.party, *requester.on_behalf_of)
    return requester.authenticated_by is not None and all(
        party.id and party.kind != UNKNOWN_KIND and not party.kind.startswith(f"{UNKNOWN_KIND}.")
        for party in asking
    )


_CaseRow = dict[str, str | int | None]


def _case_row(exchange: Exchange, outcome: Outcome, wants: frozenset[Category], at: datetime) -> _CaseRow:
    if outcome not in (Outcome.REFER, Outcome.HOLD):
        raise ReviewError("only what is referred or held waits for a person")
    requester = exchange.requester
    selects = None if exchange.selects is None else sorted(exchange.selects)
    row: _CaseRow = {
        "outcome": int(outcome),
        "chain": json.dumps([[party.id, party.kind] for party in (requester.party, *requester.on_behalf_of)]),
        "known": int(_is_known(requester)),
        "purpose": exchange.purpose,
        "route": exchange.route,
        "direction": exchange.direction.value,
        "target": exchange.target,
        "asks": words_text(exchange.asks),
        "wants": words_text(wants),
    }
    same = hashlib.sha256(json.dumps([*row.values(), selects]).encode()).hexdigest()
    return {**row, "same": same, "exchange": exchange.id, "first": time_text(at), "last": time_text(at)}


def _overflowing(row: _CaseRow) -> _CaseRow:
    """Make the one case that a requester's flood shares: without a target, so that nobody can grant it."""
    same = hashlib.sha256(json.dumps(["overflow", row["chain"], row["outcome"]]).encode()).hexdigest()
    return {**row, "same": same, "target": ""}


def _insert(writes: sqlite3.Connection, row: _CaseRow, entropy: Entropy) -> CaseId:
    id_ = reference("C", entropy)
    names = ", ".join(row)
    places = ", ".join("?" for _ in row)
    writes.execute(
        f"INSERT INTO review_case (id, state, times, {names}) VALUES (?, 'open', 1, {places})",  # noqa: S608 - our own column names
        (id_, *row.values()),
    )
    return CaseId(id_)


def _count(writes: sqlite3.Connection, id_: CaseId, at: datetime) -> CaseId:
    writes.execute("UPDATE review_case SET times = times + 1, last = ? WHERE id = ?", (time_text(at), id_))
    return id_


def _close(
    writes: sqlite3.Connection, case: Case, state: CaseState, *, by: str, why: str, at: datetime
) -> None:
    writes.execute(
        "UPDATE review_case SET state = ?, closed = ?, closed_by = ?, why = ? WHERE id = ?",
        (state.value, time_text(at), by, why, case.id),
    )


def _case(row: sqlite3.Row) -> Case:
    chain = (Party(PartnerId(id_), Kind(kind)) for id_, kind in json.loads(row["chain"]))
    return Case(
        id=CaseId(row["id"]),
        state=CaseState(row["state"]),
        outcome=Outcome(row["outcome"]),
        exchange=row["exchange"],
        chain=tuple(chain),
        is_known=bool(row["known"]),
        purpose=Purpose(row["purpose"]) if row["purpose"] is not None else None,
        route=RouteId(row["route"]) if row["route"] is not None else None,
        direction=Direction(row["direction"]),
        target=Digest(row["target"]),
        asks=frozenset(map(Category, words_of(row["asks"]))),
        wants=frozenset(map(Category, words_of(row["wants"]))),
        times=row["times"],
        first=datetime.fromisoformat(row["first"]),
        last=datetime.fromisoformat(row["last"]),
        until=time_of(row["until"]),
        process=row["process"],
        closed=time_of(row["closed"]),
        closed_by=row["closed_by"],
        why=row["why"],
    )
