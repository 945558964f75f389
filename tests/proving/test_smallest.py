"""A breach with as little as possible."""

from dataclasses import replace

from firewall.model import Category
from firewall.proving.askers import Askers
from firewall.proving.never import never
from firewall.proving.reach import Reach
from firewall.proving.smallest import smallest
from tests.helpers_policy import agreement, bundle, needs, route
from tests.proving.test_askers import PARTNERS, promise

WHERE = route("clinic:patient", "identity.name", "immigration.status")


def found(one, *parts):
    policy = replace(bundle(*parts, routes=(WHERE,)), partners=PARTNERS)
    first = never(Reach(policy), Askers(policy), one)
    return first, smallest(policy, first)


def test_papers_that_do_nothing_are_left_out():
    first, last = found(
        promise(data=("immigration",), to=("ice",)), agreement("immigration", principal="ice")
    )

    assert len(first.question.papers) == 2
    assert last.question.papers == ()


def test_a_paper_covers_what_is_needed_and_no_more():
    _, last = found(promise(data=("immigration",), to=("ice",), unless=frozenset({"counsel"})))

    assert [(p.kind, p.covers) for p in last.question.papers] == [
        ("warrant", {Category("immigration.status")})
    ]


def test_what_stays_is_still_a_breach():
    needing = agreement("immigration", principal="ice", needs=needs("statutory-request"))
    first, last = found(
        promise(data=("immigration",), to=("ice",), unless=frozenset({"judicial", "counsel"})), needing
    )

    assert [paper.kind for paper in last.question.papers] == ["statutory-request"]
    assert (last.member, last.category) == (first.member, first.category)
