"""
How a WebSocket begins (RFC 6455 section 4): what a requester has to say, and what a service has to answer.

Nothing of a requester's handshake goes to a service, and nothing of a service's to a requester: each side gets one of
our own.  No extension is ever agreed to.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from firewall.errors import UpstreamError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from firewall.front.parts import Match

Raw = tuple[bytes, bytes]

_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""Section 1.3: shows that the other side has read the key as the key of a WebSocket."""

_KEY_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_OURS = frozenset({b"upgrade", b"connection", b"origin"})
_PREFIX = b"sec-websocket-"
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True)
class Handshake:
    """
    What a requester said to begin one.

    ``rest`` are its other headers, which are read as those of any request; ``failure`` what is wrong with it.
    """

    key: str
    protocols: tuple[str, ...]
    rest: tuple[Raw, ...] = field(repr=False)
    failure: str = ""

    def chosen(self, declared: Sequence[str]) -> str | None:
        """The subprotocol that both know, or empty where none is wanted; None where they have none in common."""
        return next((one for one in self.protocols if one in declared), None) if self.protocols else ""


def read(method: str, raw_headers: Iterable[Raw], *, is_tls: bool = False) -> Handshake | None:
    """
    Return None where it is another upgrade, or not well-formed.

    ``is_tls`` tells that it came over TLS to this very process.
    """
    raw = tuple((name.lower(), value) for name, value in raw_headers)
    found: dict[bytes, list[str]] = {}
    for name, value in raw:
        found.setdefault(name, []).append(value.decode("latin-1").strip(" \t"))
    key = _single(found, b"sec-websocket-key")
    if method != "GET" or not (_is_asked_for(found) and _is_key(key)):
        return None
    if _single(found, b"sec-websocket-version") != "13":
        return None
    protocols = tuple(_listed(found.get(b"sec-websocket-protocol", [])))
    if not all(map(_TOKEN.fullmatch, protocols)) or len(set(protocols)) < len(protocols):
        return None
    rest = tuple(pair for pair in raw if pair[0] not in _OURS and not pair[0].startswith(_PREFIX))
    failure = "" if _is_of_here(found, is_tls=is_tls) else "cross-origin"
    return Handshake(key, protocols, rest, failure)


def meant(match: Match | None, handshake: Handshake | None) -> tuple[Match | None, str]:
    """
    Return the route, and why it is none for who asks so.

    Where nobody declares a path nobody learns that: it looks like one that is not for them.
    """
    if match is None:
        return None, ""
    if handshake is None:
        return (match if match.subprotocols is None else None), ""
    if match.subprotocols is None:
        return None, "upgrade"
    return (None, "subprotocol") if handshake.chosen(match.subprotocols) is None else (match, "")


def _is_asked_for(found: Mapping[bytes, list[str]]) -> bool:
    options = {option.lower() for option in _listed(found.get(b"connection", []))}
    return _single(found, b"upgrade").lower() == "websocket" and {"upgrade"} <= options <= {
        "upgrade",
        "keep-alive",
    }


def _is_of_here(found: Mapping[bytes, list[str]], *, is_tls: bool) -> bool:
    """
    A browser says which page asks, and shows its certificate for any page: only ours may (section 10.2).

    A page that came without TLS is none of ours where we speak it: anybody on its way could have written it.
    """
    if b"origin" not in found:
        return True
    origin = _single(found, b"origin")
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    if is_tls and parts.scheme != "https":
        return False
    host = _single(found, b"host").lower()
    port = _DEFAULT_PORTS.get(parts.scheme, "")
    return bool(port) and bool(host) and parts.netloc.lower().removesuffix(port) == host.removesuffix(port)


def _is_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == _KEY_BYTES
    except (binascii.Error, ValueError):
        return False


def _single(found: Mapping[bytes, list[str]], name: bytes) -> str:
    values = found.get(name, [])
    return values[0] if len(values) == 1 else ""


def _listed(values: Iterable[str]) -> list[str]:
    return [one.strip(" \t") for value in values for one in value.split(",")]


def accepted(key: str) -> str:
    """What an answer shows to have read the key."""
    return base64.b64encode(hashlib.sha1(key.encode() + _MAGIC, usedforsecurity=False).digest()).decode()


def asking(key: str, protocol: str) -> str:
    """The lines with which a service is asked to begin one."""
    lines = [
        "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
        *([f"Sec-WebSocket-Protocol: {protocol}"] if protocol else []),
    ]  # fmt: skip
    return "\r\n".join(lines)


def check(raw_headers: Iterable[Raw], key: str, protocol: str) -> None:
    """Raise UpstreamError unless a service has agreed to exactly what it was asked."""
    found: dict[bytes, list[str]] = {}
    for name, value in raw_headers:
        found.setdefault(name.lower(), []).append(value.decode("latin-1").strip(" \t"))
    agreed = (
        _single(found, b"upgrade").lower() == "websocket"
        and "upgrade" in {option.lower() for option in _listed(found.get(b"connection", []))}
        and _single(found, b"sec-websocket-accept") == accepted(key)
        and b"sec-websocket-extensions" not in found
        and found.get(b"sec-websocket-protocol", []) == ([protocol] if protocol else [])
    )
    if not agreed:
        raise UpstreamError("upstream-not-websocket")
