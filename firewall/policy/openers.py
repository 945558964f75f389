"""
What lowers a category from ``remove``: agreements, duties, emergencies, verified process, grants.

DESIGN section 5, step 1.  A claim is not a fact: what a requester says can only narrow
which openers match, and only the register hands out a process that counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from firewall.counted import Limit
from firewall.model import (
    Category,
    Direction,
    Exchange,
    LegalProcess,
    PartnerId,
    Party,
    Purpose,
    Requester,
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
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Openers:
    met: tuple[Opener, ...]
    pending: tuple[Opener, ...]
    over_limit: tuple[str, ...]


def openers(bundle: Bundle, exchange: Exchange) -> Openers:
    """Return every opener that matches this exchange."""
    found = [*_agreements(bundle, exchange), *_processes(bundle.vocabulary, exchange)]
    # Only agreements have limits: a process of the same name must not be caught by them.
    over = [o for o in found if o.limit is not None and o.id in exchange.over_limit]
    rest = [o for o in found if o not in over]
    return Openers(
        met=tuple(o for o in rest if not o.pending),
        pending=tuple(o for o in rest if o.pending),
        over_limit=tuple(o.id for o in over),
    )


def is_one_of(party: Party, words: Iterable[str]) -> bool:
    """Whether a member of a chain is named: by its id, or by a kind it falls under."""
    return any(word == party.id for word in words if word) or covered(party.kind, words)


def _agreements(bundle: Bundle, exchange: Exchange) -> Iterator[Opener]:
    # A process is not given up because a contract ends; what an agreement gives is.
    for agreement in bundle.agreements if not out_of_contract(bundle, exchange) else ():
        if (
            _fits(agreement, exchange)
            and not lacking(agreement, bundle, exchange)
            and _asked_properly(agreement, bundle, exchange)
        ):
            yield from _with_needs(agreement, bundle.vocabulary, exchange)


def _fits(agreement: Agreement, exchange: Exchange) -> bool:
    return (
        bool(agreement.signed_by)
        and agreement.starts <= exchange.day <= agreement.ends
        and agreement.direction is exchange.direction
        and at(agreement.services, exchange)
        and is_with(agreement, exchange.requester)
    )


def is_with(agreement: Agreement, requester: Requester) -> bool:
    """Whether an agreement is with this chain: its principal, all who carry for it and all who receive it onward."""
    return (
        is_one_of(requester.principal, (agreement.principal,))
        and all(is_one_of(agent, agreement.through) for agent in requester.agents)
        and all(is_one_of(recipient, agreement.onward) for recipient in requester.onward)
    )


def out_of_contract(bundle: Bundle, exchange: Exchange) -> tuple[PartnerId, ...]:
    """Return those of the chain whose contract has not begun or has ended: nothing is given to them, or carried."""
    known = (bundle.partners.get(party.id) for party in exchange.requester.chain)
    return tuple(p.id for p in known if p is not None and not p.has_contract_on(exchange.day))


def lacking(agreement: Agreement, bundle: Bundle, exchange: Exchange) -> frozenset[str]:
    """Return the declarations that it needs and the principal has not on file today."""
    partner = bundle.partners.get(exchange.requester.principal.id)
    declared = partner.declares if partner is not None else ()
    return agreement.needs.declaration - {d.word for d in declared if d.counts_on(exchange.day)}


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
    """One opener for each process that meets the need: no basis reaches further than the paper it comes from."""
    for process, bases in _needed(agreement, vocabulary, exchange):
        purposes = _stated(agreement.purposes, exchange) or _given_by(process, agreement, exchange)
        for approval in _approvals(agreement, exchange) if purposes else ():
            scope = tuple(p for p in (process, approval) if p is not None)
            yield Opener(
                id=agreement.id,
                names=_named(agreement, vocabulary, scope),
                bases=_own_basis(agreement) | bases,
                purposes=purposes,
                cut_spans=agreement.cut_spans,
                pending=len(scope) < bool(agreement.needs.process) + bool(agreement.needs.approval),
                limit=Limit(
                    agreement.id,
                    agreement.records_per_request,
                    agreement.records_per_day,
                    agreement.k_anonymity,
                ),
                duties=agreement.duties,
            )


def _stated(purposes: frozenset[Purpose], exchange: Exchange) -> frozenset[Purpose]:
    return purposes & {exchange.purpose} if exchange.purpose is not None else frozenset()


def _given_by(process: LegalProcess | None, agreement: Agreement, exchange: Exchange) -> frozenset[Purpose]:
    """Where the request states no purpose, the verified process gives it."""
    if exchange.purpose is not None or process is None:
        return frozenset()
    return process.purposes & agreement.purposes


def _needed(
    agreement: Agreement, vocabulary: Vocabulary, exchange: Exchange
) -> Iterator[tuple[LegalProcess | None, frozenset[str]]]:
    """Each process that meets the need, with its bases; a claimed one stands as nobody, and waits."""
    kinds = agreement.needs.process
    if not kinds:
        yield None, frozenset()
        return
    verified = [p for p in exchange.processes if p.kind in kinds and covers_exchange(p, exchange)]
    for process in verified:
        yield process, process.bases | {process.kind}
    for kind in sorted(kinds & exchange.claims) if not verified else ():
        yield None, frozenset({kind, vocabulary.processes[kind].basis})


def _approvals(agreement: Agreement, exchange: Exchange) -> list[LegalProcess] | list[None]:
    """Each approval that counts, where one is needed; nobody where none does."""
    if not agreement.needs.approval:
        return [None]
    return [p for p in exchange.processes if p.case is not None and covers_exchange(p, exchange)] or [None]


def _own_basis(agreement: Agreement) -> frozenset[str]:
    """An ordinary agreement outranks no law."""
    return frozenset() if agreement.basis == "agreement" else frozenset({agreement.basis})


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
                purposes=process.purposes
                if exchange.purpose is None
                else process.purposes & {exchange.purpose},
                spends=process.uses_left is not None,
            )
