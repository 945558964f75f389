import pytest

from firewall.rehearsing.verdicts import MENDED, State, Unmet
from tests.rehearsing.helpers import verdict

WRONG = {"outcome": "refer"}


@pytest.mark.parametrize(
    ("told", "state", "is_good"),
    [
        ({}, State.PASSED, True),
        (WRONG, State.FAILED, False),
        ({"known_gap": "not yet written"} | WRONG, State.GAP, True),
        ({"known_gap": "not yet written"}, State.MENDED, False),
    ],
)
async def test_a_known_gap_fails_as_it_is_known_to(told, state, is_good):
    done = await verdict(**told)

    assert (done.state, done.is_good) == (state, is_good)


async def test_a_gap_is_not_told_as_a_fault():
    assert (await verdict(known_gap="not yet written", **WRONG)).faults == ()


async def test_what_was_mended_says_what_to_do():
    done = await verdict(known_gap="not yet written")

    assert done.told == (MENDED,)
    assert "take `known_gap:` away" in MENDED.remedy


async def test_a_test_that_says_nothing_is_no_gap():
    done = await verdict(known_gap="not yet written", kept=("/nowhere",))

    assert (done.state, done.is_good) == (State.FAILED, False)


async def test_a_value_of_the_sample_is_not_shown_where_it_is_told():
    assert "Haddad" not in repr(await verdict())


def test_what_is_unmet_is_of_the_policy_unless_it_is_said():
    assert not Unmet("x").is_of_test
