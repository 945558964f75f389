"""Somebody who signs certificates and revokes them, and somebody who signs tokens."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

TODAY = datetime.now(UTC)
CLIENT, SERVER = ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH


class Authority:
    """Somebody who signs certificates; by itself, or as one whom ``above`` signed."""

    def __init__(self, name, above=None):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        constraints = [(x509.BasicConstraints(ca=True, path_length=None), True)]
        self.certificate = (above or self).sign(self.name, self.key, constraints)

    def issue(self, folder, name, *, hosts=(), uris=(), days=(-1, 30), usage=CLIENT):
        """Write certificate and key as PEM; returns both paths and the fingerprint."""
        certificate, key = self.made(name, hosts=hosts, uris=uris, days=days, usage=usage)
        paths = folder / f"{name}.pem", folder / f"{name}.key"
        paths[0].write_bytes(certificate.public_bytes(Encoding.PEM))
        paths[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return *paths, certificate.fingerprint(hashes.SHA256()).hex()

    def made(self, name, *, hosts=(), uris=(), days=(-1, 30), usage=CLIENT, more=()):
        key = ec.generate_private_key(ec.SECP256R1())
        names = [
            x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host) for host in hosts
        ]
        names += map(x509.UniformResourceIdentifier, uris)
        extensions = [(x509.ExtendedKeyUsage([usage]), False)] if usage else []
        extensions += [(x509.SubjectAlternativeName(names), False)] if names else []
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        return self.sign(subject, key, [*extensions, *more], days), key

    def sign(self, subject, key, extensions, days=(-2, 30)):
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(TODAY + timedelta(days=days[0]))
            .not_valid_after(TODAY + timedelta(days=days[1]))
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(self.key, hashes.SHA256())

    def revoked(self, *certificates, days=(-1, 7), more=()):
        """A list of those it revoked."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.name)
            .last_update(TODAY + timedelta(days=days[0]))
            .next_update(TODAY + timedelta(days=days[1]))
        )
        for extension, critical in more:
            builder = builder.add_extension(extension, critical)
        for certificate in certificates:
            entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(TODAY).build())
        return builder.sign(self.key, hashes.SHA256())

    def write(self, path):
        path.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return path


def pem(*signed):
    return b"".join(one.public_bytes(Encoding.PEM) for one in signed)


def der(certificate):
    return certificate.public_bytes(Encoding.DER)


def thumbprint(certificate):
    return unpadded(hashlib.sha256(der(certificate)).digest())


def unpadded(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def item(certificate):
    """As a balancer writes it (RFC 9440)."""
    return f":{base64.b64encode(der(certificate)).decode()}:"


# ---- tokens

ISSUER, AUDIENCE = "https://login.county.example", "https://firewall.city.example"


class _Any(JWSRegistry):
    """Signs with whatever it is asked for, as an attacker does."""

    def __init__(self):
        super().__init__(strict_check_header=False)

    def check_header(self, header):
        pass

    def get_alg(self, name):
        return self.algorithms[name]


@cache
def key_for(algorithm, kid="k1"):
    """A key of its kind; the same one each time, since RSA keys take long to make."""
    match algorithm:
        case "EdDSA" | "Ed25519":
            return OKPKey.generate_key("Ed25519", {"kid": kid})
        case "ES256":
            return ECKey.generate_key("P-256", {"kid": kid})
        case _:
            return RSAKey.generate_key(2048, {"kid": kid})


def claims(now=TODAY, **changes):
    """What a good token says; None takes a claim out."""
    at = int(now.timestamp())
    said = {"iss": ISSUER, "aud": AUDIENCE, "sub": "svc-health", "iat": at, "exp": at + 600, "jti": "t-1"}
    return {name: value for name, value in (said | changes).items() if value is not None}


def token(said=None, *, algorithm="ES256", key=None, header=None):
    """Signed with joserfc, as an issuer does it."""
    head = {"alg": algorithm, "kid": "k1"} | (header or {})
    head = {name: value for name, value in head.items() if value is not None}
    return jwt.encode(head, claims() if said is None else said, key or key_for(algorithm), registry=_Any())


def raw_token(header, payload, key=None, algorithm="ES256"):
    """A token of these very bytes, with a good signature over them."""
    signed = f"{unpadded(header)}.{unpadded(payload)}".encode()
    signature = JWSRegistry.algorithms[algorithm].sign(signed, key or key_for(algorithm))
    return f"{signed.decode()}.{unpadded(signature)}"


def jwks(*keys, **more):
    return json.dumps({"keys": [key.as_dict(private=False) | more for key in keys]}).encode()
