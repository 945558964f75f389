"""
People in free text: they are somebody else as often as not (DESIGN section 5, step 4).

A number has a form, and patterns find it; a name and a place have none, and only a model finds them.
"""

from __future__ import annotations

from firewall.model import THIRD_PARTY, Category, Outcome, Plan
from firewall.policy.words import covered

OF_PEOPLE = ("identity.name", "contact", "family")
"""What found in free text is a third party's, too."""

PERSON, WHEREABOUTS = Category("identity.name"), Category("contact.address")
ONLY_A_MODEL_FINDS = (PERSON, WHEREABOUTS)


def outcome_in_text(plan: Plan, category: Category) -> Outcome:
    """Return what a finding of ``category`` in free text asks for."""
    found = plan.of(category).outcome
    return max(found, plan.of(THIRD_PARTY).outcome) if covered(category, OF_PEOPLE) else found


def may_not_name(plan: Plan) -> bool:
    """Whether a name or a place in free text would be more than this requester may have."""
    return any(outcome_in_text(plan, category) is not Outcome.RELEASE for category in ONLY_A_MODEL_FINDS)
