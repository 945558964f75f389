"""Small random policies with promises, and everything that can be asked of one: to go through all of it by force."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

from firewall.model import (
    UNKNOWN,
    Category,
    Direction,
    Kind,
    Outcome,
    PartnerId,
    ProcessKind,
    Purpose,
    RouteId,
    RuleId,
    Treatment,
)
from firewall.policy.rules import (
    Agreement,
    Bundle,
    City,
    Declaration,
    Excepted,
    Needs,
    Partner,
    Promise,
    Route,
    Rule,
    Says,
    Segment,
    Service,
    Share,
)
from firewall.policy.words import CategoryFacts, ProcessWord, Vocabulary
from firewall.policy.yaml import Place
from firewall.proving.askers import chained, facts_of
from firewall.proving.broken import Question
from firewall.proving.papers import paper_of
from firewall.proving.receiving import broken

HERE = Place("here.yaml")
FIRST = date(2026, 1, 1)
DAYS = 6
CATEGORIES = ("record", "name", "immigration", "immigration.status", "health", "notes")
KINDS = ("agency", "agency.health", "broker", "enforcement", "unknown")
PURPOSES = ("care", "billing", "study")
PROCESSES = {
    "warrant": ProcessWord("", "judicial", "judicial", opens=True),
    "consent": ProcessWord("", "consent", "subject", opens=True),
    "request": ProcessWord("", "duty", "official", opens=False),
    "letter": ProcessWord("", "none", "anyone", opens=False),
    "counsel-approval": ProcessWord("", "counsel", "counsel", opens=True),
}
PARTNERS = ("county", "vendor", "ice", "pool")
ROUTES = ("clinic:one", "clinic:some", "school:form")
VOCABULARY = Vocabulary(
    categories={Category(c): CategoryFacts("", free_text=c == "notes") for c in CATEGORIES},
    kinds={Kind(k): "" for k in KINDS},
    purposes={Purpose(p): "" for p in PURPOSES},
    processes={ProcessKind(k): word for k, word in PROCESSES.items()},
)
CITY = City(name="small", title="", contact="", languages=("en",))
RELEASE, REMOVE = Treatment(Outcome.RELEASE), Treatment(Outcome.REMOVE)
WAYS = (RELEASE, RELEASE, RELEASE, Treatment(Outcome.COARSEN, "year"), Treatment(Outcome.MASK, "last-4"))


def some(rng, words, least=0, most=2):
    return tuple(rng.sample(words, rng.randint(least, most)))


def day(rng):
    return FIRST + timedelta(days=rng.randrange(DAYS))


def span(rng):
    """Often the whole time, and otherwise a part of it."""
    if rng.random() < 0.5:
        return FIRST, date(2027, 1, 1)
    first = day(rng)
    return first, first + timedelta(days=rng.randrange(3))


def declaration(rng):
    starts, ends = span(rng)
    return Declaration(word="no-onward", starts=starts, ends=ends, signed_by="x")


def partners(rng):
    known = {}
    for number, name in enumerate(PARTNERS):
        later = PARTNERS[number + 1 :]
        starts, ends = span(rng) if rng.random() < 0.2 else (date.min, date.max)
        known[PartnerId(name)] = Partner(
            id=PartnerId(name), title=name, kind=Kind(rng.choice(KINDS)), at=HERE, starts=starts, ends=ends,
            declares=(declaration(rng),) if rng.random() < 0.4 else (),
            on_behalf_of=tuple(map(PartnerId, some(rng, later, 0, min(1, len(later))) if rng.random() < 0.4 else ())),
            onward=some(rng, (*PARTNERS[:number], *KINDS), 0, 1) if rng.random() < 0.4 else (),
        )  # fmt: skip
    return known


def route(rng, name):
    is_intake = name == "school:form" and rng.random() < 0.5
    fields = {}
    for number in range(rng.randint(1, 4)):
        fields[f"f{number}",] = tuple(map(Category, some(rng, CATEGORIES, 1, 2 if rng.random() < 0.3 else 1)))
    return Route(
        id=RouteId(name), method="POST" if is_intake else "GET", segments=(Segment("x", is_parameter=False),), at=HERE,
        path={"id": Category("record")} if rng.random() < 0.5 else {}, fields=fields,
        query={"fields": "selection"} if rng.random() < 0.3 else {},
        accepts=(Category("name"),) if is_intake else None,
    )  # fmt: skip


def needs(rng):
    kinds = frozenset(map(ProcessKind, some(rng, list(PROCESSES), 0, 1)))
    return Needs(kinds, "lawyer" if rng.random() < 0.2 else "", frozenset(some(rng, ("no-onward",), 0, 1)))


def agreement(rng, number):
    starts, ends = span(rng)
    is_plain = rng.random() < 0.7
    return Agreement(
        id=f"A-{number}", title="", basis="agreement" if is_plain else rng.choice(("duty", "emergency")),
        direction=Direction.INBOUND if rng.random() < 0.9 else Direction.OUTBOUND,
        principal=rng.choice((*PARTNERS, *KINDS)), through=some(rng, (*PARTNERS, *KINDS)), onward=some(rng, (*PARTNERS, *KINDS)),
        services=some(rng, ("clinic", "school", *ROUTES), 1), purposes=frozenset(map(Purpose, some(rng, PURPOSES, 1, 2))),
        asks_by=(Category("record"),) if rng.random() < 0.8 else (),
        shares=tuple(Share(tuple(map(Category, some(rng, CATEGORIES, 1, 3))), rng.choice(WAYS)) for _ in range(rng.randint(0, 2))),
        needs=needs(rng) if rng.random() < 0.4 else Needs(),
        cut_spans=rng.random() < 0.3, signed_by="x", starts=starts, ends=ends, at=HERE,
    )  # fmt: skip


def excepted(rng):
    return tuple(Excepted(PartnerId(name), *span(rng)) for name in some(rng, PARTNERS, 1, 2))


def rule(rng, number):
    starts, ends = span(rng)
    data = tuple(map(Category, some(rng, CATEGORIES, 1, 2))) if rng.random() < 0.7 else None
    strict = [Outcome.HOLD, Outcome.REFUSE]
    words = [Outcome.REMOVE, Outcome.REMOVE, Outcome.REFER, *strict] if data is not None else strict
    then = (
        Treatment(rng.choice(words))
        if data is None or rng.random() < 0.8
        else Treatment(Outcome.COARSEN, "year")
    )
    return Rule(
        id=RuleId(f"law/{number}"), says="", cite="", url="", quote="", starts=starts, review_by=None,
        ends=None if rng.random() < 0.6 else ends, to=some(rng, (*PARTNERS, *KINDS)), except_to=some(rng, (*PARTNERS, *KINDS), 0, 1),
        routes=some(rng, ("clinic", *ROUTES), 0, 1), purposes=frozenset(map(Purpose, some(rng, PURPOSES, 0, 2))) if rng.random() < 0.4 else frozenset(),
        direction=None, claims=frozenset(map(ProcessKind, some(rng, list(PROCESSES), 1, 1))) if rng.random() < 0.1 else frozenset(),
        data=data, then=then, notice="", duties=(), at=HERE,
        excepted=excepted(rng) if rng.random() < 0.2 else (),
        asked_by=(Category("record"),) if rng.random() < 0.1 else (),
        yields_to=frozenset(some(rng, ("judicial", "duty", "emergency", "consent", "counsel", "warrant", "request"), 0, 2)),
    )  # fmt: skip


def promise(rng, bundle):
    what = rng.choice((Says.NEVER_RECEIVES, Says.NEVER_RECEIVES, Says.NEVER_ANSWERED))
    ends = None if rng.random() < 0.5 else FIRST + timedelta(days=rng.randrange(2, DAYS))
    excuses = (
        "judicial",
        "consent",
        "counsel",
        "duty",
        "emergency",
        "warrant",
        *(a.id for a in bundle.agreements),
    )
    return Promise(
        id="p", says="it holds", what=what, to=some(rng, (*PARTNERS, *KINDS)), except_to=some(rng, (*PARTNERS, *KINDS), 0, 1),
        routes=some(rng, ("clinic", *ROUTES), 0, 1), data=tuple(map(Category, some(rng, CATEGORIES, 1, 2))),
        purposes=frozenset(map(Purpose, some(rng, PURPOSES, 1, 2))) if rng.random() < 0.2 else frozenset(), direction=None,
        bound=REMOVE if rng.random() < 0.8 else Treatment(Outcome.COARSEN, "year"),
        unless=frozenset(some(rng, excuses, 0, min(5, len(excuses)))), starts=FIRST + timedelta(days=rng.randrange(3)), ends=ends, at=HERE,
    )  # fmt: skip


def world(rng):
    """A policy with one promise."""
    routes = [route(rng, name) for name in rng.sample(ROUTES, rng.randint(1, 3))]
    services = tuple(
        Service(name=name, upstream="http://127.0.0.1:1", existence_protected=False, at=HERE,
                routes=tuple(r for r in routes if r.id.startswith(name)))
        for name in dict.fromkeys(r.id.partition(":")[0] for r in routes)
    )  # fmt: skip
    bundle = Bundle(
        digest="", city=CITY, vocabulary=VOCABULARY, services=services, partners=partners(rng), cases=(), samples={},
        agreements=tuple(agreement(rng, n) for n in range(rng.randint(0, 4))),
        rules=tuple(rule(rng, n) for n in range(rng.randint(1, 7))),
    )  # fmt: skip
    return replace(bundle, promises=(promise(rng, bundle),))


def requesters(bundle):
    facts = facts_of(bundle)
    words = list(facts)
    for chain in (*product(words), *product(words, repeat=2), *product(PARTNERS, repeat=3)):
        found = chained(facts, chain)
        if found is not UNKNOWN and len(set(chain)) == len(chain):
            yield chain, found


def papers(rng, bundle, purpose):
    """Any papers at all, and mostly those that are worth something."""
    held = []
    for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 5))):
        kind = ProcessKind(rng.choice(list(PROCESSES)))
        covers = frozenset(map(Category, CATEGORIES if rng.random() < 0.5 else some(rng, CATEGORIES, 1, 4)))
        said = (
            {purpose}
            if purpose is not None and rng.random() < 0.5
            else set(map(Purpose, some(rng, PURPOSES, 0, 2)))
        )
        held.append(paper_of(bundle, kind, covers, frozenset(said)))
    return tuple(held)


def questions(rng, bundle, times):
    """So many exchanges of all that can be, drawn at random."""
    asking = list(requesters(bundle))
    routes = list(bundle.routes.values())
    for _ in range(times):
        chain, requester = rng.choice(asking)
        where = rng.choice(routes)
        purpose = rng.choice((None, *map(Purpose, PURPOSES)))
        selects = None
        if "selection" in where.query.values() and rng.random() < 0.5:
            selects = frozenset(rng.choice(list(where.fields.values())))
        yield Question(
            word=chain[0], behind=chain[1:], requester=requester, route=where, purpose=purpose, selects=selects,
            direction=Direction.INBOUND if rng.random() < 0.9 else Direction.OUTBOUND,
            day=FIRST + timedelta(days=rng.randrange(-1, DAYS + 3)),
            papers=papers(rng, bundle, purpose) if requester.principal.id else (),
        )  # fmt: skip


def is_meant(bundle, promise, question):
    """Whether a promise is about an exchange at all, written down once more and plainly."""
    from firewall.policy.openers import at, is_one_of

    if promise.routes and not at(promise.routes, question.exchange):
        return False
    if question.day < promise.starts or (promise.ends is not None and question.day > promise.ends):
        return False
    if promise.purposes and question.purpose is not None and question.purpose not in promise.purposes:
        return False
    unsaid = promise.purposes and question.purpose is None
    if unsaid and not all(p.purposes and p.purposes <= promise.purposes for p in question.papers):
        return False
    return any(
        (not promise.to or is_one_of(party, promise.to)) and not is_one_of(party, promise.except_to)
        for party in question.requester.chain
    )


def breach(rng, bundle, times):
    """An exchange in which the promise is broken, found by trying; None where none was met with."""
    (promise,) = bundle.promises
    for question in questions(rng, bundle, times):
        if is_meant(bundle, promise, question):
            found = broken(bundle, promise, question)
            if found is not None:
                return found
    return None
