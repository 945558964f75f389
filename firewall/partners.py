"""The partner files as identity sees them: who acts for whom, and what proves whom."""

from __future__ import annotations

from collections.abc import Mapping

from firewall.identity.introduce import PartnerFacts
from firewall.model import Kind, PartnerId, Party
from firewall.policy.rules import Bundle


def facts(bundle: Bundle) -> Mapping[PartnerId, PartnerFacts]:
    return {
        partner.id: PartnerFacts(
            id=partner.id,
            kind=partner.kind,
            on_behalf_of=partner.on_behalf_of,
            onward=tuple(_party(bundle, word) for word in partner.onward),
        )
        for partner in bundle.partners.values()
    }


def certificates(bundle: Bundle) -> Mapping[str, PartnerId]:
    """Names and fingerprints of certificates, and the partner each proves."""
    return {name: partner.id for partner in bundle.partners.values() for name in partner.certificates}


def _party(bundle: Bundle, word: str) -> Party:
    partner = bundle.partners.get(PartnerId(word))
    return Party(PartnerId(""), Kind(word)) if partner is None else Party(partner.id, partner.kind)
