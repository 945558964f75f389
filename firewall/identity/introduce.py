"""
Credentials in, a requester out: who asks, what proved it, and everyone behind and after them.

Whatever fails is the unknown requester.  A requester that shows two credentials shows two that
say the same, or is unknown: otherwise one of them would be a name that nobody proved.  Nobody who
showed a bad credential is taken for who another one says.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import structlog

from firewall.identity.edge import Edge, Shown
from firewall.identity.refusals import RefusedError
from firewall.model import UNKNOWN, Kind, PartnerId, Party, Requester

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from firewall.identity.certificates import Bindings
    from firewall.identity.keys import KeyStore
    from firewall.identity.token import Verified
    from firewall.identity.tokens import Tokens

_log = structlog.get_logger()

BY_CERTIFICATE = "mtls"
BY_KEY = "api-key"
BY_TOKEN = "token"  # noqa: S105 - the name of a proof
BY_BOTH = "mtls-token"
"""A token beside a certificate: what the token says of others came with it."""

_PROOFS = {
    (False, False): BY_KEY,
    (False, True): BY_TOKEN,
    (True, False): BY_CERTIFICATE,
    (True, True): BY_BOTH,
}
"""By whether a certificate and whether a token was among what was shown."""

_REMEMBERED = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """
    What a requester showed; None where it showed nothing.

    A header that came more than once is passed on joined by ``", "``, as HTTP would have it
    (RFC 9110 section 5.3): no key and no token has a comma, so it proves nothing.  ``changes``: whether the
    request changes something, for which a token is good once.
    """

    authorization: str | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)
    certificate: bytes | None = field(default=None, repr=False)
    client_cert: str | None = field(default=None, repr=False)
    client_cert_chain: str | None = field(default=None, repr=False)
    changes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFacts:
    """
    What the policy says of a partner.

    ``on_behalf_of`` runs from the next in line to the principal; ``onward`` are those who are known
    to receive what the partner gets.
    """

    id: PartnerId
    kind: Kind
    on_behalf_of: tuple[PartnerId, ...] = ()
    onward: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """Tokens, and which partner each subject of an issuer is: ``issuer#subject``, as partner files write it."""

    tokens: Tokens
    subjects: Mapping[str, PartnerId]

    def chain(self, verified: Verified) -> tuple[PartnerId, ...]:
        """Who asks, and for whom.  Raises RefusedError for a name that no partner file knows."""
        names = [self.subjects.get(f"{verified.issuer.name}#{name}") for name in verified.chain]
        known = tuple(name for name in names if name is not None)
        if names[0] is None:
            raise RefusedError("token-subject")
        if len(known) < len(names):
            raise RefusedError("chain-unknown")
        return known


@dataclass(frozen=True, slots=True)
class _Proven:
    """Who asks, by what, and what a token said of those behind."""

    chain: tuple[PartnerId, ...]
    proof: str
    token: Verified | None = None


class Introducer:
    """Turns credentials into a requester.  What is known of a partner is worked out once, and remembered."""

    def __init__(
        self,
        partners: Mapping[PartnerId, PartnerFacts],
        keys: KeyStore,
        bindings: Bindings,
        *,
        issued: Issued | None = None,
        edge: Edge | None = None,
        told: Callable[[str], None] = lambda _: None,
    ) -> None:
        """``told`` hears the code of each credential that was not believed."""
        self._partners = partners
        self._keys = keys
        self._bindings = bindings
        self._issued = issued
        self._edge = edge or Edge((), lambda: None)
        self._told = told
        self._met: dict[tuple[tuple[PartnerId, ...], str, tuple[str, ...]], Requester] = {}

    async def introduce(self, credentials: Credentials, now: datetime) -> Requester:
        """Never raises: failed, expired, revoked, malformed or contradictory is unknown, with the reason."""
        refused: list[str] = []
        try:
            proven = await self._proven(credentials, now, refused)
            found = UNKNOWN if proven is None else self._requester(proven, tuple(refused))
            if proven is not None and proven.token is not None and credentials.changes and self._issued:
                await self._issued.tokens.spend(proven.token, now)
        except RefusedError as error:
            refused.append(error.why)
            found = UNKNOWN
        except Exception as error:  # noqa: BLE001 - bytes of a stranger in large parsers; whatever they raise, it is nobody
            # Its text may quote a credential, so its class is all that is told.
            _log.error("introduce-fault", error=type(error).__name__)
            refused.append("credentials-fault")
            found = UNKNOWN
        for why in refused:
            self._told(why)
        return replace(found, refused=tuple(refused)) if refused and not found.refused else found

    async def _proven(self, shown: Credentials, now: datetime, refused: list[str]) -> _Proven | None:
        """Return None where nothing was shown.  Raises RefusedError."""
        seen = self._edge.look(Shown(shown.certificate, shown.client_cert, shown.client_cert_chain), now)
        if seen.attempt:
            refused.append(seen.attempt)
        certificate = seen.certificate
        proven: set[PartnerId] = set()
        token: Verified | None = None
        chain: tuple[PartnerId, ...] = ()
        bearer = _bearer(shown.authorization)
        if bearer is not None and _is_token(bearer):
            if self._issued is None:
                raise RefusedError("token-unexpected")
            token = await self._issued.tokens.verify(bearer, certificate, now)
            chain = self._issued.chain(token)
            proven.add(chain[0])
        elif bearer is not None:
            proven.add(self._by_key(bearer, now))
        if shown.api_key is not None:
            proven.add(self._by_key(shown.api_key.strip(" "), now))
        if certificate is not None:
            proven |= self._by_certificate(certificate, token, now)
        if len(proven) > 1:
            raise RefusedError("credentials-disagree")
        if not proven:
            return None
        proof = _PROOFS[certificate is not None, token is not None]
        return _Proven(chain or (proven.pop(),), proof, token)

    def _by_key(self, text: str, now: datetime) -> PartnerId:
        partner = self._keys.find(text, now)
        if partner is None:
            raise RefusedError("key")
        return partner

    def _by_certificate(self, certificate: bytes, token: Verified | None, now: datetime) -> set[PartnerId]:
        look = self._bindings.look(certificate, now)
        if look.partner is not None:
            return {look.partner}
        # A certificate that no partner file names may still hold a token that is bound to it (RFC 8705): it
        # is a good one, and then the token says whose. One that is revoked or another's holds nothing.
        if look.why == "certificate-unnamed" and token is not None and token.certificate is not None:
            return set()
        raise RefusedError(look.why)

    def _requester(self, proven: _Proven, refused: tuple[str, ...]) -> Requester:
        key = proven.chain, proven.proof, refused
        found = self._met.get(key)
        if found is None:
            if proven.chain[0] not in self._partners:
                # A key outlives the partner file it was made for; then it is a key to nothing.
                raise RefusedError("partner-unknown")
            found = requester(proven.chain[0], self._partners, proven.proof, proven.chain[1:])
            if found is UNKNOWN:
                raise RefusedError("chain-unknown")
            found = replace(found, refused=refused)
            if len(self._met) >= _REMEMBERED:
                self._met.clear()
            # The same object each time: what is decided for it is found by its identity.
            self._met[key] = found
        return found


