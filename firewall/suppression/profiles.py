"""
The named ways to keep small counts back, each as somebody's handbook has it.

A threshold of one's own would be a guess, so a policy can only name one of these.  ``docs/statistics.md`` says where
each comes from, and what of it a machine cannot do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """
    Counts from 1 to ``most`` are small; nothing counted is no secret.

    What is left is rounded to multiples of ``base``.  Without ``crosses``, all counts by two things at once stay back.
    """

    most: int
    base: int = 1
    crosses: bool = True


PROFILES: Mapping[str, Profile] = {
    "generic_5": Profile(4),
    "uk_nhsd_subnational": Profile(7, base=5),
    "nes_scot": Profile(9),
    "uk_ons": Profile(9),
    "high_risk": Profile(9, crosses=False),
    "cms": Profile(10),
    "us_small": Profile(19),
}
"""From the loosest.  Practice in the United States is 10 or 20: the stricter one is meant."""

NOT_YET = ("uk_dwp",)
"""Every cell moved at random: that would answer the same question differently.  Nothing leaves by it."""
