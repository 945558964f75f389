"""
DESIGN section 5, "Deciding, in full", steps 1 to 3, once more: slow, plain, and written from the prose alone.

Nothing here is shared with ``firewall.policy`` but the values of a Bundle and the meaning of a dotted word,
and nothing is fast: every opener goes through every rule and every category.
"""

from typing import NamedTuple

from firewall.model import UNCLASSIFIED, UNINSPECTABLE, Direction, Outcome, Treatment

REMOVE = Treatment(Outcome.REMOVE)
RELEASE = Treatment(Outcome.RELEASE)
PARTIAL = {Outcome.COARSEN, Outcome.PSEUDONYMIZE, Outcome.MASK}
NEVER_OPENED = {UNINSPECTABLE, UNCLASSIFIED}
LOOSE_TO_STRICT = [["month", "year"], ["last-4", "last-3", "last-2", "last-1"]]
NOT_COMPARABLE = ["month", "zip3", "1km", "year"]


class Opener(NamedTuple):
    """What it lowers, the bases and process kinds it has, and the purposes it establishes (empty: none)."""

    id: str
    lowers: dict
    words: set
    purposes: set


def under(word, other):
    return other == word or other.startswith(word + ".")


def in_any(other, words):
    return any(under(word, other) for word in words)


# ---- outcomes


def rank(parameter):
    """Where a parameter stands in its own row, or None where it stands in none."""
    for row in LOOSE_TO_STRICT:
        if parameter in row:
            return (LOOSE_TO_STRICT.index(row), row.index(parameter))
    return None


def stricter(a, b):
    if a == b:
        return a
    if a.outcome in PARTIAL and b.outcome in PARTIAL:
        if a.outcome != b.outcome:
            return REMOVE
        one, two = rank(a.parameter), rank(b.parameter)
        if one is None or two is None or one[0] != two[0]:
            return REMOVE
        return a if one[1] > two[1] else b
    return a if a.outcome > b.outcome else b


def looser(a, b):
    if a.outcome != b.outcome:
        return a if a.outcome < b.outcome else b
    both = stricter(a, b)
    if both == a:
        return b
    if both == b:
        return a
    return min(a, b, key=lambda t: NOT_COMPARABLE.index(t.parameter))  # the prose is silent: one fixed choice


def strictest(treatments):
    result = RELEASE
    for treatment in treatments:
        result = stricter(result, treatment)
    return result


def loosest(treatments):
    result = treatments[0]
    for treatment in treatments[1:]:
        result = looser(result, treatment)
    return result


# ---- step 1: openers


def fits_party(party, words):
    return party.id in words or in_any(party.kind, words)


def fits_route(route, words):
    if route is None:
        return False
    service = route.split(":")[0]
    return route in words or service in words


def counts(process, exchange):
    """A process of the register counts for this exchange: chain, target, purpose, date, uses."""
    requester = exchange.requester
    carried = [member.id for member in (*requester.agents, *requester.onward)]
    is_verified = process.verified_by is not None
    in_time = process.starts <= exchange.at <= process.ends
    is_theirs = requester.principal.id != "" and process.partner == requester.principal.id
    all_named = all(name in process.through for name in carried)
    on_target = exchange.target in process.targets
    for_it = exchange.purpose is None or not process.purposes or exchange.purpose in process.purposes
    unused = process.uses_left is None or process.uses_left > 0
    return is_verified and in_time and is_theirs and all_named and on_target and for_it and unused


def named_purposes(exchange, process):
    """What the request states; where it states none, what the opener's verified process gives."""
    if exchange.purpose is not None:
        return {exchange.purpose}
    return set(process.purposes) if process is not None else set()


def process_opener(bundle, exchange, process):
    lowers = {
        category: RELEASE
        for category in bundle.vocabulary.categories
        if in_any(category, process.categories) and category not in NEVER_OPENED
    }
    purposes = named_purposes(exchange, process) & set(process.purposes)
    return Opener(process.id, lowers, set(process.bases) | {process.kind}, purposes)


def agreement_fits(agreement, bundle, exchange):
    requester = exchange.requester
    route = bundle.routes[exchange.route]
    return (
        bool(agreement.signed_by)
        and fits_party(requester.principal, [agreement.principal])
        and all(fits_party(agent, agreement.through) for agent in requester.agents)
        and all(fits_party(party, agreement.onward) for party in requester.onward)
        and fits_route(exchange.route, agreement.services)
        and agreement.direction == exchange.direction
        and agreement.starts <= exchange.at.date() <= agreement.ends
        and (
            exchange.direction == Direction.OUTBOUND
            or route.accepts is not None
            or all(in_any(category, agreement.asks_by) for category in exchange.asks)
        )
    )


def ways_to_meet(agreement, bundle, exchange, counting):
    """Every way in which the needs stand: (the processes it is cut to, words, what gives a purpose, pending)."""
    ways = [([], set(), None, False)]
    if agreement.needs.process:
        ways = [
            ([p], set(p.bases) | {p.kind}, p, False) for p in counting if p.kind in agreement.needs.process
        ]
        if not ways:
            claimed = agreement.needs.process & exchange.claims
            ways = [([], {kind, bundle.vocabulary.processes[kind].basis}, None, True) for kind in claimed]
    if agreement.needs.approval:
        approvals = [p for p in counting if p.case is not None]
        if approvals:
            ways = [([*cut, p], words, gives, wait) for cut, words, gives, wait in ways for p in approvals]
        else:
            ways = [(cut, words, gives, True) for cut, words, gives, _ in ways]
    return ways


