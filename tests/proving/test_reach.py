"""What can touch an exchange at all."""

from datetime import date

from firewall.model import Category, Direction
from firewall.proving.askers import Asker
from firewall.proving.reach import Reach, both
from tests.helpers_policy import COUNTY, PATIENT, REFUSE, REMOVE, agreement, bundle, requester, rule
from tests.proving.test_askers import promise

IN, OUT = Direction.INBOUND, Direction.OUTBOUND
ASKER = Asker("county", (), requester(COUNTY), 0, 1)
ALWAYS = {"starts": date(2026, 1, 1), "ends": None}


def test_a_rule_and_an_agreement_touch_where_they_are():
    reach = Reach(
        bundle(
            rule(REFUSE, routes=("school",)),
            rule(REFUSE),
            agreement("identity"),
            agreement("identity", direction=OUT),
        )
    )

    assert reach.place(PATIENT, IN) == (0b10, 0b01)
    assert reach.place(PATIENT, OUT) == (0b10, 0b10)


def test_a_rule_that_waits_for_a_claim_touches_nobody_who_wants_more():
    reach = Reach(bundle(rule(REFUSE, claims=frozenset({"warrant"}))))

    assert reach.place(PATIENT, IN) == (0, 0)


def test_a_category_hangs_on_itself_and_on_all_below_it():
    reach = Reach(
        bundle(
            rule(REMOVE, "identity.name"),
            rule(REMOVE, "contact"),
            rule(REFUSE),
            agreement("identity"),
            agreement("contact"),
        )
    )

    assert reach.family(Category("identity")).touch == (0b101, 0b01)
    assert set(reach.family(Category("identity")).words.categories) == {
        "identity",
        "identity.name",
        "identity.dob",
    }


def test_one_day_stands_for_each_time_in_which_something_else_is_in_force():
    early = agreement("identity", starts=date(2026, 2, 1), ends=date(2026, 2, 28))
    reach = Reach(bundle(early, rule(REFUSE, starts=date(2026, 3, 1), ends=date(2026, 3, 1))))
    made = promise(starts=date(2026, 1, 10))

    assert [str(day) for day in reach.days((1, 1), made, ASKER)] == ["2026-01-10", "2026-02-01", "2026-03-01"]
    assert [str(day) for day in reach.days((0, 1), made, ASKER)] == ["2026-01-10", "2026-02-01"]
    assert [
        str(day)
        for day in reach.days((1, 1), promise(starts=date(2026, 2, 10), ends=date(2026, 2, 20)), ASKER)
    ] == ["2026-02-10"]


def test_one_purpose_stands_for_all_that_nothing_tells_apart():
    reach = Reach(bundle(agreement("identity", purposes=frozenset({"billing"}))))

    assert reach.stated((0, 1), promise()) == ("health", "billing")
    assert reach.stated((0, 0), promise()) == ("health",)
    assert reach.stated((0, 1), promise(purposes=frozenset({"billing"}))) == ("billing",)


def test_bits_are_turned_back():
    reach = Reach(
        bundle(rule(REFUSE, id="law/a"), rule(REMOVE, "contact", id="law/b"), agreement("identity"))
    )

    assert [one.id for one in reach.rules(0b10)] == ["law/b"]
    assert [one.id for one in reach.agreements(both((3, 3), (1, 1))[1])] == ["DSA-1"]
