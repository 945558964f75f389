"""Issuers, authorities by name and the balancer: what may be written, and what contradicts itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from firewall.config import Edge, load
from firewall.identity.issuer import Issuer
from tests.helpers_config import BASE, faults

ISSUER = """
[issuers.county]
issuer = "https://login.county.example"
audience = "https://firewall.city.example"
algorithms = ["ES256"]
"""
FROM_FILE = ISSUER + 'keys_file = "jwks.json"\n'
TLS = '[listen]\ntls_certificate = "c"\ntls_key = "k"\n'


def test_every_value_arrives():
    config, warnings = load(
        f"""{TLS}
        client_crl = "crl"
        [client_cas]
        county = "county.pem"
        state-2 = "/etc/state.pem"
        [edge]
        certificates = ["dns:lb.city.example"]
        ca = "county"
        [issuers.county]
        issuer = "i"
        audience = "a"
        algorithms = ["ES256", "EdDSA"]
        keys_url = "https://login.county.example/jwks"
        keys_ca = "ca.pem"
        certificate_bound = true
        leeway_s = 5
        longest_s = 60
        refresh_s = 10
        keys_last_s = 20.5
        [issuers.state]
        issuer = "s"
        audience = "a"
        algorithms = ["RS256"]
        keys_file = "jwks.json"
        """,
        BASE,
    )

    assert warnings == ()
    assert config.listen.client_crl == BASE / "crl"
    assert config.client_cas == {"county": BASE / "county.pem", "state-2": Path("/etc/state.pem")}
    assert config.edge == Edge(certificates=("dns:lb.city.example",), ca="county")
    assert config.issuers == (
        Issuer(
            name="county", issuer="i", audience="a", algorithms=("ES256", "EdDSA"), keys_ca=BASE / "ca.pem",
            keys_url="https://login.county.example/jwks", certificate_bound=True, leeway_s=5, longest_s=60, refresh_s=10.0,
            keys_last_s=20.5,
        ),
        Issuer(name="state", issuer="s", audience="a", algorithms=("RS256",), keys_file=BASE / "jwks.json"),
    )  # fmt: skip


def test_nothing_written_is_nobody():
    config, _ = load("", BASE)

    assert (config.issuers, dict(config.client_cas), config.edge) == ((), {}, Edge())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ISSUER, "issuers.county needs its public keys from one place."),
        (FROM_FILE + 'keys_url = "https://x/"', "issuers.county needs its public keys from one place."),
        (ISSUER + 'keys_url = "http://x/"', "issuers.county.keys_url is no https address"),
        (FROM_FILE + 'keys_ca = "ca.pem"', "issuers.county.keys_ca is for an address."),
        (FROM_FILE.replace('["ES256"]', '["ES256", "HS256"]'), "issuers.county.algorithms are not some of EdDSA"),
        (FROM_FILE.replace('["ES256"]', '["none"]'), "issuers.county.algorithms are not some of"),
        (FROM_FILE.replace('["ES256"]', "[]"), "issuers.county.algorithms are not some of"),
        (FROM_FILE.replace('audience = "https://firewall.city.example"\n', ""), "issuers.county.audience is missing."),
        (FROM_FILE.replace('"https://login.county.example"', '""'), "issuers.county.issuer is not a text."),
        (FROM_FILE + "longest_s = 90000", "issuers.county.longest_s is not a whole number above 0, and at most 86400"),
        (FROM_FILE + "leeway_s = 301", "issuers.county.leeway_s is not a whole number above 0, and at most 300"),
        (FROM_FILE + "refresh_s = 30000", "issuers.county.refresh_s is above keys_last_s."),
        (FROM_FILE + 'algoritms = ["ES256"]', "`issuers.county.algoritms` is no setting. Did you mean `issuers.county.algorithms`?"),
        (FROM_FILE + FROM_FILE.replace("county]", "state]"), "[issuers] have `https://login.county.example` twice."),
        ('[issuers]\ncounty = "x"', "issuers.county is no table. Write [issuers.county] above its settings."),
        ('[issuers."County Login"]\nissuer = "x"', "issuers.County Login is no name for it."),
        ('[client_cas]\ncounty = "x"', "[client_cas] needs TLS."),
        (TLS + "[client_cas]\ncounty = 7", "client_cas.county is not a path."),
        (TLS + '[client_cas]\n"a b" = "x"', "client_cas.a b is no name for it."),
        (TLS + 'client_crl = "x"', "listen.client_crl revokes certificates of nobody."),
        (TLS + '[edge]\ncertificates = ["dns:lb"]', "edge.certificates cannot be verified."),
        (TLS + 'client_ca = "x"\n[edge]\ncertificates = ["dns:lb"]\nca = "x"', "edge.ca: `x` is not in [client_cas]."),
        (TLS + '[client_cas]\nx = "x"\n[edge]\nca = "x"', "edge.ca belongs to no certificate."),
        (TLS + 'client_ca = "x"\n[edge]\ncertificates = ["CN=lb"]', "edge.certificates: `CN=lb` names no certificate."),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_told(text, says):
    assert [fault for fault in faults(text) if fault.startswith(says)], faults(text)
