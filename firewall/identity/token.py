"""
A signed token (JWT, RFC 7519): who signed it, who asks, and for whom.  Pure: the keys and the time are given.

What a token says of how to check it is compared with what the operator said, and never followed: the
algorithm must be one of the issuer's and of the key's, and a header that names keys, addresses or
extensions of its own is refused (RFC 8725).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from joserfc import jws
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jws import CompactSignature, JWSRegistry
from joserfc.jwt import JWTClaimsRegistry
from joserfc.util import urlsafe_b64decode

from firewall.identity import strict
from firewall.identity.issuer import Issuer
from firewall.identity.keyset import PublicKey
from firewall.identity.refusals import RefusedError

LONGEST = 6144
_MOST_BEHIND = 8
_LONGEST_NAME = 255
_LONGEST_ID = 256

_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)

_HEADER = frozenset({"alg", "kid", "typ", "x5t", "x5t#S256"})
"""``x5t`` is a mere name of a key, which Entra ID writes beside ``kid``; we do not look at it."""

_TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})
"""Not a logout token, a proof of possession or any other that an issuer signs with the same key."""

KeyOf = Callable[[Issuer, str], PublicKey]
"""The key of an issuer by its id.  Raises RefusedError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """
    What a token proves.

    ``chain`` names who asks and then everyone for whom it asks, in the issuer's words; ``certificate`` is the
    SHA-256 of the only certificate it may come with, base64url, or None; ``id`` is its ``jti``.
    """

    issuer: Issuer
    chain: tuple[str, ...]
    certificate: str | None
    id: str | None
    starts: float
    ends: float

    def is_current(self, now: datetime) -> bool:
        return self.starts <= now.timestamp() < self.ends


@dataclass(frozen=True, slots=True)
class Presented:
    """A token whose issuer and key are named and nothing proven yet."""

    issuer: Issuer
    key_id: str
    algorithm: str
    signed: CompactSignature = field(repr=False)
    claims: Mapping[str, Any] = field(repr=False)  # members of JSON, each checked where it is used


def present(text: str, issuers: Mapping[str, Issuer]) -> Presented:
    """Read what has to be known before a signature can be checked.  ``issuers`` by their ``iss``."""
    if len(text) > LONGEST:
        raise RefusedError("token-too-long")
    if not _SHAPE.fullmatch(text):
        raise RefusedError("token-malformed")
    try:
        signed = jws.extract_compact(text.encode("ascii"))
        header = strict.read(urlsafe_b64decode(signed.segments["header"]))
        claims = strict.read(signed.payload)
    except (JoseError, ValueError, TypeError):
        raise RefusedError("token-malformed") from None
    said = claims.get("iss")
    issuer = issuers.get(said) if isinstance(said, str) else None
    if issuer is None:
        raise RefusedError("token-issuer")
    return Presented(issuer, *_read_header(header, issuer), signed, claims)


def _read_header(header: Mapping[str, Any], issuer: Issuer) -> tuple[str, str]:
    """Return the id of the key and the algorithm."""
    algorithm, id_, type_ = header.get("alg"), header.get("kid"), header.get("typ", "JWT")
    if not _HEADER.issuperset(header) or not isinstance(type_, str) or type_.lower() not in _TYPES:
        raise RefusedError("token-header")
    if not isinstance(algorithm, str) or algorithm not in issuer.algorithms:
        raise RefusedError("token-algorithm")
    if not isinstance(id_, str):
        raise RefusedError("token-header")
    return id_, algorithm


def verify(presented: Presented, key: PublicKey, now: datetime) -> Verified:
    """Check the signature, then what is said.  Raises RefusedError."""
    if presented.algorithm not in key.algorithms:
        raise RefusedError("token-algorithm")
    try:
        is_signed = jws.validate_compact(presented.signed, key.key, registry=_Fixed(presented.algorithm))
    except (JoseError, ValueError):
        is_signed = False
    if not is_signed:
        raise RefusedError("token-signature")
    return _read_claims(presented.issuer, presented.claims, now)


class _Fixed(JWSRegistry):
    """One algorithm, chosen by us.  The library's own check would also warn of EdDSA's name (RFC 9864)."""

    def __init__(self, algorithm: str) -> None:
        super().__init__(algorithms=[algorithm])
        self._algorithm = algorithm

    def get_alg(self, name: str) -> Any:  # noqa: ANN401 - the library's own type is not a public one
        if name != self._algorithm:
            raise RefusedError("token-algorithm")
        return self.algorithms[name]


