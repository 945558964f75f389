"""
A client certificate: the names it proves, and the partner these names are bound to.

The TLS layer has verified the chain, the signature and the purpose before a certificate comes
here.  What is left is to read its names, its dates, and to look up whose it is.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from cryptography import x509

from firewall.errors import ConfigError
from firewall.identity.authorities import GENERAL, Authorities, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from firewall.model import PartnerId

_log = structlog.get_logger()

_REMEMBERED = 1024
"""More certificates than this at one time means something is wrong; we read them again then."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The names a certificate proves (``sha256:..``, ``dns:..``, ``uri:..``, ``email:..``) and when it does."""

    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    parsed: x509.Certificate


def read(der: bytes) -> Certificate | None:
    """Read a certificate; None where it is none or carries names we cannot read."""
    try:
        parsed = x509.load_der_x509_certificate(der)
        names = (f"sha256:{hashlib.sha256(der).hexdigest()}", *_alternative_names(parsed))
        return Certificate(names, parsed.not_valid_before_utc, parsed.not_valid_after_utc, parsed)
    except Exception as error:  # noqa: BLE001 - bytes of a stranger in a large parser; whatever it raises, this is nobody
        # Its text may quote the certificate, so its class is all that is told.
        _log.warning("certificate-unreadable", error=type(error).__name__)
        return None


def _alternative_names(parsed: x509.Certificate) -> tuple[str, ...]:
    try:
        names = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    hosts = (f"dns:{name.lower()}" for name in names.get_values_for_type(x509.DNSName))
    places = (f"uri:{name}" for name in names.get_values_for_type(x509.UniformResourceIdentifier))
    people = (f"email:{name.lower()}" for name in names.get_values_for_type(x509.RFC822Name))
    return (*hosts, *places, *people)


def canonical(name: str) -> str | None:
    """
    The one spelling of a name in a partner file, or None where it is no name we know.

    ``sha256:AB:CD..`` as browsers and openssl print it, ``dns:Host``, ``uri:spiffe://..`` and ``email:a@b``.
    No wildcards: a partner is one party, not everyone below a domain.
    """
    scheme, _, rest = name.strip().partition(":")
    match scheme.lower():
        case "sha256":
            digest = rest.replace(":", "").lower()
            return f"sha256:{digest}" if re.fullmatch(r"[0-9a-f]{64}", digest, re.ASCII) else None
        case "dns":
            return f"dns:{rest.lower()}" if rest and "*" not in rest else None
        case "uri":
            return f"uri:{rest}" if rest else None
        case "email":
            return f"email:{rest.lower()}" if rest else None
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Look:
    """Whose certificate it is, or why it is nobody's (one of REFUSALS)."""

    partner: PartnerId | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    look: Look
    certificate: Certificate
    standing: Standing | None


def _none() -> None:
    return None


class Bindings:
    """
    Which partner a certificate belongs to, by fingerprint or alternative name, and by who signed it.

    ``authorities`` tells who signs certificates now; ``demanded`` which of the named ones a partner's must be
    signed by.  Once there are named ones, whoever demands none is signed by the general ones: one partner's
    authority must not be able to make another partner's certificate.
    """

    def __init__(
        self,
        bindings: Mapping[str, PartnerId],
        authorities: Callable[[], Authorities | None] = _none,
        demanded: Mapping[PartnerId, str] | None = None,
    ) -> None:
        """Raise ConfigError for a name that is none, or that two partners claim."""
        self._partners = _checked(bindings)
        self._authorities, self._demanded = authorities, demanded or {}
        self._asked = authorities()
        self._seen: dict[bytes, _Known] = {}

    def look(self, der: bytes, now: datetime) -> Look:
        """Whose certificate this is, if it is bound, in its dates and not revoked.  Never raises."""
        known = self._recall(der)
        if known is None:
            return Look(None, "certificate-unreadable")
        if not known.certificate.not_before <= now <= known.certificate.not_after:
            return Look(None, "certificate-dates")
        failure = known.standing.failure(now) if known.standing else ""
        return Look(None, failure) if failure else known.look

    def _recall(self, der: bytes) -> _Known | None:
        authorities = self._authorities()
        if authorities is not self._asked or len(self._seen) >= _REMEMBERED:
            self._seen.clear()
            self._asked = authorities
        digest = hashlib.sha256(der).digest()
        known = self._seen.get(digest)
        if known is None:
            certificate = read(der)
            if certificate is None:
                return None  # not remembered: what failed once (memory, say) may not fail again
            standing = authorities.standing(certificate.parsed) if authorities else None
            known = _Known(self._bind(certificate, authorities), certificate, standing)
            self._seen[digest] = known
        return known

    def _bind(self, certificate: Certificate, authorities: Authorities | None) -> Look:
        partners = {self._partners[name] for name in certificate.names if name in self._partners}
        if len(partners) != 1:
            # Names of two partners on one certificate prove neither.
            return Look(None, "certificate-ambiguous" if partners else "certificate-unnamed")
        partner = partners.pop()
        if not self._is_signed(certificate, self._demanded.get(partner, GENERAL), authorities):
            return Look(None, "certificate-other-ca")
        return Look(partner)

    def _is_signed(self, certificate: Certificate, demanded: str, authorities: Authorities | None) -> bool:
        if demanded == GENERAL and (authorities is None or not authorities.names):
            return True  # the TLS layer knows no others than the general ones
        return authorities is not None and demanded in authorities.signers(certificate.parsed)


def _checked(bindings: Mapping[str, PartnerId]) -> dict[str, PartnerId]:
    partners: dict[str, PartnerId] = {}
    for name, partner in bindings.items():
        spelled = canonical(name)
        if spelled is None:
            raise ConfigError(
                f"partner `{partner}`: `{name}` names no certificate. "
                "Write sha256:<64 hex digits>, dns:<host>, uri:<uri> or email:<address>."
            )
        if partners.setdefault(spelled, partner) != partner:
            raise ConfigError(
                f"`{name}` is bound to two partners, `{partners[spelled]}` and `{partner}`: keep one."
            )
    return partners
