"""How the results of tests are told; what they are is examined where they are made."""

import json

import pytest

from firewall.cli.tested import Found, coverage_of, tell, to_json, write_junit
from firewall.errors import ConfigError
from firewall.rehearsing.days import Ahead
from firewall.rehearsing.noticing import noticing
from tests.helpers import detectors
from tests.rehearsing.helpers import ICE, TODAY, policy, verdict


@pytest.fixture
async def found():
    used = policy()
    verdicts = [await verdict(policy_=used), await verdict(ICE, policy_=used, name="fails")]
    plain = Found(verdicts, [Ahead(verdicts[0].case, TODAY, ("DSA-1 ends",))])
    tried = await noticing(used, detectors(), verdicts, TODAY, may_go_on=lambda done, of: done < 5)
    return Found(verdicts, plain.coming, coverage_of(used, plain), tried)


def test_everything_is_told(found, capsys):
    tell(found, verbose=True)
    said = capsys.readouterr()

    assert 'laws/x.yaml:1: "a test": passed.' in said.out
    assert 'laws/x.yaml:1: "fails": the outcome is `refer`, not `release`.' in said.out
    assert "The tests show " in said.out
    assert "5 changes of the policy tried, " in said.out
    assert "more were not tried in that time: give --seconds more." in said.out
    assert said.out.endswith("1 test passed, 1 failed.\n")
    assert (
        said.err
        == 'warning: laws/x.yaml:1: "a test": from 2026-06-15 on this test fails, because DSA-1 ends.\n'
    )


def test_what_was_not_asked_for_is_not_told(found, capsys):
    tell(Found(found.verdicts), verbose=False)

    assert "show" not in capsys.readouterr().out
    assert json.loads(to_json(Found(found.verdicts))).keys() == {"summary", "tests", "coming"}


def test_everything_is_told_to_programs(found):
    whole = json.loads(to_json(found))

    assert whole.keys() == {"summary", "tests", "coming", "coverage", "mutations"}
    assert whole["coming"][0]["because"] == ["DSA-1 ends"]
    assert whole["coverage"].keys() == {
        "percent",
        "covered",
        "parts",
        "rules",
        "agreements",
        "categories",
        "says",
    }
    assert whole["mutations"].keys() == {"changes", "tried", "noticed", "unnoticed", "says"}
    assert whole["mutations"]["unnoticed"][0].keys() == {"of", "file", "line", "change", "what"}


def test_a_file_that_cannot_be_written_is_an_error(found, tmp_path):
    with pytest.raises(ConfigError, match="cannot be written"):
        write_junit(tmp_path / "nowhere" / "x.xml", found)
