"""What is compared comes with everybody behind and after each partner, and with whoever may carry."""

from dataclasses import replace

from firewall.folder import load_policies
from firewall.model import UNKNOWN
from firewall.replay.sides import pair, side
from tests.system.town import POLICIES


def test_a_partner_stands_with_those_for_whom_it_asks():
    found = side(load_policies(POLICIES).bundle)

    assert [party.id for party in found.requesters["acme-analytics"].on_behalf_of] == ["ice-ero"]
    assert set(found.requesters) == set(found.bundle.partners)


def test_a_pair_has_both():
    bundle = load_policies(POLICIES).bundle

    assert pair(bundle, bundle).bundles == (bundle, bundle)


def test_whom_either_side_lets_carry_is_compared_in_both():
    bundle = load_policies(POLICIES).bundle
    county, *others = bundle.agreements
    assert (county.id, county.through) == ("DSA-2026-014", ())
    carried = replace(bundle, agreements=(replace(county, through=("harbor-collections",)), *others))

    both = pair(bundle, carried)
    word = "harbor-collections for county-public-health"
    found = [side.requester(word) for side in (both.before, both.after)]
    assert UNKNOWN not in found
    assert [[str(member.id) for member in one.chain] for one in found] == [word.split(" for ")] * 2
    assert not pair(bundle, bundle).before.chains
