"""Tests that legal staff could have written, played on the small city: a test says only what it is about."""

from datetime import date

from firewall.policy.rules import Case, Expect, Given, GivenProcess, Sample
from firewall.policy.yaml import Place
from firewall.rehearsing.running import run
from tests.helpers import PATIENT, compiled, detectors, encoded

TODAY = date(2026, 6, 15)
SAMPLES = {
    "samples/patient.json": encoded(PATIENT).decode(),
    "samples/odd.json": "{",
    "samples/new.json": '{"name":"A"}',
}
BODY = Sample("samples/patient.json")
ICE = {"requester": "ice-ero", "purpose": "immigration-enforcement"}
WARRANT = GivenProcess("judicial-warrant", ("identity.name",), by="Law Department")


def policy(**files):
    return compiled(**(SAMPLES | files))


def given(**changes):
    return Given(
        **{
            "requester": "county-public-health",
            "purpose": "public-health",
            "route": "clinic:patient",
            "body": BODY,
        }
        | changes
    )


def case(given_=None, *, rule=None, known_gap="", name="a test", at=None, agreement=None, **expect):
    return Case(
        name=name,
        given=given(**(given_ or {})),
        expect=Expect(**{"outcome": "release"} | expect),
        rule=rule,
        agreement=agreement,
        known_gap=known_gap,
        at=at or Place("laws/x.yaml"),
    )


async def verdict(given_=None, *, policy_=None, **told):
    return await run(policy_ or policy(), detectors(), case(given_, **told), TODAY)


async def unmet(given_=None, **told):
    return (await verdict(given_, **told)).unmet
