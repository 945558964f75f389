"""Two small policies, and exchanges that they decide alike or not."""

import contextlib
from datetime import date
from functools import cache

from firewall.model import Decision, Exchange, Outcome, RouteId, Ruling
from firewall.rehearsal import requester
from firewall.shadow import store
from firewall.shadow.watching import Shadow
from tests.helpers import COUNTY, NOON, compiled

DAY = NOON.date()
LAST = date(2099, 1, 1)
ROUTE = RouteId("clinic:patient")


@cache
def enforced():
    return compiled()


@cache
def stricter():
    """Two members fewer, and the date of birth is gone."""
    less = COUNTY.replace("contact.phone, health.record, ", "").replace(
        "as: {coarsen: year}", "as: {coarsen: month}"
    )
    return compiled(**{"agreements/county.yaml": less})


@cache
def closed():
    """The county's agreement is gone."""
    return compiled(**{"agreements/county.yaml": None})


@cache
def looser():
    """No law is left, and ICE has an agreement."""
    shared = COUNTY.replace("county-public-health", "ice-ero").replace(
        "public-health", "immigration-enforcement"
    )
    return compiled(**{"agreements/ice.yaml": shared.replace("DSA-1", "DSA-9"), "laws/welcoming.yaml": None})


def exchange(who="county-public-health", *, purpose="public-health", route=ROUTE, at=NOON, **changes):
    asking = requester(enforced().bundle, who)
    return Exchange(id="e", at=at, requester=asking, method="GET", route=route, purpose=purpose, **changes)


def ruling(asked=None, *, status=200, **changes):
    decision = Decision(**{"policy": enforced().bundle.digest, "outcome": Outcome.RELEASE} | changes)
    return Ruling(exchange=exchange() if asked is None else asked, decision=decision, status=status)


@contextlib.contextmanager
def shadow(directory, draft, *, last=LAST):
    with store.opened(directory, directory / "draft") as notes:
        yield Shadow(draft, notes, last), notes
