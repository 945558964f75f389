"""A city of a given size, with one piece of its policy taken away or changed so that one promise is broken."""

import random
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from benchmarks.large import PROTECTED, SMALL, City
from firewall.model import Category, Kind, PartnerId, Purpose
from firewall.policy.load import load
from firewall.policy.rules import Partner

DAY = timedelta(days=1)


@cache
def grown(size=SMALL):
    return load(City(size).texts)


def changed(bundle, rule, **changes):
    return replace(bundle, rules=tuple(replace(r, **changes) if r.id == rule.id else r for r in bundle.rules))


def pieces(bundle, name):
    return [rule for rule in bundle.rules if rule.id.partition("/")[2].startswith(name)]


def guarded(rng, bundle):
    """A piece of the law about status whose categories some route at its services holds."""
    held = {
        (route.id.partition(":")[0], category)
        for route in bundle.routes.values()
        for c in route.fields.values()
        for category in c
    }
    while True:
        rule = rng.choice(pieces(bundle, "status-"))
        kept = [
            (place, category) for place in rule.routes for category in rule.data if (place, category) in held
        ]
        if kept:
            return rule, *rng.choice(kept)


def gap(rng, bundle):
    """Dates: a law begins some days late, or ends some days early."""
    rule, *_ = guarded(rng, bundle)
    days = rng.randint(1, 20) * DAY
    if rule.ends is not None and rng.random() < 0.5:
        return changed(bundle, rule, ends=rule.ends - days), "no-status"
    return changed(bundle, rule, starts=rule.starts + days), "no-status"


def end(rng, bundle):
    """Dates: what never ended does."""
    rule, *_ = next(found for found in iter(lambda: guarded(rng, bundle), None) if found[0].ends is None)
    return changed(bundle, rule, ends=rule.starts + rng.randint(1, 400) * DAY), "no-status"


def exception(rng, bundle):
    """Exceptions: somebody who enforces, or a kind of them, is left out of one law."""
    rule, *_ = guarded(rng, bundle)
    enforcing = [p for p in bundle.partners.values() if p.kind.startswith("immigration-enforcement")]
    # One that comes alone: whoever else is in its chain may be one whom the law is about, and then nothing is open.
    partner = rng.choice([p for p in enforcing if not p.on_behalf_of and not p.onward])
    word = rng.choice((partner.id, partner.kind))
    return changed(bundle, rule, except_to=(word,)), "no-status"


def narrower(rng, bundle):
    """Trees of requesters: a law is about some kinds below, and not about one of them."""
    rule, *_ = guarded(rng, bundle)
    below = [k for k in bundle.vocabulary.kinds if k.startswith("immigration-enforcement.")]
    left = rng.choice(sorted({p.kind for p in bundle.partners.values() if p.kind in below}))
    return changed(bundle, rule, to=tuple(k for k in below if k != left)), "no-status"


def category(rng, bundle):
    """Trees of categories: one word of many is missing."""
    rule, _, word = guarded(rng, bundle)
    return changed(
        bundle, rule, data=tuple(c for c in rule.data if c != word) or (Category("vehicle.c0"),)
    ), "no-status"


def place(rng, bundle):
    """One service is forgotten."""
    rule, service, _ = guarded(rng, bundle)
    return changed(
        bundle, rule, routes=tuple(r for r in rule.routes if r != service) or ("nowhere",)
    ), "no-status"


def purpose(rng, bundle):
    """A law is only about some purposes."""
    rule, *_ = guarded(rng, bundle)
    some = rng.sample(sorted(bundle.vocabulary.purposes), rng.randint(1, 8))
    return changed(bundle, rule, purposes=frozenset(map(Purpose, some))), "no-status"


def yields(rng, bundle):
    """A law gives way to too much."""
    rule, *_ = guarded(rng, bundle)
    is_protected = int(rule.id.split("-")[1]) < PROTECTED  # there another law does not give way to counsel
    basis = "consent" if is_protected else rng.choice(("consent", "counsel"))
    return changed(bundle, rule, yields_to=rule.yields_to | {basis}), "no-status"


