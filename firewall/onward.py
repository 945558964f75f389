"""What of a request goes on to a service: what an intake takes, what of the city's own is opened, or all of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from firewall import inspection
from firewall.answers import Answers
from firewall.inspection import Asked, Named, Screened
from firewall.model import Message, Plan, Tree, View
from firewall.policy.rules import Route
from firewall.transform.pruned import UNDECLARED


@dataclass(frozen=True, slots=True)
class Onward:
    """Under which plan, and by which route, a request goes on."""

    answers: Answers
    plan: Plan
    route: Route

    def written(self, message: Message, asked: Asked, named: Named) -> tuple[Screened | None, bytes, Asked]:
        """Return what was kept back, what goes on of a body, and what of the address.  Raises :class:`Failure`."""
        answers, route = self.answers, self.route
        if asked.format is not None and route.is_way_out:
            screened = answers.withheld(
                asked.tree, route, lambda latched: answers.view_of(self.plan, route, latched), named
            )
            return screened, answers.checked(message, asked.format, asked.tree, screened), asked
        taken, after = None, asked.tree
        if route.is_intake:
            taken, asked = self._addressed(message, asked)
            after = taken.tree
        if asked.format is None:
            return taken, message.body, asked
        body = inspection.rewrite(message, asked.tree, after, asked.format, answers.means.limits)
        return taken, body, asked

    def _addressed(self, message: Message, asked: Asked) -> tuple[Screened, Asked]:
        answers, route = self.answers, self.route
        found = inspection.withhold_addressed(
            message,
            asked,
            route,
            self._intake_view,
            self._closed,
            answers.means.detectors,
            answers.pseudonyms(),
        )
        left_out = len(message.query) - len(found.query)
        is_stray = asked.is_stray or found.is_stray
        return found.screened, replace(asked, query=found.query, left_out=left_out, is_stray=is_stray)

    def taken(self, tree: Tree) -> Screened:
        """
        What an intake takes of a body.

        INVARIANT: no latch comes of it. Who sends decides what is in it, and one request must not be able to
        take a member out of everybody's.
        """
        answers = self.answers
        return inspection.withhold(
            tree, self._intake_view, self._closed, answers.means.detectors, answers.pseudonyms()
        )

    def _intake_view(self, latched: frozenset[str]) -> View:
        return self.answers.compiled.intake_view(self.plan, self.route, latched)

    @property
    def _closed(self) -> frozenset[str]:
        return frozenset({UNDECLARED} if self.route.is_exact else ())
