from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


class Issued:
    """A certificate and its key; signs others."""

    def __init__(self, name, *, by=None, days=100, since=1, at=None, is_ca=False):
        now = at or NOW
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        signer = by or self
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name(signer.name)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=since))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
            .add_extension(
                x509.SubjectAlternativeName(
                    [x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")]
                ),
                critical=False,
            )
            .sign(signer.key, hashes.SHA256())
        )

    @property
    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def key_pem(self):
        form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        return self.key.private_bytes(serialization.Encoding.PEM, *form)

    def revoking(self, days):
        """A list of revoked certificates, with none in it, that lasts so long."""
        key_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.name)
            .last_update(NOW - timedelta(days=9))
            .next_update(NOW + timedelta(days=days))
            .add_extension(key_id, critical=False)
            .add_extension(x509.CRLNumber(1), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="session")
def issue():
    return Issued


@pytest.fixture
def pair(tmp_path):
    """Write a certificate file and a key file; returns their paths."""

    def pair(issued, *more, key=None, mode=0o600):
        certificate, path = tmp_path / "c.pem", tmp_path / "c.key"
        certificate.write_bytes(b"".join(one.pem for one in (issued, *more)))
        path.write_bytes((key or issued).key_pem)
        path.chmod(mode)
        return certificate, path

    return pair


def states(lines):
    return [(line.about, line.state.value) for line in lines]
