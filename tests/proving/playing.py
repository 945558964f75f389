"""A broken promise played through the real engine: what goes out there is what counts."""

from firewall import rehearsal
from firewall.model import RouteId
from firewall.policy.compiled import Compiled
from firewall.policy.rules import Says
from firewall.proving.pasting import answer_of, asks_of, sends_of
from firewall.rehearsal import Scene
from firewall.rehearsing.places import stands
from tests.helpers import encoded


def scene_of(found):
    question = found.question
    sends = sends_of(found)
    return Scene(
        requester=question.word,
        behind=question.behind,
        route=RouteId(question.route.id),
        purpose=question.purpose,
        papers=question.papers,
        asks=asks_of(found),
        sends=b"" if sends is None else encoded(sends),
        body=encoded(answer_of(found)),
        on=question.day,
    )


async def play(bundle, detectors, found):
    return await rehearsal.rehearse(Compiled(bundle), detectors, scene_of(found))


async def is_true(bundle, detectors, found):
    """Whether the engine does what the breach says."""
    played = await play(bundle, detectors, found)
    is_out = played.after is not None and stands(played.after, found.member)
    if found.promise.what is Says.ALWAYS_RECEIVES:
        return not is_out or found.plan.of(found.category) != found.promise.bound
    if found.promise.what is Says.NEVER_ANSWERED:
        return played.last.status == 200
    return is_out
