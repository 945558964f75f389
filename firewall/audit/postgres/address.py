"""Which database of which server, as whom: an address without a password in it."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from firewall.errors import AuditError

if TYPE_CHECKING:
    from pathlib import Path

PORT = 5432
LOOKS_LIKE = 'Write it like "postgresql://firewall@db.city.example/firewall", or "postgresql://firewall@/firewall?host=/run/postgresql".'
_SCHEMES = ("postgresql", "postgres")
_MOST_BYTES = 4096


class AddressError(ValueError):
    """Says what is wrong with an address, and never repeats it: somebody may have written a password into it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """``host`` is a name, or the folder of a socket.  The password is read when it is needed, and kept nowhere."""

    user: str
    host: str
    database: str
    port: int = PORT
    password_file: Path | None = None
    ca: Path | None = None

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else "" if self.is_socket else self.host
        port = "" if self.port == PORT else f":{self.port}"
        socket = f"?host={quote(self.host)}" if self.is_socket else ""
        return (
            f"postgresql://{quote(self.user, safe='')}@{host}{port}/{quote(self.database, safe='')}{socket}"
        )

    @property
    def is_socket(self) -> bool:
        return self.host.startswith("/")

    @property
    def socket(self) -> str:
        """The socket file itself, as PostgreSQL names it."""
        return f"{self.host.rstrip('/')}/.s.PGSQL.{self.port}"

    def password(self) -> str:
        """Read the first line of the file; empty where there is none.  Raises AuditError."""
        if self.password_file is None:
            return ""
        try:
            with self.password_file.open("rb") as file:
                line = file.read(_MOST_BYTES).split(b"\n", 1)[0].rstrip(b"\r")
            return line.decode("utf-8")
        except (OSError, ValueError) as error:
            raise AuditError(
                f"record.password_file: {self.password_file} cannot be read ({type(error).__name__}). "
                "It holds the password of the role on its first line, readable by the firewall's user."
            ) from None

    def tls(self) -> ssl.SSLContext | None:
        """
        Return what the server must prove, or None on this machine, where nobody listens in.

        INVARIANT: to another machine there is no connection without a certificate that was checked, with its name.
        Raises AuditError.
        """
        if self.ca is None and (self.is_socket or _is_loopback(self.host)):
            return None
        try:
            return ssl.create_default_context(cafile=None if self.ca is None else str(self.ca))
        except (OSError, ssl.SSLError):
            raise AuditError(f"record.ca: {self.ca} is no file of certificates.") from None


def read(text: str, password_file: Path | None = None, ca: Path | None = None) -> Address:
    """Raise AddressError with a sentence that does not repeat the text."""
    try:
        parts = urlsplit(text)
        port = parts.port or PORT
        options = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
    except ValueError:
        raise AddressError(f"is no address of PostgreSQL. {LOOKS_LIKE}") from None
    if parts.password is not None:
        raise AddressError(
            "holds a password. Take it out, and name a file that holds it: record.password_file."
        )
    host = parts.hostname or options.get("host", "")
    is_said_twice = bool(parts.hostname) and "host" in options
    is_odd = parts.scheme not in _SCHEMES or bool(options.keys() - {"host"}) or bool(parts.fragment)
    user, database = unquote(parts.username or ""), unquote(parts.path.lstrip("/"))
    if is_odd or is_said_twice or not (user and host and database) or "\0" in user + host + database:
        raise AddressError(f"is no address of PostgreSQL. {LOOKS_LIKE}")
    return Address(user=user, host=host, database=database, port=port, password_file=password_file, ca=ca)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
