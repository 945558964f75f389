"""TLS files: all of them usable and of one kind, or a sentence."""

import ssl
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from firewall.errors import ConfigError
from firewall.front.tls import Files, read
from tests.helpers_tls import SERVER, TODAY, Authority, pem


@pytest.fixture(scope="module")
def ca():
    return Authority("City CA")


@pytest.fixture
def files(tmp_path, ca):
    ca.write(tmp_path / "ca.pem")
    Authority("County CA").write(tmp_path / "county.pem")
    ca.issue(tmp_path, "server", hosts=["127.0.0.1"], usage=SERVER, days=(-1, 10))
    (tmp_path / "crl.pem").write_bytes(pem(ca.revoked(days=(-1, 5))))
    return Files(
        certificate=tmp_path / "server.pem",
        key=tmp_path / "server.key",
        client_ca=tmp_path / "ca.pem",
        named_cas={"county": tmp_path / "county.pem"},
        client_crl=tmp_path / "crl.pem",
    )


def test_what_is_good_is_read(files):
    papers = read(files, TODAY)

    assert papers.context.verify_mode == ssl.CERT_OPTIONAL
    assert papers.context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert papers.context.verify_flags & ssl.VERIFY_CRL_CHECK_LEAF
    assert papers.authorities.names == {"county"}
    assert 9.9 < papers.days_left(TODAY) <= 10
    assert 4.9 < papers.crl_days_left(TODAY) <= 5
    assert papers.are_in_force(TODAY)


def test_certificate_and_key_are_enough(files):
    papers = read(Files(certificate=files.certificate, key=files.key), TODAY)

    assert papers.context.verify_mode == ssl.CERT_NONE
    assert papers.crl_days_left(TODAY) is None


SETTINGS = ["certificate", "key", "client_ca", "client_crl", "county"]


@pytest.mark.parametrize(
    "content", [None, b"", b"no", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
@pytest.mark.parametrize("setting", SETTINGS)
def test_what_cannot_be_used_is_told_with_its_setting(files, setting, content):
    path = files.named_cas["county"] if setting == "county" else getattr(files, setting)
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    name = {
        "county": r"client_cas\.county",
        "certificate": r"listen\.tls_certificate",
        "key": r"listen\.tls_key",
    }
    with pytest.raises(
        ConfigError, match=rf"^{name.get(setting, f'listen.{setting}')}: .*{path.name} .*\. [A-Z]"
    ):
        read(files, TODAY)


def test_a_file_without_end_is_not_read_to_it(files):
    endless = Files(certificate=files.certificate, key=files.key, client_ca=Path("/dev/zero"))
    with pytest.raises(
        ConfigError, match=r"^listen\.client_ca: /dev/zero is larger than 32 MiB\. Name another"
    ):
        read(endless, TODAY)


def test_a_key_of_another_certificate_is_told(files, ca):
    ca.issue(files.key.parent, "other", usage=SERVER)
    files.key.write_bytes((files.key.parent / "other.key").read_bytes())
    with pytest.raises(ConfigError, match=r"listen\.tls_key: .*KEY_VALUES_MISMATCH"):
        read(files, TODAY)


def test_a_key_with_a_password_is_told_and_nobody_is_asked_for_it(files, ca):
    certificate, key = ca.made("server", usage=SERVER)
    files.certificate.write_bytes(pem(certificate))
    files.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")))
    with pytest.raises(ConfigError, match=r"\(ValueError\).* without a password"):
        read(files, TODAY)


@pytest.mark.parametrize("days", [(-9, -1), (1, 9)])
def test_a_certificate_that_is_not_in_force_is_told_with_its_dates(files, ca, days):
    ca.issue(files.key.parent, "server", usage=SERVER, days=days)
    day = (TODAY + timedelta(days=days[0])).strftime("%Y-%m-%d")
    with pytest.raises(ConfigError, match=rf"listen\.tls_certificate: .* valid from {day} .* and not now"):
        read(files, TODAY)


def test_the_stamp_changes_with_each_file_and_with_what_a_link_leads_to(files, tmp_path):
    linked = tmp_path / "live.pem"
    linked.symlink_to(files.certificate)
    known = Files(certificate=linked, key=files.key, client_ca=files.client_ca)
    before = known.stamp()
    assert known.stamp() == before

    linked.unlink()
    linked.symlink_to(files.client_ca)
    after = known.stamp()
    assert after != before
    files.key.unlink()
    assert known.stamp() != after
