"""The city's services: whether each can be reached, and proves who it is.  Nothing is asked of them."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509

from firewall.checkup.certificates import authorities, days_left
from firewall.checkup.lines import Line, fault, ok, warning
from firewall.policy.rules import Service

_SOON_DAYS = 14
_PORTS = {"http": 80, "https": 443}


def reachable(service: Service, ca: Path | None, now: datetime, timeout_s: float) -> Line:
    """Connect, and shake hands where it speaks TLS."""
    about = f"service {service.name}"
    parts = urlsplit(service.upstream)
    host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    try:
        with socket.create_connection((host, port), timeout_s) as plain:
            if parts.scheme != "https":
                return _plain(about, service, host)
            context = ssl.create_default_context(cafile=None if ca is None else str(ca))
            with context.wrap_socket(plain, server_hostname=host) as tls:
                return _proved(about, service, tls.getpeercert(binary_form=True) or b"", now)
    except ssl.SSLCertVerificationError as error:
        return fault(
            about,
            f"{service.upstream} does not prove who it is ({error.verify_message}).",
            "Correct its certificate, or name who signs it under [upstream_tls] ca.",
        )
    except (ssl.SSLError, FileNotFoundError):
        return fault(
            about, f"{service.upstream} speaks no TLS that can be used.", "Is it http:// and not https://?"
        )
    except TimeoutError:
        return fault(
            about, f"{service.upstream} does not answer in {timeout_s:g} s.", "Is a firewall in between?"
        )
    except OSError:
        return fault(
            about,
            f"Nobody listens at {service.upstream}.",
            f"Start the service, or correct `upstream:` in {service.at.file}.",
        )


def trusted(ca: Path | None, now: datetime) -> Iterator[Line]:
    """Who signs the certificates of the services, where somebody says so."""
    if ca is not None:
        yield from authorities("upstream_tls.ca", ca, now)


def _plain(about: str, service: Service, host: str) -> Line:
    if _is_near(host):
        return ok(about, f"{service.upstream} can be reached.")
    return warning(
        about,
        f"{service.upstream} can be reached, and what it answers travels in the clear.",
        "Let it speak TLS, and write https:// there.",
    )


def _is_near(host: str) -> bool:
    """Whether it is this machine: what goes there crosses no network."""
    try:
        addresses = {str(info[4][0]) for info in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return all(ipaddress.ip_address(address).is_loopback for address in addresses)


def _proved(about: str, service: Service, der: bytes, now: datetime) -> Line:
    left = days_left(x509.load_der_x509_certificate(der), now)
    if left < _SOON_DAYS:
        return warning(about, f"{service.upstream}: its certificate has {left} days left.", "Renew it there.")
    return ok(about, f"{service.upstream} can be reached; its certificate has {left} days left.")
