"""``city.yaml``: who we are, whom to write to, in which languages, and what is published."""

from __future__ import annotations

from firewall.policy.files import packs
from firewall.policy.files.reading import Section
from firewall.policy.rules import City
from firewall.policy.yaml import Faults, Node
from firewall.policy.zones import zones

LANGUAGES = ("en", "es")


def read(node: Node | None, faults: Faults) -> City:
    section = Section(
        node,
        faults,
        what="city",
        known={"city", "title", "contact", "languages", "publication", "timezone", "packs"},
        required=["city", "title", "contact", "languages"],
    )
    contact = Section(
        section.node("contact"),
        faults,
        what="`contact` part",
        known={"office", "email", "phone", "url"},
        required=["office", "email"],
    )
    publication = Section(section.node("publication"), faults, what="`publication` part", known={"profile"})
    parts = (contact.text(key) for key in ("office", "email", "phone", "url"))
    return City(
        name=section.identifier("city"),
        title=section.text("title"),
        contact=", ".join(part for part in parts if part),
        languages=section.words("languages", LANGUAGES, "a language the firewall answers in"),
        publication=publication.text("profile"),
        timezone=section.choice("timezone", zones(), "a time zone", "UTC"),
        packs=tuple(packs.inclusions(section)),
    )
