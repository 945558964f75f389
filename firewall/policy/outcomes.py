"""
How outcomes combine.

By ``max``, always: which file or rule came first never matters.  Two different ones among
coarsen, pseudonymize and mask cannot both be kept, so they give ``remove``.
"""

from __future__ import annotations

from firewall.model import Outcome, Treatment
from firewall.suppression import PROFILES

RELEASE = Treatment(Outcome.RELEASE)
REMOVE = Treatment(Outcome.REMOVE)

PARAMETERS: dict[Outcome, tuple[str, ...]] = {
    Outcome.COARSEN: ("faces", "month", "zip3", "1km", "year"),
    Outcome.MASK: ("last-4", "last-3", "last-2", "last-1"),
    Outcome.PSEUDONYMIZE: ("",),
}
"""What each may be given, from the loosest to the strictest where the two can be compared."""

_DATES = ("month", "year")
_LOOSEST_FIRST = {**PARAMETERS, Outcome.COARSEN: (*PARAMETERS[Outcome.COARSEN], *PROFILES)}
"""Counts with the small ones kept back are coarse too, as one of the profiles of ``firewall.suppression`` says."""


def stricter(one: Treatment, other: Treatment) -> Treatment:
    """Return the treatment that keeps both promises."""
    if one == other:
        return one
    if one.outcome == other.outcome:
        return _stricter_parameter(one, other)
    low, high = sorted((one, other), key=lambda t: t.outcome)
    if low.outcome >= Outcome.COARSEN and high.outcome < Outcome.REMOVE:
        return REMOVE
    return high


def _stricter_parameter(one: Treatment, other: Treatment) -> Treatment:
    order = PARAMETERS.get(one.outcome, ("",))
    if one.outcome is Outcome.COARSEN and not {one.parameter, other.parameter} <= set(_DATES):
        return REMOVE  # a year and a postcode prefix are not degrees of one thing
    return max(one, other, key=lambda t: order.index(t.parameter))


def suppression(treatment: Treatment) -> str:
    """Return the profile by which small counts are kept back; empty for any other treatment."""
    is_one = treatment.outcome is Outcome.COARSEN and treatment.parameter in PROFILES
    return treatment.parameter if is_one else ""


def looser(one: Treatment, other: Treatment) -> Treatment:
    """Return what the better of two openers gives."""
    if one.outcome != other.outcome:
        return min(one, other, key=lambda t: t.outcome)
    order = _LOOSEST_FIRST.get(one.outcome, ("",))
    return min(one, other, key=lambda t: order.index(t.parameter))
