"""A draft changes not one byte of an answer and not one word of a record, whatever is in it."""

import asyncio
from datetime import date
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from firewall.engine import Engine
from firewall.shadow.watching import Shadow
from tests.helpers import HEALTH, ICE, World, compiled
from tests.properties.test_release import answers, often, requesters
from tests.shadow.helpers import closed, looser, stricter


class Faulty:
    """A draft that raises, hands out nonsense, or changes what it is given, as far as it can."""

    def __init__(self, how):
        self.bundle = compiled().bundle
        self._how = how

    def plan(self, exchange):
        if self._how == "raises":
            raise ValueError("zqcanary")

    def answer_view(self, *args):
        raise MemoryError


class Unwritable:
    """Notes on a full disk."""

    def add(self, counted):
        raise OSError("full")


DRAFTS = {
    "looser": looser, "stricter": stricter, "closed": closed, "raises": lambda: Faulty("raises"), "nonsense": lambda: Faulty("none"),
}  # fmt: skip


async def went(requester, route, answer, shadow):
    """All rulings and all that was recorded, with a shadow or without."""
    world = World()
    rulings = []

    def observe(ruling):
        rulings.append(ruling)
        if shadow is not None:
            shadow.note(world.policy, ruling)
            shadow.settle()

    world.engine = Engine(lambda: world.policy, world.means, observe)
    last = await world.fetch(requester, route, answer)
    return rulings, last.outgoing.body if last.outgoing else None, world.log.entries


@often
@given(
    requesters,
    st.sampled_from(["clinic:patient", "clinic:patients", "parks:permit"]),
    answers,
    st.sampled_from(sorted(DRAFTS)),
)
def test_with_any_draft_everything_goes_as_without(requester, route, answer, draft):
    shadow = Shadow(DRAFTS[draft](), Unwritable(), date(2099, 1, 1))

    assert asyncio.run(went(requester, route, answer, shadow)) == asyncio.run(
        went(requester, route, answer, None)
    )


def test_a_looser_draft_is_noted_and_never_acted_on():
    noted = []

    class Notes:
        def add(self, counted):
            noted.extend(counted)

    shadow = Shadow(looser(), Notes(), date(2099, 1, 1))
    rulings, body, _ = asyncio.run(went(ICE, "clinic:patient", {"name": "Ann"}, shadow))

    assert body is None
    assert rulings[-1].status == 202
    assert [note.change for note in noted] == ["newly-released"]


def test_on_the_hot_path_no_plan_of_the_draft_is_made():
    """What an exchange pays is an append: the draft is not even looked at."""
    shadow = Shadow(looser(), Unwritable(), date(2099, 1, 1))
    world = World()
    world.engine = Engine(lambda: world.policy, world.means, lambda ruling: shadow.note(world.policy, ruling))
    with patch.object(shadow._comparing, "difference", side_effect=AssertionError):
        asyncio.run(world.fetch(HEALTH))

    assert len(shadow._seen) == 1
