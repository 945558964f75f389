import pytest

from firewall.model import Outcome
from firewall.policy.compiled import CONTEXTS, Bounded, Compiled
from firewall.policy.rules import Segment
from tests.helpers_policy import (
    COUNTY,
    ICE,
    INTAKE,
    NOON,
    PATIENT,
    agreement,
    bundle,
    changed,
    exchange,
    process,
    route,
)


def shaped(name, path, method="GET"):
    steps = [Segment(s.strip("{}"), s.startswith("{")) for s in path.split("/")]
    return route(name, method=method, segments=tuple(steps))


ROUTES = Compiled(
    bundle(
        routes=(
            shaped("clinic:patient", "patients/{id}"),
            shaped("clinic:search", "patients/search"),
            shaped("clinic:intake", "patients", "POST"),
            shaped("school:student", "students/{id}"),
        )
    )
)


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        ("GET", "clinic/patients/7", "clinic:patient"),
        ("GET", "clinic/patients/search", "clinic:search"),
        ("POST", "clinic/patients", "clinic:intake"),
        ("GET", "clinic/patients", None),
        ("POST", "clinic/patients/7", None),
        ("GET", "clinic/patients/7/visits", None),
        ("GET", "school/patients/7", None),
        ("GET", "nowhere/patients/7", None),
        ("GET", "clinic", None),
        ("get", "clinic/patients/7", None),
    ],
)
def test_a_path_finds_its_route_and_text_comes_before_parameters(method, path, found):
    known = ROUTES.route(method, tuple(path.split("/")))

    assert (known.id if known else None) == found


def test_an_empty_path_is_no_route():
    assert ROUTES.route("GET", ()) is None


def test_the_same_context_is_worked_out_once():
    compiled = Compiled(bundle(agreement("identity")))

    assert compiled.plan(exchange(COUNTY, id="1")) is compiled.plan(
        exchange(COUNTY, id="2", target="another")
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"purpose": "billing"},
        {"route": "clinic:intake"},
        {"claims": frozenset({"warrant"})},
        {"at": NOON.replace(day=16)},
        {"asks": frozenset({"contact"})},
        {"selects": frozenset({"contact"})},
        {"over_limit": frozenset({"DSA-1"})},
        {"onward": (ICE,)},
    ],
)
def test_another_context_is_another_plan(changes):
    compiled = Compiled(bundle(agreement("identity")))

    assert compiled.plan(exchange(COUNTY)) is not compiled.plan(
        exchange(COUNTY, **({"purpose": "health"} | changes))
    )


def test_a_plan_under_a_process_is_never_kept_for_the_next_one():
    compiled = Compiled(bundle())
    asked = exchange(ICE, processes=(process("identity"),))

    assert compiled.plan(asked).outcome is Outcome.RELEASE
    assert compiled.plan(changed(asked, target="another")).outcome is Outcome.REFUSE
    assert compiled.plan(changed(asked, processes=())).outcome is Outcome.REFUSE
    assert compiled.plan(changed(asked, at=NOON.replace(year=2027))).outcome is Outcome.REFUSE


def test_views_are_kept_by_plan_route_latches_and_side():
    compiled = Compiled(bundle(agreement("identity")))
    known = compiled.plan(exchange(COUNTY))
    one = compiled.answer_view(known, PATIENT, frozenset())

    assert compiled.answer_view(known, PATIENT, frozenset()) is one
    assert compiled.answer_view(known, PATIENT, frozenset({"/f0"})) is not one
    assert compiled.answer_view(known, PATIENT, frozenset(), reads_names=True) is not one
    assert compiled.answer_view(known, INTAKE, frozenset()) is not one
    assert compiled.intake_view(known, PATIENT, frozenset()) is not one


def test_a_view_is_that_of_its_own_plan_though_plans_come_and_go():
    compiled = Compiled(bundle())
    for purpose in ("enforcement", None, "billing"):
        asked = exchange(ICE, purpose=purpose, processes=(process("identity", purposes=frozenset()),))
        known = compiled.plan(asked)
        assert compiled.answer_view(known, PATIENT, frozenset()).plan is known


def test_what_is_kept_is_bounded_and_the_least_recently_used_goes_first():
    kept = Bounded(2)
    for key in ("a", "b", "a", "c"):
        kept.get(key, lambda key=key: key.upper())

    assert len(kept) == 2
    assert kept.get("a", lambda: "anew") == "A"
    assert kept.get("b", lambda: "anew") == "anew"


def test_contexts_that_a_requester_makes_up_do_not_fill_memory():
    compiled = Compiled(bundle())
    for n in range(CONTEXTS + 50):
        compiled.plan(exchange(COUNTY, purpose=f"made-up-{n}"))

    assert len(compiled._plans) == CONTEXTS
