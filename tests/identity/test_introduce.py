"""Introducing: proven and uncontradicted, with the whole chain, or unknown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from firewall.identity.certificates import Bindings
from firewall.identity.introduce import Credentials, Introducer, PartnerFacts, requester
from firewall.identity.keys import KeyStore
from firewall.model import UNKNOWN, Party

from .test_certificates import COUNTY, ICE, NOW, certificate
from .test_keys import counting

FACTS = {
    facts.id: facts
    for facts in (
        PartnerFacts(id=COUNTY, kind="public-health-authority"),
        PartnerFacts(
            id=ICE, kind="immigration-enforcement.civil", onward=(Party("", "federal-law-enforcement"),)
        ),
        PartnerFacts(id="platewatch", kind="vendor", on_behalf_of=(ICE,), onward=(Party("fusion", "?"),)),
        PartnerFacts(
            id="fusion",
            kind="fusion-center",
            onward=(Party("", "data-broker"), Party("platewatch", "vendor")),
        ),
        PartnerFacts(id="reseller", kind="vendor", on_behalf_of=("platewatch",)),
    )
}
COUNTY_CERTIFICATE = certificate(x509.DNSName("county.example"))
ICE_CERTIFICATE = certificate(x509.DNSName("ice.example"))
LOST_CERTIFICATE = certificate(x509.DNSName("lost.example"))


def party(id_):
    return Party(id_, FACTS[id_].kind)


@pytest.fixture
def store(tmp_path):
    with KeyStore.open(tmp_path / "identity.sqlite") as opened:
        yield opened


@pytest.fixture
def introducer(store):
    bindings = Bindings({"dns:county.example": COUNTY, "dns:ice.example": ICE})
    return Introducer(FACTS, store, bindings)


@pytest.fixture
def issue(store):
    entropy = counting()
    return lambda partner: store.add(partner, by="R. Ortiz", at=NOW, entropy=entropy)


def test_nothing_shown_is_unknown(introducer):
    assert introducer.introduce(Credentials(), NOW) is UNKNOWN


@pytest.mark.parametrize("how", ["authorization", "api_key"])
def test_key_introduces_its_partner(introducer, issue, how):
    text = issue(COUNTY).text
    shown = {"authorization": f"Bearer {text}"} if how == "authorization" else {"api_key": text}

    found = introducer.introduce(Credentials(**shown), NOW)

    assert (found.party, found.authenticated_by) == (party(COUNTY), "api-key")


def test_certificate_introduces_its_partner(introducer):
    found = introducer.introduce(Credentials(certificate=COUNTY_CERTIFICATE), NOW)

    assert (found.party, found.authenticated_by) == (party(COUNTY), "mtls")


def test_certificate_and_key_of_one_partner_are_that_partner_by_certificate(introducer, issue):
    text = issue(COUNTY).text
    found = introducer.introduce(
        Credentials(authorization=f"bearer {text}", certificate=COUNTY_CERTIFICATE), NOW
    )

    assert (found.party, found.authenticated_by) == (party(COUNTY), "mtls")


def test_credentials_that_disagree_are_unknown(introducer, issue):
    county, ice = issue(COUNTY).text, issue(ICE).text

    for shown in (
        Credentials(api_key=county, certificate=ICE_CERTIFICATE),
        Credentials(authorization=f"Bearer {ice}", certificate=COUNTY_CERTIFICATE),
        Credentials(authorization=f"Bearer {ice}", api_key=county),
        Credentials(authorization=f"Bearer {ice}", api_key=county, certificate=COUNTY_CERTIFICATE),
    ):
        assert introducer.introduce(shown, NOW) is UNKNOWN


def test_one_credential_that_fails_spoils_the_other(introducer, issue):
    text = issue(COUNTY).text

    for shown in (
        Credentials(api_key=text, certificate=LOST_CERTIFICATE),
        Credentials(api_key=text, certificate=b""),
        Credentials(api_key="dsf_ffffffff_" + "A" * 43, certificate=COUNTY_CERTIFICATE),
        Credentials(api_key="", certificate=COUNTY_CERTIFICATE),
        Credentials(authorization="Basic Y291bnR5OmNvdW50eQ==", certificate=COUNTY_CERTIFICATE),
        Credentials(authorization=f"Basic {text}", api_key=text),
    ):
        assert introducer.introduce(shown, NOW) is UNKNOWN


@pytest.mark.parametrize(
    "spelling",
    [
        "{}",
        "Bearer{}",
        "Bearer {}, Bearer {}",
        "Token {}",
        "Bearer\t{}",
        "Bearer {} x",
        "",
        "Bearer",
        "Bearer \u212a{}",
    ],
)
def test_authorization_that_is_no_bearer_key_is_unknown(introducer, issue, spelling):
    text = issue(COUNTY).text

    assert introducer.introduce(Credentials(authorization=spelling.replace("{}", text)), NOW) is UNKNOWN


def test_revoked_key_and_expired_certificate_are_unknown(introducer, issue, store):
    issued = issue(COUNTY)
    store.revoke(issued.key_id, by="M. Chen", at=NOW)

    assert introducer.introduce(Credentials(api_key=issued.text), NOW) is UNKNOWN
    assert (
        introducer.introduce(Credentials(certificate=COUNTY_CERTIFICATE), NOW + timedelta(days=9)) is UNKNOWN
    )


def test_key_of_a_partner_that_left_the_policy_is_unknown(introducer, issue):
    assert introducer.introduce(Credentials(api_key=issue("gone").text), NOW) is UNKNOWN


def test_vendor_stands_with_everyone_behind_and_after_it(introducer, issue):
    found = introducer.introduce(Credentials(api_key=issue("reseller").text), NOW)

    assert found.party == party("reseller")
    assert found.on_behalf_of == (party("platewatch"), party(ICE))
    assert found.principal == party(ICE)
    assert found.onward == (party("fusion"), Party("", "federal-law-enforcement"), Party("", "data-broker"))


def test_onward_recipient_is_told_with_the_kind_of_its_own_file(introducer, issue):
    found = introducer.introduce(Credentials(api_key=issue("platewatch").text), NOW)

    assert found.onward[0] == Party("fusion", "fusion-center")


def test_whoever_an_onward_recipient_acts_for_receives_it_too():
    facts = {
        "city": PartnerFacts(id="city", kind="city-department", onward=(Party("platewatch", "vendor"),)),
        "platewatch": FACTS["platewatch"],
        "fusion": FACTS["fusion"],
        ICE: FACTS[ICE],
    }

    assert party(ICE) in requester("city", facts, "mtls").onward


def test_onward_in_a_circle_ends():
    facts = {
        "a": PartnerFacts(id="a", kind="vendor", onward=(Party("b", "vendor"),)),
        "b": PartnerFacts(id="b", kind="vendor", onward=(Party("c", "vendor"),)),
        "c": PartnerFacts(id="c", kind="vendor", onward=(Party("b", "vendor"), Party("a", "vendor"))),
    }

    assert requester("a", facts, "mtls").onward == (Party("b", "vendor"), Party("c", "vendor"))


@pytest.mark.parametrize(
    "behind",
    [
        {"a": ("b",), "b": ("a",)},
        {"a": ("a",)},
        {"a": ("b",), "b": ("c",), "c": ("b",)},
        {"a": ("nobody",)},
        {"a": ("b",), "b": ("nobody",)},
    ],
)
def test_chain_without_a_principal_is_unknown(behind):
    facts = {id_: PartnerFacts(id=id_, kind="vendor", on_behalf_of=next_) for id_, next_ in behind.items()}

    assert requester("a", facts, "mtls") is UNKNOWN


def test_member_met_twice_stands_where_it_was_met_last():
    facts = {
        "a": PartnerFacts(id="a", kind="vendor", on_behalf_of=("b", "c")),
        "b": PartnerFacts(id="b", kind="vendor"),
        "c": PartnerFacts(id="c", kind="vendor", on_behalf_of=("b",)),
    }

    assert [member.id for member in requester("a", facts, "mtls").on_behalf_of] == ["c", "b"]


IDS = st.sampled_from("abcde")
BEHIND = st.dictionaries(IDS, st.tuples(st.lists(IDS, max_size=2), st.lists(IDS, max_size=2)), min_size=1)


@given(BEHIND)
def test_no_partner_file_can_keep_us_from_an_answer(links):
    facts = {
        id_: PartnerFacts(
            id=id_, kind="vendor", on_behalf_of=tuple(behind), onward=tuple(Party(p, "vendor") for p in after)
        )
        for id_, (behind, after) in links.items()
    }

    for id_ in facts:
        found = requester(id_, facts, "mtls")
        ids = [member.id for member in found.chain]
        assert found is UNKNOWN or (ids[0] == id_ and len(ids) == len(set(ids)))


def test_credentials_are_in_no_repr(issue):
    text = issue(COUNTY).text

    assert text not in repr(Credentials(authorization=text, api_key=text, certificate=text.encode()))
