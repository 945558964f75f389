"""What of a request goes on to a service: what an intake takes, what of the city's own is opened, or all of it."""

from __future__ import annotations

from dataclasses import dataclass

from firewall import inspection
from firewall.answers import Answers
from firewall.formats import Format
from firewall.inspection import Asked, Named, Screened
from firewall.model import Message, Plan, Tree
from firewall.policy.rules import Route
from firewall.transform.pruned import UNDECLARED


@dataclass(frozen=True, slots=True)
class Onward:
    """Under which plan, and by which route, a request goes on."""

    answers: Answers
    plan: Plan
    route: Route

    def written(
        self, message: Message, asked: Asked, read_as: Format, named: Named
    ) -> tuple[Screened | None, bytes]:
        """Return what was kept back of a body, and what goes on of it.  Raises :class:`Failure`."""
        answers, route = self.answers, self.route
        if route.is_way_out:
            screened = answers.withheld(
                asked.tree, route, lambda latched: answers.view_of(self.plan, route, latched), named
            )
            return screened, answers.checked(message, read_as, asked.tree, screened)
        taken = self.taken(asked.tree) if route.is_intake else None
        after = asked.tree if taken is None else taken.tree
        return taken, inspection.rewrite(message, asked.tree, after, read_as, answers.means.limits)

    def taken(self, tree: Tree) -> Screened:
        """
        What an intake takes of a body.

        INVARIANT: no latch comes of it. Who sends decides what is in it, and one request must not be able to
        take a member out of everybody's.
        """
        answers, route = self.answers, self.route
        return inspection.withhold(
            tree,
            lambda latched: answers.compiled.intake_view(self.plan, route, latched),
            frozenset({UNDECLARED} if route.is_exact else ()),
            answers.means.detectors,
            answers.pseudonyms(),
        )
