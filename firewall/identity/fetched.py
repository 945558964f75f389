"""
Fetches the keys of an issuer from the one address that the operator wrote down.

Nothing else decides where we ask: redirects are not followed, no proxy of the environment is used, and
what is larger or later than it should be is no answer.
"""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import aiohttp

from firewall.errors import ConfigError
from firewall.identity.keyset import LARGEST_BYTES, KeySetError

DEADLINE_S = 5.0
_OK = 200


def tls_of(name: str, ca: Path | None) -> ssl.SSLContext:
    """Whom to believe to be the issuer's server.  Raises ConfigError."""
    try:
        return ssl.create_default_context(cafile=None if ca is None else str(ca))
    except (OSError, ssl.SSLError):
        raise ConfigError(f"issuers.{name}.keys_ca: {ca} is no file of certificates. Name another.") from None


async def fetch(url: str, tls: ssl.SSLContext) -> bytes:
    """Raises KeySetError."""
    try:
        async with (
            asyncio.timeout(DEADLINE_S),
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=tls, limit=1, force_close=True),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
            ) as client,
            client.get(url, allow_redirects=False, headers={"Accept-Encoding": "identity"}) as answer,
        ):
            if answer.status != _OK:
                raise KeySetError("status", f"their address answered {answer.status} and not 200")
            return await _whole(answer)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        raise KeySetError("unreachable", f"they cannot be fetched ({type(error).__name__})") from None


async def _whole(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > LARGEST_BYTES:
            raise KeySetError("too-large", f"they are larger than {LARGEST_BYTES} bytes")
    return bytes(body)
