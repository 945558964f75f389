"""
The public keys of one issuer as they are now: read at the start, renewed, and never older than they may be.

From a file they are read again when it changes.  From an address they are fetched every few minutes, and at
once when a token names a key that is not known (the issuer has a new one), but not more often than
``NOT_OFTENER_S``: whoever makes up ids must not make us knock at the issuer's door.  A set that cannot be
used leaves the last good one in force; an address that gives none for too long leaves none.
"""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path

import structlog

from firewall.errors import ConfigError
from firewall.identity import fetched, keyset
from firewall.identity.issuer import Issuer
from firewall.identity.keyset import KeySetError, PublicKey
from firewall.identity.refusals import RefusedError
from firewall.stamp import stamp

NOT_OFTENER_S = 30.0
_LOOKED_AT_S = 1.0
"""How often a file is looked at."""

_log = structlog.get_logger()

Told = Callable[[bool], None]
"""Hears of each renewal whether it gave a usable set."""


class KeyRing:
    """The keys of one issuer.  ``ticks`` is a clock that only runs forward, in seconds."""

    def __init__(self, issuer: Issuer, ticks: Callable[[], float], told: Told = lambda _: None) -> None:
        """Raise ConfigError where the file of keys, or the certificates for their address, cannot be used."""
        self.issuer = issuer
        self.generation = 0
        self._ticks, self._told = ticks, told
        self._keys: Mapping[str, PublicKey] = {}
        self._digest = b""
        self._good_at = self._tried_at = float("-inf")
        self._one_at_a_time = asyncio.Lock()
        self._tls: ssl.SSLContext | None = None
        self._stamp: tuple[int, ...] = ()
        self._is_good = True
        if issuer.keys_file is None:
            self._tls = fetched.tls_of(issuer.name, issuer.keys_ca)
            return
        self._stamp = stamp(issuer.keys_file)
        try:
            self._take(_content(issuer.keys_file))
        except KeySetError as error:
            raise ConfigError(
                f"issuers.{issuer.name}.keys_file: the keys in {issuer.keys_file} cannot be used: {error}. "
                "Ask the issuer for its JWK Set."
            ) from None

    @property
    def age_s(self) -> float:
        """Since when the keys are known to be the issuer's; a file is the operator's word, and has no age."""
        return 0.0 if self.issuer.keys_file is not None else self._ticks() - self._good_at

    def check(self) -> None:
        """Raise RefusedError where the last good set is too old to be believed."""
        if self.age_s > self.issuer.keys_last_s:
            raise RefusedError("token-keys-stale")

    def find(self, id_: str) -> PublicKey | None:
        return self._keys.get(id_)

    async def look_for(self, id_: str) -> PublicKey | None:
        """Find a key that may be new.  Waits for the issuer at most as long as one fetch may take."""
        async with self._one_at_a_time:
            is_early = self._ticks() - self._tried_at < NOT_OFTENER_S
            if id_ not in self._keys and self.issuer.keys_url and not is_early:
                await self._renew()
        return self._keys.get(id_)

    async def keep(self) -> None:
        """Renew the keys for as long as this is not cancelled."""
        while True:
            if self.issuer.keys_file is not None:
                await self._reread(self.issuer.keys_file)
                await asyncio.sleep(_LOOKED_AT_S)
                continue
            async with self._one_at_a_time:
                is_good = await self._renew()
            await asyncio.sleep(
                self.issuer.refresh_s if is_good else min(NOT_OFTENER_S, self.issuer.refresh_s)
            )

    async def _reread(self, path: Path) -> None:
        seen = await asyncio.to_thread(stamp, path)
        # What could not be read may be readable later though nothing was written: its permissions were wrong, or
        # there was no room for one more open file. Else a key that the issuer took back would be good for ever.
        is_due = not self._is_good and self._ticks() - self._tried_at >= NOT_OFTENER_S
        if seen != self._stamp or is_due:
            self._stamp = seen
            self._is_good = await self._renew()

    async def _renew(self) -> bool:
        self._tried_at = self._ticks()
        try:
            self._take(await self._fresh())
            is_good = True
        except KeySetError as error:
            _log.error("token-keys-kept", issuer=self.issuer.name, why=error.why)
            is_good = False
        self._told(is_good)
        return is_good

    async def _fresh(self) -> bytes:
        if self.issuer.keys_file is not None:
            return await asyncio.to_thread(_content, self.issuer.keys_file)
        if self._tls is None:
            raise KeySetError("unreachable", "they have no address")
        return await fetched.fetch(self.issuer.keys_url, self._tls)

    def _take(self, raw: bytes) -> None:
        keys = keyset.read(raw, self.issuer.algorithms)
        digest = hashlib.sha256(raw).digest()
        self.generation += digest != self._digest
        self._keys, self._digest, self._good_at = keys, digest, self._ticks()


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(keyset.LARGEST_BYTES + 1)
    except OSError as error:
        raise KeySetError("unreadable", f"they cannot be read ({type(error).__name__})") from None