def chain(rng, bundle):
    """Chains: a partner of a harmless kind begins to carry for somebody who enforces, under an agreement of its own."""
    rule, service, word = guarded(rng, bundle)
    enforcing = rng.choice(
        [p for p in bundle.partners.values() if p.kind.startswith("immigration-enforcement.")]
    )
    front = Partner(
        id=PartnerId("front"),
        title="Front",
        kind=Kind("vendor"),
        at=enforcing.at,
        on_behalf_of=(enforcing.id,),
    )
    model = bundle.agreements[0]
    slip = replace(
        model, id="SLIP", principal=enforcing.id, through=("front",), onward=tuple(bundle.vocabulary.kinds), services=(service,),
        shares=(replace(model.shares[0], data=(word,)),), starts=date(2026, 1, 1), ends=date(2029, 12, 31),
    )  # fmt: skip
    # The law is about who enforces, when asking alone: whoever carries is excepted, with all whom it carries for.
    to = tuple(
        k
        for k in bundle.vocabulary.kinds
        if k.startswith("immigration-enforcement") and k not in (enforcing.kind, "immigration-enforcement")
    )
    bundle = changed(bundle, rule, to=to)
    return replace(
        bundle, partners={**bundle.partners, front.id: front}, agreements=(*bundle.agreements, slip)
    ), "no-status"


def onward(rng, bundle):
    """Chains: what one partner gets is passed on to somebody who enforces, and a law forgets that kind."""
    rule, service, word = guarded(rng, bundle)
    below = [k for k in bundle.vocabulary.kinds if k.startswith("immigration-enforcement.")]
    kind = rng.choice(below)
    pool = Partner(id=PartnerId("pool"), title="Pool", kind=Kind("peer-local"), at=rule.at, onward=(kind,))
    model = bundle.agreements[0]
    slip = replace(
        model, id="SLIP", principal="pool", through=(), onward=(kind,), services=(service,), shares=(replace(model.shares[0], data=(word,)),),
        starts=date(2026, 1, 1), ends=date(2029, 12, 31),
    )  # fmt: skip
    bundle = changed(bundle, rule, to=tuple(k for k in below if k != kind))
    return replace(
        bundle, partners={**bundle.partners, pool.id: pool}, agreements=(*bundle.agreements, slip)
    ), "no-status"


def protected(rng, bundle):
    """Where status leaves for nobody, one law begins to be about some only."""
    held = {
        (route.id.partition(":")[0], c)
        for route in bundle.routes.values()
        for cs in route.fields.values()
        for c in cs
    }
    rules = [r for r in pieces(bundle, "protected-") if any((p, c) in held for p in r.routes for c in r.data)]
    return changed(bundle, rng.choice(rules), to=("vendor", "research")), "stays"


def answered(rng, bundle):
    """One law about brokers yields to consent, ends early or forgets a service."""
    rule = rng.choice(pieces(bundle, "brokers-"))
    ways = (
        {"yields_to": frozenset({"judicial", "consent"})},
        {"to": ("employer-landlord",)},
        {"routes": rule.routes[1:] or ("nowhere",)},
    )
    return changed(bundle, rule, **rng.choice(ways)), "brokers"


def birthday(rng, bundle):
    """An agreement gives more than the year."""
    agreements = []
    for agreement in bundle.agreements:
        shares = tuple(
            replace(s, treatment=bundle.agreements[0].shares[0].treatment) for s in agreement.shares
        )
        agreements.append(replace(agreement, shares=shares) if agreement.id == "STUDY" else agreement)
    return replace(bundle, agreements=tuple(agreements)), "birthday"


def cut(rng, bundle):
    """A new law cuts off somebody who was promised something, from some day on."""
    starts = date(2026, 1, 1) + rng.randint(0, 1400) * DAY
    model = pieces(bundle, "other-")[0]
    law = replace(
        model, id="law/cut", to=(rng.choice(("peer-local", "peer-local.public-health")),), except_to=(), routes=("s00",), purposes=frozenset(),
        claims=frozenset(), data=(rng.choice((Category("identity"), Category("identity.c1"))),), starts=starts, ends=starts + rng.randint(0, 30) * DAY,
        then=pieces(bundle, "protected-")[0].then, yields_to=frozenset(),
    )  # fmt: skip
    return replace(bundle, rules=(*bundle.rules, law)), "county"


WAYS = (
    gap,
    gap,
    end,
    exception,
    exception,
    narrower,
    category,
    category,
    place,
    purpose,
    yields,
    chain,
    onward,
    protected,
    answered,
    birthday,
    cut,
)


def plant(seed, size=SMALL):
    """Return the city with a breach that stands in it by construction, and the promise that it breaks."""
    rng = random.Random(seed)
    way = WAYS[seed % len(WAYS)]
    bundle, promise = way(rng, grown(size))
    return replace(bundle, digest=f"{seed}"), promise, way.__name__
