"""
What happens, decided a second time: DESIGN section 5 "Deciding, in full" put down sentence by sentence.

Slow on purpose.  Nothing is kept, nothing is shared with ``decide`` and ``openers``: whatever the two
have in common they got from the same text.  Each sentence of that text stands over the lines that do it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from firewall.model import Direction, Exchange, LegalProcess, Outcome, Party
from firewall.policy.rules import Agreement, Bundle, Route, Rule

Way = tuple[Outcome, str]
"""An outcome and its parameter."""

RELEASE, REMOVE, REFER = (Outcome.RELEASE, ""), (Outcome.REMOVE, ""), (Outcome.REFER, "")
SCALES = (["month", "year"], ["last-4", "last-3", "last-2", "last-1"])
"""Parameters that are degrees of one thing, from the loosest."""
LOOSEST_FIRST = ["month", "zip3", "1km", "year", "last-4", "last-3", "last-2", "last-1"]


@dataclass
class Answer:
    outcome: Outcome
    ways: dict[str, Way]
    refers: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)


@dataclass
class Right:
    """An opener that matched: what it names, by what it may outrank a rule, which purpose it establishes."""

    name: str
    names: dict[str, Way]
    standing: set[str]
    purposes: set[str]
    pending: bool = False


def decide(bundle: Bundle, exchange: Exchange) -> Answer:
    words = list(bundle.vocabulary.categories)
    route = {route.id: route for service in bundle.services for route in service.routes}.get(exchange.route)
    rules = [rule for rule in bundle.rules if applies(rule, exchange)]
    found = list(agreements(bundle, exchange)) + list(processes(bundle, exchange))
    over = {a.id for a in bundle.agreements if a.id in exchange.over_limit}
    held = [right for right in found if right.name in over and not right.pending]
    rights = [right for right in found if right.name not in over and not right.pending]
    pending = [right for right in found if right.name not in over and right.pending]

    # 2. Each opener by itself.
    alone = [(right, by_itself(words, rules, right)) for right in rights]
    # Then the loosest result over the openers wins; without any opener the rules raise from `remove`.
    ways = {}
    for word in words:
        results = [result[word] for _, result in alone]
        ways[word] = loosest(results) if results else without_opener(rules, word)
    # 1. Where only an approval, or the verification of a claimed process, is missing, what it would have opened is `refer`.
    for right in pending:
        for word, way in by_itself(words, rules, right).items():
            if way[0] < Outcome.REMOVE <= ways[word][0]:
                ways[word] = strictest(ways[word], REFER)
    # A category is never looser than one below it in the tree.
    final = {}
    for word in words:
        final[word] = ways[word]
        for other in words:
            if other.startswith(word + "."):
                final[word] = strictest(final[word], ways[other])
    return exchange_as_a_whole(exchange, route, rules, alone, held, final)


# ---- 1. openers


def agreements(bundle: Bundle, exchange: Exchange) -> Iterator[Right]:
    for agreement in bundle.agreements:
        if matches(agreement, exchange) and asked_properly(bundle, agreement, exchange):
            yield from with_needs(bundle, agreement, exchange)


def matches(agreement: Agreement, exchange: Exchange) -> bool:
    """An opener matches when chain, service, purpose, direction, target and date fit."""
    who = exchange.requester
    members = [who.party, *who.on_behalf_of]
    # The last `on_behalf_of` is `with`, every agent stands in `through`, every onward recipient in `onward`.
    chain = stands_in(members[-1], [agreement.principal])
    chain = chain and all(stands_in(agent, agreement.through) for agent in members[:-1])
    chain = chain and all(stands_in(recipient, agreement.onward) for recipient in who.onward)
    service = about(agreement.services, exchange)
    purpose = exchange.purpose is None or exchange.purpose in agreement.purposes
    direction = agreement.direction == exchange.direction
    dates = agreement.starts <= exchange.day <= agreement.ends
    return chain and service and purpose and direction and dates


def asked_properly(bundle: Bundle, agreement: Agreement, exchange: Exchange) -> bool:
    """It opens only if every category in the request stands in its own `asks_by`."""
    if exchange.direction is Direction.OUTBOUND:
        return True
    return all(any(same_or_below(asked, word) for word in agreement.asks_by) for asked in exchange.asks)


def with_needs(bundle: Bundle, agreement: Agreement, exchange: Exchange) -> Iterator[Right]:
    names = named(bundle, agreement)
    basis = {agreement.basis} - {"agreement"}
    valid = [paper for paper in exchange.processes if is_valid(paper, exchange)]
    papers = [paper for paper in valid if paper.kind in agreement.needs.process]
    approvals = [paper for paper in valid if "counsel" in paper.bases]
    claimed = exchange.claims & agreement.needs.process
    stated = set() if exchange.purpose is None else {exchange.purpose}

    def right(paper: LegalProcess | None, approval: LegalProcess | None, *, pending: bool = False) -> Right:
        # If its `needs` name a verified process, it has that process's kind and basis too and opens no more
        # than the process covers.
        opened = dict(names)
        standing = set(basis)
        # Where the request states no purpose, the verified process gives it.
        purposes = stated or (set(paper.purposes) & set(agreement.purposes) if paper else set())
        for one in (paper, approval):
            if one is not None:
                opened = {w: way for w, way in opened.items() if any(same_or_below(w, c) for c in one.categories)}
        if paper is not None:
            standing |= {paper.kind, *paper.bases}
        return Right(agreement.id, opened, standing, purposes, pending=pending)

    if agreement.needs.process and not papers and not claimed:
        return
    if not stated and not any(set(p.purposes) & set(agreement.purposes) for p in papers):
        return
    for paper in papers or [None]:
        if not stated and not (paper and set(paper.purposes) & set(agreement.purposes)):
            continue
        lacks_paper = bool(agreement.needs.process) and paper is None
        for approval in approvals if agreement.needs.approval else [None]:
            yield right(paper, approval, pending=lacks_paper)
        if agreement.needs.approval and not approvals:
            yield right(paper, None, pending=True)


def processes(bundle: Bundle, exchange: Exchange) -> Iterator[Right]:
    for paper in exchange.processes:
        if paper.opens and is_valid(paper, exchange):
            names = {
                word: RELEASE
                for word in bundle.vocabulary.categories
                if any(same_or_below(word, category) for category in paper.categories)
            }
            stated = set() if exchange.purpose is None else {exchange.purpose}
            yield Right(paper.id, names, {paper.kind, *paper.bases}, stated or set(paper.purposes))


def is_valid(paper: LegalProcess, exchange: Exchange) -> bool:
    """A warrant counts once a named member of staff has verified it, within its scope, target and dates."""
    who = exchange.requester
    members = [who.party, *who.on_behalf_of]
    chain = members[-1].id == paper.partner and all(agent.id in paper.through for agent in members[:-1])
    purpose = exchange.purpose is None or not paper.purposes or exchange.purpose in paper.purposes
    dates = paper.starts <= exchange.at < paper.ends
    uses = paper.uses_left is None or paper.uses_left > 0
    return bool(
        paper.verified_by and chain and not who.onward and purpose and dates and uses
        and exchange.target in paper.targets and exchange.direction is Direction.INBOUND
    )  # fmt: skip


def named(bundle: Bundle, agreement: Agreement) -> dict[str, Way]:
    """The opener lowers what it names (named twice: the stricter)."""
    names: dict[str, Way] = {}
    for word in bundle.vocabulary.categories:
        for share in agreement.shares:
            if any(same_or_below(word, category) for category in share.data):
                way = (share.treatment.outcome, share.treatment.parameter)
                names[word] = strictest(names[word], way) if word in names else way
    return names


# ---- 2. each opener by itself


def applies(rule: Rule, exchange: Exchange) -> bool:
    """`to` and `except_to` are tested for each member of the chain."""
    who = exchange.requester
    meant = any(
        (not rule.to or stands_in(member, rule.to)) and not stands_in(member, rule.except_to)
        for member in [who.party, *who.on_behalf_of, *who.onward]
    )
    dates = rule.starts <= exchange.day and (rule.ends is None or exchange.day <= rule.ends)
    place = not rule.routes or about(rule.routes, exchange)
    direction = rule.direction is None or rule.direction == exchange.direction
    claims = not rule.claims or bool(rule.claims & exchange.claims)
    return meant and dates and place and direction and claims


def by_itself(words: list[str], rules: list[Rule], right: Right) -> dict[str, Way]:
    """Every category starts at `remove`; the opener lowers what it names; every rule that does not yield raises."""
    result = {}
    for word in words:
        result[word] = right.names.get(word, REMOVE)
        for rule in rules:
            if is_about(rule, word) and not gives_way(rule, right, word):
                result[word] = strictest(result[word], (rule.then.outcome, rule.then.parameter))
    return result


def without_opener(rules: list[Rule], word: str) -> Way:
    way = REMOVE
    for rule in rules:
        if is_about(rule, word):
            way = strictest(way, (rule.then.outcome, rule.then.parameter))
    return way


def is_about(rule: Rule, word: str) -> bool:
    """A rule without `data` closes every category."""
    return rule.data is None or any(same_or_below(word, category) for category in rule.data)


def gives_way(rule: Rule, right: Right, word: str) -> bool:
    return not is_for(rule, right) or (yields(rule, right) and word in right.names)


def is_for(rule: Rule, right: Right) -> bool:
    """`for:` matches every purpose until an opener establishes one."""
    return not rule.purposes or not right.purposes or bool(set(rule.purposes) & right.purposes)


def yields(rule: Rule, right: Right) -> bool:
    """A rule yields to an opener whose basis or kind of process stands in its `yields_to`."""
    # `refer` and `hold` always yield to counsel.
    to = set(rule.yields_to) | ({"counsel"} if rule.then.outcome in (Outcome.REFER, Outcome.HOLD) else set())
    return bool(to & right.standing)


# ---- 3. the exchange


def exchange_as_a_whole(
    exchange: Exchange,
    route: Route | None,
    rules: list[Rule],
    alone: list[tuple[Right, dict[str, Way]]],
    held: list[Right],
    ways: dict[str, Way],
) -> Answer:
    if route is None:
        return Answer(Outcome.REFUSE, ways)
    # Asked for are the fields that the request selects, else all that the route declares.
    asked = set(exchange.selects) if exchange.selects is not None else {c for f in route.fields.values() for c in f}
    opened = {word for word in asked if ways.get(word, REMOVE)[0] < Outcome.REMOVE}

    def opens(right: Right, result: dict[str, Way]) -> bool:
        return any(result[word][0] < Outcome.REMOVE for word in opened)

    deciding = set()
    for rule in rules:
        if rule.data is None:
            # It decides, unless something asked for is opened by an opener it yields to.
            if not any(opens(r, result) and (yields(rule, r) or not is_for(rule, r)) for r, result in alone):
                deciding.add(rule)
        elif rule.then.outcome >= Outcome.HOLD:
            # It decides if one of its categories is asked for.
            for word in asked:
                if is_about(rule, word) and not any(gives_way(rule, right, word) for right, _ in alone):
                    deciding.add(rule)
    # Over its `limits` it does not open and the exchange is held.
    outcomes = [rule.then.outcome for rule in deciding]
    if held and not any("counsel" in right.standing and opens(right, result) for right, result in alone):
        outcomes.append(Outcome.HOLD)
    if outcomes:
        outcome = max(outcomes)
        return Answer(outcome, ways, rules={r.id for r in deciding if r.then.outcome == outcome})
    # An intake with a met opener needs nothing opened.
    if opened or (route.accepts is not None and alone):
        # A case only for a `refer` category that was selected by name.
        by_name = set(exchange.selects or ())
        return Answer(Outcome.RELEASE, ways, {w for w in by_name if ways.get(w, REMOVE)[0] == Outcome.REFER})
    # Nothing opened and one of them `refer` -> 202 with a case; nothing opened -> `refuse`.
    refers = {word for word in asked if ways.get(word, REMOVE)[0] == Outcome.REFER}
    return Answer(Outcome.REFER if refers else Outcome.REFUSE, ways, refers)


# ---- words and ways


def same_or_below(word: str, above: str) -> bool:
    return (word + ".").startswith(above + ".")


def stands_in(party: Party, words: tuple[str, ...] | list[str]) -> bool:
    """A partner by its name, or a kind and all kinds below it."""
    return any(word in (party.id, party.kind) or same_or_below(party.kind, word) for word in words)


def about(places: tuple[str, ...], exchange: Exchange) -> bool:
    """A service or one of its routes."""
    return exchange.route is not None and any(
        place in (exchange.route, exchange.route.split(":")[0]) for place in places
    )


def strictest(one: Way, other: Way) -> Way:
    """They combine by `max`; two different ones among three give `remove`, two of the same the stricter parameter."""
    if one == other:
        return one
    between = (Outcome.COARSEN, Outcome.PSEUDONYMIZE, Outcome.MASK)
    if one[0] in between and other[0] in between:
        for scale in SCALES:
            if one[0] == other[0] and one[1] in scale and other[1] in scale:
                return max(one, other, key=lambda way: scale.index(way[1]))
        return REMOVE
    return max(one, other)


def loosest(ways: list[Way]) -> Way:
    return min(ways, key=lambda way: (way[0], LOOSEST_FIRST.index(way[1]) if way[1] else 0))
