"""A breach to be tried: as a test for a policy file, as a command, and with a made-up answer."""

import json
import shlex
from dataclasses import replace
from datetime import date

import pytest
import yaml

from firewall.policy.compiled import Compiled
from firewall.policy.load import load
from firewall.policy.words import SELECTION
from firewall.policy.yaml import Faults, parse
from firewall.proving import pasting
from firewall.rehearsing.running import run
from tests.helpers import detectors
from tests.proving.cities import BREAKS, breach, city, files

TODAY = date(2026, 6, 15)
BREACH = {
    "status gives way to consent": "/citizenshipCode",
    "a study gets the whole birthday": "/items/*/BirthDate",
    "a new law cuts the county off": "/condition",
}


def pasted(name):
    """The test that a breach gives, as a lawyer pastes it."""
    return (
        "tests:\n" + "\n".join(f"  {line}" for line in pasting.test_of(breach(name)[1]).splitlines()) + "\n"
    )


@pytest.mark.parametrize("name", BREACH)
async def test_the_test_that_is_pasted_fails_until_it_is_mended(name):
    _, changes, more = BREAKS[name]
    both = {"tests/pasted.yaml": pasted(name)}
    bundles = city(*changes, **more, **both), load(files() | both)
    verdicts = []
    for bundle in bundles:
        (case,) = [case for case in bundle.cases if case.at.file == "tests/pasted.yaml"]
        verdicts.append((await run(Compiled(bundle), detectors(), case, TODAY)).faults)

    # Once it is mended the request is referred: only the outcome is to be written anew.
    assert any(BREACH[name] in fault for fault in verdicts[0])
    assert not any(BREACH[name] in fault for fault in verdicts[1])


@pytest.mark.parametrize("name", BREAKS)
def test_every_breach_gives_a_test_that_the_loader_reads(name):
    faults = Faults()
    parse("tests/pasted.yaml", pasted(name), faults)

    assert faults.found == []
    assert yaml.safe_load(pasted(name))["tests"][0]["given"]["route"]


def test_the_command_names_everything():
    _, found = breach("status gives way to consent")
    line = pasting.try_of(found, "drafts")

    assert line.startswith("firewall try --as ice-ero --route ")
    assert " --with consent:immigration.citizenship " in line
    assert line.endswith(" --on 2026-01-01 --policies drafts")


def test_the_test_has_a_sample_of_the_member_in_it():
    _, found = breach("a study gets the whole birthday")

    assert pasting.given_of(found)["sample"] == {"items": [{"BirthDate": "1955-03-17"}]}
    assert pasting.expect_of(found) == {"outcome": "release", "values": {"/items/*/BirthDate": "1955"}}


def test_the_made_up_answer_has_every_member_once_and_no_two_alike():
    _, found = breach("a study gets the whole birthday")
    (item,) = pasting.answer_of(found)["items"]

    assert len(set(item.values())) == len(item) == 14
    assert item["BirthDate"].startswith("19")


def test_what_selects_in_the_body_is_sent_by_the_test_and_by_the_command():
    bundle, found = breach("status gives way to consent")
    route = next(route for route in bundle.routes.values() if SELECTION in sum(route.body.values(), ()))
    selects = frozenset(next(iter(route.fields.values())))
    asking = replace(found, question=replace(found.question, route=route, selects=selects))
    sent = pasting.sends_of(asking)

    assert sent
    assert pasting.given_of(asking)["sends"] == sent
    assert pasting.given_of(found).get("sends") is None
    before, _, command = pasting.try_of(asking, "policies").partition(" | ")
    assert json.loads(shlex.split(before)[-1]) == sent
    assert shlex.split(command)[-2:] == ["--sends", "/dev/stdin"]
