"""``partners/``: the requesters we know, what proves them, for whom they act, to whom they pass on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from firewall.model import Kind, PartnerId
from firewall.policy.files.reading import Section
from firewall.policy.rules import Declaration, Excepted, Partner
from firewall.policy.words import Vocabulary
from firewall.policy.yaml import Faults, Node

_FINGERPRINT = re.compile(r"sha256:([0-9a-f]{64}|[0-9A-F]{2}(:[0-9A-F]{2}){31})")
_OWN_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_TOKEN = re.compile(r"[a-z0-9][a-z0-9-]{0,63}#.{1,255}")
_SAN = re.compile(r"(dns|uri|email):\S{1,255}")


def read(node: Node, faults: Faults, vocabulary: Vocabulary) -> Partner:
    section = Section(
        node,
        faults,
        what="partner",
        known={
            "partner",
            "title",
            "kind",
            "credentials",
            "on_behalf_of",
            "onward",
            "declares",
            "from",
            "until",
        },
        required=["partner", "title", "kind"],
    )
    credentials = _credentials(section.node("credentials"), faults)
    return Partner(
        id=PartnerId(section.identifier("partner")),
        title=section.text("title"),
        kind=Kind(section.choice("kind", vocabulary.kinds, "a kind of requester", "unknown")),
        certificates=_certificates(credentials, faults),
        ca=_ca(credentials, faults),
        tokens=_tokens(credentials, faults),
        on_behalf_of=tuple(map(PartnerId, section.texts("on_behalf_of", none_allowed=True))),
        onward=section.texts("onward", none_allowed=True),
        declares=tuple(_declarations(section, vocabulary)),
        starts=section.day("from", date.min),
        ends=section.day("until", date.max),
        at=section.at,
    )


def _declarations(section: Section, vocabulary: Vocabulary) -> Iterator[Declaration]:
    keys = {"word", "from", "until", "signed_by"}
    for node in section.sections("declares"):
        said = Section(node, section.faults, what="declaration", known=keys, required=sorted(keys))
        found = Declaration(
            word=said.choice("word", vocabulary.declarations, "a declaration"),
            starts=said.day("from", date.max),
            ends=said.day("until", date.min),
            signed_by=said.text("signed_by"),
        )
        if date.min < found.ends < found.starts < date.max:
            section.faults.add(said.place("until"), "POL200")
        yield found


def excepted(partners: Mapping[PartnerId, Partner], word: str) -> tuple[Excepted, ...]:
    """Return whose declaration takes them out of a rule, and for how long it counts."""
    return tuple(
        Excepted(partner.id, one.starts, one.ends)
        for partner in partners.values()
        for one in partner.declares
        if word and one.word == word and one.signed_by
    )


def _credentials(node: Node | None, faults: Faults) -> Section:
    section = Section(
        node, faults, what="list of credentials", known={"certificates", "ca", "tokens", "api_keys"}
    )
    section.flag("api_keys")
    return section


def _ca(section: Section, faults: Faults) -> str:
    """Which authority must have signed its certificates, in the words of ``firewall.toml``."""
    found = section.text("ca")
    if found and not _OWN_NAME.fullmatch(found):
        faults.add(section.at, "POL100")
    if found and "certificates" not in section:
        faults.add(section.at, "POL101")
    return found


def _tokens(section: Section, faults: Faults) -> tuple[str, ...]:
    """Who it is in the tokens of which issuer: ``issuer#subject``."""
    written = section.listed("tokens")
    for text in written:
        if not _TOKEN.fullmatch(text.value) or not text.value.isprintable():
            faults.add(text.at, "POL102")
    return tuple(text.value for text in written)


def _certificates(section: Section, faults: Faults) -> tuple[str, ...]:
    names = []
    for text in section.listed("certificates"):
        if _SAN.fullmatch(text.value):
            names.append(text.value)
        elif _FINGERPRINT.fullmatch(text.value):
            names.append("sha256:" + text.value.removeprefix("sha256:").replace(":", "").lower())
        else:
            faults.add(text.at, "POL103")
    return tuple(names)


def check_references(partners: dict[PartnerId, Partner], faults: Faults, vocabulary: Vocabulary) -> None:
    """Chains must lead to partners that exist, and must not run in a circle."""
    for partner in partners.values():
        for other in partner.on_behalf_of:
            if other not in partners:
                faults.unknown(partner.at, other, "a partner", partners)
        for word in partner.onward:
            if PartnerId(word) not in partners and Kind(word) not in vocabulary.kinds:
                faults.unknown(
                    partner.at, word, "a partner or a kind of requester", [*partners, *vocabulary.kinds]
                )
        if _in_circle(partner.id, partners):
            faults.add(partner.at, "POL104", word=partner.id)


def _in_circle(start: PartnerId, partners: dict[PartnerId, Partner]) -> bool:
    seen: set[PartnerId] = set()
    ahead = list(partners[start].on_behalf_of)
    while ahead:
        one = ahead.pop()
        if one == start:
            return True
        if one not in seen and one in partners:
            seen.add(one)
            ahead.extend(partners[one].on_behalf_of)
    return False
