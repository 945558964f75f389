"""Introducing: proven and uncontradicted, with the whole chain, or unknown."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from firewall.identity import introduce
from firewall.identity.authorities import Authorities
from firewall.identity.certificates import Bindings
from firewall.identity.edge import Edge
from firewall.identity.introduce import Credentials, Introducer, Issued, PartnerFacts, requester
from firewall.identity.issuer import Issuer
from firewall.identity.keyring import KeyRing
from firewall.identity.keys import KeyStore
from firewall.identity.spent import Spent
from firewall.identity.tokens import Tokens
from firewall.model import UNKNOWN, PartnerId, Party
from tests.helpers_tls import (
    AUDIENCE,
    ISSUER,
    TODAY,
    Authority,
    claims,
    der,
    item,
    jwks,
    key_for,
    raw_token,
    thumbprint,
    token,
)

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


def is_unknown(found):
    return found == UNKNOWN and bool(found.refused)


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


async def test_nothing_shown_is_unknown(introducer):
    assert await introducer.introduce(Credentials(), NOW) is UNKNOWN


@pytest.mark.parametrize("how", ["authorization", "api_key"])
async def test_key_introduces_its_partner(introducer, issue, how):
    text = issue(COUNTY).text
    shown = {"authorization": f"Bearer {text}"} if how == "authorization" else {"api_key": text}

    found = await introducer.introduce(Credentials(**shown), NOW)

    assert (found.party, found.authenticated_by) == (party(COUNTY), "api-key")


async def test_certificate_introduces_its_partner(introducer):
    found = await introducer.introduce(Credentials(certificate=COUNTY_CERTIFICATE), NOW)

    assert (found.party, found.authenticated_by) == (party(COUNTY), "mtls")


async def test_certificate_and_key_of_one_partner_are_that_partner_by_certificate(introducer, issue):
    text = issue(COUNTY).text
    found = await introducer.introduce(
        Credentials(authorization=f"bearer {text}", certificate=COUNTY_CERTIFICATE), NOW
    )

    assert (found.party, found.authenticated_by) == (party(COUNTY), "mtls")


async def test_credentials_that_disagree_are_unknown(introducer, issue):
    county, ice = issue(COUNTY).text, issue(ICE).text

    for shown in (
        Credentials(api_key=county, certificate=ICE_CERTIFICATE),
        Credentials(authorization=f"Bearer {ice}", certificate=COUNTY_CERTIFICATE),
        Credentials(authorization=f"Bearer {ice}", api_key=county),
        Credentials(authorization=f"Bearer {ice}", api_key=county, certificate=COUNTY_CERTIFICATE),
    ):
        assert is_unknown(await introducer.introduce(shown, NOW))


async def test_one_credential_that_fails_spoils_the_other(introducer, issue):
    text = issue(COUNTY).text

    for shown in (
        Credentials(api_key=text, certificate=LOST_CERTIFICATE),
        Credentials(api_key=text, certificate=b""),
        Credentials(api_key="dsf_ffffffff_" + "A" * 43, certificate=COUNTY_CERTIFICATE),
        Credentials(api_key="", certificate=COUNTY_CERTIFICATE),
        Credentials(authorization="Basic Y291bnR5OmNvdW50eQ==", certificate=COUNTY_CERTIFICATE),
        Credentials(authorization=f"Basic {text}", api_key=text),
    ):
        assert is_unknown(await introducer.introduce(shown, NOW))


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
async def test_authorization_that_is_no_bearer_key_is_unknown(introducer, issue, spelling):
    text = issue(COUNTY).text

    assert is_unknown(
        await introducer.introduce(Credentials(authorization=spelling.replace("{}", text)), NOW)
    )


async def test_revoked_key_and_expired_certificate_are_unknown(introducer, issue, store):
    issued = issue(COUNTY)
    store.revoke(issued.key_id, by="M. Chen", at=NOW)

    assert is_unknown(await introducer.introduce(Credentials(api_key=issued.text), NOW))
    assert is_unknown(
        await introducer.introduce(Credentials(certificate=COUNTY_CERTIFICATE), NOW + timedelta(days=9))
    )


async def test_key_of_a_partner_that_left_the_policy_is_unknown(introducer, issue):
    assert is_unknown(await introducer.introduce(Credentials(api_key=issue("gone").text), NOW))


async def test_vendor_stands_with_everyone_behind_and_after_it(introducer, issue):
    found = await introducer.introduce(Credentials(api_key=issue("reseller").text), NOW)

    assert found.party == party("reseller")
    assert found.on_behalf_of == (party("platewatch"), party(ICE))
    assert found.principal == party(ICE)
    assert found.onward == (party("fusion"), Party("", "federal-law-enforcement"), Party("", "data-broker"))


async def test_onward_recipient_is_told_with_the_kind_of_its_own_file(introducer, issue):
    found = await introducer.introduce(Credentials(api_key=issue("platewatch").text), NOW)

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


def test_tokens_and_passed_on_certificates_are_in_no_repr():
    shown = Credentials(authorization="SECRET", client_cert="SECRET", client_cert_chain="SECRET")

    assert "SECRET" not in repr(shown)


# ---- tokens

SUBJECTS = {"county#svc-health": COUNTY, "county#ice": ICE, "county#vendor": PartnerId("platewatch")}
CA = Authority("CA")
CA_COUNTY, CA_ICE, CA_NOBODY = (
    CA.made("x", hosts=[f"{name}.example"])[0] for name in ("county", "ice", "nobody")
)


class Told(list):
    """The codes that were told."""


@pytest.fixture
def tokens(store, tmp_path):
    path = tmp_path / "jwks.json"
    path.write_bytes(jwks(key_for("ES256")))
    issuer = Issuer(name="county", issuer=ISSUER, audience=AUDIENCE, algorithms=("ES256",), keys_file=path)
    with Spent.open(tmp_path / "identity.sqlite") as spent:
        yield Tokens([KeyRing(issuer, lambda: 0.0)], spent)


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def house(store, tokens, told):
    bindings = Bindings({"dns:county.example": COUNTY, "dns:ice.example": ICE})
    issued = Issued(tokens=tokens, subjects=SUBJECTS)
    return Introducer(FACTS, store, bindings, issued=issued, told=told.append)


def bearing(text, **more):
    return Credentials(authorization=f"Bearer {text}", **more)


async def test_token_introduces_the_partner_that_its_subject_is(house):
    found = await house.introduce(bearing(token()), TODAY)

    assert (found.party, found.authenticated_by, found.refused) == (party(COUNTY), "token", ())


async def test_a_subject_that_no_partner_file_names_is_unknown(house, told):
    for subject in ("svc-other", "SVC-HEALTH", "svc-health ", "county-public-health"):
        found = await house.introduce(bearing(token(claims(sub=subject))), TODAY)
        assert (found, found.refused) == (UNKNOWN, ("token-subject",))
    assert told == ["token-subject"] * 4


async def test_token_beside_certificate_and_key_of_the_same_partner_is_that_partner(house, issue):
    shown = bearing(token(), certificate=der(CA_COUNTY), api_key=issue(COUNTY).text)
    found = await house.introduce(shown, TODAY)

    assert (found.party, found.authenticated_by) == (party(COUNTY), "mtls-token")


async def test_what_disagrees_with_a_token_makes_nobody_of_both(house, issue):
    key = issue(ICE).text
    for shown in (
        bearing(token(), certificate=der(CA_ICE)),
        bearing(token(), api_key=key),
        bearing(token(claims(sub="ice")), certificate=der(CA_COUNTY), api_key=key),
    ):
        found = await house.introduce(shown, TODAY)
        assert (found, found.refused) == (UNKNOWN, ("credentials-disagree",))


BAD = {
    "expired": lambda: token(claims(iat=1, exp=2)),
    "forged": lambda: token(key=key_for("ES256", "k2")),
    "of nobody": lambda: token(claims(sub="nobody")),
    "no token": lambda: "a.b.c",
    "for another": lambda: token(claims(aud="https://other.example")),
    "unsigned": lambda: raw_token(b'{"alg":"none","kid":"k1"}', b"{}"),
    "of another certificate": lambda: token(claims(cnf={"x5t#S256": thumbprint(CA_ICE)})),
    "long": lambda: "a." * 9000,
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
async def test_a_bad_token_spoils_a_good_certificate_and_a_good_key(house, issue, bad):
    """Never the weaker one that is left: whoever showed it is not who the other says."""
    for more in ({"certificate": der(CA_COUNTY)}, {"api_key": issue(COUNTY).text}, {}):
        found = await house.introduce(bearing(bad(), **more), TODAY)
        assert is_unknown(found)
        assert found.party == UNKNOWN.party


async def test_two_tokens_are_none(house):
    found = await house.introduce(bearing(f"{token()}, Bearer {token()}"), TODAY)

    assert found.refused == ("token-malformed",)


async def test_a_token_is_no_key(house):
    assert (await house.introduce(Credentials(api_key=token()), TODAY)).refused == ("key",)


async def test_without_issuers_a_token_is_unexpected(introducer):
    assert (await introducer.introduce(bearing(token()), NOW)).refused == ("token-unexpected",)


# ---- tokens bound to certificates


def bound(certificate):
    return token(claims(cnf={"x5t#S256": thumbprint(certificate)}))


async def test_a_bound_token_counts_beside_its_certificate_alone(house):
    assert (
        await house.introduce(bearing(bound(CA_COUNTY), certificate=der(CA_COUNTY)), TODAY)
    ).party == party(COUNTY)
    for shown in (None, der(CA_ICE), der(CA_NOBODY), b"x"):
        assert is_unknown(await house.introduce(bearing(bound(CA_COUNTY), certificate=shown), TODAY))


async def test_a_certificate_that_no_file_names_holds_a_token_that_is_bound_to_it(house):
    found = await house.introduce(bearing(bound(CA_NOBODY), certificate=der(CA_NOBODY)), TODAY)

    assert (found.party, found.authenticated_by) == (party(COUNTY), "mtls-token")


async def test_a_certificate_that_no_file_names_holds_no_token_that_is_not_bound_to_it(house):
    found = await house.introduce(bearing(token(), certificate=der(CA_NOBODY)), TODAY)

    assert found.refused == ("certificate-unnamed",)


async def test_a_certificate_that_is_not_good_holds_no_token(house):
    late = TODAY + timedelta(days=31)
    text = token(claims(now=late, cnf={"x5t#S256": thumbprint(CA_NOBODY)}))

    assert (await house.introduce(bearing(text, certificate=der(CA_NOBODY)), late)).refused == (
        "certificate-dates",
    )


# ---- tokens that are used up


async def test_a_token_changes_something_once(house):
    shown = bearing(token(), changes=True)
    first, second = await house.introduce(shown, TODAY), await house.introduce(shown, TODAY)

    assert (first.party, second.refused) == (party(COUNTY), ("token-replayed",))
    assert second == UNKNOWN
    assert (await house.introduce(bearing(token()), TODAY)).party == party(
        COUNTY
    )  # to read, it is as good as before


async def test_a_token_without_an_id_reads_and_does_not_change(house):
    text = token(claims(jti=None))

    assert (await house.introduce(bearing(text), TODAY)).party == party(COUNTY)
    assert (await house.introduce(bearing(text, changes=True), TODAY)).refused == ("token-no-id",)


async def test_a_token_that_is_refused_is_not_used_up(house):
    """Else whoever got hold of one could burn it without its certificate."""
    text = bound(CA_COUNTY)
    assert is_unknown(await house.introduce(bearing(text, changes=True), TODAY))
    assert is_unknown(await house.introduce(bearing(text, certificate=der(CA_ICE), changes=True), TODAY))

    found = await house.introduce(bearing(text, certificate=der(CA_COUNTY), changes=True), TODAY)
    assert found.party == party(COUNTY)


async def test_of_many_at_one_time_one_changes_something(house):
    shown = bearing(token(), changes=True)
    found = await asyncio.gather(*(house.introduce(shown, TODAY) for _ in range(20)))

    assert [one.party for one in found].count(party(COUNTY)) == 1


async def test_certificates_and_keys_change_something_again_and_again(house, issue):
    text = issue(COUNTY).text
    for _ in range(3):
        found = await house.introduce(Credentials(api_key=text, changes=True), TODAY)
        assert found.party == party(COUNTY)


# ---- for whom


async def test_a_token_adds_members_and_takes_none_away(house):
    found = await house.introduce(bearing(token(claims(sub="vendor", on_behalf_of=["svc-health"]))), TODAY)

    assert [one.id for one in found.on_behalf_of] == [COUNTY, ICE]
    assert found.principal == party(ICE)  # the partner file's principal stays the last
    assert Party("", "federal-law-enforcement") in found.onward


async def test_where_the_partner_file_names_nobody_the_last_one_of_the_token_is_the_principal(house):
    found = await house.introduce(bearing(token(claims(on_behalf_of=["vendor"]))), TODAY)

    assert [one.id for one in found.on_behalf_of] == ["platewatch", ICE]


async def test_who_acts_is_who_asks_and_the_subject_stands_behind(house):
    found = await house.introduce(bearing(token(claims(act={"sub": "ice"}))), TODAY)

    assert (found.party, found.on_behalf_of) == (party(ICE), (party(COUNTY),))


@pytest.mark.parametrize("behind", [["nobody"], ["ice", "nobody"], ["ice-ero"], ["county#ice"]])
async def test_a_name_that_is_not_known_makes_the_chain_unknown(house, behind):
    found = await house.introduce(bearing(token(claims(on_behalf_of=behind))), TODAY)

    assert (found, found.refused) == (UNKNOWN, ("chain-unknown",))


async def test_a_chain_in_a_circle_is_unknown(house):
    text = token(claims(sub="ice", on_behalf_of=["vendor"]))

    assert (await house.introduce(bearing(text), TODAY)).refused == ("chain-unknown",)


async def test_the_same_chain_is_the_same_requester(house):
    """What is decided for it is found by its identity."""
    shown = bearing(token(claims(on_behalf_of=["vendor"])))

    assert await house.introduce(shown, TODAY) is await house.introduce(shown, TODAY)


async def test_what_is_remembered_is_bounded(house, monkeypatch):
    monkeypatch.setattr(introduce, "_REMEMBERED", 1)
    for subject in ("svc-health", "ice", "vendor"):
        await house.introduce(bearing(token(claims(sub=subject))), TODAY)

    assert len(house._met) == 1


# ---- the edge


@pytest.fixture
def behind_a_balancer(store, told):
    known = Authorities([CA.certificate], {})
    bindings = Bindings({"dns:county.example": COUNTY, "dns:ice.example": ICE}, lambda: known)
    return Introducer(FACTS, store, bindings, edge=Edge(["dns:lb.example"], lambda: known), told=told.append)


BALANCER = der(CA.made("lb", hosts=["lb.example"])[0])


async def test_a_certificate_that_the_balancer_passes_on_introduces_its_partner(behind_a_balancer):
    found = await behind_a_balancer.introduce(
        Credentials(certificate=BALANCER, client_cert=item(CA_COUNTY)), TODAY
    )

    assert (found.party, found.authenticated_by, found.refused) == (party(COUNTY), "mtls", ())


async def test_through_the_balancer_without_a_certificate_a_key_counts(behind_a_balancer, issue):
    found = await behind_a_balancer.introduce(
        Credentials(certificate=BALANCER, api_key=issue(COUNTY).text), TODAY
    )

    assert (found.party, found.authenticated_by) == (party(COUNTY), "api-key")
    assert await behind_a_balancer.introduce(Credentials(certificate=BALANCER), TODAY) is UNKNOWN


async def test_a_bad_certificate_from_the_balancer_spoils_a_good_key(behind_a_balancer, issue):
    for header in ("x", item(Authority("Stranger").made("x", hosts=["county.example"])[0])):
        found = await behind_a_balancer.introduce(
            Credentials(certificate=BALANCER, client_cert=header, api_key=issue(COUNTY).text), TODAY
        )
        assert is_unknown(found)


async def test_the_header_of_a_stranger_is_ignored_and_recorded(behind_a_balancer, issue, told):
    alone = await behind_a_balancer.introduce(Credentials(client_cert=item(CA_COUNTY)), TODAY)
    own = await behind_a_balancer.introduce(
        Credentials(certificate=der(CA_ICE), client_cert=item(CA_COUNTY)), TODAY
    )

    assert (alone, alone.refused) == (UNKNOWN, ("client-cert-stranger",))
    assert (own.party, own.authenticated_by, own.refused) == (party(ICE), "mtls", ("client-cert-stranger",))
    assert told == ["client-cert-stranger"] * 2


async def test_an_attempt_and_a_failure_are_both_recorded(behind_a_balancer):
    found = await behind_a_balancer.introduce(Credentials(api_key="x", client_cert="x"), TODAY)

    assert found.refused == ("client-cert-stranger", "key")


@pytest.mark.parametrize(
    "fault", [RuntimeError("SECRET"), RecursionError(), KeyError("SECRET"), MemoryError()]
)
async def test_whatever_a_credential_makes_fail_its_requester_is_nobody(house, monkeypatch, told, fault):
    def fail(*given):
        raise fault

    monkeypatch.setattr(introduce.Issued, "chain", fail)
    with capture_logs() as logs:
        found = await house.introduce(bearing(token(), certificate=der(CA_COUNTY)), TODAY)

    assert (found, found.refused, told) == (UNKNOWN, ("credentials-fault",), ["credentials-fault"])
    assert logs == [{"event": "introduce-fault", "error": type(fault).__name__, "log_level": "error"}]
