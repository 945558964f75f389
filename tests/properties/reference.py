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
LOOSEST_FIRST = [
    "faces",
    "month",
    "zip3",
    "1km",
    "year",
    "generic_5",
    "cms",
    "last-4",
    "last-3",
    "last-2",
    "last-1",
]


@dataclass
class Answer:
    outcome: Outcome
    ways: dict[str, Way]
    refers: set[str] = field(default_factory=set)
    cuts: set[str] = field(default_factory=set)


@dataclass
class Right:
    """An opener that matched: what it names, by what it may outrank a rule, which purpose it establishes."""

    name: str
    names: dict[str, Way]
    standing: set[str]
    purposes: set[str]
    pending: bool = False
    cuts: bool = False


def decide(bundle: Bundle, exchange: Exchange) -> Answer:
    words = list(bundle.vocabulary.categories)
    route = {route.id: route for service in bundle.services for route in service.routes}.get(exchange.route)
    rules = [rule for rule in bundle.rules if applies(rule, exchange)]
    agreed = list(agreements(bundle, exchange))
    # Over its `limits` it does not open.
    held = [right for right in agreed if right.name in exchange.over_limit]
    found = [right for right in agreed if right not in held] + list(processes(bundle, exchange))
    rights = [right for right in found if not right.pending]
    pending = [right for right in found if right.pending]

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
    answer = exchange_as_a_whole(exchange, route, rules, alone, held, final)
    # Free text goes whole, or with what was found cut out where the agreement that opens it accepts that.
    for word, facts in bundle.vocabulary.categories.items():
        takes = any(right.cuts and result[word] == final[word] for right, result in alone)
        if facts.free_text and takes and final[word][0] < Outcome.REMOVE:
            answer.cuts.add(word)
    return answer


# ---- 1. openers


def agreements(bundle: Bundle, exchange: Exchange) -> Iterator[Right]:
    for agreement in bundle.agreements:
        if (
            matches(agreement, exchange)
            and asked_properly(bundle, agreement, exchange)
            and on_file(bundle, agreement, exchange)
            and in_contract(bundle, exchange)
        ):
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
    dates = bool(agreement.signed_by) and agreement.starts <= exchange.day <= agreement.ends
    return chain and service and purpose and direction and dates


def asked_properly(bundle: Bundle, agreement: Agreement, exchange: Exchange) -> bool:
    """It opens only if every category in the request stands in its own `asks_by`."""
    # Outbound, the city's own request is the message; what an intake is sent is what it accepts.
    if exchange.direction is Direction.OUTBOUND or any(
        route.id == exchange.route and route.accepts is not None
        for service in bundle.services
        for route in service.routes
    ):
        return True
    return all(any(same_or_below(asked, word) for word in agreement.asks_by) for asked in exchange.asks)


def on_file(bundle: Bundle, agreement: Agreement, exchange: Exchange) -> bool:
    """Without the declarations that it needs, on file on the day, an agreement does not open."""
    who = exchange.requester
    principal = [who.party, *who.on_behalf_of][-1]
    declared = set()
    for partner in bundle.partners.values():
        for one in partner.declares:
            if partner.id == principal.id and one.starts <= exchange.day <= one.ends and one.signed_by:
                declared.add(one.word)
    return all(word in declared for word in agreement.needs.declaration)


def in_contract(bundle: Bundle, exchange: Exchange) -> bool:
    """Nothing is given to, or carried by, or passed on to somebody whose contract does not run."""
    who = exchange.requester
    for member in [who.party, *who.on_behalf_of, *who.onward]:
        for partner in bundle.partners.values():
            if partner.id == member.id and not partner.starts <= exchange.day <= partner.ends:
                return False
    return True


def with_needs(bundle: Bundle, agreement: Agreement, exchange: Exchange) -> Iterator[Right]:
    valid = [paper for paper in exchange.processes if is_valid(paper, exchange)]
    papers = [paper for paper in valid if paper.kind in agreement.needs.process]
    approvals = [paper for paper in valid if paper.case is not None]
    claimed = sorted(exchange.claims & agreement.needs.process)
    for paper in papers or [None]:
        for approval in approvals or [None]:
            for claim in claimed if agreement.needs.process and paper is None else [None]:
                right = one_way(bundle, agreement, exchange, paper, approval, claim)
                if right.purposes:
                    yield right


