from firewall.model import Outcome, Treatment
from firewall.policy.outcomes import looser
from firewall.policy.words import SUPPRESSIONS
from firewall.suppression import NOT_YET, PROFILES


def test_each_profile_that_a_policy_may_name_can_be_done_or_lets_nothing_out():
    assert set(SUPPRESSIONS) == {*PROFILES, *NOT_YET}
    assert not PROFILES.keys() & set(NOT_YET)


def test_they_stand_from_the_loosest():
    mosts = [profile.most for profile in PROFILES.values()]

    assert mosts == sorted(mosts)
    assert (
        looser(Treatment(Outcome.COARSEN, "cms"), Treatment(Outcome.COARSEN, "generic_5")).parameter
        == "generic_5"
    )
