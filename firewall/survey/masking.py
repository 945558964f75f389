"""
What a value looks like, without what it says: ``A#########``, ``Xxxxx Xxxx``, ``####-##-##``.

A shape tells a number from a name, and 2026 from 1991 no more than one person from another.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from firewall.detect.leaves import text_of
from firewall.model import Tree

_LONGEST = 24
_KEPT = frozenset(" .,:;-/+()@_'")
# Letters that say what kind of number follows, and nothing about whose: 8 CFR 103.2 receipts, A-numbers.
_PREFIX = re.compile(r"(?:A|IOE|EAC|WAC|LIN|SRC|MSC|NBC|YSC)(?=(?:[ -]?[0-9]){7})")


def shape(value: Tree) -> str:
    """Return the shape of a value; of what is true, false or nothing only its kind."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, dict | list):
        return "object" if isinstance(value, dict) else "list"
    return _shape(text_of(value) if isinstance(value, int | float | Decimal) else value)


def _shape(text: str) -> str:
    if not text:
        return "empty"
    prefix = _PREFIX.match(text)
    kept = prefix[0] if prefix else ""
    shown = kept + "".join(map(_character, text[len(kept) : _LONGEST]))
    return shown if len(text) <= _LONGEST else f"{shown}... ({_about(len(text))} characters)"


def _character(character: str) -> str:
    if character.isdigit():
        return "#"
    if character.isalpha():
        return "X" if character.isupper() else "x"
    if character.isspace():
        return " "
    if unicodedata.category(character).startswith("M"):  # belongs to the letter before it
        return "x"
    return character if character in _KEPT else "?"


def _about(length: int) -> str:
    """Round up: the exact length of a note tells which note it is."""
    return f"up to {-(-length // 100) * 100}"
