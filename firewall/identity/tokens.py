"""
Tokens of all issuers: verified once, remembered until they end, and used up where they must be.

What is remembered is found by a digest of the token and of the certificate it came with, so a token never
counts beside another certificate than the one it was verified with.  It is forgotten when the issuer's keys change.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from firewall.identity import token
from firewall.identity.keyring import KeyRing
from firewall.identity.refusals import RefusedError
from firewall.identity.spent import Spent, SpentError
from firewall.identity.token import Verified

_REMEMBERED = 10_000
"""Only what was verified is remembered, so a stranger cannot fill it; an issuer who does makes us verify again."""


@dataclass(frozen=True, slots=True)
class _Known:
    verified: Verified
    ring: KeyRing
    generation: int


class Tokens:
    def __init__(self, rings: Iterable[KeyRing], spent: Spent) -> None:
        self._rings = {ring.issuer.issuer: ring for ring in rings}
        self._issuers = {said: ring.issuer for said, ring in self._rings.items()}
        self._spent = spent
        self._known: dict[tuple[bytes, str], _Known] = {}

    async def verify(self, text: str, certificate: bytes | None, now: datetime) -> Verified:
        """Say what a token proves beside the certificate of its connection.  Raises RefusedError."""
        if len(text) > token.LONGEST:
            raise RefusedError("token-too-long")
        thumbprint = "" if certificate is None else thumbprint_of(certificate)
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), thumbprint
        known = self._known.get(key)
        if known is None or known.generation != known.ring.generation or not known.verified.is_current(now):
            self._known.pop(key, None)
            known = await self._verify(text, thumbprint, now)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = known
        known.ring.check()
        return known.verified

    async def _verify(self, text: str, thumbprint: str, now: datetime) -> _Known:
        presented = token.present(text, self._issuers)
        ring = self._rings[presented.issuer.issuer]
        ring_key = ring.find(presented.key_id) or await ring.look_for(presented.key_id)
        # Asked first: where no keys could be had for too long, that is why this one is not known.
        ring.check()
        if ring_key is None:
            raise RefusedError("token-key")
        verified = token.verify(presented, ring_key, now)
        if verified.certificate is not None and verified.certificate != thumbprint:
            raise RefusedError("token-certificate")
        return _Known(verified, ring, ring.generation)

    async def spend(self, verified: Verified, now: datetime) -> None:
        """Use a token up for a request that changes something; durable when this returns.  Raises RefusedError."""
        if verified.id is None:
            raise RefusedError("token-no-id")
        try:
            is_first = await asyncio.to_thread(
                self._spent.spend, verified.issuer.issuer, verified.id, verified.ends, now.timestamp()
            )
        except SpentError:
            # Nobody can say whether it was used: then it was (a store that fails closed).
            raise RefusedError("token-store") from None
        if not is_first:
            raise RefusedError("token-replayed")


def thumbprint_of(certificate: bytes) -> str:
    """The ``x5t#S256`` of a certificate (RFC 8705 section 3.1)."""
    return base64.urlsafe_b64encode(hashlib.sha256(certificate).digest()).rstrip(b"=").decode()