def one_way(  # noqa: PLR0917  # what a way is made of
    bundle: Bundle,
    agreement: Agreement,
    exchange: Exchange,
    paper: LegalProcess | None,
    approval: LegalProcess | None,
    claim: str | None,
) -> Right:
    """One way in which the needs are met, or in which only a person's word is missing."""
    names, standing = named(bundle, agreement), {agreement.basis} - {"agreement"}
    if not agreement.needs.approval:
        approval = None
    # It has that process's kind and basis too and opens no more than the process covers.
    for one in (paper, approval):
        if one is not None:
            names = {w: way for w, way in names.items() if any(same_or_below(w, c) for c in one.categories)}
    if paper is not None:
        standing |= {paper.kind, *paper.bases}
    if claim is not None:
        standing |= {claim, bundle.vocabulary.processes[claim].basis}
    # Where the request states no purpose, the verified process gives it.
    if exchange.purpose is not None:
        purposes = {exchange.purpose} & set(agreement.purposes)
    else:
        purposes = set(paper.purposes) & set(agreement.purposes) if paper is not None else set()
    lacks = (claim is not None) or bool(agreement.needs.approval and approval is None)
    return Right(agreement.id, names, standing, purposes, pending=lacks, cuts=agreement.cut_spans)


def processes(bundle: Bundle, exchange: Exchange) -> Iterator[Right]:
    # A process is a right to ask: what the city itself sends needs none, and gets none from it.
    for paper in exchange.processes if exchange.direction is Direction.INBOUND else ():
        if paper.opens and is_valid(paper, exchange):
            names = {
                word: RELEASE
                for word in bundle.vocabulary.categories
                if any(same_or_below(word, category) for category in paper.categories)
            }
            # Purpose comes from an agreement or a verified process that names it.
            stated = (
                set(paper.purposes) if exchange.purpose is None else {exchange.purpose} & set(paper.purposes)
            )
            yield Right(paper.id, names, {paper.kind, *paper.bases}, stated)


def is_valid(paper: LegalProcess, exchange: Exchange) -> bool:
    """A warrant counts once a named member of staff has verified it, within its scope, target and dates."""
    who = exchange.requester
    members = [who.party, *who.on_behalf_of]
    # What it names under `through` are all who carry it, agents and recipients.
    carriers = [*members[:-1], *who.onward]
    chain = bool(paper.partner) and members[-1].id == paper.partner
    chain = chain and all(member.id in paper.through for member in carriers)
    purpose = exchange.purpose is None or not paper.purposes or exchange.purpose in paper.purposes
    dates = paper.starts <= exchange.at <= paper.ends
    uses = paper.uses_left is None or paper.uses_left > 0
    return bool(
        paper.verified_by and chain and purpose and dates and uses and exchange.target in paper.targets
    )


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
        (not rule.to or stands_in(member, rule.to))
        and not stands_in(member, rule.except_to)
        and not is_excepted(rule, member, exchange)
        for member in [who.party, *who.on_behalf_of, *who.onward]
    )
    dates = rule.starts <= exchange.day and (rule.ends is None or exchange.day <= rule.ends)
    place = not rule.routes or about(rule.routes, exchange)
    direction = rule.direction is None or rule.direction == exchange.direction
    claims = not rule.claims or bool(rule.claims & exchange.claims)
    # `asked_by`: only where the request holds one of these, what stands below one, or what one stands below.
    asked = not rule.asked_by or any(
        same_or_below(one, word) or same_or_below(word, one)
        for one in exchange.asks
        for word in rule.asked_by
    )
    return meant and dates and place and direction and claims and asked


def is_excepted(rule: Rule, member: Party, exchange: Exchange) -> bool:
    """`unless_declared`: not for a partner whose declaration is on file on the day."""
    return any(one.partner == member.id and one.starts <= exchange.day <= one.ends for one in rule.excepted)


def by_itself(words: list[str], rules: list[Rule], right: Right) -> dict[str, Way]:
    """Every category starts at `remove`; the opener lowers what it names; every rule that does not yield raises."""
    result = {}
    for word in words:
        result[word] = right.names.get(word, REMOVE)
        for rule in rules:
            if is_about(rule, word) and not gives_way(rule, right, word):
                result[word] = strictest(result[word], promise(rule))
    return result


