"""All promises of a policy, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from firewall.errors import Fault, PolicyError
from firewall.policy.rules import Bundle, Promise, Says
from firewall.proving.always import always
from firewall.proving.askers import Askers
from firewall.proving.broken import Broken
from firewall.proving.never import never
from firewall.proving.reach import Reach
from firewall.proving.smallest import smallest
from firewall.proving.telling import fault_of


def prove(bundle: Bundle) -> Iterator[tuple[Promise, Broken | None]]:
    """Yield each promise with how it is broken, or None where it is kept in everything that can be asked."""
    if not bundle.promises:
        return
    reach, askers = Reach(bundle), Askers(bundle)
    for promise in bundle.promises:
        search = always if promise.what is Says.ALWAYS_RECEIVES else never
        found = search(reach, askers, promise)
        yield promise, None if found is None else smallest(bundle, found)


def unkept(bundle: Bundle) -> tuple[Fault, ...]:
    """Return a fault for each promise that is not kept."""
    return tuple(fault_of(bundle, found) for _, found in prove(bundle) if found is not None)


def proved(bundle: Bundle) -> Bundle:
    """Return the bundle.  Raises PolicyError where a promise is not kept."""
    faults = unkept(bundle)
    if faults:
        raise PolicyError(faults)
    return bundle
