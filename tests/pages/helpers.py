"""A page of the city, and what is wrong with it for people who read it in other ways than by eye."""

import re
from functools import cache
from xml.etree import ElementTree as ET

from firewall.folder import load_policies
from firewall.pages.gains import gains
from firewall.pages.page import EVERYTHING, page
from firewall.pages.written import html
from firewall.replay.sides import side
from tests.replay.helpers import TODAY
from tests.system.town import POLICIES

ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|#\d+);)")


@cache
def city():
    return load_policies(POLICIES)


@cache
def known():
    """Who gets what in the city: worked out once, for it takes seconds."""
    return gains(side(city().bundle), TODAY)


@cache
def document(language="en", about=EVERYTHING, is_public=False):
    return page(side(city().bundle), TODAY, language, about=about, is_public=is_public, known=known())


def parsed(text):
    """The page as a tree: every tag closed, every text escaped, or this raises."""
    assert text.startswith("<!DOCTYPE html>\n")
    assert not ENTITY.search(text)
    return ET.fromstring(text.removeprefix("<!DOCTYPE html>\n"))


@cache
def tree(language="en", about=EVERYTHING, is_public=False):
    return parsed(html(document(language, about, is_public)))


def text_of(element):
    return " ".join("".join(element.itertext()).split())


def luminance(colour):
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
