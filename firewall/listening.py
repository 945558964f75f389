"""What a requester says in a conversation that goes on: read as the body of an intake is, message by message."""

from __future__ import annotations

from collections import Counter

from firewall import inspection
from firewall.answers import Answers
from firewall.inspection import Failure
from firewall.model import Category, Count, Message, Outcome, Phase, Plan
from firewall.onward import Onward
from firewall.policy.rules import Route


class Listening:
    """Where the route takes nothing, the first message is one too many."""

    def __init__(self, answers: Answers, plan: Plan, route: Route) -> None:
        self._answers = answers
        self._route = route
        self._onward = Onward(answers, plan, route)
        self._counts: Counter[tuple[str, Category, Outcome]] = Counter()

    def heard(self, text: bytes) -> bytes:
        """Return what goes on of one message.  Raises :class:`Failure` where nothing may."""
        if not self._route.is_intake:
            raise Failure("message-not-taken")
        message = Message(Phase.REQUEST, media_type="application/json", body=text)
        tree, body_format = inspection.read_body(message, self._answers.means.limits, self._route)
        if not isinstance(tree, dict | list):
            raise Failure("not-accepted")  # a value alone has no name by which it could be taken
        screened = self._onward.taken(tree)
        if screened.removed and self._route.otherwise is Outcome.REFUSE:
            raise Failure("not-accepted")
        for count in screened.counts:
            self._counts[count[:3]] += count.times
        return inspection.write(screened.tree, body_format)

    @property
    def counts(self) -> tuple[Count, ...]:
        return tuple(Count(*what, times) for what, times in dict(self._counts).items())  # as in a Stream
