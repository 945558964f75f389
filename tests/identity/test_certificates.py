"""Certificates: their names, their dates, and the partner they are bound to."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from firewall.errors import ConfigError
from firewall.identity import certificates as module
from firewall.identity.authorities import Authorities
from firewall.identity.certificates import Bindings, canonical, read
from firewall.model import PartnerId
from tests.helpers_tls import TODAY, Authority, der

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
COUNTY, ICE = PartnerId("county-public-health"), PartnerId("ice-ero")
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def certificate(*names, start=NOW - DAY, end=NOW + DAY, serial=7):
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "county.example")])
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(KEY.public_key())
    )
    builder = builder.serial_number(serial).not_valid_before(start).not_valid_after(end)
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(KEY, None).public_bytes(Encoding.DER)


def fingerprint(der):
    return f"sha256:{hashlib.sha256(der).hexdigest()}"


def test_names_are_fingerprint_hosts_and_uris():
    der = certificate(
        x509.DNSName("API.County.example"), x509.UniformResourceIdentifier("spiffe://county/health")
    )

    assert read(der).names == (fingerprint(der), "dns:api.county.example", "uri:spiffe://county/health")


def test_common_name_is_not_a_name():
    der = certificate()

    assert read(der).names == (fingerprint(der),)


@given(st.binary(max_size=300))
def test_bytes_that_are_no_certificate_are_nobody(der):
    assert read(der) is None
    assert Bindings({"dns:county.example": COUNTY}).look(der, NOW).partner is None


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_damaged_certificate_never_raises(place, byte):
    der = bytearray(certificate(x509.DNSName("county.example")))
    der[place % len(der)] = byte

    Bindings({"dns:county.example": COUNTY}).look(bytes(der), NOW)


@pytest.mark.parametrize("bound", ["dns:county.example", "DNS:County.Example", " dns:county.example "])
def test_certificate_is_bound_by_host(bound):
    assert Bindings({bound: COUNTY}).look(certificate(x509.DNSName("county.example")), NOW).partner == COUNTY


def test_certificate_is_bound_by_uri():
    der = certificate(x509.UniformResourceIdentifier("spiffe://county/health"))

    assert Bindings({"uri:spiffe://county/health": COUNTY}).look(der, NOW).partner == COUNTY
    assert Bindings({"uri:spiffe://county/Health": COUNTY}).look(der, NOW).partner is None


def test_certificate_is_bound_by_fingerprint_however_it_is_spelled():
    der = certificate()
    colons = hashlib.sha256(der).hexdigest().upper()
    colons = ":".join(colons[i : i + 2] for i in range(0, 64, 2))

    assert Bindings({f"SHA256:{colons}": COUNTY}).look(der, NOW).partner == COUNTY


def test_certificate_that_nobody_bound_is_nobody():
    bindings = Bindings({"dns:county.example": COUNTY})

    assert bindings.look(certificate(x509.DNSName("county.example.evil.example")), NOW).partner is None
    assert bindings.look(certificate(x509.DNSName("x.county.example")), NOW).partner is None
    assert (
        bindings.look(certificate(x509.UniformResourceIdentifier("dns:county.example")), NOW).partner is None
    )


def test_wildcard_in_a_certificate_is_no_other_name():
    assert (
        Bindings({"dns:api.county.example": COUNTY})
        .look(certificate(x509.DNSName("*.county.example")), NOW)
        .partner
        is None
    )


def test_certificate_with_names_of_two_partners_is_nobody():
    der = certificate(x509.DNSName("county.example"), x509.DNSName("ice.example"))

    assert Bindings({"dns:county.example": COUNTY, "dns:ice.example": ICE}).look(der, NOW).partner is None


def test_two_names_of_one_partner_are_that_partner():
    der = certificate(x509.DNSName("county.example"))

    assert Bindings({"dns:county.example": COUNTY, fingerprint(der): COUNTY}).look(der, NOW).partner == COUNTY


@pytest.mark.parametrize("moment", [NOW - DAY - timedelta(seconds=1), NOW + DAY + timedelta(seconds=1)])
def test_certificate_out_of_its_dates_is_nobody(moment):
    bindings, der = Bindings({"dns:county.example": COUNTY}), certificate(x509.DNSName("county.example"))

    assert bindings.look(der, NOW).partner == COUNTY
    assert bindings.look(der, moment).partner is None


def test_certificate_is_read_once(monkeypatch):
    bindings, der = Bindings({"dns:county.example": COUNTY}), certificate(x509.DNSName("county.example"))
    bindings.look(der, NOW)
    monkeypatch.setattr(module, "read", lambda _: pytest.fail("read twice"))

    assert bindings.look(der, NOW).partner == COUNTY


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(module, "_REMEMBERED", 3)
    bindings = Bindings({"dns:county.example": COUNTY})
    for number in range(10):
        bindings.look(certificate(serial=number + 1), NOW)

    assert len(bindings._seen) == 1


@pytest.mark.parametrize(
    "name",
    [
        "county.example",
        "email:",
        "sha256:12",
        "sha1:" + "a" * 40,
        "dns:",
        "uri:",
        "dns:*.county.example",
        "",
    ],
)
def test_name_that_is_none_is_a_fault(name):
    assert canonical(name) is None
    with pytest.raises(ConfigError, match="county-public-health"):
        Bindings({name: COUNTY})


def test_name_of_two_partners_is_a_fault():
    with pytest.raises(ConfigError, match="two partners"):
        Bindings({"dns:county.example": COUNTY, "dns:COUNTY.example": ICE})


def test_certificate_is_bound_by_address():
    shown = certificate(x509.RFC822Name("Exchange@County.example"))

    assert Bindings({"email:exchange@county.example": COUNTY}).look(shown, NOW).partner == COUNTY


def test_what_cannot_be_read_is_told_by_its_class_alone_and_read_again(monkeypatch):
    shown, real = certificate(x509.DNSName("county.example")), x509.load_der_x509_certificate
    bindings = Bindings({"dns:county.example": COUNTY})
    monkeypatch.setattr(
        x509, "load_der_x509_certificate", lambda raw: (_ for _ in ()).throw(MemoryError("SECRET"))
    )
    with capture_logs() as logs:
        assert bindings.look(shown, NOW).why == "certificate-unreadable"
    monkeypatch.setattr(x509, "load_der_x509_certificate", real)

    assert logs == [{"event": "certificate-unreadable", "error": "MemoryError", "log_level": "warning"}]
    assert bindings.look(shown, NOW).partner == COUNTY


@pytest.mark.parametrize(
    ("shown", "at", "code"),
    [
        (certificate(x509.DNSName("other.example")), NOW, "certificate-unnamed"),
        (
            certificate(x509.DNSName("county.example"), x509.DNSName("ice.example")),
            NOW,
            "certificate-ambiguous",
        ),
        (certificate(x509.DNSName("county.example")), NOW + 2 * DAY, "certificate-dates"),
        (certificate(x509.DNSName("county.example")), NOW - 2 * DAY, "certificate-dates"),
        (b"x", NOW, "certificate-unreadable"),
    ],
)
def test_why_it_is_nobodys_is_told(shown, at, code):
    bindings = Bindings({"dns:county.example": COUNTY, "dns:ice.example": ICE})

    assert (bindings.look(shown, at).partner, bindings.look(shown, at).why) == (None, code)


# ---- trust roots

CITY_CA, COUNTY_CA, ICE_CA = Authority("City CA"), Authority("County CA"), Authority("ICE CA")
NAMED = Authorities([CITY_CA.certificate], {"county": [COUNTY_CA.certificate], "ice": [ICE_CA.certificate]})
NAMES = {"dns:county.example": COUNTY, "dns:ice.example": ICE}


def looked(by, host, *, demanded, known=NAMED):
    bindings = Bindings(NAMES, lambda: known, demanded)
    return bindings.look(der(by.made("x", hosts=[host])[0]), TODAY)


def test_a_partner_that_demands_an_authority_is_proven_by_that_one_alone():
    demanded = {COUNTY: "county"}

    assert looked(COUNTY_CA, "county.example", demanded=demanded).partner == COUNTY
    for other in (CITY_CA, ICE_CA, Authority("County CA")):
        assert looked(other, "county.example", demanded=demanded).why == "certificate-other-ca"


def test_a_partner_that_demands_none_is_not_proven_by_anothers_authority():
    assert looked(CITY_CA, "ice.example", demanded={COUNTY: "county"}).partner == ICE
    assert looked(COUNTY_CA, "ice.example", demanded={COUNTY: "county"}).why == "certificate-other-ca"


def test_an_authority_below_a_partners_own_makes_no_certificate_of_another():
    below = Authority("County CA 2", COUNTY_CA)

    assert looked(below, "ice.example", demanded={COUNTY: "county"}).why == "certificate-other-ca"


def test_where_no_authority_has_a_name_the_tls_layer_knows_who_may_sign():
    general = Authorities([CITY_CA.certificate], {})
    below = Authority("City CA 2", CITY_CA)

    assert looked(below, "ice.example", demanded={}, known=general).partner == ICE
    assert looked(CITY_CA, "ice.example", demanded={ICE: "ice"}, known=general).why == "certificate-other-ca"


def test_who_is_revoked_while_it_is_connected_is_nobody_at_the_next_request():
    shown = CITY_CA.made("x", hosts=["ice.example"])[0]
    known = [Authorities([CITY_CA.certificate], {}, [CITY_CA.revoked()])]
    bindings = Bindings(NAMES, lambda: known[0])
    assert bindings.look(der(shown), TODAY).partner == ICE

    known[0] = Authorities([CITY_CA.certificate], {}, [CITY_CA.revoked(shown)])
    assert bindings.look(der(shown), TODAY).why == "certificate-revoked"
    assert bindings.look(der(shown), TODAY + 8 * DAY).why == "certificate-revoked"


def test_an_ended_list_refuses_whomever_it_spoke_for():
    shown = CITY_CA.made("x", hosts=["ice.example"])[0]
    bindings = Bindings(NAMES, lambda: Authorities([CITY_CA.certificate], {}, [CITY_CA.revoked()]))

    assert bindings.look(der(shown), TODAY).partner == ICE
    assert bindings.look(der(shown), TODAY + 8 * DAY).why == "certificate-no-crl"
