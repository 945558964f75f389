"""A change that no test notices is told in words; one that a test notices is not."""

from datetime import date

import pytest

from firewall.policy.compiled import Compiled
from firewall.policy.decide import plan
from firewall.rehearsing.changes import Change, Kind, changed, changes
from firewall.rehearsing.noticing import Noticing, _Good, noticing, sentences
from firewall.rehearsing.running import run
from tests.helpers import detectors
from tests.helpers_policy import REFER, agreement, rule
from tests.rehearsing.helpers import ICE, TODAY, WARRANT, policy, verdict

STATUS = "welcoming/status-goes-to-counsel"
REFERRED = {"outcome": "refer", "status": 202}


async def unnoticed(*tests, may_go_on=lambda tried, known: True, today=TODAY):
    used = policy()
    verdicts = [await verdict(given, policy_=used, **expect) for given, expect in tests]
    return await noticing(used, detectors(), verdicts, today, may_go_on=may_go_on)


def left(found, kind, id_):
    return [change.what for change in found.unnoticed if (change.kind, change.old.id) == (kind, id_)]


async def test_without_tests_nothing_is_noticed():
    found = await unnoticed()

    assert found.noticed == 0
    assert found.tried == found.known == len(found.unnoticed) > 10


async def test_a_rule_that_is_gone_is_noticed_by_a_test_of_what_it_stops():
    assert left(await unnoticed(), Kind.GONE, STATUS) == [""]
    assert left(await unnoticed((ICE, REFERRED)), Kind.GONE, STATUS) == []


async def test_a_category_that_is_no_longer_covered_is_noticed_where_it_decides():
    assert left(await unnoticed((ICE, REFERRED)), Kind.COVERS_LESS, STATUS) == []


async def test_a_test_that_passes_all_the_same_notices_nothing():
    """That the answer is refused says nothing about which rule refused it."""
    research = ({"purpose": "research"}, {"outcome": "refuse"})

    assert "" in left(await unnoticed(research), Kind.LONGER, "DSA-1")


async def test_what_an_agreement_shares_is_noticed_by_what_is_kept_and_removed():
    kept = (
        {},
        {"kept": ("/name", "/phone"), "removed": ("/citizenshipCode",), "values": {"/birthDate": "1987"}},
    )
    found = await unnoticed(kept)

    assert "contact.phone" not in left(found, Kind.SHARES_LESS, "DSA-1")
    assert "immigration.citizenship" not in left(found, Kind.SHARES_MORE, "DSA-1")
    assert left(found, Kind.WHOLE, "DSA-1") == []
    assert "immigration.citizenship" in left(await unnoticed(), Kind.SHARES_MORE, "DSA-1")


async def test_an_end_is_noticed_by_a_test_of_a_later_day():
    later = ({"on": date(2027, 6, 1)}, {"outcome": "refuse"})

    assert left(await unnoticed(later), Kind.LONGER, "DSA-1") == []


async def test_a_purpose_is_noticed_by_a_test_of_another_one():
    assert (
        left(await unnoticed(({"purpose": "research"}, {"outcome": "refuse"})), Kind.ANY_PURPOSE, "DSA-1")
        == []
    )


async def test_a_basis_is_noticed_by_a_test_with_such_a_process():
    def kinds(found):
        return left(found, Kind.YIELDS_MORE, STATUS)

    consent = ICE | {
        "process": (type(WARRANT)("consent", ("immigration.citizenship",), by="Law Department"),)
    }

    assert "consent" in kinds(await unnoticed((ICE, REFERRED)))
    assert "consent" not in kinds(await unnoticed((consent, {**REFERRED, "kept": ()})))


async def test_it_stops_when_it_is_told_to():
    found = await unnoticed((ICE, REFERRED), may_go_on=lambda tried, known: tried < 3)

    assert (found.tried, found.known > 3) == (3, True)


async def test_tests_that_fail_notice_nothing():
    assert left(await unnoticed((ICE, {"outcome": "release"})), Kind.GONE, STATUS) == [""]


def test_each_change_is_told_in_words():
    status = rule(REFER, "immigration")
    shared = agreement("identity.name")
    found = Noticing(
        9,
        9,
        (
            Change(Kind.GONE, status, None),
            Change(Kind.COVERS_LESS, status, status, "immigration.visa"),
            Change(Kind.COVERS_LESS, status, status, "immigration.status"),
            Change(Kind.COVERS_LESS, status, status, "immigration.entry"),
            Change(Kind.YIELDS_MORE, status, status, "duty"),
            Change(Kind.ANY_AGENT, shared, shared),
            Change(Kind.ANY_AGENT, agreement("identity", id="DSA-2"), shared),
        ),
    )

    assert list(sentences(found)) == [
        "Nothing would tell you if `law/rule` were gone.",
        "Nothing would tell you if `law/rule` no longer covered `immigration.visa`, `immigration.status` or `immigration.entry`.",
        "Nothing would tell you if `law/rule` also yielded to `duty`.",
        "Nothing would tell you if one of these could be carried by any agent: DSA-1, DSA-2.",
    ]


def test_every_kind_of_change_has_words():
    some = rule(REFER, "immigration")

    for kind in Kind:
        (told,) = sentences(Noticing(1, 1, (Change(kind, some, some, "x"),)))
        assert told.startswith("Nothing would tell you if ")
        assert "{" not in told


def test_the_small_city_has_changes_of_most_kinds():
    assert len({change.kind for change in changes(policy().bundle)}) > 9


@pytest.mark.parametrize("given", [{}, ICE, {"purpose": "research"}, ICE | {"process": (WARRANT,)}])
@pytest.mark.parametrize("rules", [None, ()])
async def test_what_is_not_played_again_would_go_as_it_went(given, rules):
    """The part of the policy that is about a test tells of each change what the whole would."""
    used = policy()
    done = await verdict(given, policy_=used, rules=rules)
    part = _Good(used.bundle, done)
    whole = plan(used.bundle, part.exchange)

    for change in changes(used.bundle):
        other = Compiled(changed(used.bundle, change))
        if not part.is_touched_by(change):
            again = await run(other, detectors(), done.case, TODAY)
            assert again.faults == done.faults, change
            assert again.played.after == done.played.after, change
        elif rules is not None:
            assert plan(other.bundle, part.exchange) != whole, change
