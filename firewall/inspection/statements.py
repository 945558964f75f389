"""SQL in a request: it could ask for anything under any name, so nobody tells what it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from firewall.inspection.reading import Failure

_TYPES = re.compile(r"(?i)\s*(?:application|text)/(?:[a-z.-]*[.-])?sql(?:\s*;.*)?")

_STATEMENT = re.compile(
    r"(?is)(?:\s|/\*.{0,200}?\*/|--[^\n]{0,200}\n|[(;])*+(?:"
    r"select\b.*?\bfrom\b|with\b.*?\bas\s*\(|insert\s+into\b|update\b.*?\bset\b|delete\s+from\b|merge\s+into\b"
    r"|(?:create|alter|drop|truncate)\s+(?:table|view|index|role|user|database|schema)\b"
    r"|union\s+(?:all\s+)?select\b|(?:exec|execute|call)\s+\w+\s*\(|copy\b.*?\bto\b|explain\s+(?:analyze\s+)?select\b)"
)
"""Where a text begins as a statement does."""

_MOST = 4096
"""Characters of a text that are looked at: what comes behind them begins no statement."""


def check_type(media_type: str) -> None:
    """Raises :class:`Failure` for a body of SQL."""
    if _TYPES.fullmatch(media_type):
        raise Failure("sql")


def check_texts(texts: Iterable[str]) -> None:
    """Raises :class:`Failure` where one of the texts is a statement."""
    if any(_STATEMENT.match(text[:_MOST]) for text in texts):
        raise Failure("sql")
