from datetime import date

import pytest

from firewall.model import Direction
from firewall.policy.decide import plan
from firewall.rehearsing.aside import why_aside
from tests.helpers_policy import COUNTY, REFER, agreement, bundle, exchange, process, rule

FOR_ICE = {"to": ("enforcement",)}


def why(asked=None, *parts, **changes):
    known = bundle(rule(REFER, "immigration", **changes), *parts)
    asked = asked or exchange()
    return list(why_aside(known, "law/rule", asked, plan(known, asked)))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"starts": date(2027, 1, 1)}, "It is in force from 2027-01-01, and the test plays on 2026-06-15."),
        ({"ends": date(2026, 2, 1)}, "It was in force until 2026-02-01, and the test plays on 2026-06-15."),
        ({"direction": Direction.OUTBOUND}, "It is about what is outbound, and the test is inbound."),
        ({"routes": ("parks",)}, "It is about parks, and the test asks clinic:patient."),
        (
            {"claims": frozenset({"warrant"})},
            "It is about requests that claim warrant, and the test claims nothing.",
        ),
        ({"to": ("vendor",)}, "It is about vendor, and who asks in the test is enforcement.civil."),
        ({"except_to": ("ice",)}, "It excepts ice."),
        ({"data": ("case_notes",)}, "It closes case_notes, and nothing of that is asked for here."),
        ({"purposes": frozenset({"billing"})}, "It is for the purposes billing."),
        ({}, "It applies, and something stricter decided."),
    ],
)
def test_what_keeps_a_rule_away_is_told(changes, says):
    assert why(**changes) == [says]


def test_a_rule_that_yields_says_to_what():
    warranted = exchange(processes=(process("immigration"),))

    assert why(warranted, yields_to=frozenset({"judicial"})) == ["It yields to judicial, and LP-1 is met."]


def test_a_rule_about_others_says_who_asks():
    assert why(exchange(COUNTY), agreement("identity"), **FOR_ICE) == [
        "It is about enforcement, and who asks in the test is agency.health."
    ]


def test_a_rule_that_nobody_knows_is_said_to_be_none():
    known = bundle(rule(REFER, "immigration"))

    assert list(why_aside(known, "law/rules", exchange(), plan(known, exchange()))) == [
        "No rule is called `law/rules`. Did you mean `law/rule`?"
    ]
