"""
The register of legal process: what counts as a warrant here, since when, and on whose word.

A paper is claimed until a named member of staff has verified it, and then it counts for one principal,
for its targets, categories and dates, until it is used up or revoked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from firewall.errors import ReviewError
from firewall.model import (
    UNCLASSIFIED,
    UNINSPECTABLE,
    CaseId,
    Category,
    Digest,
    Direction,
    Exchange,
    LegalProcess,
    PartnerId,
    ProcessKind,
    Purpose,
    RouteId,
)
from firewall.review.judicial import AdministrativeForms, IssuerKind, ProcessFacts, executive_words
from firewall.review.store import (
    Remembered,
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
    from collections.abc import Mapping

    from firewall.review.store import Entropy

COUNSEL_APPROVAL = ProcessKind("counsel-approval")
"""What granting a case creates.  Nobody can add one by hand."""

_NEVER_OPENED = frozenset({UNINSPECTABLE, UNCLASSIFIED})

_COUNSEL = ProcessFacts(basis="counsel", issuer=IssuerKind.COUNSEL, opens=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """
    What a clerk reads off a paper and enters; nothing of it is believed yet.

    ``starts`` counts, ``ends`` no longer does.  ``targets`` are keyed digests, one or more.
    """

    kind: ProcessKind
    issuer: str
    issuer_kind: IssuerKind
    partner: PartnerId
    categories: frozenset[Category]
    targets: frozenset[Digest]
    starts: datetime
    ends: datetime
    purposes: frozenset[Purpose] = frozenset()
    through: frozenset[PartnerId] = frozenset()
    court: str = ""
    docket: str = ""
    form: str = ""
    signed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A paper in the register, with everyone who had a hand in it."""

    process: LegalProcess
    issuer: str
    issuer_kind: IssuerKind
    court: str
    docket: str
    form: str
    signed_on: date | None
    added: datetime
    added_by: str
    verified: datetime | None
    revoked: datetime | None
    revoked_by: str
    why: str

    @property
    def is_active(self) -> bool:
        return self.verified is not None and self.revoked is None and self.process.uses_left != 0


@dataclass(frozen=True, slots=True)
class _Request:
    """The request that a grant's case was opened for: another question needs another case."""

    route: RouteId | None
    direction: Direction
    purpose: Purpose | None
    asks: frozenset[Category]


@dataclass(frozen=True, slots=True)
class _Active:
    by_partner: Mapping[PartnerId, tuple[LegalProcess, ...]]
    requests: Mapping[CaseId, _Request]


