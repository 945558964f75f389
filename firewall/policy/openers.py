"""
What lowers a category from ``remove``: agreements, duties, emergencies, verified process, grants.

DESIGN section 5, step 1.  A claim is not a fact: what a requester says can only narrow
which openers match, and only the register hands out a process that counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from firewall.model import (
    Category,
    Direction,
    Exchange,
    LegalProcess,
    Limit,
    Party,
    Purpose,
    Treatment,
)
from firewall.policy.files.agreements import treatment_of
from firewall.policy.outcomes import RELEASE
from firewall.policy.rules import Agreement, Bundle
from firewall.policy.words import Vocabulary, covered

COUNSEL = "counsel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """
    ``names`` is what it says of the categories it names; the others stay at ``remove``.

    ``bases`` are the words a law rule may yield to; an ordinary agreement has none.
    ``purposes`` are those it establishes.  ``pending`` ones lack only a person's word.
    """

    id: str
    names: Mapping[Category, Treatment]
    bases: frozenset[str] = frozenset()
    purposes: frozenset[Purpose] = frozenset()
    cut_spans: bool = False
    pending: bool = False
    limit: Limit | None = None
    spends: bool = False


@dataclass(frozen=True, slots=True)
class Openers:
    met: tuple[Opener, ...]
    pending: tuple[Opener, ...]
    over_limit: tuple[str, ...]


def openers(bundle: Bundle, exchange: Exchange) -> Openers:
    """Return every opener that matches this exchange."""
    found = [*_agreements(bundle, exchange), *_processes(bundle.vocabulary, exchange)]
    over = [o for o in found if o.id in exchange.over_limit]
    rest = [o for o in found if o.id not in exchange.over_limit]
    return Openers(
        met=tuple(o for o in rest if not o.pending),
        pending=tuple(o for o in rest if o.pending),
        over_limit=tuple(o.id for o in over),
    )


def is_one_of(party: Party, words: Iterable[str]) -> bool:
    """Whether a member of a chain is named: by its id, or by a kind it falls under."""
    return any(word == party.id for word in words if word) or covered(party.kind, words)


def _agreements(bundle: Bundle, exchange: Exchange) -> Iterator[Opener]:
    for agreement in bundle.agreements:
        if _fits(agreement, exchange) and _asked_properly(agreement, bundle, exchange):
            yield from _with_needs(agreement, bundle.vocabulary, exchange)


def _fits(agreement: Agreement, exchange: Exchange) -> bool:
    requester = exchange.requester
    return (
        bool(agreement.signed_by)
        and agreement.starts <= exchange.day <= agreement.ends
        and agreement.direction is exchange.direction
        and at(agreement.services, exchange)
        and is_one_of(requester.principal, (agreement.principal,))
        and all(is_one_of(agent, agreement.through) for agent in requester.agents)
        and all(is_one_of(recipient, agreement.onward) for recipient in requester.onward)
    )


def at(places: Iterable[str], exchange: Exchange) -> bool:
    """Whether the exchange's route is one of these services or routes."""
    route = exchange.route or ""
    return any(place in (route, route.partition(":")[0]) for place in places)


def _asked_properly(agreement: Agreement, bundle: Bundle, exchange: Exchange) -> bool:
    """Whether the request holds nothing that ``asks_by`` does not name: a dropped filter would widen the answer."""
    route = bundle.routes.get(exchange.route) if exchange.route is not None else None
    if exchange.direction is Direction.OUTBOUND or (route is not None and route.is_intake):
        return True
    return all(covered(category, agreement.asks_by) for category in exchange.asks)


def _with_needs(agreement: Agreement, vocabulary: Vocabulary, exchange: Exchange) -> Iterator[Opener]:
    stated = _stated(agreement.purposes, exchange)
    processes = _needed(agreement, exchange)
    approvals = _approvals(exchange)
    purposes = stated or _given_by(processes, agreement, exchange)
    if not purposes:
        return
    missing_process = bool(agreement.needs.process) and not processes
    if missing_process and not (agreement.needs.process & exchange.claims):
        return
    scope = (*processes[:1], *(approvals[:1] if agreement.needs.approval else ()))
    yield Opener(
        id=agreement.id,
        names=_named(agreement, vocabulary, scope),
        bases=_bases(agreement, processes),
        purposes=purposes,
        cut_spans=agreement.cut_spans,
        pending=missing_process or (bool(agreement.needs.approval) and not approvals),
        limit=Limit(agreement.id, agreement.records_per_request, agreement.records_per_day),
    )


def _stated(purposes: frozenset[Purpose], exchange: Exchange) -> frozenset[Purpose]:
    return purposes & {exchange.purpose} if exchange.purpose is not None else frozenset()


def _given_by(
    processes: list[LegalProcess], agreement: Agreement, exchange: Exchange
) -> frozenset[Purpose]:
    """Where the request states no purpose, the verified process gives it."""
    if exchange.purpose is not None:
        return frozenset()
    return frozenset(p for process in processes for p in process.purposes) & agreement.purposes


def _needed(agreement: Agreement, exchange: Exchange) -> list[LegalProcess]:
    return [p for p in exchange.processes if p.kind in agreement.needs.process and covers_exchange(p, exchange)]


def _approvals(exchange: Exchange) -> list[LegalProcess]:
    return [p for p in exchange.processes if p.case is not None and covers_exchange(p, exchange)]


def _bases(agreement: Agreement, processes: list[LegalProcess]) -> frozenset[str]:
    own = frozenset() if agreement.basis == "agreement" else frozenset({agreement.basis})
    return own.union(*(p.bases | {p.kind} for p in processes[:1]))


def _named(
    agreement: Agreement, vocabulary: Vocabulary, scope: tuple[LegalProcess, ...]
) -> dict[Category, Treatment]:
    """What the agreement names, and no more than every process it needs covers."""
    named = {}
    for category in vocabulary.categories:
        treatment = treatment_of(agreement, category)
        if treatment is not None and all(covered(category, process.categories) for process in scope):
            named[category] = treatment
    return named


def covers_exchange(process: LegalProcess, exchange: Exchange) -> bool:
    """Whether a process counts here: verified, in its dates, for this chain, target and purpose."""
    requester = exchange.requester
    carried = {party.id for party in (*requester.agents, *requester.onward)}
    return (
        process.verified_by is not None  # a claim is not a fact
        and process.starts <= exchange.at <= process.ends
        and process.partner != ""
        and process.partner == requester.principal.id
        and carried <= process.through
        and exchange.target in process.targets
        and (exchange.purpose is None or not process.purposes or exchange.purpose in process.purposes)
        and (process.uses_left is None or process.uses_left > 0)
    )


def _processes(vocabulary: Vocabulary, exchange: Exchange) -> Iterator[Opener]:
    if exchange.direction is Direction.OUTBOUND:
        return
    for process in exchange.processes:
        if process.opens and covers_exchange(process, exchange):
            yield Opener(
                id=process.id,
                names={c: RELEASE for c in vocabulary.categories if covered(c, process.categories)},
                bases=process.bases | {process.kind},
                purposes=process.purposes if exchange.purpose is None else process.purposes & {exchange.purpose},
                spends=process.uses_left is not None,
            )