def _bearer(authorization: str | None) -> str | None:
    """Raises RefusedError where another scheme was tried: a credential that failed."""
    if authorization is None:
        return None
    scheme, _, text = authorization.partition(" ")
    if scheme.lower() != "bearer":  # the scheme is case-insensitive (RFC 9110 section 11.1)
        raise RefusedError("scheme")
    return text.strip(" ")


def _is_token(text: str) -> bool:
    """Keys have no dot, and tokens have two; what is neither is refused as a key."""
    return "." in text


def requester(
    id_: PartnerId,
    partners: Mapping[PartnerId, PartnerFacts],
    proof: str,
    said: tuple[PartnerId, ...] = (),
) -> Requester:
    """
    The requester that ``id_`` is, once proven; ``said`` is who a signed token says stands behind it.

    A token only adds to the chain: whom the partner files name stay in it, and their principal stays the
    last.  UNKNOWN where the chain names somebody who is no partner, or runs in a circle: then nobody can
    say for whom it asks.
    """
    behind = _behind(id_, partners, frozenset())
    added = _expanded(said, partners, frozenset({id_}))
    if behind is None or added is None:
        return UNKNOWN
    # Met twice, a member stands where it was met last: the principal stays last.
    asking = (id_, *reversed(dict.fromkeys(reversed((*added, *behind)))))
    return Requester(
        party=_party(partners[id_]),
        authenticated_by=proof,
        on_behalf_of=tuple(_party(partners[member]) for member in asking[1:]),
        onward=_onward(asking, partners),
    )


def _behind(
    id_: PartnerId, partners: Mapping[PartnerId, PartnerFacts], above: frozenset[PartnerId]
) -> tuple[PartnerId, ...] | None:
    if id_ in above or id_ not in partners:
        return None
    return _expanded(partners[id_].on_behalf_of, partners, above | {id_})


def _expanded(
    next_in_line: Iterable[PartnerId], partners: Mapping[PartnerId, PartnerFacts], above: frozenset[PartnerId]
) -> tuple[PartnerId, ...] | None:
    """Those, each followed by everybody behind it; None where that ends with nobody."""
    chain: list[PartnerId] = []
    for next_ in next_in_line:
        rest = _behind(next_, partners, above)
        if rest is None:
            return None
        chain += (next_, *rest)
    # Met twice, a member stands where it was met last: the principal stays last.
    return tuple(reversed(dict.fromkeys(reversed(chain))))


def _onward(asking: tuple[PartnerId, ...], partners: Mapping[PartnerId, PartnerFacts]) -> tuple[Party, ...]:
    """Everyone who receives it after the chain, and everyone after and behind these in turn."""
    found: dict[Party, None] = {}
    waiting = [party for member in asking for party in partners[member].onward]
    while waiting:
        party = waiting.pop(0)
        facts = partners.get(party.id)
        party = _party(facts) if facts else party
        if party in found or party.id in asking:
            continue
        found[party] = None
        if facts:
            # Who receives it for somebody else hands it to them.
            behind = (partners[member] for member in facts.on_behalf_of if member in partners)
            waiting += [*facts.onward, *map(_party, behind)]
    return tuple(found)


def _party(facts: PartnerFacts) -> Party:
    return Party(facts.id, facts.kind)
