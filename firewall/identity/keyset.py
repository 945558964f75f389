"""
The public keys of an issuer: a JWK Set (RFC 7517), read strictly.

A key counts for the algorithms that fit its type and that the operator allowed, and for no others:
which one a token is checked with is never the token's choice alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from firewall.errors import FirewallError
from firewall.identity import strict

LARGEST_BYTES = 256 * 1024
_MOST_KEYS = 100
_LONGEST_ID = 200
_RSA_BITS = range(2048, 8193)
"""Shorter ones can be broken; longer ones cost whoever verifies more than they protect."""

_SHORTEST_MODULUS = 342
"""Characters of base64url for 2048 bits: the library warns of a shorter one before we could pass it over."""

_SECRETS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


UNUSABLE = (
    "unreadable",
    "unreachable",
    "status",
    "too-large",
    "no-json",
    "no-list",
    "secret",
    "no-id",
    "same-id",
    "no-key",
)
"""Why a set of keys cannot be used, in the words of the log."""


class KeySetError(FirewallError):
    """The keys of an issuer cannot be used.  Says why, and never what stands in them."""

    def __init__(self, why: str, says: str) -> None:
        """``why`` is one of UNUSABLE."""
        super().__init__(says)
        self.why = why


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key, and the algorithms it may be used with."""

    key: Key = field(repr=False)
    algorithms: frozenset[str]


def read(raw: bytes, allowed: Collection[str]) -> Mapping[str, PublicKey]:
    """
    Return the usable keys by their id.

    A key of a type that no allowed algorithm uses is passed over, as RFC 7517 section 5 has it.  Raises
    KeySetError where nothing is left, where two have one id, and where a secret was published.
    """
    found: dict[str, PublicKey] = {}
    for written in _written(raw):
        if not _SECRETS.isdisjoint(written):
            raise KeySetError("secret", "they hold a private or shared key, which only its owner may have")
        usable = _usable(written, allowed)
        if usable is None:
            continue
        id_ = written.get("kid")
        if not isinstance(id_, str) or not 0 < len(id_) <= _LONGEST_ID:
            raise KeySetError("no-id", "a key has no id (`kid`), by which a token could name it")
        if id_ in found:
            raise KeySetError("same-id", "two keys have one id (`kid`)")
        found[id_] = usable
    if not found:
        raise KeySetError("no-key", f"they hold no key for {' or '.join(allowed)}")
    return found


def _written(raw: bytes) -> list[dict[str, Any]]:  # Any: members of JSON, each checked where it is used
    if len(raw) > LARGEST_BYTES:
        raise KeySetError("too-large", f"they are larger than {LARGEST_BYTES} bytes")
    try:
        keys = strict.read(raw).get("keys")
    except ValueError:
        raise KeySetError("no-json", "they are no JSON object") from None
    if not isinstance(keys, list) or len(keys) > _MOST_KEYS or not all(isinstance(key, dict) for key in keys):
        raise KeySetError("no-list", f"they have no list `keys` of at most {_MOST_KEYS} objects")
    return keys


def _usable(written: dict[str, Any], allowed: Collection[str]) -> PublicKey | None:  # Any: as above
    operations = written.get("key_ops", ["verify"])
    if written.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        return None
    try:
        key, fitting = _imported(written)
    except (JoseError, ValueError, TypeError, KeyError, OverflowError) as error:
        raise KeySetError("unreadable", f"a key cannot be read ({type(error).__name__})") from None
    said = written.get("alg")
    algorithms = frozenset(name for name in fitting if name in allowed and said in (None, name))
    return PublicKey(key, algorithms) if key is not None and algorithms else None


def _imported(written: dict[str, Any]) -> tuple[Key | None, tuple[str, ...]]:  # Any: as above
    match written.get("kty"), written.get("crv"):
        case "OKP", "Ed25519":
            return OKPKey.import_key(written), ("EdDSA", "Ed25519")
        case "EC", "P-256":
            return ECKey.import_key(written), ("ES256",)
        case "RSA", _ if len(str(written.get("n"))) >= _SHORTEST_MODULUS:
            key = RSAKey.import_key(written)
            return key, ("PS256", "RS256") if key.public_key.key_size in _RSA_BITS else ()
        case _:
            return None, ()
