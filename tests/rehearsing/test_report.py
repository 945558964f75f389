import json

from firewall.rehearsing.report import object_of, summary
from tests.rehearsing.helpers import ICE, verdict


async def test_a_verdict_is_told_with_everything_that_a_program_asks():
    told = object_of(await verdict(ICE, outcome="release", rule="a/x"))

    assert told.keys() == {
        "test", "file", "line", "rule", "agreement", "state", "known_gap", "faults", "outcome", "status", "rules", "openers",
    }  # fmt: skip
    assert (told["state"], told["outcome"], told["status"]) == ("failed", "refer", 202)
    assert told["faults"][0].keys() == {"says", "because", "remedy", "of_the_test"}
    assert json.dumps(told)


async def test_verdicts_are_counted():
    verdicts = [
        await verdict(),
        await verdict(outcome="refer"),
        await verdict(outcome="refer", known_gap="x"),
        await verdict(known_gap="x"),
    ]

    assert summary(verdicts) == {"tests": 4, "passed": 1, "failed": 2, "known_gaps": 1}
