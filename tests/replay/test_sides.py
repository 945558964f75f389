"""What is compared comes with everybody behind and after each partner."""

from firewall.folder import load_policies
from firewall.replay.sides import pair, side
from tests.system.town import POLICIES


def test_a_partner_stands_with_those_for_whom_it_asks():
    found = side(load_policies(POLICIES).bundle)

    assert [party.id for party in found.requesters["acme-analytics"].on_behalf_of] == ["ice-ero"]
    assert set(found.requesters) == set(found.bundle.partners)


def test_a_pair_has_both():
    bundle = load_policies(POLICIES).bundle

    assert pair(bundle, bundle).bundles == (bundle, bundle)
