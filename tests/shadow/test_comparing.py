from dataclasses import replace

from firewall import metrics
from firewall.model import UNKNOWN, Outcome, RouteId
from firewall.shadow.comparing import CHANGES, Comparing
from tests.helpers import compiled
from tests.shadow.helpers import closed, enforced, exchange, looser, stricter

ICE = {"who": "ice-ero", "purpose": "immigration-enforcement"}


def difference(draft, *args, **changes):
    return Comparing(draft).difference(enforced(), exchange(*args, **changes))


def test_a_draft_that_says_the_same_changes_nothing():
    found = difference(compiled())

    assert (found.change, found.gone, found.come, found.otherwise, found.rules) == (
        "unchanged",
        (),
        (),
        (),
        (),
    )


def test_members_that_would_go_or_be_coarser_are_named():
    found = difference(stricter())

    assert found.change == "members"
    assert "/phone" in found.gone
    assert found.otherwise == ("/birthDate",)
    assert found.come == ()


def test_what_would_be_refused_names_all_that_leaves_now():
    found = difference(closed())

    assert (found.change, found.enforced, found.drafted) == ("newly-refused", Outcome.RELEASE, Outcome.REFUSE)
    assert {"/id", "/name"} <= {*found.gone}


def test_a_looser_draft_is_told_as_looser():
    found = difference(looser(), **ICE)

    assert (found.change, found.enforced) == ("newly-released", Outcome.REFER)
    assert "/name" in found.come
    assert "welcoming/status-goes-to-counsel" in found.rules


def test_a_route_that_the_draft_does_not_have_would_be_refused():
    without = compiled(
        **{"services/parks.yaml": None, "agreements/parks.yaml": None, "laws/welcoming.yaml": None}
    )

    assert difference(without, route=RouteId("parks:permit")).change == "newly-refused"


def test_the_drafts_partner_files_say_who_somebody_is():
    """With ICE under another kind the law about its kind is about somebody else: a draft may be as wrong as that."""
    renamed = "partner: ice-ero\ntitle: ICE\nkind: peer-local.public-health\n"
    found = difference(compiled(**{"partners/ice.yaml": renamed}), **ICE)

    assert (found.change, found.rules) == ("newly-refused", ("welcoming/status-goes-to-counsel",))


def test_a_partner_that_the_draft_does_not_know_is_unknown():
    comparing = Comparing(closed())
    asked = exchange()
    facts = {id_: fact for id_, fact in comparing._facts.items() if id_ != asked.requester.party.id}
    comparing._facts = facts

    assert comparing._requester(enforced(), asked.requester) == UNKNOWN


def test_a_chain_that_others_vouched_for_stays_as_it_is():
    comparing = Comparing(closed())
    asked = exchange().requester
    behind = replace(asked, on_behalf_of=(exchange(**ICE).requester.party,))

    assert comparing._requester(enforced(), behind) == behind
    assert comparing._requester(enforced(), UNKNOWN) == UNKNOWN


def test_the_second_time_is_a_look_up(monkeypatch):
    comparing = Comparing(stricter())
    first = comparing.difference(enforced(), exchange())
    monkeypatch.setattr("firewall.shadow.comparing._leaving", None)

    assert comparing.difference(enforced(), exchange()) is first


def test_every_change_has_a_series():
    assert {*CHANGES} == {*metrics.DRAFTED}


def test_counting_by_purpose_is_the_plans_business():
    assert difference(closed(), purpose="research").change == "unchanged"


def test_what_the_draft_plans_can_be_looked_at():
    assert Comparing(closed()).drafted(enforced(), exchange()).outcome is Outcome.REFUSE