def agreement_openers(agreement, bundle, exchange, counting):
    """(opener, whether it is only pending), one for each way in which the needs stand."""
    for cut, words, gives, pending in ways_to_meet(agreement, bundle, exchange, counting):
        purposes = agreement.purposes & named_purposes(exchange, gives)
        if not purposes:
            continue
        lowers = {}
        for category in bundle.vocabulary.categories:
            named = [share.treatment for share in agreement.shares if in_any(category, share.data)]
            within = all(in_any(category, process.categories) for process in cut)
            if named and within and category not in NEVER_OPENED:
                lowers[category] = strictest(named)
        yield Opener(agreement.id, lowers, ({agreement.basis} - {"agreement"}) | words, purposes), pending


def openers_of(bundle, exchange):
    """Those that are met, those that wait for a person, and whether one was over its limits."""
    counting = [process for process in exchange.processes if counts(process, exchange)]
    met = []
    if exchange.direction == Direction.INBOUND:  # a process is a right to ask, not the city's own sending
        met = [process_opener(bundle, exchange, process) for process in counting if process.opens]
    waiting = []
    over = False
    for agreement in bundle.agreements:
        if not agreement_fits(agreement, bundle, exchange):
            continue
        for opener, pending in agreement_openers(agreement, bundle, exchange, counting):
            if agreement.id in exchange.over_limit:
                over = True
            else:
                (waiting if pending else met).append(opener)
    return met, waiting, over


# ---- step 2: each opener by itself


def applies(rule, exchange):
    """All of a rule's scope but its purposes, which depend on the opener."""
    day = exchange.at.date()
    if day < rule.starts or (rule.ends is not None and day > rule.ends):
        return False
    if not any(
        (not rule.to or fits_party(member, rule.to)) and not fits_party(member, rule.except_to)
        for member in exchange.requester.chain
    ):
        return False
    if rule.routes and not fits_route(exchange.route, rule.routes):
        return False
    if rule.direction is not None and rule.direction != exchange.direction:
        return False
    return not rule.claims or bool(rule.claims & exchange.claims)


def for_fits(rule, opener):
    return not rule.purposes or not opener.purposes or bool(rule.purposes & opener.purposes)


def yields(rule, opener):
    outranked_by = set(rule.yields_to)
    if rule.then.outcome in {Outcome.REFER, Outcome.HOLD}:
        outranked_by.add("counsel")
    return bool(outranked_by & opener.words)


def standing(category, opener, rules):
    """One category under one opener: lowered by it, raised by every rule that does not yield to it."""
    result = opener.lowers.get(category, REMOVE)
    for rule in rules:
        if not for_fits(rule, opener):
            continue
        if rule.data is None:
            if not yields(rule, opener):
                result = stricter(result, REMOVE)
        elif in_any(category, rule.data) and not (yields(rule, opener) and category in opener.lowers):
            result = stricter(result, rule.then)
    return result


NOBODY = Opener("", {}, set(), set())


def categories_of(bundle, rules, met, waiting):
    categories = list(bundle.vocabulary.categories)
    result = {c: loosest([standing(c, opener, rules) for opener in met or [NOBODY]]) for c in categories}
    refers = {
        c
        for opener in waiting
        for c in opener.lowers
        if standing(c, opener, rules).outcome < Outcome.REMOVE and result[c].outcome == Outcome.REMOVE
    }
    for category in refers:
        result[category] = Treatment(Outcome.REFER)
    return {c: strictest([result[below] for below in categories if under(c, below)]) for c in categories}


# ---- step 3: the exchange


def asked_for(route, exchange):
    if exchange.selects is not None:
        return set(exchange.selects)
    return {category for declared in route.fields.values() for category in declared}


def decides(rule, met, rules, asked):
    """Whether a rule without data has its way."""
    if met and not any(for_fits(rule, opener) for opener in met):
        return False
    outranking = [opener for opener in met if yields(rule, opener)]
    return not any(
        standing(c, opener, rules).outcome < Outcome.REMOVE for opener in outranking for c in asked
    )


def exchange_of(route, rules, *, met, over, asked, result):
    closing = [rule.then.outcome for rule in rules if rule.data is None and decides(rule, met, rules, asked)]
    outcomes = [result.get(category, REMOVE).outcome for category in asked]
    closing += [outcome for outcome in outcomes if outcome >= Outcome.HOLD]
    # A hold always yields to counsel.
    counsel = [opener for opener in met if "counsel" in opener.words]
    if not any(standing(c, opener, rules).outcome < Outcome.REMOVE for opener in counsel for c in asked):
        closing += [Outcome.HOLD] * over
    if closing:
        return max(closing)
    if any(outcome < Outcome.REMOVE for outcome in outcomes):
        return Outcome.RELEASE
    if route.accepts is not None and met:
        return Outcome.RELEASE
    if any(outcome == Outcome.REFER for outcome in outcomes):
        return Outcome.REFER
    return Outcome.REFUSE


def decide(bundle, exchange):
    """The exchange's outcome, and each category's (outcome, parameter)."""
    route = bundle.routes.get(exchange.route)
    if route is None:
        return Outcome.REFUSE, {}
    met, waiting, over = openers_of(bundle, exchange)
    rules = [rule for rule in bundle.rules if applies(rule, exchange)]
    result = categories_of(bundle, rules, met, waiting)
    outcome = exchange_of(route, rules, met=met, over=over, asked=asked_for(route, exchange), result=result)
    return outcome, {c: (t.outcome, t.parameter) for c, t in result.items()}
