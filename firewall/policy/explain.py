"""Why it is so, in sentences: the Plan of one exchange, told to somebody who signs agreements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from firewall.model import (
    Category,
    Exchange,
    Node,
    Outcome,
    Party,
    Place,
    Plan,
    Requester,
    RuleId,
    Treatment,
    View,
)
from firewall.policy.openers import is_one_of, lacking, out_of_contract
from firewall.policy.outcomes import suppression
from firewall.policy.reasons import reason
from firewall.policy.rules import Agreement, Bundle, Rule
from firewall.policy.words import DutyWord, covered

_OUTCOMES = {
    Outcome.RELEASE: "goes on: what an agreement, a duty, an emergency or a verified process opens is answered",
    Outcome.REFER: "is referred to a person, and the requester gets a neutral 202 with a reference",
    Outcome.HOLD: "waits for a person as a whole, and the requester gets a neutral 202 with a reference",
    Outcome.REFUSE: "is refused",
}
_TREATMENTS = {
    Outcome.RELEASE: "goes out",
    Outcome.COARSEN: "goes out, coarsened",
    Outcome.PSEUDONYMIZE: "goes out as a pseudonym",
    Outcome.MASK: "goes out masked",
    Outcome.REMOVE: "is removed",
    Outcome.REFER: "is removed and referred to a person",
    Outcome.HOLD: "holds the exchange",
    Outcome.REFUSE: "refuses the exchange",
}


def sentences(bundle: Bundle, exchange: Exchange, plan: Plan) -> list[str]:
    """Tell what happens to the exchange, who said so, and what came near to opening it."""
    return [
        f"{describe(bundle, exchange.requester)} asks {exchange.route or 'for no known route'}{_purpose(exchange)}.",
        f"The request {_OUTCOMES.get(plan.outcome, 'is refused')}.",
        *map(reason, plan.reasons),
        *_because(bundle, plan),
        *_opened(bundle, exchange, plan),
        *_obliged(bundle, plan),
    ]


def still_closed(plan: Plan, categories: Iterable[Category]) -> list[str]:
    """Tell which categories stay closed although somebody has just opened them, and by which rules."""
    closed = ((c, plan.categories[c]) for c in sorted(categories) if c in plan.categories)
    return [
        f"`{category}` stays closed: {', '.join(standing.rules) or 'no rule says why, so look at the agreement'} "
        "does not yield to counsel."
        for category, standing in closed
        if standing.treatment.outcome >= Outcome.REMOVE
    ]


_CHAIN = ("{who}, on behalf of {others},", "{who} (who passes on to {others})", " and ")


def describe(bundle: Bundle, requester: Requester, chain: tuple[str, str, str] = _CHAIN) -> str:
    """Name a requester with everybody behind and after it; ``chain`` says so in another language."""
    behind, onward, and_ = chain
    text = _party(bundle, requester.party)
    if requester.on_behalf_of:
        others = and_.join(_party(bundle, p) for p in requester.on_behalf_of)
        text = behind.format(who=text, others=others)
    if requester.onward:
        text = onward.format(who=text, others=", ".join(_party(bundle, p) for p in requester.onward))
    return text


def members(view: View) -> list[tuple[str, str, str, str]]:
    """List each declared member: its place, its categories, what happens to it, and by which rules."""
    return [
        (p.pattern, ", ".join(p.categories), _happens(p), "; ".join(_by(p, view.plan)))
        for p in places(view.root)
    ]


def places(node: Node) -> Iterator[Place]:
    """Every declared place at and below a node, each once."""
    if node.place is not None:
        yield node.place
    below = [*node.members.values(), *([node.any] if node.any is not None else [])]
    for one in below:
        yield from (place for place in places(one) if place is not node.place)


def _by(place: Place, plan: Plan) -> Iterator[str]:
    """Who says so: rules, and the want of anything that opens it.  One closed category closes the member."""
    if place.rules:
        yield ", ".join(place.rules)
    unopened = [
        category
        for category in place.categories
        if plan.of(category).outcome >= Outcome.REMOVE
        and not (category in plan.categories and plan.categories[category].rules)
    ]
    if unopened:
        yield f"{' and '.join(unopened)} {'is' if len(unopened) == 1 else 'are'} shared by nothing that is met"


def _happens(place: Place) -> str:
    if place.cuts:
        return "goes out with what is found in it cut out"
    if place.needs_names and place.treatment.outcome is Outcome.REMOVE:
        return "is removed, since no model is there to find the names in it"
    return in_words(place.treatment)


def in_words(treatment: Treatment) -> str:
    if suppression(treatment):
        return f"goes out as a count, with small ones kept back ({treatment.parameter})"
    text = _TREATMENTS[treatment.outcome]
    return f"{text} ({treatment.parameter})" if treatment.parameter else text


def _party(bundle: Bundle, party: Party) -> str:
    if party.id in bundle.partners:
        return f"{bundle.partners[party.id].title} ({party.kind})"
    return f"somebody of the kind {party.kind}"


def _purpose(exchange: Exchange) -> str:
    stated = f" for {exchange.purpose}" if exchange.purpose is not None else " without stating a purpose"
    claimed = f", claiming {', '.join(sorted(exchange.claims))}" if exchange.claims else ""
    return stated + claimed


def _because(bundle: Bundle, plan: Plan) -> Iterator[str]:
    """The rules that decided, then those that only close a category on the way."""
    for rule in (bundle.rules_by_id[id_] for id_ in plan.because if id_ in bundle.rules_by_id):
        yield _rule(rule, "says")
    for id_, closed in _closed(plan).items():
        if id_ in bundle.rules_by_id and id_ not in plan.because:
            yield _rule(bundle.rules_by_id[id_], f"closes {', '.join(closed)}")


def _closed(plan: Plan) -> dict[RuleId, list[Category]]:
    """What each rule keeps closed of what is asked for."""
    found: dict[RuleId, list[Category]] = {}
    for category in sorted(plan.asked):
        standing = plan.categories.get(category)
        for id_ in standing.rules if standing is not None else ():
            found.setdefault(id_, []).append(category)
    return found


def _rule(rule: Rule, does: str) -> str:
    yields = ", ".join(sorted(rule.yields_to)) or "nothing"
    return f"{rule.id} {does}: {rule.says.strip()} ({rule.cite}.) It yields to {yields}."


def _opened(bundle: Bundle, exchange: Exchange, plan: Plan) -> Iterator[str]:
    for id_ in plan.met:
        yield f"{_opener(bundle, exchange, id_)} is met."
    if not plan.met:
        yield "No agreement, duty, emergency or verified process is met."
    for agreement in bundle.agreements:
        if agreement.id not in plan.met and is_one_of(exchange.requester.principal, (agreement.principal,)):
            yield from (f"{agreement.id} is not met: {why}" for why in missing(agreement, bundle, exchange))


def _opener(bundle: Bundle, exchange: Exchange, id_: str) -> str:
    titles = {agreement.id: agreement.title for agreement in bundle.agreements}
    kinds = {process.id: process.kind for process in exchange.processes}
    if id_ in kinds:
        return f"A verified {kinds[id_]}"
    return f"{id_} ({titles[id_]})" if id_ in titles else id_


def missing(agreement: Agreement, bundle: Bundle, exchange: Exchange) -> Iterator[str]:
    """What keeps an agreement with this requester from being met, as far as it can be said in a sentence."""
    route = exchange.route or ""
    if not {route, route.partition(":")[0]} & set(agreement.services):
        yield f"it is about {', '.join(agreement.services)}."
    if not agreement.signed_by:
        yield "nobody of the city has signed it (`signed:` where city.yaml includes its pack)."
    if not agreement.starts <= exchange.day <= agreement.ends:
        yield f"it is in force from {agreement.starts} until {agreement.ends}."
    yield from _out_of_chain(agreement, bundle, exchange)
    if exchange.purpose not in agreement.purposes:
        yield f"it is for {', '.join(sorted(agreement.purposes))}."
    strange = sorted(c for c in exchange.asks if not covered(c, agreement.asks_by))
    if strange:
        may = ", ".join(agreement.asks_by) or "nothing"
        yield f"the request holds {', '.join(strange)}, and it may be asked by {may} only."
    declared = lacking(agreement, bundle, exchange)
    if declared:
        yield f"it needs what is not on file today: {', '.join(sorted(declared))}."
    if agreement.needs.process:
        yield f"it needs a verified process: {', '.join(sorted(agreement.needs.process))}."
    if agreement.needs.approval:
        yield f"it needs the approval of the {agreement.needs.approval}."


def _obliged(bundle: Bundle, plan: Plan) -> Iterator[str]:
    """What comes of it for somebody, and until when."""
    for owed in plan.duties:
        word = bundle.vocabulary.duties.get(owed.duty)
        if word is not None:
            yield f"{owed.by} obliges to `{owed.duty}` ({word.who}, {_term(word)}): {word.says.strip()}"


def _term(word: DutyWord) -> str:
    if word.hours is None:
        return "all the time"
    days, hours = divmod(word.hours, 24)
    term = f"{days} days" if days > 1 and not hours else f"{word.hours} hours"
    if word.every:
        return (
            f"within {term} of the end of the {word.every}"
            if word.hours
            else f"by the end of the {word.every}"
        )
    return f"within {term}"


def _out_of_chain(agreement: Agreement, bundle: Bundle, exchange: Exchange) -> Iterator[str]:
    requester = exchange.requester
    for parties, words, does in (
        (requester.agents, agreement.through, "carry it"),
        (requester.onward, agreement.onward, "get it onward"),
    ):
        strange = [_party(bundle, party) for party in parties if not is_one_of(party, words)]
        if strange:
            yield f"{' and '.join(strange)} may not {does}."
    for id_ in out_of_contract(bundle, exchange):
        partner = bundle.partners[id_]
        if partner.ends < exchange.day:
            yield f"the contract of {partner.title} ended on {partner.ends}."
        else:
            yield f"the contract of {partner.title} begins on {partner.starts}."
