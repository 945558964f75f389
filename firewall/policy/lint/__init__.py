"""What a policy may be and still be loaded, and whoever answers for it should know: warnings, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from firewall.errors import Fault
from firewall.policy.faults.telling import shown
from firewall.policy.lint import alike, counting, days, evidence, intakes, lawful, overlaps, packs, reach
from firewall.policy.rules import Bundle


def warnings(bundle: Bundle, sources: Mapping[str, str], today: date) -> tuple[Fault, ...]:
    """Return all of them, sorted by place; ``sources`` are the files that the bundle was read from."""
    found = {
        *days.found(bundle, today),
        *reach.found(bundle, today),
        *overlaps.found(bundle),
        *evidence.found(bundle, today),
        *lawful.found(bundle),
        *alike.found(bundle),
        *counting.found(bundle),
        *intakes.found(bundle),
    }
    told = {*packs.for_the_city(found), *packs.left_out(bundle, sources)}
    return tuple(shown(one, sources) for one in sorted(told))
