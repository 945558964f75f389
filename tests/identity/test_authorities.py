"""Who signed a certificate, whom they revoked, and what leads to them."""

from datetime import timedelta, timezone

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from firewall.errors import ConfigError
from firewall.identity.authorities import GENERAL, MOST_BETWEEN, Authorities, read_certificates, read_lists
from tests.helpers_tls import SERVER, TODAY, Authority, pem

CITY, COUNTY, STRANGER = Authority("City CA"), Authority("County CA"), Authority("Stranger CA")
BELOW = Authority("County CA 2", COUNTY)
BOTH = Authorities([CITY.certificate], {"county": [COUNTY.certificate]})


def made(by, **options):
    return by.made("leaf", hosts=["leaf.example"], **options)[0]


def test_it_tells_who_signed_a_certificate():
    assert BOTH.signers(made(CITY)) == {GENERAL}
    assert BOTH.signers(made(COUNTY)) == {"county"}
    assert BOTH.signers(made(STRANGER)) == set()
    assert BOTH.names == {"county"}


def test_it_tells_whether_anybody_was_taken_away():
    without = Authorities([CITY.certificate], {})

    assert BOTH.has_all_of(without)
    assert BOTH.has_all_of(Authorities([CITY.certificate, COUNTY.certificate], {}))  # under another name
    assert not without.has_all_of(BOTH)


def test_who_signed_through_another_did_not_sign():
    assert BOTH.signers(made(BELOW)) == set()
    assert Authorities([], {"county": [BELOW.certificate]}).signers(made(BELOW)) == {"county"}


def test_one_of_the_same_name_with_another_key_is_another():
    assert BOTH.signers(made(Authority("County CA"))) == set()


# ---- revoked


def standing(certificate, *lists, now=TODAY):
    found = Authorities([CITY.certificate], {"county": [COUNTY.certificate]}, lists).standing(certificate)
    return found.failure(now)


def test_without_lists_nothing_is_said():
    assert BOTH.standing(made(CITY)) is None
    assert BOTH.lists_end is None
    assert BOTH.without_list() == 0


def test_a_revoked_certificate_is_refused_and_another_of_the_same_authority_is_not():
    gone, good = made(CITY), made(CITY)

    assert standing(gone, CITY.revoked(gone)) == "certificate-revoked"
    assert standing(good, CITY.revoked(gone)) == ""


def test_whom_no_list_speaks_for_is_refused():
    assert standing(made(COUNTY), CITY.revoked()) == "certificate-no-crl"
    assert standing(made(STRANGER), CITY.revoked()) == "certificate-no-crl"
    assert standing(made(CITY)) == "certificate-no-crl"


def test_a_list_that_ended_or_has_not_begun_speaks_for_nobody():
    leaf = made(CITY)

    assert standing(leaf, CITY.revoked(days=(-9, -1))) == "certificate-no-crl"
    assert standing(leaf, CITY.revoked(days=(1, 9))) == "certificate-no-crl"
    assert standing(leaf, CITY.revoked(), now=TODAY + timedelta(days=8)) == "certificate-no-crl"
    # Between two of them nobody speaks.
    assert standing(leaf, CITY.revoked(days=(-9, -1)), CITY.revoked(days=(1, 9))) == "certificate-no-crl"


def test_a_list_that_ended_still_names_whom_it_named():
    gone = made(CITY)

    assert standing(gone, CITY.revoked(gone, days=(-9, -1)), CITY.revoked()) == "certificate-revoked"


def test_a_list_of_somebody_with_the_same_name_speaks_for_its_own_alone():
    """Its maker could else keep the other's ended list alive, or revoke the other's certificates."""
    double = Authority("City CA")
    leaf = made(CITY)
    lists = [CITY.revoked(days=(-9, -1)), double.revoked(leaf)]
    known = Authorities([CITY.certificate], {"double": [double.certificate]}, lists)

    assert known.standing(leaf).failure(TODAY) == "certificate-no-crl"


def test_it_tells_when_the_first_list_ends_and_who_has_none():
    known = Authorities(
        [CITY.certificate], {"county": [COUNTY.certificate]}, [CITY.revoked(), CITY.revoked(days=(-1, 3))]
    )

    assert known.lists_end == (TODAY + timedelta(days=3)).replace(microsecond=0)
    assert known.without_list() == 1


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (STRANGER.revoked(), "signed by nobody"),
        (Authority("City CA").revoked(), "signed by nobody"),
        (
            CITY.revoked(more=[(x509.DeltaCRLIndicator(1), True)]),
            "only a part",
        ),
    ],
)
def test_a_list_that_we_must_not_go_by_is_a_fault(written, says):
    with pytest.raises(ConfigError, match=rf"^a list in it .*{says}"):
        Authorities([CITY.certificate], {}, [written])


# ---- leads to


def leads(leaf, *between, now=TODAY, known=BOTH):
    return known.verifies(leaf, between, now)


def test_a_certificate_leads_to_an_authority_itself_or_through_others():
    assert leads(made(CITY))
    assert leads(made(COUNTY, usage=None))
    assert leads(made(BELOW), BELOW.certificate)
    assert leads(made(CITY), STRANGER.certificate)  # what is not needed does no harm


REFUSED = {
    "nobody we know": (made(STRANGER),),
    "a stranger that shows its own authority": (made(STRANGER), STRANGER.certificate),
    "one between that is missing": (made(BELOW),),
    "ended": (made(CITY, days=(-9, -1)),),
    "not begun": (made(CITY, days=(1, 9)),),
    "for servers": (made(CITY, usage=SERVER),),
    "a critical extension that nobody knows": (
        made(CITY, more=[(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True)]),
    ),
    "too many between": (made(BELOW), BELOW.certificate, *[STRANGER.certificate] * MOST_BETWEEN),
}


@pytest.mark.parametrize("chain", REFUSED.values(), ids=REFUSED)
def test_whatever_else_leads_nowhere(chain):
    assert not leads(*chain)


@pytest.mark.parametrize("more", [(), [(x509.BasicConstraints(ca=False, path_length=None), True)]])
def test_a_partner_is_no_authority(more):
    """Its own key would else make certificates of anybody."""
    leaf, key = CITY.made("partner", hosts=["partner.example"], more=more)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "forged")])
    partner = Authority("x")
    partner.name, partner.key = leaf.subject, key
    forged = partner.sign(subject, Ed25519PrivateKey.generate(), [])

    assert not leads(forged, leaf)


def test_dates_are_of_the_moment_in_any_zone():
    leaf = made(CITY)
    east = timezone(timedelta(hours=14))

    assert leads(leaf, now=TODAY.astimezone(east))
    assert not leads(leaf, now=TODAY + timedelta(days=31))


@given(st.binary(max_size=200))
def test_bytes_that_are_no_pem_are_an_error_that_is_expected(raw):
    for read in (read_certificates, read_lists):
        with pytest.raises(ValueError):
            read(raw)


def test_a_file_may_hold_several():
    assert len(read_certificates(pem(CITY.certificate, COUNTY.certificate))) == 2
    assert len(read_lists(pem(CITY.revoked(), COUNTY.revoked()))) == 2