class Register:
    """All legal process, of all partners."""

    def __init__(self, store: Store, kinds: Mapping[ProcessKind, ProcessFacts]) -> None:
        self._store = store
        self._kinds = {**kinds, COUNSEL_APPROVAL: _COUNSEL}
        self._administrative = AdministrativeForms(kinds.values())
        self._remembered = Remembered(store, "process", self._read_active)

    def under(self, kinds: Mapping[ProcessKind, ProcessFacts]) -> Register:
        """Return the same register as another policy's kinds of process have it."""
        return Register(self._store, kinds)

    def add(self, paper: Paper, *, by: str, at: datetime, entropy: Entropy) -> Entry:
        """Enter a paper.  It is a claim, and opens nothing, until it is verified."""
        self._check_paper(paper)
        row = {**_paper_row(paper), "added": time_text(at), "added_by": signed(by)}
        with self._store.changing() as writes:
            id_ = insert(writes, row, entropy)
            return self._one(writes, id_)

    def verify(self, id_: str, *, by: str, at: datetime) -> Entry:
        """Take the word of ``by`` for it that the paper is what it says.  ``at`` is in the zone of the city."""
        by = signed(by)
        with self._store.changing() as writes:
            entry = self._one(writes, id_)
            self._check_verifiable(entry, at)
            writes.execute(
                "UPDATE process SET verified = ?, verified_by = ? WHERE id = ?", (time_text(at), by, id_)
            )
            return self._one(writes, id_)

    def revoke(self, id_: str, *, by: str, why: str, at: datetime) -> Entry:
        """End a process now, verified or not; a grant too."""
        values = (time_text(at), signed(by), said(why, "why it is revoked"), id_)
        with self._store.changing() as writes:
            entry = self._one(writes, id_)
            if entry.revoked is not None:
                raise ReviewError(
                    f"{id_} was already revoked by {entry.revoked_by} on {entry.revoked:%Y-%m-%d}"
                )
            writes.execute("UPDATE process SET revoked = ?, revoked_by = ?, why = ? WHERE id = ?", values)
            return self._one(writes, id_)

    def list(self) -> tuple[Entry, ...]:
        with self._store.reading() as reads:
            rows = reads.execute("SELECT * FROM process ORDER BY added, id").fetchall()
        return tuple(self._entry(row) for row in rows)

    def active(self, partner: PartnerId, now: datetime) -> tuple[LegalProcess, ...]:
        """Tell what counts now for the principal ``partner``, grants too: the question of the hot path."""
        found = self._remembered.value().by_partner.get(partner, ())
        return tuple(process for process in found if process.starts <= now < process.ends) if found else ()

    def fits(self, process: LegalProcess, exchange: Exchange) -> bool:
        """
        Whether it is about a target of the process; for a grant, whether its case was opened for just this.

        To ask with a filter more or less is another question: its answer may say more.
        """
        if exchange.target not in process.targets:
            return False
        if process.case is None:
            return True
        granted = self._remembered.value().requests.get(process.case)
        return granted == _Request(exchange.route, exchange.direction, exchange.purpose, exchange.asks)

    def spend(self, id_: str, at: datetime) -> bool:
        """
        Use a process once.  False where nothing is left to use, and then it must not open anything.

        Counted in the file, durably, before it is used: two processes cannot spend one use twice, and a
        crash loses a use rather than giving one away.
        """
        with self._store.changing() as writes:
            row = writes.execute("SELECT * FROM process WHERE id = ?", (id_,)).fetchone()
            if row is None or not self._is_active(row, at):
                return False
            writes.execute(
                "UPDATE process SET uses_left = uses_left - 1 WHERE id = ? AND uses_left IS NOT NULL", (id_,)
            )
            return True

    def _is_active(self, row: sqlite3.Row, at: datetime) -> bool:
        if row["kind"] not in self._kinds:
            return False
        entry = self._entry(row)
        return entry.is_active and entry.process.starts <= at < entry.process.ends

    def _read_active(self, reads: sqlite3.Connection) -> _Active:
        partners: dict[PartnerId, tuple[LegalProcess, ...]] = {}
        rows = reads.execute(
            "SELECT * FROM process WHERE verified IS NOT NULL AND revoked IS NULL AND uses_left IS NOT 0"
        ).fetchall()
        for row in rows:
            # A kind that left the vocabulary has no basis any more, and opens nothing.
            if row["kind"] in self._kinds:
                process = self._entry(row).process
                partners[process.partner] = (*partners.get(process.partner, ()), process)
        cases = reads.execute("SELECT * FROM review_case WHERE state = 'granted'").fetchall()
        return _Active(partners, {CaseId(row["id"]): _request(row) for row in cases})

    def _one(self, connection: sqlite3.Connection, id_: str) -> Entry:
        row = connection.execute("SELECT * FROM process WHERE id = ?", (id_,)).fetchone()
        if row is None:
            raise ReviewError("there is no legal process with that id: see the list of processes")
        return self._entry(row)

    def _entry(self, row: sqlite3.Row) -> Entry:
        nothing = ProcessFacts(basis="none", issuer=IssuerKind.ANYONE, opens=False)
        return _entry_of(row, self._kinds.get(ProcessKind(row["kind"]), nothing))

    def _check_paper(self, paper: Paper) -> None:
        if paper.kind == COUNSEL_APPROVAL:
            raise ReviewError("counsel's approval comes from granting a case: nobody adds it by hand")
        if paper.kind not in self._kinds:
            raise ReviewError(
                "the vocabulary has no such kind of process: see policies/vocabulary/processes.yaml"
            )
        if not paper.partner:
            raise ReviewError("say which partner the process is for: it opens for nobody else")
        if not paper.targets or "" in paper.targets:
            raise ReviewError("say whom it is about: a process without a target would cover everyone")
        check_categories(paper.categories)
        check_dates(paper.starts, paper.ends)

    def _check_verifiable(self, entry: Entry, at: datetime) -> None:
        id_ = entry.process.id
        facts = self._kinds.get(entry.process.kind)
        if facts is None:
            raise ReviewError(f"{id_}: the vocabulary has no such kind of process any more")
        if entry.revoked is not None:
            raise ReviewError(
                f"{id_} was revoked by {entry.revoked_by}: add the paper anew if it counts after all"
            )
        if entry.verified is not None:
            raise ReviewError(f"{id_} was already verified by {entry.process.verified_by}")
        if entry.process.ends <= at:
            raise ReviewError(
                f"{id_} ended on {entry.process.ends.astimezone(at.tzinfo):%Y-%m-%d}: it covers nothing any more"
            )
        if entry.signed_on is not None and entry.signed_on > at.date():
            raise ReviewError(
                f"{id_} is dated {entry.signed_on}, which is still to come: look at the paper again"
            )
        if facts.bases:
            self._check_form(entry)
        if facts.issuer is IssuerKind.JUDICIAL:
            _check_judicial(entry)

    def _check_form(self, entry: Entry) -> None:
        form = self._administrative.named_in(entry.form)
        if form:
            raise ReviewError(
                f"{entry.process.id}: form {form} is an administrative form. No judge has signed it, and it "
                f"cannot be verified as {entry.process.kind}. Enter it under its own kind."
            )


