"""
What a link may say of a page in the open: how many records it leaves out, or which number it has.

Everything else that pages says what stands in the last record of this page, or could: a code of two letters, a year, a
number of a person.  None of them is long enough to be met again in a text, so none is looked at: it leaves sealed.
"""

from __future__ import annotations

import re

from firewall.policy.rules import Route
from firewall.policy.words import CURSOR, LIMIT, PAGING

_PAGES = re.compile(r"\$skiptoken|\$skip|\$top|page\[[a-z]{1,10}\]|_count|limit|offset")
_LIMITS = re.compile(r"\$top|page\[(?:size|limit)\]|_count|limit")
"""By what the dialects page, and say how many; all others by what a route declares."""

_FORMS = frozenset({"$format", "_format"})
"""By what the dialects say how an answer is written."""

_SMALL = re.compile(r"0|[1-9][0-9]{0,5}")
"""Numbers of persons, papers and telephones are longer, or begin with nothing."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_COUNTS = frozenset(
    """
    page pages pg p seite pagina sida strona number num no nr index idx offset skip start first limit top count size
    per take rows items records results entries
    """.split()  # noqa: SIM905  # words to be read
)
"""What is called so and nothing else counts pages or records; `pageToken` and `startAfter` may hold anything."""


def is_of_pages(name: str, route: Route) -> bool:
    """Whether a parameter says which page or how much of one, and nothing else."""
    is_word = bool(route.dialect) and _PAGES.fullmatch(name) is not None
    return is_word or route.query.get(name) in {CURSOR, PAGING, LIMIT}


def is_of_forms(name: str, route: Route) -> bool:
    """Whether a parameter says how an answer is written; some services leave it out of their links."""
    return bool(route.dialect) and name in _FORMS


def may_be_sealed(name: str, route: Route) -> bool:
    """
    Whether a parameter may hold a cursor of the service.

    One that says how many never does: nobody could tell how many a sealed one asks for.
    """
    is_limit = bool(route.dialect) and _LIMITS.fullmatch(name) is not None
    return is_of_pages(name, route) and not is_limit and route.query.get(name) != LIMIT


def is_open(name: str, value: str, route: Route) -> bool:
    """Whether a parameter that pages, in a link, says no more than a number of a page or of records."""
    word = route.query.get(name)
    if word == CURSOR or not is_of_pages(name, route) or not _SMALL.fullmatch(value):
        return False
    words = {one.lower() for one in _WORD.findall(name)}
    return word == LIMIT or (bool(words) and words <= _COUNTS)
