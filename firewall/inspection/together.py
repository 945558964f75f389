"""What would leave says together: members of an object by codes, pairs and combinations; a text by names inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from firewall.detect import Detectors, Span, inside
from firewall.detect.looks import Looks
from firewall.detect.recognizer import ACTS, TooManyError
from firewall.detect.shapes import Verdict
from firewall.inspection.reading import Failure
from firewall.model import Category, Node, Place, Tree
from firewall.ordered import Ordered
from firewall.transform.ordered import gathered
from firewall.transform.prune import Tells
from firewall.transform.pruned import Object, Pruned
from firewall.transform.shaping import readings

_SOMETHING = "withheld"


def telling(detectors: Detectors) -> Tells:
    """Return what tells whether an object with members of these names could say something.  It raises Failure."""

    def tells(names: tuple[str, ...]) -> bool:
        try:
            return detectors.shapes.interesting(names)
        except TooManyError:
            raise Failure("too-many-findings") from None

    return tells


def said_together(pruned: Pruned, detectors: Detectors) -> Iterator[tuple[Place, Category]]:
    """
    Yield (declared place, category that is said there) of everything that could leave.

    Raises :class:`Failure` where more names say what others hold than anybody would look at.
    """
    looks = Looks()
    try:
        for one in pruned.objects:
            for verdict in _verdicts(one, detectors, looks):
                place = _place(one.node, verdict.steps, one.covering)
                if place is not None and verdict.confidence >= ACTS:
                    yield place, verdict.category
    except TooManyError:
        raise Failure("too-many-findings") from None


def said_inside(pruned: Pruned, detectors: Detectors) -> Iterator[tuple[int, Span]]:
    """
    Yield (number of a text that would leave, where in it) of values that stand there under a name of their own.

    Raises :class:`Failure` where there are more than anybody would look at.
    """
    try:
        for number in inside.suspects(pruned.texts):
            yield from ((number, span) for span in inside.find(pruned.texts[number], detectors.names))
    except TooManyError:
        raise Failure("too-many-findings") from None


def _verdicts(one: Object, detectors: Detectors, looks: Looks) -> Sequence[Verdict]:
    """
    Judge what leaves.  What was taken out of every record alike is neither there nor missing.

    Nobody can tell from the answer, so only that counts which is said with it and without it.
    """
    found = list(_said(one, {name: name for name in one.members}, detectors, looks))
    for called in _called(one):
        for verdict in _said(one, called, detectors, looks):
            name, *steps = verdict.steps
            found.append(verdict._replace(steps=(called[str(name)], *steps)))
    return found


def _called(one: Object) -> Iterator[dict[str, str]]:
    """
    Yield the names of the members by what they are called by themselves, where the request gave them others.

    Whoever asks for `a: type` and `b: value` is told by both what `value` is.
    """
    for own in readings(tuple(one.members), one.node) if one.node.own else ():
        given: dict[str, list[str]] = {}
        for name, called in zip(one.members, own, strict=True):
            given.setdefault(called, []).append(name)
        for turn in range(max(map(len, given.values()), default=0)):
            yield {called: names[min(turn, len(names) - 1)] for called, names in given.items()}


def _said(one: Object, called: Mapping[str, str], detectors: Detectors, looks: Looks) -> Sequence[Verdict]:
    """Judge the members under the names that they are called by."""
    around = _names(one.covering)
    members = {own: _in_one(one.members[name]) for own, name in called.items()}
    if not detectors.shapes.could_say(members, around[-1] if around else ""):
        return ()
    found = detectors.shapes.judge(members, around, looks)
    if not found or not one.gone:
        return found
    own = one.node.own
    gone = dict.fromkeys((name for given in one.gone for name in own.get(given, (given,))), _SOMETHING)
    known = set(detectors.shapes.judge({**members, **gone}, around, looks))
    return [verdict for verdict in found if verdict in known]


def _in_one(value: Tree) -> Tree:
    """Objects whose members stand one by one are looked at like any other."""
    if not isinstance(value, list):
        return value
    return [gathered(item) if isinstance(item, Ordered) else item for item in value]


@lru_cache(maxsize=1024)
def _names(place: Place | None) -> tuple[str, ...]:
    return () if place is None else tuple(step for step in place.pattern.split("/") if step not in {"", "*"})


def _place(node: Node, steps: tuple[str | int, ...], covering: Place | None) -> Place | None:
    """Return the deepest declared place on the way."""
    below: Node | None = node
    for step in steps:
        if below is not None:
            # An item of a list where none was declared is what the list is declared as.
            below = below.members.get(step, below.any) if isinstance(step, str) else below.any or below
        if below is not None and below.place is not None:
            covering = below.place
    return covering