def without_opener(rules: list[Rule], word: str) -> Way:
    way = REMOVE
    for rule in rules:
        if is_about(rule, word):
            way = strictest(way, promise(rule))
    return way


def promise(rule: Rule) -> Way:
    # A rule without `data` closes every category: it is not opened.  That it holds or refuses is the exchange's.
    return REMOVE if rule.data is None else (rule.then.outcome, rule.then.parameter)


def is_about(rule: Rule, word: str) -> bool:
    """A rule without `data` closes every category."""
    return rule.data is None or any(same_or_below(word, category) for category in rule.data)


def gives_way(rule: Rule, right: Right, word: str) -> bool:
    # For that opener's categories only; a rule without `data` yields to the opener as a whole.
    named = rule.data is None or word in right.names
    return not is_for(rule, right) or (yields(rule, right) and named)


def is_for(rule: Rule, right: Right) -> bool:
    """`for:` matches every purpose until an opener establishes one."""
    return not rule.purposes or not right.purposes or bool(set(rule.purposes) & right.purposes)


def yields(rule: Rule, right: Right) -> bool:
    """A rule yields to an opener whose basis or kind of process stands in its `yields_to`."""
    # `refer` and `hold` always yield to counsel.
    to = set(rule.yields_to) | ({"counsel"} if rule.then.outcome in (Outcome.REFER, Outcome.HOLD) else set())
    return bool(to & right.standing)


# ---- 3. the exchange


def exchange_as_a_whole(  # noqa: PLR0917  # all that steps 1 and 2 found
    exchange: Exchange,
    route: Route | None,
    rules: list[Rule],
    alone: list[tuple[Right, dict[str, Way]]],
    held: list[Right],
    ways: dict[str, Way],
) -> Answer:
    if route is None:
        return Answer(Outcome.REFUSE, ways)
    if (
        route.sends_to is not None and exchange.direction.value == "inbound"
    ):  # by a way out the city itself sends
        return Answer(Outcome.REFUSE, ways)
    asked = asked_for(route, exchange)
    words = {word for place in asked for word in place}

    def opens(result: dict[str, Way]) -> bool:
        """Opened means looser than `remove` after step 2; a place is opened if all that it holds is."""
        return any(
            all(result[w][0] < Outcome.REMOVE and ways[w][0] < Outcome.REMOVE for w in p) for p in asked
        )

    outcomes = []
    for rule in rules:
        if rule.data is None:
            # `for:` matches every purpose until an opener establishes one.
            is_meant = not alone or any(is_for(rule, right) for right, _ in alone)
            # It decides, unless something asked for is opened by an opener it yields to.
            if is_meant and not any(yields(rule, right) and opens(result) for right, result in alone):
                outcomes.append(rule.then.outcome)
    # A rule with `data` that says `hold` or `refuse` decides if one of its categories is asked for.
    outcomes += [ways[word][0] for word in words if ways[word][0] >= Outcome.HOLD]
    # Over its `limits` it does not open and the exchange is held; a hold always yields to counsel.
    if held and not any("counsel" in right.standing and opens(result) for right, result in alone):
        outcomes.append(Outcome.HOLD)
    if outcomes:
        outcome = max(outcomes)
        return Answer(outcome, ways, words if outcome is Outcome.HOLD else set())
    refers = {word for word in words if ways[word][0] == Outcome.REFER}
    # An intake with a met opener needs nothing opened.
    if opens(ways) or (route.accepts is not None and alone):
        # A case only for a `refer` category that was selected by name.
        return Answer(Outcome.RELEASE, ways, refers if exchange.selects is not None else set())
    # Nothing opened and one of them `refer` -> 202 with a case; nothing opened -> `refuse`.
    return Answer(Outcome.REFER if refers else Outcome.REFUSE, ways, refers)


def asked_for(route: Route, exchange: Exchange) -> list[set[str]]:
    """Asked for are the fields that the request selects, else all that the route declares."""
    fields = [set(categories) for categories in route.fields.values()]
    if exchange.selects is None:
        return fields
    within = [field for field in fields if field <= exchange.selects]
    return within + [{word} for word in exchange.selects if not any(word in field for field in within)]


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
