"""The partner files as identity sees them: who acts for whom, and what proves whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from firewall.errors import ConfigError
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


def subjects(bundle: Bundle) -> Mapping[str, PartnerId]:
    """Subjects of tokens, as ``issuer#subject``, and the partner each is."""
    return {name: partner.id for partner in bundle.partners.values() for name in partner.tokens}


def authorities(bundle: Bundle) -> Mapping[PartnerId, str]:
    """Which named authority must have signed a partner's certificates, for those that demand one."""
    return {partner.id: partner.ca for partner in bundle.partners.values() if partner.ca}


def check_names(bundle: Bundle, issuers: Collection[str], cas: Collection[str]) -> None:
    """Raise ConfigError where a partner file names an issuer or an authority that ``firewall.toml`` does not."""
    for partner in bundle.partners.values():
        if partner.ca and partner.ca not in cas:
            raise ConfigError(
                f"The partner `{partner.id}` demands the authority `{partner.ca}`, which is not in [client_cas] of "
                "firewall.toml. Add it there, or take `ca` out of the partner's file."
            )
        for name in partner.tokens:
            issuer = name.partition("#")[0]
            if issuer not in issuers:
                raise ConfigError(
                    f"The partner `{partner.id}` is known by tokens of `{issuer}`, which is not in firewall.toml. "
                    f"Add [issuers.{issuer}] there, or take it out of the partner's file."
                )


def _party(bundle: Bundle, word: str) -> Party:
    partner = bundle.partners.get(PartnerId(word))
    return Party(PartnerId(""), Kind(word)) if partner is None else Party(partner.id, partner.kind)
