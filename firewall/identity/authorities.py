"""
Who signs certificates of requesters, which of them signed one, and which of theirs were revoked.

The TLS layer has checked what came over TLS; here is what it cannot tell (which authority it was, and
whether a certificate was revoked since its connection began), and the whole check of a certificate that a
balancer passed on in a header.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import structlog
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID

from firewall.errors import ConfigError

_log = structlog.get_logger()

GENERAL = ""
"""The authorities of ``listen.client_ca``, which have no name of their own."""

MOST_BETWEEN = 4
_FOR_CLIENTS = {ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}


@dataclass(frozen=True, slots=True)
class Standing:
    """
    What the lists of the authorities say of a certificate.

    ``spans`` are from when to when each of them speaks for its authority; none where no list does.
    """

    is_revoked: bool
    spans: tuple[tuple[datetime, datetime], ...]

    def failure(self, now: datetime) -> str:
        """Why it does not count now, or nothing.  Whom no list in force speaks for is not believed."""
        if self.is_revoked:
            return "certificate-revoked"
        if not any(starts <= now < ends for starts, ends in self.spans):
            return "certificate-no-crl"
        return ""


class Authorities:
    """The authorities and lists of one moment.  ``lists`` is None where the operator keeps none."""

    def __init__(
        self,
        general: Sequence[x509.Certificate],
        named: Mapping[str, Sequence[x509.Certificate]],
        lists: Sequence[x509.CertificateRevocationList] | None = None,
    ) -> None:
        """Raise ConfigError for a list that no authority signed, that never ends, or that says only a part."""
        self._named = {GENERAL: tuple(general), **{name: tuple(known) for name, known in named.items()}}
        self._everyone = tuple(one for known in self._named.values() for one in known)
        self._lists = None if lists is None else tuple((one, _makers(one, self._everyone)) for one in lists)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._named) - {GENERAL}

    @property
    def lists_end(self) -> datetime | None:
        """When the first list ends."""
        return min((end for one, _ in self._lists or () if (end := one.next_update_utc)), default=None)

    def has_all_of(self, others: Authorities) -> bool:
        """Whether nobody was taken away."""
        return set(others._everyone) <= set(self._everyone)

    def without_list(self) -> int:
        """How many authorities no list speaks for: none of their certificates is believed."""
        if self._lists is None:
            return 0
        return sum(not any(ca in makers for _, makers in self._lists) for ca in self._everyone)

    def signers(self, certificate: x509.Certificate) -> frozenset[str]:
        """Under which names stands an authority that signed this certificate, itself and not through another."""
        return frozenset(
            name for name, known in self._named.items() if any(_has_signed(one, certificate) for one in known)
        )

    def standing(self, certificate: x509.Certificate) -> Standing | None:
        """What the lists say; None where the operator keeps none."""
        if self._lists is None:
            return None
        # By signature and not by name: two authorities may call themselves the same.
        told = [one for one, makers in self._lists if any(_has_signed(ca, certificate) for ca in makers)]
        serial = certificate.serial_number
        return Standing(
            # A list that has ended still tells the truth about whom it names.
            is_revoked=any(one.get_revoked_certificate_by_serial_number(serial) is not None for one in told),
            spans=tuple((one.last_update_utc, end) for one in told if (end := one.next_update_utc)),
        )

    def verifies(
        self, certificate: x509.Certificate, between: Sequence[x509.Certificate], now: datetime
    ) -> bool:
        """Whether it is a client's certificate in its dates that leads to one of the authorities."""
        if len(between) > MOST_BETWEEN:
            return False
        try:
            self._verifier(now).verify(certificate, list(between))
        except verification.VerificationError:
            return False
        except Exception as error:  # noqa: BLE001 - bytes of a stranger in a large parser; whatever it raises, no
            _log.warning("certificate-unreadable", error=type(error).__name__)
            return False
        return True

    def _verifier(self, now: datetime) -> verification.ClientVerifier:
        return (
            verification.PolicyBuilder()
            .store(self._store)
            .time(now.astimezone(UTC).replace(tzinfo=None))
            .max_chain_depth(MOST_BETWEEN)
            .extension_policies(ca_policy=_CA, ee_policy=_CLIENT)
            .build_client_verifier()
        )

    @cached_property
    def _store(self) -> verification.Store:
        return verification.Store(list(self._everyone))


def _has_signed(authority: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _makers(
    written: x509.CertificateRevocationList, authorities: Iterable[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """Who of the authorities signed a list.  Raises ConfigError for one we must not go by."""
    makers = tuple(one for one in authorities if one.subject == written.issuer and _is_of(written, one))
    if not makers:
        raise ConfigError(
            "a list in it is signed by nobody in listen.client_ca or [client_cas]. "
            "Put the certificate of its authority there, or take the list out."
        )
    if written.next_update_utc is None:
        raise ConfigError("a list in it never ends (it has no nextUpdate). Ask for another.")
    if any(extension.critical for extension in written.extensions):
        raise ConfigError(
            "a list in it is only a part of one (it has a critical extension). "
            "Ask its authority for a complete list."
        )
    return makers


def _is_of(written: x509.CertificateRevocationList, authority: x509.Certificate) -> bool:
    key = authority.public_key()
    if not isinstance(key, RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey | Ed448PublicKey):
        return False  # no key that signs lists
    try:
        return written.is_signature_valid(key)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False


def _require_client(
    _: verification.Policy, __: x509.Certificate, usage: x509.ExtendedKeyUsage | None
) -> None:
    """As OpenSSL has it for who connects: a certificate that says what it is for must say so of this."""
    if usage is not None and _FOR_CLIENTS.isdisjoint(usage):
        raise ValueError("not for clients")


# The web's rules for public certificates (names, identifiers of keys) are not those of a city's partners, whose
# certificates may be bound by fingerprint alone. What is critical and unknown is refused all the same.
_CLIENT = verification.ExtensionPolicy.permit_all().may_be_present(
    x509.ExtendedKeyUsage, verification.Criticality.AGNOSTIC, _require_client
)
_CA = verification.ExtensionPolicy.permit_all().require_present(
    x509.BasicConstraints, verification.Criticality.AGNOSTIC, None
)
"""What ``basicConstraints`` says, the library looks at by itself."""


def read_certificates(raw: bytes) -> tuple[x509.Certificate, ...]:
    """All certificates of a PEM file.  Raises ValueError."""
    return tuple(x509.load_pem_x509_certificates(raw))


_LIST_ENDS = b"-----END X509 CRL-----"


def read_lists(raw: bytes) -> tuple[x509.CertificateRevocationList, ...]:
    """All lists of a PEM file.  Raises ValueError."""
    parts = raw.split(_LIST_ENDS)[:-1]
    if not parts:
        raise ValueError("no list")
    return tuple(x509.load_pem_x509_crl(part + _LIST_ENDS + b"\n") for part in parts)