def _check_judicial(entry: Entry) -> None:
    id_, kind = entry.process.id, entry.process.kind
    if entry.issuer_kind is not IssuerKind.JUDICIAL:
        raise ReviewError(
            f"{id_}: {kind} must be issued by a judge or a court, and this paper was entered as "
            f"{entry.issuer_kind.value}. An agency's own paper is not a judge's."
        )
    words = executive_words(entry.issuer) or executive_words(entry.court)
    if words:
        raise ReviewError(
            f"{id_}: `{words}` is of the executive branch. Immigration judges and officers are not judicial "
            f"officers, so this cannot be verified as {kind}."
        )
    if not entry.court:
        raise ReviewError(f"{id_}: say which court issued it. A {kind} without a court cannot be verified.")


def check_categories(categories: frozenset[Category]) -> None:
    if not categories:
        raise ReviewError("say which categories it covers: none would cover nothing")
    if categories & _NEVER_OPENED:
        raise ReviewError("what could not be read or classified is never opened, by nobody's paper")


def check_dates(starts: datetime, ends: datetime) -> None:
    if time_text(starts) >= time_text(ends):
        raise ReviewError("it ends before it starts: look at the dates again")


def _paper_row(paper: Paper) -> dict[str, str | int | None]:
    return {
        "kind": paper.kind,
        "issuer": said(paper.issuer, "who issued it", longest=200),
        "issuer_kind": paper.issuer_kind.value,
        "court": said(paper.court, "the court", longest=200, needed=False),
        "docket": said(paper.docket, "the docket", longest=100, needed=False),
        "form": said(paper.form, "the form", longest=100, needed=False),
        "signed_on": paper.signed_on.isoformat() if paper.signed_on else None,
        "starts": time_text(paper.starts),
        "ends": time_text(paper.ends),
        "categories": words_text(paper.categories),
        "targets": words_text(paper.targets),
        "purposes": words_text(paper.purposes),
        "partner": paper.partner,
        "through": words_text(paper.through),
    }


def insert(writes: sqlite3.Connection, row: Mapping[str, str | int | None], entropy: Entropy) -> str:
    """Write a row under a new id; a taken id is an error of the store, never a second meaning of the id."""
    id_ = reference("P", entropy)
    names = ", ".join(row)
    places = ", ".join("?" for _ in row)
    writes.execute(f"INSERT INTO process (id, {names}) VALUES (?, {places})", (id_, *row.values()))  # noqa: S608 - our own column names
    return id_


def grant_row(process: LegalProcess, *, by: str, why: str, at: datetime) -> dict[str, str | int | None]:
    """Spell a grant as a row: added and verified by the one who decided, in one act."""
    return {
        "kind": COUNSEL_APPROVAL,
        "issuer": by,
        "issuer_kind": IssuerKind.COUNSEL.value,
        "court": "",
        "docket": "",
        "form": "",
        "signed_on": None,
        "starts": time_text(process.starts),
        "ends": time_text(process.ends),
        "categories": words_text(process.categories),
        "targets": words_text(process.targets),
        "purposes": words_text(process.purposes),
        "partner": process.partner,
        "through": words_text(process.through),
        "uses_left": process.uses_left,
        "review_case": process.case,
        "added": time_text(at),
        "added_by": by,
        "verified": time_text(at),
        "verified_by": by,
        "why": why,
    }


def _entry_of(row: sqlite3.Row, facts: ProcessFacts) -> Entry:
    return Entry(
        process=_process(row, facts),
        issuer=row["issuer"],
        issuer_kind=IssuerKind(row["issuer_kind"]),
        court=row["court"],
        docket=row["docket"],
        form=row["form"],
        signed_on=date.fromisoformat(row["signed_on"]) if row["signed_on"] else None,
        added=datetime.fromisoformat(row["added"]),
        added_by=row["added_by"],
        verified=time_of(row["verified"]),
        revoked=time_of(row["revoked"]),
        revoked_by=row["revoked_by"],
        why=row["why"],
    )


def _process(row: sqlite3.Row, facts: ProcessFacts) -> LegalProcess:
    return LegalProcess(
        id=row["id"],
        kind=ProcessKind(row["kind"]),
        bases=facts.bases,
        opens=facts.opens,
        partner=PartnerId(row["partner"]),
        through=frozenset(map(PartnerId, words_of(row["through"]))),
        categories=frozenset(map(Category, words_of(row["categories"]))),
        targets=frozenset(map(Digest, words_of(row["targets"]))),
        purposes=frozenset(map(Purpose, words_of(row["purposes"]))),
        starts=datetime.fromisoformat(row["starts"]),
        ends=datetime.fromisoformat(row["ends"]),
        verified_by=row["verified_by"],
        case=CaseId(row["review_case"]) if row["review_case"] else None,
        uses_left=row["uses_left"],
    )


def _request(row: sqlite3.Row) -> _Request:
    return _Request(
        RouteId(row["route"]) if row["route"] is not None else None,
        Direction(row["direction"]),
        Purpose(row["purpose"]) if row["purpose"] is not None else None,
        frozenset(map(Category, words_of(row["asks"]))),
    )
