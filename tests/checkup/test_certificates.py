"""Files of TLS: match, chain, days; each broken once."""

import ssl

import pytest

from firewall.checkup import certificates
from firewall.checkup.lines import State
from firewall.config import Listen
from tests.checkup.conftest import NOW, states

OK, WARNING, FAULT = "ok", "warning", "fault"
CERTIFICATE, KEY = "listen.tls_certificate", "listen.tls_key"


def lines(certificate, key, ca=None, *, crl=None, named=None):
    listen = Listen(tls_certificate=certificate, tls_key=key, client_ca=ca, client_crl=crl)
    return list(certificates.listening(listen, named or {}, NOW))


def looked(*paths, **options):
    return states(lines(*paths, **options))


def test_a_pair_that_belongs_together_is_fine(issue, pair):
    assert looked(*pair(issue("a"))) == [(CERTIFICATE, OK), (KEY, OK)]


def test_without_any_it_says_that_it_speaks_plainly():
    assert looked(None, None) == [("TLS", OK)]


@pytest.mark.parametrize(
    ("days", "since", "state"), [(29, 1, WARNING), (31, 1, OK), (-1, 10, FAULT), (100, -1, FAULT)]
)
def test_days_are_counted(issue, pair, days, since, state):
    assert looked(*pair(issue("a", days=days, since=since)))[0] == (CERTIFICATE, state)


def test_a_certificate_of_a_version_that_is_none_is_a_fault(issue, pair):
    certificate, key = pair(issue("a"))
    der = ssl.PEM_cert_to_DER_cert(certificate.read_text())
    assert b"\xa0\x03\x02\x01\x02" in der
    certificate.write_text(
        ssl.DER_cert_to_PEM_cert(der.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x05", 1))
    )

    assert looked(certificate, key) == [(CERTIFICATE, FAULT)]


def test_another_key_is_a_fault(issue, pair):
    assert looked(*pair(issue("a"), key=issue("b")))[-1] == (KEY, FAULT)


def test_a_key_that_others_can_read_is_a_fault(issue, pair):
    certificate, key = pair(issue("a"), mode=0o644)
    (line,) = [one for one in lines(certificate, key) if one.state is State.FAULT]

    assert line.remedy == f"Run: chmod 600 {key}"


def test_a_chain_must_be_in_order(issue, pair):
    root = issue("root", is_ca=True)
    middle = issue("middle", by=root, is_ca=True)
    leaf = issue("leaf", by=middle)

    assert looked(*pair(leaf, middle, root)) == [(CERTIFICATE, OK), (KEY, OK)]
    assert (CERTIFICATE, FAULT) in looked(*pair(leaf, root, middle))
    assert (CERTIFICATE, FAULT) in looked(*pair(leaf, issue("middle", is_ca=True)))


def test_who_signed_it_must_be_valid_as_well(issue, pair):
    root = issue("root", is_ca=True, days=3)

    assert looked(*pair(issue("leaf", by=root), root))[:2] == [(CERTIFICATE, OK), (CERTIFICATE, WARNING)]


def test_files_that_are_none_are_faults(issue, pair, tmp_path):
    certificate, key = pair(issue("a"))
    missing = tmp_path / "missing"

    assert looked(missing, key) == [(CERTIFICATE, FAULT)]
    assert looked(key, key)[0] == (CERTIFICATE, FAULT)
    assert looked(certificate, missing)[-1] == (KEY, FAULT)
    certificate.chmod(0o600)
    assert looked(certificate, certificate)[-1] == (KEY, FAULT)


def test_who_signs_requesters_is_looked_at_too(issue, pair, tmp_path):
    certificate, key = pair(issue("a"))
    ca = tmp_path / "ca.pem"
    ca.write_bytes(issue("ca", is_ca=True, days=-1, since=9).pem)

    assert looked(certificate, key, ca)[-1] == ("listen.client_ca", FAULT)
    assert looked(certificate, key, tmp_path / "no")[-1] == ("listen.client_ca", FAULT)


def test_each_partner_s_authority_is_looked_at(issue, pair, tmp_path):
    ca = tmp_path / "county.pem"
    ca.write_bytes(issue("county", is_ca=True, days=5).pem)

    assert looked(*pair(issue("a")), named={"county": ca})[-1] == ("client_cas.county", WARNING)


@pytest.mark.parametrize(("days", "state"), [(7, OK), (1, WARNING), (-1, FAULT)])
def test_a_list_of_revoked_certificates_ends_too(issue, pair, tmp_path, days, state):
    root = issue("root", is_ca=True)
    (tmp_path / "ca.pem").write_bytes(root.pem)
    (tmp_path / "crl.pem").write_bytes(root.revoking(days))

    found = looked(*pair(issue("a")), tmp_path / "ca.pem", crl=tmp_path / "crl.pem")
    assert found[-1] == ("listen.client_crl", state)


def test_what_a_start_would_not_take_is_a_fault(issue, pair, tmp_path):
    (tmp_path / "ca.pem").write_bytes(issue("root", is_ca=True).pem)
    (tmp_path / "crl.pem").write_bytes(b"no list")

    assert looked(*pair(issue("a")), tmp_path / "ca.pem", crl=tmp_path / "crl.pem")[-1] == ("TLS", FAULT)
