"""
Our certificate, who signs those of requesters, and whom they revoked: files into what a connection needs.

All of them or none: a set in which one cannot be used, or does not belong to another, is not used at all.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from cryptography import x509

from firewall.errors import ConfigError
from firewall.identity.authorities import Authorities, read_certificates, read_lists
from firewall.stamp import stamp

T = TypeVar("T")


MOST_BYTES = 32 << 20
"""Of one file of certificates or revocation lists: the largest lists in use have some 20 MB."""

SETTINGS = ("tls_certificate", "tls_key", "client_ca", "client_cas", "client_crl")
"""What a file can be of; the log says which one cannot be used, and the console says why."""


class FilesError(ConfigError):
    """A file cannot be used.  ``setting`` is one of SETTINGS."""

    def __init__(self, setting: str, says: str) -> None:
        """``setting`` as it stands in ``firewall.toml``: ``listen.client_ca``, ``client_cas.county``."""
        super().__init__(f"{setting}: {says}")
        table, _, key = setting.partition(".")
        self.setting = table if table in SETTINGS else key


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Where they stand: ``[listen]`` and ``[client_cas]`` of ``firewall.toml``."""

    certificate: Path
    key: Path
    client_ca: Path | None = None
    named_cas: Mapping[str, Path] = field(default_factory=dict)
    client_crl: Path | None = None

    def all(self) -> tuple[Path, ...]:
        some = (self.certificate, self.key, self.client_ca, *self.named_cas.values(), self.client_crl)
        return tuple(path for path in some if path is not None)

    def stamp(self) -> tuple[tuple[int, ...], ...]:
        """What changes when one of them does; links are followed, as tools renew by changing them."""
        return tuple(stamp(path) for path in self.all())


@dataclass(frozen=True, slots=True)
class Papers:
    """What was read: for the TLS layer, for identity, and when our own certificate begins and ends."""

    context: ssl.SSLContext
    authorities: Authorities
    starts: datetime
    ends: datetime

    def are_in_force(self, now: datetime) -> bool:
        return self.starts <= now < self.ends

    def days_left(self, now: datetime) -> float:
        return (self.ends - now) / timedelta(days=1)

    def crl_days_left(self, now: datetime) -> float | None:
        """Of the list that ends first; None where there is none."""
        ends = self.authorities.lists_end
        return None if ends is None else (ends - now) / timedelta(days=1)


def read(files: Files, now: datetime) -> Papers:
    """Raise ConfigError, with the setting, where they cannot be used."""
    own = _certificates("listen.tls_certificate", files.certificate)[0]
    starts, ends = own.not_valid_before_utc, own.not_valid_after_utc
    if not starts <= now < ends:
        raise FilesError(
            "listen.tls_certificate",
            f"{files.certificate} is valid from {starts:%Y-%m-%d %H:%M} "
            f"to {ends:%Y-%m-%d %H:%M} UTC, and not now. Renew it, or set the clock.",
        )
    authorities = _authorities(files)
    return Papers(_context(files), authorities, starts, ends)


def _authorities(files: Files) -> Authorities:
    try:
        return _read_authorities(files)
    except FilesError:
        raise
    except ConfigError as error:  # a list that must not be gone by
        raise FilesError("listen.client_crl", str(error)) from None
    except Exception as error:  # noqa: BLE001 - somebody else's file in a large parser, which reads some parts late
        raise FilesError(
            "listen.client_crl", f"a list in it cannot be read ({type(error).__name__}). Ask for another."
        ) from None


def _read_authorities(files: Files) -> Authorities:
    return Authorities(
        general=() if files.client_ca is None else _certificates("listen.client_ca", files.client_ca),
        named={name: _certificates(f"client_cas.{name}", path) for name, path in files.named_cas.items()},
        lists=None
        if files.client_crl is None
        else _parsed("listen.client_crl", files.client_crl, read_lists, "revocation lists"),
    )


def _context(files: Files) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(files.certificate, files.key, password=_no_password)
    except (OSError, ssl.SSLError, ValueError) as error:
        why = getattr(error, "reason", None) or type(error).__name__
        raise FilesError(
            "listen.tls_key",
            f"{files.key} cannot be used with listen.tls_certificate ({why}). "
            "Set the key of that certificate, without a password.",
        ) from None
    try:
        _believe(context, files)
    except (OSError, ssl.SSLError) as error:
        # Each was read a moment ago: one was changed in between.
        raise FilesError("listen.client_ca", f"it cannot be used ({type(error).__name__}).") from None
    return context


def _believe(context: ssl.SSLContext, files: Files) -> None:
    trusted = [files.client_ca, *files.named_cas.values()]
    for path in filter(None, trusted):
        context.load_verify_locations(path)
    if any(trusted):
        # Optional: who has no certificate may show a key, or is unknown, and is recorded either way.
        context.verify_mode = ssl.CERT_OPTIONAL
        # What the operator put there is trusted as it stands, also where it was signed by somebody above it.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    if files.client_crl is not None:
        context.load_verify_locations(files.client_crl)
        # OpenSSL then refuses whom no list in force speaks for, as identity does.
        context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF


def _no_password() -> str:
    # Else OpenSSL would ask at the terminal, and the start would wait for ever.
    raise ValueError("it has a password")


def _certificates(setting: str, path: Path) -> tuple[x509.Certificate, ...]:
    return _parsed(setting, path, read_certificates, "certificates")


def _parsed(setting: str, path: Path, parse: Callable[[bytes], T], what: str) -> T:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise FilesError(
            setting, f"{path} cannot be read ({type(error).__name__}). Name another file."
        ) from None
    if len(content) > MOST_BYTES:
        raise FilesError(setting, f"{path} is larger than {MOST_BYTES >> 20} MiB. Name another file.")
    try:
        return parse(content)
    except Exception:  # noqa: BLE001 - the parser raises more than ValueError, and what is in force must stay so
        raise FilesError(setting, f"{path} is no PEM file of {what}. Name another.") from None
