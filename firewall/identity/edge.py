"""
The certificate of a requester whose TLS ended at a balancer, which passes it on in a header (RFC 9440).

The header counts only on a connection on which the balancer proved itself by a certificate of its own that
``firewall.toml`` names.  It is read exactly, and what it holds is verified again: the balancer is
believed to have seen who has the key, and nothing else.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from firewall.identity.authorities import GENERAL, MOST_BETWEEN, Authorities
from firewall.identity.certificates import Bindings
from firewall.identity.refusals import RefusedError
from firewall.model import PartnerId

_LONGEST = 16_384
_REMEMBERED = 1024
_REMEMBERED_S = 60.0
"""So long a chain is not verified again, but for the dates of its first certificate."""

_ITEM = re.compile(r":((?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?):", re.ASCII)
"""A byte sequence of RFC 9651 without parameters, which RFC 9440 has none of, in the one spelling that is canonical."""

_BALANCER = PartnerId("edge")


@dataclass(frozen=True, slots=True)
class Shown:
    """What came: the certificate of the TLS connection, and the two headers, joined where repeated."""

    connection: bytes | None
    certificate: str | None
    between: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """The requester's certificate, and ``attempt``: what was tried in vain, and is ignored but recorded."""

    certificate: bytes | None
    attempt: str = ""


class Edge:
    """The balancers whose word counts; none of them where ``names`` is empty."""

    def __init__(
        self, names: Iterable[str], authorities: Callable[[], Authorities | None], signed_by: str = GENERAL
    ) -> None:
        """Raise ConfigError for a name that is none."""
        bound = dict.fromkeys(names, _BALANCER)
        self._balancers = Bindings(bound, authorities, {_BALANCER: signed_by})
        self._has_any = bool(bound)
        self._authorities = authorities
        self._verified: dict[tuple[str, str], tuple[bytes, float, Authorities]] = {}

    def look(self, shown: Shown, now: datetime) -> Seen:
        """
        Say whose certificate counts on this connection.

        Raises RefusedError where the balancer passed on what cannot be read or does not verify: the requester
        showed a credential, and it is not a good one.
        """
        has_header = shown.certificate is not None or shown.between is not None
        if not self._is_balancer(shown.connection, now):
            return Seen(shown.connection, "client-cert-stranger" if has_header else "")
        if not has_header:
            return Seen(None)  # the balancer's own certificate is nobody's who asks
        return Seen(self._passed_on(shown.certificate, shown.between or "", now))

    def _is_balancer(self, connection: bytes | None, now: datetime) -> bool:
        return (
            self._has_any and connection is not None and bool(self._balancers.look(connection, now).partner)
        )

    def _passed_on(self, certificate: str | None, between: str, now: datetime) -> bytes:
        authorities = self._authorities()
        if certificate is None or authorities is None:
            raise RefusedError("client-cert-malformed")
        key = certificate, between
        known = self._verified.get(key)
        age_s = now.timestamp() - known[1] if known else 0.0
        if known and known[2] is authorities and 0 <= age_s < _REMEMBERED_S:
            return known[0]
        der = self._verify(certificate, between, authorities, now)
        if len(self._verified) >= _REMEMBERED:
            self._verified.clear()
        self._verified[key] = der, now.timestamp(), authorities
        return der

    def _verify(self, certificate: str, between: str, authorities: Authorities, now: datetime) -> bytes:
        der = _byte_sequence(certificate)
        try:
            parsed = x509.load_der_x509_certificate(der)
            chain = [x509.load_der_x509_certificate(one) for one in _byte_sequences(between)]
        except ValueError:
            raise RefusedError("client-cert-malformed") from None
        if not authorities.verifies(parsed, chain, now):
            raise RefusedError("client-cert-untrusted")
        return der


def _byte_sequence(item: str) -> bytes:
    """Read a byte sequence (RFC 9651 section 3.3.5) that is all there is."""
    found = _ITEM.fullmatch(item) if len(item) <= _LONGEST else None
    if found is None:
        raise RefusedError("client-cert-malformed")
    decoded = base64.b64decode(found[1], validate=True)
    if base64.b64encode(decoded).decode() != found[1]:
        raise RefusedError(
            "client-cert-malformed"
        )  # bits behind the last byte: one certificate, two spellings
    return decoded


def _byte_sequences(items: str) -> list[bytes]:
    """Read a list of byte sequences; no header is an empty one."""
    if not items:
        return []
    parts = [part.strip(" \t") for part in items.split(",")]
    if len(items) > _LONGEST or len(parts) > MOST_BETWEEN:
        raise RefusedError("client-cert-malformed")
    return [_byte_sequence(part) for part in parts]
