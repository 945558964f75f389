"""
What of a request is a program and no data: it could ask for anything, or change it, under any name.

SQL, and patches of JSON whatever their media type says: nobody tells where these lead to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import re2

from firewall.detect.fold import fold
from firewall.inspection.reading import Failure
from firewall.model import Tree

_TYPES = re.compile(
    r"(?i)\s*(?:application|text)/(?:[a-z0-9.-]*[.-])?(?:(?:my|pl?|pg|ps|k|postgre|tsql|hive|n1)?q?sql)"
    r"(?:[.-](?:query|statement|v[0-9]+))?(?:\+[a-z]+)?\s*(?:;.*)?"
)

_OBJECT = (
    r"(?:table|view|index|role|user|database|schema|function|procedure|trigger|extension|sequence|type)\b"
)
_KIND = r"(?:(?:or\s+replace|temp|temporary|unique|materialized|external|global|local|unlogged)\s+)*"
_ASKS = r"(?:select|insert|update|delete|with)\b"
_STATEMENTS = "|".join(
    (
        r"select\b.*?\bfrom\b",
        r"select\s+@@",
        r"from\s+[\w.]+\s+select\b",
        r"with\b.*?\bas\s*(?:(?:not\s+)?materialized\s*)?\(",
        r"(?:insert|replace|upsert|merge)\s+into\b",
        r"update\b.*?\bset\b",
        r"delete\s+from\b",
        r"delete\s+[\w.]+\s+where\b",
        rf"(?:create|alter|drop|truncate)\s+{_KIND}{_OBJECT}",
        r"union\s+(?:(?:all|distinct)\s+)?\(*\s*select\b",
        r"(?:exec|execute|call)\s+[\w.]+\s*\(",
        r"exec(?:ute)?\s*\(",
        r"exec(?:ute)?\s+(?:immediate\b|[\w.]*\b[sx]p_)",
        r"copy\b.*?\bto\b",
        rf"explain\b.{{0,80}}?\b{_ASKS}",
        r"values\s*\(\s*[\d'\"(]",
        r"table\s+\w+(?:\.\w+|\s*;)",
        r"show\s+(?:tables|databases|schemas|columns|create)\b",
        r"pragma\s+\w+",
        r"declare\s+(?:@|\w+\s+cursor\b)",
        r"do\s+\$",
        r"load\s+data\b",
        r"lock\s+table\b",
        r"attach\s+database\b",
        r"handler\s+\w+\s+(?:open|read)\b",
        r"grant\s+(?:all|select|insert|update|delete|usage|execute)\b.*?\bto\b",
    )
)
_STATEMENT = re2.compile(
    rf"(?is)(?:^|[;'\"`)=:{{])[\s(;{{'\"`]*(?:{_STATEMENTS})|\bunion\s+(?:all\s+)?\(*\s*select\b.*?\bfrom\b"
)
"""Where a text begins as a statement does, or goes on as one behind a value: in time that goes with its length."""

_ONLY_SOMETIMES = re.compile(r"/\*!\d*")
"""A comment to some: what is in it is run by others."""
_TO_THE_END = re.compile(r"(?:--|#)[^\r\n]*")

_STEPS = frozenset({"add", "remove", "replace", "move", "copy", "test"})

_MOST = 65_536
"""Characters of a text that are looked at: no statement that anybody wrote begins behind them."""


def check_type(media_type: str) -> None:
    """Raises :class:`Failure` for a body of SQL."""
    if _TYPES.fullmatch(media_type):
        raise Failure("sql")


def check_tree(tree: Tree) -> None:
    """Raises :class:`Failure` for a body that reads like a patch (RFC 6902): frameworks take one by its looks."""
    if isinstance(tree, list) and tree and all(map(_is_step, tree)):
        raise Failure("json-patch")


def _is_step(tree: Tree) -> bool:
    if not isinstance(tree, dict):
        return False
    steps, place = tree.get("op"), tree.get("path")
    return isinstance(steps, str) and steps.lower() in _STEPS and isinstance(place, str)


def check_texts(texts: Iterable[str]) -> None:
    """Raises :class:`Failure` where one of the texts is a statement."""
    if any(_is_statement(text.lstrip()[:_MOST]) for text in texts):
        raise Failure("sql")


def _is_statement(text: str) -> bool:
    plain = _ONLY_SOMETIMES.sub(" ", text if text.isascii() else fold(text))
    return bool(_STATEMENT.search(plain) or _STATEMENT.search(_TO_THE_END.sub(" ", _without_comments(plain))))


def _without_comments(text: str) -> str:
    """Look at each sign once, however many comments are begun and never ended."""
    parts, at = [], 0
    while (start := text.find("/*", at)) >= 0 and (end := text.find("*/", start + 2)) >= 0:
        parts.append(text[at:start])
        at = end + 2
    return " ".join([*parts, text[at:]])
