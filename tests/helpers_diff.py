"""Two small policies held against each other: a test says only what was edited."""

from datetime import date

from firewall.model import PartnerId
from firewall.policy.diff.contexts import Pair, Side
from firewall.policy.diff.rows import differences
from firewall.policy.diff.told import lines
from firewall.policy.rules import Partner
from firewall.replay.sides import pair
from tests.helpers_policy import COUNTY, HERE, ICE, bundle, party, requester

TODAY = date(2026, 6, 15)
DEALER = party("dealer", "vendor")
"""Who asks for ICE."""
REQUESTERS = {
    PartnerId("county"): requester(COUNTY),
    PartnerId("ice"): requester(ICE),
    PartnerId("dealer"): requester(DEALER, ICE),
}


def partner(id_, kind, title=""):
    return Partner(id=PartnerId(id_), title=title or id_.upper(), kind=kind, at=HERE)


PARTNERS = {
    p.id: p
    for p in (
        partner("county", "agency.health", "County Health"),
        partner("ice", "enforcement.civil"),
        partner("dealer", "vendor"),
    )
}


def pair_of(before, after, requesters=REQUESTERS):
    return Pair(Side(before, requesters), Side(after, requesters))


def city(*parts, **changes):
    return bundle(*parts, **{"partners": PARTNERS} | changes)


def found(before, after, today=TODAY):
    return differences(pair_of(before, after), today)


def sentences(before, after, today=TODAY, **options):
    both = pair_of(before, after)
    return [line.sentence for line in lines(both, differences(both, today).rows, **options)]


def loaded(before, after, today=TODAY):
    """The same of two loaded bundles, whose partners come with their chains."""
    both = pair(before, after)
    return [line.sentence for line in lines(both, differences(both, today).rows)]