def _read_claims(issuer: Issuer, claims: Mapping[str, Any], now: datetime) -> Verified:
    _check_claims(issuer, dict(claims), now)
    issued, ends = float(claims["iat"]), float(claims["exp"])
    if ends - issued > issuer.longest_s or ends <= issued:
        raise RefusedError("token-lives-too-long")
    certificate = _certificate(claims)
    if certificate is None and issuer.certificate_bound:
        raise RefusedError("token-unbound")
    return Verified(
        issuer=issuer,
        chain=_chain(claims),
        certificate=certificate,
        id=_id(claims),
        starts=max(issued, float(claims.get("nbf", issued))) - issuer.leeway_s,
        ends=ends + issuer.leeway_s,
    )


def _check_claims(issuer: Issuer, claims: dict[str, Any], now: datetime) -> None:
    rules = JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=issuer.leeway_s,
        iss={"essential": True, "value": issuer.issuer},
        aud={"essential": True, "value": issuer.audience},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        rules.validate(claims)
        # A time beyond what a float can hold is nobody's: exp is years ahead at most.
        float(claims["exp"]), float(claims["iat"]), float(claims.get("nbf", 0))
    except ExpiredTokenError:
        raise RefusedError("token-expired") from None
    except MissingClaimError:
        raise RefusedError("token-claims") from None
    except InvalidClaimError as error:
        raise RefusedError(_WHY.get(error.claim, "token-claims")) from None
    except (TypeError, ValueError, OverflowError):
        raise RefusedError("token-claims") from None


_WHY = {"aud": "token-audience", "nbf": "token-not-yet", "iat": "token-not-yet", "iss": "token-issuer"}


def _certificate(claims: Mapping[str, Any]) -> str | None:
    """Whose certificate it is bound to.  What it is bound to otherwise we could not check, so it is refused."""
    if "cnf" not in claims:
        return None
    bound = claims["cnf"]
    if not isinstance(bound, dict) or set(bound) != {"x5t#S256"}:
        raise RefusedError("token-certificate")
    thumbprint = bound["x5t#S256"]
    if not isinstance(thumbprint, str) or not _THUMBPRINT.fullmatch(thumbprint):
        raise RefusedError("token-certificate")
    return thumbprint


def _id(claims: Mapping[str, Any]) -> str | None:
    id_ = claims.get("jti")
    if id_ is not None and not (isinstance(id_, str) and 0 < len(id_) <= _LONGEST_ID):
        raise RefusedError("token-claims")
    return id_


def _chain(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """
    Who asks, and for whom.

    RFC 8693 section 4.1: the outermost ``act`` is who acts now, nested ones acted before, and ``sub`` is for
    whom.  ``on_behalf_of`` says the same from the other side: ``sub`` asks, for these.  Both at once could
    be read in two ways.
    """
    subject = _name(claims.get("sub"))
    if "act" in claims and "on_behalf_of" in claims:
        raise RefusedError("token-claims")
    chain = (*_actors(claims["act"]), subject) if "act" in claims else (subject, *_behind(claims))
    if len(chain) > _MOST_BEHIND + 1 or len(set(chain)) < len(chain):
        raise RefusedError("token-claims")
    return chain


def _actors(act: object) -> list[str]:
    found: list[str] = []
    while act is not None:
        if (
            not isinstance(act, dict)
            or not {"sub", "act", "iss"}.issuperset(act)
            or len(found) > _MOST_BEHIND
        ):
            raise RefusedError("token-claims")
        if "iss" in act:
            raise RefusedError("chain-unknown")  # a name in another issuer's words
        found.append(_name(act.get("sub")))
        act = act.get("act")
    if not found:
        raise RefusedError("token-claims")
    return found


def _behind(claims: Mapping[str, Any]) -> list[str]:
    if "on_behalf_of" not in claims:
        return []
    said = claims["on_behalf_of"]
    names = said if isinstance(said, list) else [said]
    if not names:
        raise RefusedError("token-claims")
    return [_name(name) for name in names]


def _name(said: object) -> str:
    if not isinstance(said, str) or not said.isprintable() or not 0 < len(said) <= _LONGEST_NAME:
        raise RefusedError("token-subject")
    return said
