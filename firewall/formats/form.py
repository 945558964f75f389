"""
Forms (``application/x-www-form-urlencoded``), and the query of a target, which is written alike.

Parsers differ on everything here but the plain case (threats B08), so only that one is
read: ``name=value`` pairs between ``&``, each name once, no ``;``, nothing left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import re2

from firewall.formats.base import Limits, Unreadable, check_size
from firewall.formats.naming import check_count
from firewall.formats.text import check_controls

if TYPE_CHECKING:
    from collections.abc import Iterable

    from firewall.model import Tree

_HEX = "0-9A-Fa-f"
_OTHERS = re2.compile(
    rf"[^A-Za-z0-9\-._~!$'()*+,:@/?\[\]&=%]|%[^{_HEX}]|%[{_HEX}][^{_HEX}]|%[{_HEX}]?$".encode()
)
"""
What RFC 3986 section 3.4 does not let stand in a query, and ``;``; brackets are let.

It is looked for one mark at a time: a pattern for the whole would remember each of millions.
"""

_IN_BRACKETS = re.compile(r"[A-Za-z0-9_-]+\[((?:[A-Za-z0-9_.-]+\]\[)*[A-Za-z0-9_.-]+)\]")
"""A name with names in its brackets, as JSON:API has them."""

_METHOD_OVERRIDES = frozenset({"_method", "_httpmethod", "x-http-method-override"})
"""Names by which frameworks let a body replace the method that was decided on (threats B07)."""


@dataclass(frozen=True, slots=True)
class Form:
    media_type: str = "application/x-www-form-urlencoded"

    def parse(self, body: bytes, limits: Limits) -> Tree:
        check_size(body, limits)
        try:
            return dict(parse_pairs(body.decode("ascii"), limits))
        except UnicodeDecodeError:
            raise Unreadable("not-a-form") from None

    def write(self, tree: Tree) -> bytes:
        if not isinstance(tree, dict):
            raise Unreadable("not-a-form")
        return write_pairs(tree.items()).encode()

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return (b"&" + write_pairs([(name, "")]).encode(),)

    def exposed(self, body: bytes, _: Limits) -> bytes:
        return b"&" + body  # the first member has no ampersand before it


def parse_pairs(
    raw: str, limits: Limits, *, families: bool = False, may_repeat: bool = False
) -> tuple[tuple[str, str], ...]:
    """
    Returns the decoded pairs.  Raises :class:`Unreadable`.

    With ``families``, as in an address, names may differ by what stands in their brackets (``page[size]`` beside
    ``page[number]``), and a value may hold ``=``: what goes on has it encoded, so that nobody splits there again.
    With ``may_repeat`` a name may come more than once, in one spelling; whoever asks makes one of them.
    """
    if not raw:
        return ()
    if raw.count("&") >= limits.fields:
        raise Unreadable("too-many-fields")
    if not may_repeat:
        check_count(raw.count("&"), limits)
    if _OTHERS.search(raw.encode()):
        raise Unreadable("not-a-form")
    pairs = tuple(_pair(text, limits, may_equal=families) for text in raw.split("&"))
    names = [name for name, _ in pairs]
    _check_names(list(dict.fromkeys(names)) if may_repeat else names, families=families)
    return pairs


def write_pairs(pairs: Iterable[tuple[str, Tree]]) -> str:
    """Returns the one spelling that every parser reads alike."""
    return "&".join(f"{quote(name, safe='')}={quote(_text(value), safe='')}" for name, value in pairs)


def unquote_strictly(raw: str) -> str:
    """Returns the decoded text.  Text that would decode once more is refused: somebody would."""
    if "%" not in raw:
        return raw
    try:
        text = unquote(raw, errors="strict")
    except UnicodeDecodeError:
        raise Unreadable("not-utf-8") from None
    if _ESCAPE.search(text):
        raise Unreadable("double-encoding")
    check_controls(text)
    return text


_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


def _pair(text: str, limits: Limits, *, may_equal: bool) -> tuple[str, str]:
    raw_name, equals, raw_value = text.partition("=")
    if not raw_name or not equals or ("=" in raw_value and not may_equal):
        raise Unreadable("malformed-pair")
    if len(raw_name) > limits.key:
        raise Unreadable("key-too-long")
    return unquote_strictly(raw_name.replace("+", " ")), unquote_strictly(raw_value.replace("+", " "))


def _check_names(names: list[str], *, families: bool) -> None:
    """``a[]`` and ``a`` are one name to some frameworks; so are two spellings by case to others."""
    known = {_steps(name) if families else (_first(name),) for name in names}
    # Beside `a[b]` there is no `a`, and beneath it no `a[b][c]`: one of them would be lost.
    is_within = any(steps[:end] in known for steps in known for end in range(1, len(steps)))
    if len(known) != len(names) or is_within:
        raise Unreadable("duplicate-name")
    if any(name.lower() in _METHOD_OVERRIDES for name in names):
        raise Unreadable("method-override")


def _first(name: str) -> str:
    return name.partition("[")[0].lower()


def _steps(name: str) -> tuple[str, ...]:
    found = _IN_BRACKETS.fullmatch(name)
    return (_first(name),) if found is None else (_first(name), *found[1].lower().split("]["))


def _text(value: Tree) -> str:
    if not isinstance(value, str):
        raise Unreadable("not-a-form")
    return value
