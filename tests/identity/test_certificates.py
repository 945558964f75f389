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

from firewall.errors import ConfigError
from firewall.identity import certificates as module
from firewall.identity.certificates import Bindings, canonical, read
from firewall.model import PartnerId

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
    assert Bindings({"dns:county.example": COUNTY}).partner(der, NOW) is None


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_damaged_certificate_never_raises(place, byte):
    der = bytearray(certificate(x509.DNSName("county.example")))
    der[place % len(der)] = byte

    Bindings({"dns:county.example": COUNTY}).partner(bytes(der), NOW)


@pytest.mark.parametrize("bound", ["dns:county.example", "DNS:County.Example", " dns:county.example "])
def test_certificate_is_bound_by_host(bound):
    assert Bindings({bound: COUNTY}).partner(certificate(x509.DNSName("county.example")), NOW) == COUNTY


def test_certificate_is_bound_by_uri():
    der = certificate(x509.UniformResourceIdentifier("spiffe://county/health"))

    assert Bindings({"uri:spiffe://county/health": COUNTY}).partner(der, NOW) == COUNTY
    assert Bindings({"uri:spiffe://county/Health": COUNTY}).partner(der, NOW) is None


def test_certificate_is_bound_by_fingerprint_however_it_is_spelled():
    der = certificate()
    colons = hashlib.sha256(der).hexdigest().upper()
    colons = ":".join(colons[i : i + 2] for i in range(0, 64, 2))

    assert Bindings({f"SHA256:{colons}": COUNTY}).partner(der, NOW) == COUNTY


def test_certificate_that_nobody_bound_is_nobody():
    bindings = Bindings({"dns:county.example": COUNTY})

    assert bindings.partner(certificate(x509.DNSName("county.example.evil.example")), NOW) is None
    assert bindings.partner(certificate(x509.DNSName("x.county.example")), NOW) is None
    assert bindings.partner(certificate(x509.UniformResourceIdentifier("dns:county.example")), NOW) is None


def test_wildcard_in_a_certificate_is_no_other_name():
    assert (
        Bindings({"dns:api.county.example": COUNTY}).partner(
            certificate(x509.DNSName("*.county.example")), NOW
        )
        is None
    )


def test_certificate_with_names_of_two_partners_is_nobody():
    der = certificate(x509.DNSName("county.example"), x509.DNSName("ice.example"))

    assert Bindings({"dns:county.example": COUNTY, "dns:ice.example": ICE}).partner(der, NOW) is None


def test_two_names_of_one_partner_are_that_partner():
    der = certificate(x509.DNSName("county.example"))

    assert Bindings({"dns:county.example": COUNTY, fingerprint(der): COUNTY}).partner(der, NOW) == COUNTY


@pytest.mark.parametrize("moment", [NOW - DAY - timedelta(seconds=1), NOW + DAY + timedelta(seconds=1)])
def test_certificate_out_of_its_dates_is_nobody(moment):
    bindings, der = Bindings({"dns:county.example": COUNTY}), certificate(x509.DNSName("county.example"))

    assert bindings.partner(der, NOW) == COUNTY
    assert bindings.partner(der, moment) is None


def test_certificate_is_read_once(monkeypatch):
    bindings, der = Bindings({"dns:county.example": COUNTY}), certificate(x509.DNSName("county.example"))
    bindings.partner(der, NOW)
    monkeypatch.setattr(module, "read", lambda _: pytest.fail("read twice"))

    assert bindings.partner(der, NOW) == COUNTY


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(module, "_REMEMBERED", 3)
    bindings = Bindings({"dns:county.example": COUNTY})
    for number in range(10):
        bindings.partner(b"%d" % number, NOW)

    assert len(bindings._seen) <= 3


@pytest.mark.parametrize(
    "name",
    [
        "county.example",
        "email:a@b",
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
