"""
Credentials in, a requester out: who asks, what proved it, and everyone behind and after them.

Whatever fails is the unknown requester.  A requester that shows two credentials shows two that
say the same, or is unknown: otherwise one of them would be a name that nobody proved.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from firewall.model import UNKNOWN, Kind, PartnerId, Party, Requester

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from firewall.identity.certificates import Bindings
    from firewall.identity.keys import KeyStore

BY_CERTIFICATE = "mtls"
BY_KEY = "api-key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """
    What a requester showed; None where it showed nothing.

    A header that came more than once is passed on joined by ``", "``, as HTTP would have it
    (RFC 9110 section 5.3): no key has a comma, so it proves nothing.
    """

    authorization: str | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)
    certificate: bytes | None = field(default=None, repr=False)


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


class Introducer:
    """Turns credentials into a requester.  Everything about a partner is worked out once, when built."""

    def __init__(
        self, partners: Mapping[PartnerId, PartnerFacts], keys: KeyStore, bindings: Bindings
    ) -> None:
        self._keys = keys
        self._bindings = bindings
        self._by_certificate = {id_: requester(id_, partners, BY_CERTIFICATE) for id_ in partners}
        self._by_key = {id_: requester(id_, partners, BY_KEY) for id_ in partners}

    def introduce(self, credentials: Credentials, now: datetime) -> Requester:
        """Never raises: failed, expired, revoked, malformed or contradictory is UNKNOWN."""
        proven: set[PartnerId | None] = set()
        if credentials.certificate is not None:
            proven.add(self._bindings.partner(credentials.certificate, now))
        for text in _keys_shown(credentials):
            proven.add(self._keys.find(text, now))
        partner = proven.pop() if len(proven) == 1 else None
        if partner is None:
            return UNKNOWN
        known = self._by_key if credentials.certificate is None else self._by_certificate
        # A key outlives the partner file it was made for; then it is a key to nothing.
        return known.get(partner, UNKNOWN)


def _keys_shown(credentials: Credentials) -> Iterable[str]:
    if credentials.authorization is not None:
        scheme, _, text = credentials.authorization.partition(" ")
        # The scheme is case-insensitive (RFC 9110 section 11.1). Another scheme is a credential that failed.
        yield text.strip(" ") if scheme.lower() == "bearer" else ""
    if credentials.api_key is not None:
        yield credentials.api_key.strip(" ")


def requester(id_: PartnerId, partners: Mapping[PartnerId, PartnerFacts], proof: str) -> Requester:
    """
    The requester that ``id_`` is, once proven.

    UNKNOWN where its chain names somebody who is no partner, or runs in a circle: then nobody
    can say for whom it asks.
    """
    behind = _behind(id_, partners, frozenset())
    if behind is None:
        return UNKNOWN
    asking = tuple(dict.fromkeys((id_, *behind)))
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
    chain: list[PartnerId] = []
    for next_ in partners[id_].on_behalf_of:
        rest = _behind(next_, partners, above | {id_})
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
