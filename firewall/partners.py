"""The partner files as identity sees them: who acts for whom, and what proves whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from firewall.errors import Fault
from firewall.identity.introduce import PartnerFacts
from firewall.model import Kind, PartnerId, Party
from firewall.policy.faults.table import made
from firewall.policy.rules import Bundle
from firewall.policy.yaml import Place


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


def unknown_names(bundle: Bundle, issuers: Collection[str], cas: Collection[str]) -> Iterator[Fault]:
    """Where partner files name an issuer or an authority that ``firewall.toml`` does not."""
    for partner in bundle.partners.values():
        if partner.ca and partner.ca not in cas:
            yield _fault(partner.at, "POL105", partner.ca)
        for issuer in dict.fromkeys(name.partition("#")[0] for name in partner.tokens):
            if issuer not in issuers:
                yield _fault(partner.at, "POL106", issuer)


def _fault(at: Place, code: str, word: str) -> Fault:
    return made(at.file, at.line, at.column, code, word=word)


def _party(bundle: Bundle, word: str) -> Party:
    partner = bundle.partners.get(PartnerId(word))
    return Party(PartnerId(""), Kind(word)) if partner is None else Party(partner.id, partner.kind)
