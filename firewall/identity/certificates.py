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

from cryptography import x509

from firewall.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from firewall.model import PartnerId

_REMEMBERED = 1024
"""More certificates than this at one time means something is wrong; we read them again then."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The names a certificate proves (``sha256:..``, ``dns:..``, ``uri:..``) and when it does."""

    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime


def read(der: bytes) -> Certificate | None:
    """Read a certificate; None where it is none or carries names we cannot read."""
    try:
        parsed = x509.load_der_x509_certificate(der)
        names = (f"sha256:{hashlib.sha256(der).hexdigest()}", *_alternative_names(parsed))
        return Certificate(names, parsed.not_valid_before_utc, parsed.not_valid_after_utc)
    except Exception:  # noqa: BLE001 - bytes of a stranger in a large parser; whatever it raises, this is nobody
        return None


def _alternative_names(parsed: x509.Certificate) -> tuple[str, ...]:
    try:
        names = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    hosts = (f"dns:{name.lower()}" for name in names.get_values_for_type(x509.DNSName))
    places = (f"uri:{name}" for name in names.get_values_for_type(x509.UniformResourceIdentifier))
    return (*hosts, *places)


def canonical(name: str) -> str | None:
    """
    The one spelling of a name in a partner file, or None where it is no name we know.

    ``sha256:AB:CD..`` as browsers and openssl print it, ``dns:Host`` and ``uri:spiffe://..``.
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
        case _:
            return None


class Bindings:
    """Which partner a certificate belongs to, by fingerprint or alternative name."""

    def __init__(self, bindings: Mapping[str, PartnerId]) -> None:
        """Raise ConfigError for a name that is none, or that two partners claim."""
        self._partners = _checked(bindings)
        self._seen: dict[bytes, tuple[PartnerId, Certificate] | None] = {}

    def partner(self, der: bytes, now: datetime) -> PartnerId | None:
        """Whose certificate this is, if it is bound and in its dates.  Never raises."""
        found = self._recall(der)
        if found is None:
            return None
        partner, certificate = found
        return partner if certificate.not_before <= now <= certificate.not_after else None

    def _recall(self, der: bytes) -> tuple[PartnerId, Certificate] | None:
        digest = hashlib.sha256(der).digest()
        if digest not in self._seen:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen[digest] = self._bind(der)
        return self._seen[digest]

    def _bind(self, der: bytes) -> tuple[PartnerId, Certificate] | None:
        certificate = read(der)
        if certificate is None:
            return None
        partners = {self._partners[name] for name in certificate.names if name in self._partners}
        # Names of two partners on one certificate prove neither.
        return (partners.pop(), certificate) if len(partners) == 1 else None


def _checked(bindings: Mapping[str, PartnerId]) -> dict[str, PartnerId]:
    partners: dict[str, PartnerId] = {}
    for name, partner in bindings.items():
        spelled = canonical(name)
        if spelled is None:
            raise ConfigError(
                f"partner `{partner}`: `{name}` names no certificate. "
                "Write sha256:<64 hex digits>, dns:<host> or uri:<uri>."
            )
        if partners.setdefault(spelled, partner) != partner:
            raise ConfigError(
                f"`{name}` is bound to two partners, `{partners[spelled]}` and `{partner}`: keep one."
            )
    return partners
