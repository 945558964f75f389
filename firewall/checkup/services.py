"""The city's services: whether each can be reached, and proves who it is.  Nothing is asked of them."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509

from firewall.checkup.certificates import authorities, days_left
from firewall.checkup.lines import Line, fault, ok, warning
from firewall.policy.rules import Service

_SOON_DAYS = 14
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where something is, how it is called, who signs its certificate, and where its address is written."""

    about: str
    url: str
    ca: Path | None
    written: str


def service_at(service: Service, ca: Path | None) -> Address:
    written = f"`upstream:` in {service.at.file}"
    return Address(about=f"service {service.name}", url=service.upstream, ca=ca, written=written)


def reachable(address: Address, now: datetime, timeout_s: float) -> Line:
    """Connect, and shake hands where it speaks TLS."""
    about, url = address.about, address.url
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    try:
        with socket.create_connection((host, port), timeout_s) as plain:
            if parts.scheme != "https":
                return _plain(address, host)
            context = ssl.create_default_context(cafile=None if address.ca is None else str(address.ca))
            with context.wrap_socket(plain, server_hostname=host) as tls:
                return _proved(address, tls.getpeercert(binary_form=True) or b"", now)
    except ssl.SSLCertVerificationError as error:
        return fault(
            about,
            f"{url} does not prove who it is ({error.verify_message}).",
            "Correct its certificate, or name who signs it (`ca` in firewall.toml).",
        )
    except (ssl.SSLError, FileNotFoundError):
        return fault(about, f"{url} speaks no TLS that can be used.", "Is it http:// and not https://?")
    except TimeoutError:
        return fault(about, f"{url} does not answer in {timeout_s:g} s.", "Is a firewall in between?")
    except OSError:
        return fault(
            about,
            f"Nobody listens at {url}.",
            f"Start it, or correct {address.written}.",
        )


def trusted(ca: Path | None, now: datetime) -> Iterator[Line]:
    """Who signs the certificates of the services, where somebody says so."""
    if ca is not None:
        yield from authorities("upstream_tls.ca", ca, now)


def _plain(address: Address, host: str) -> Line:
    about, url = address.about, address.url
    if _is_near(host):
        return ok(about, f"{url} can be reached.")
    return warning(
        about,
        f"{url} can be reached, and what it answers travels in the clear.",
        "Let it speak TLS, and write https:// there.",
    )


def _is_near(host: str) -> bool:
    """Whether it is this machine: what goes there crosses no network."""
    try:
        addresses = {str(info[4][0]) for info in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return all(ipaddress.ip_address(address).is_loopback for address in addresses)


def _proved(address: Address, der: bytes, now: datetime) -> Line:
    about, url = address.about, address.url
    left = days_left(x509.load_der_x509_certificate(der), now)
    if left < _SOON_DAYS:
        return warning(about, f"{url}: its certificate has {left} days left.", "Renew it there.")
    return ok(about, f"{url} can be reached; its certificate has {left} days left.")
