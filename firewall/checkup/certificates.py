"""Files of TLS: whether they can be read, belong together, and for how long they are valid."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from firewall.checkup.lines import Line, State, fault, ok, told, warning
from firewall.config import Listen
from firewall.errors import ConfigError
from firewall.front import tls
from firewall.front.tls import Files

_SOON_DAYS = 30
_SOON_DAYS_OF_LIST = 2
"""Lists are made anew every week or so; certificates live longer."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def listening(listen: Listen, client_cas: Mapping[str, Path], now: datetime) -> Iterator[Line]:
    """The certificate that requesters see, its key, and who signs theirs."""
    certificate, key = listen.tls_certificate, listen.tls_key
    if certificate is None or key is None:
        yield ok("TLS", "None is set up: the firewall speaks plain HTTP.")
        return
    before = list(_listening(certificate, key, listen.client_ca, client_cas, now))
    yield from before
    if all(line.state is not State.FAULT for line in before):
        files = Files(
            certificate=certificate,
            key=key,
            client_ca=listen.client_ca,
            named_cas=client_cas,
            client_crl=listen.client_crl,
        )
        yield from _together(files, now)


def _listening(
    certificate: Path, key: Path, client_ca: Path | None, client_cas: Mapping[str, Path], now: datetime
) -> Iterator[Line]:
    chain, line = _read("listen.tls_certificate", certificate)
    if line is not None:
        yield line
    else:
        yield _valid("listen.tls_certificate", chain[0], now)
        yield from _chain(chain, now)
        yield _match(chain[0], key)
    named = {f"client_cas.{name}": path for name, path in client_cas.items()}
    for about, path in ({"listen.client_ca": client_ca} | named).items():
        if path is not None:
            yield from authorities(about, path, now)


def _together(files: Files, now: datetime) -> Iterator[Line]:
    """Read all of them as a start does, lists of revoked certificates too."""
    try:
        papers = tls.read(files, now)
    except ConfigError as error:
        yield told("TLS", error)
        return
    left = papers.crl_days_left(now)
    if left is None:
        return
    about = "listen.client_crl"
    if left <= 0:
        yield fault(about, "A list has ended: whom it is about is refused.", "Put the next one there.")
    elif left < _SOON_DAYS_OF_LIST:
        yield warning(about, f"{left:.0f} days left.", "Put the next one there in time.")
    else:
        yield ok(about, f"{left:.0f} days left.")


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
    except Exception:  # noqa: BLE001  # the parser raises more than ValueError, and one fault must hide no other
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
