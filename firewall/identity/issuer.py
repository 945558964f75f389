"""Who may sign tokens, as an operator says it in ``firewall.toml``: values, and nothing that does anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ALGORITHMS = ("EdDSA", "Ed25519", "ES256", "PS256", "RS256")
"""
All there are to choose from.  ``none`` and the HS family are not among them: whoever has a public key could
use it as the secret of the latter.  Ed25519 is what RFC 9864 calls EdDSA over that curve; no other curve is taken.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """
    One issuer of tokens: what its tokens must say, and where its public keys are.

    ``name`` is the city's own word for it, by which partner files name its subjects.  ``keys_file`` or
    ``keys_url`` holds a JWK Set (RFC 7517).
    """

    name: str
    issuer: str
    audience: str
    algorithms: tuple[str, ...]
    keys_file: Path | None = None
    keys_url: str = ""
    keys_ca: Path | None = None
    certificate_bound: bool = False
    """Whether every token must be bound to the certificate of the connection (RFC 8705)."""
    leeway_s: int = 30
    longest_s: int = 3600
    """How long a token may live, from ``iat`` to ``exp``: a thief has it as long."""
    refresh_s: float = 300.0
    keys_last_s: float = 21_600.0
    """How long the last good set of keys is used when no newer one can be fetched."""


def is_address(text: str) -> bool:
    """Whether it is an https address with a host and without a user, a query or a fragment."""
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return (
        is_whole and "@" not in parts.netloc and not parts.query and not parts.fragment and text.isprintable()
    )
