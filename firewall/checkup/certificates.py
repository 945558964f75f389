"""Files of TLS: whether they can be read, belong together, and for how long they are valid."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from firewall.checkup.lines import Line, fault, ok, warning

_SOON_DAYS = 30
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def listening(
    certificate: Path | None, key: Path | None, client_ca: Path | None, now: datetime
) -> Iterator[Line]:
    """The certificate that requesters see, its key, and who signs theirs."""
    if certificate is None or key is None:
        yield ok("TLS", "None is set up: the firewall speaks plain HTTP.")
        return
    chain, line = _read("listen.tls_certificate", certificate)
    if line is not None:
        yield line
    else:
        yield _valid("listen.tls_certificate", chain[0], now)
        yield from _chain(chain, now)
        yield _match(chain[0], key)
    if client_ca is not None:
        yield from authorities("listen.client_ca", client_ca, now)


def authorities(about: str, path: Path, now: datetime) -> Iterator[Line]:
    """Certificates of those who sign others."""
    found, line = _read(about, path)
    if line is not None:
        yield line
    for one in found:
        yield _valid(about, one, now)


def days_left(certificate: x509.Certificate, now: datetime) -> int:
    return (certificate.not_valid_after_utc - now).days


def _read(about: str, path: Path) -> tuple[list[x509.Certificate], Line | None]:
    try:
        return x509.load_pem_x509_certificates(path.read_bytes()), None
    except OSError as error:
        return [], fault(
            about, f"{path} cannot be read ({error.strerror}).", "Look at its path and its permissions."
        )
    except ValueError:
        return [], fault(about, f"{path} holds no certificate.", "Put a PEM file there.")


def _valid(about: str, certificate: x509.Certificate, now: datetime) -> Line:
    left = days_left(certificate, now)
    if now < certificate.not_valid_before_utc:
        return fault(
            about,
            f"It is valid from {certificate.not_valid_before_utc:%Y-%m-%d} only.",
            "Look at the clock, or at the certificate.",
        )
    if now >= certificate.not_valid_after_utc:
        return fault(about, f"It ended on {certificate.not_valid_after_utc:%Y-%m-%d}.", "Renew it.")
    if left < _SOON_DAYS:
        return warning(about, f"{left} days left.", "Renew it.")
    return ok(about, f"{left} days left.")


def _chain(chain: Sequence[x509.Certificate], now: datetime) -> Iterator[Line]:
    """The file holds the certificate first and then who signed it, each followed by its own signer."""
    for one, above in pairwise(chain):
        try:
            one.verify_directly_issued_by(above)
        except Exception:  # noqa: BLE001  # a wrong name, a wrong signature, a key of an unknown kind: it is no chain
            yield fault(
                "listen.tls_certificate",
                "The certificates in the file do not follow each other.",
                "Put the firewall's own first, then the one that signed it, and so on.",
            )
            return
        if (line := _valid("listen.tls_certificate", above, now)).remedy:
            yield line


def _match(certificate: x509.Certificate, path: Path) -> Line:
    about = "listen.tls_key"
    try:
        if path.stat().st_mode & _OTHERS:
            return fault(about, "It can be read by others.", f"Run: chmod 600 {path}")
        key = load_pem_private_key(path.read_bytes(), None)
    except OSError as error:
        return fault(
            about, f"{path} cannot be read ({error.strerror}).", "Look at its path and its permissions."
        )
    except (ValueError, TypeError):
        return fault(about, f"{path} holds no key without a password.", "Put a PEM file there.")
    form = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    if key.public_key().public_bytes(*form) != certificate.public_key().public_bytes(*form):
        return fault(
            about, "It is not the key of the certificate.", "Put the pair there that belongs together."
        )
    return ok(about, "It belongs to the certificate.")
