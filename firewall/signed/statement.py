"""
What is signed: one sentence about one thing, and no other.

INVARIANT: the first line belongs to these statements alone, and all that a signature is for stands in it - city,
version, digest, role, key and time - so that none can be used for another one, nor for a checkpoint of the record.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from firewall.signed.exact import canonical
from firewall.signed.form import Bundle, Signature

_DOMAIN = b"data-sharing-firewall: a statement about policies, form 1\n"
_SECONDS = "%Y-%m-%dT%H:%M:%SZ"


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a statement is about.  ``kind`` keeps a bundle, a break-glass and a revocation apart."""

    kind: str
    city: str
    digest: str
    version: int = 0
    restores: int = 0
    begins: str = ""
    ends: str = ""
    why: str = ""


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    about: About
    at: str
    key: str
    reason: str
    role: str


def of_bundle(bundle: Bundle) -> About:
    return About(
        kind="bundle",
        city=bundle.city,
        digest=bundle.digest,
        version=bundle.version,
        restores=bundle.restores,
        why=bundle.reason,
    )


def instant(at: datetime) -> str:
    """Write a time to the second, as it stands in signed files."""
    return at.astimezone(UTC).strftime(_SECONDS)


def moment(text: str) -> datetime:
    """Read it again.  Raises ValueError for a day that no calendar has."""
    return datetime.strptime(text, _SECONDS).replace(tzinfo=UTC)


def signed(  # noqa: PLR0917 - who signs what as what, when and why
    about: About, key: Ed25519PrivateKey, key_id: str, role: str, at: datetime, reason: str
) -> Signature:
    said = _Said(about=about, at=instant(at), key=key_id, reason=reason, role=role)
    return Signature(
        at=said.at,
        key=key_id,
        reason=reason,
        role=role,
        signature=base64.b64encode(key.sign(_bytes(said))).decode("ascii"),
    )


def holds(about: About, signature: Signature, key: Ed25519PublicKey) -> bool:
    """Whether this key signed that this is so."""
    said = _Said(
        about=about, at=signature.at, key=signature.key, reason=signature.reason, role=signature.role
    )
    raw = base64.b64decode(signature.signature)
    try:
        key.verify(raw, _bytes(said))
    except InvalidSignature:
        return False
    return (
        base64.b64encode(raw).decode("ascii") == signature.signature
    )  # sixteen spellings decode to the same


def _bytes(said: _Said) -> bytes:
    return _DOMAIN + canonical(said)
