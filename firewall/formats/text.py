"""Plain text: one field, in UTF-8, with no control characters but tab and line ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firewall.formats.base import Limits, Unreadable, check_size, decode_utf8

if TYPE_CHECKING:
    from firewall.model import Tree

FIELD = "text"
"""The one member that a text body reads into."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Text:
    media_type: str = "text/plain"

    def parse(self, body: bytes, limits: Limits) -> Tree:
        check_size(body, limits)
        text = decode_utf8(body)
        check_controls(text)
        return {FIELD: text}

    def write(self, tree: Tree) -> bytes:
        if tree == {}:  # the one field was removed
            return b""
        if isinstance(tree, dict) and set(tree) == {FIELD} and isinstance(tree[FIELD], str):
            return str(tree[FIELD]).encode()
        raise Unreadable("not-text")

    def spelt(self, _: str) -> tuple[bytes, ...]:
        return ()

    def exposed(self, body: bytes, _: Limits) -> bytes:
        return body


def check_controls(text: str) -> None:
    """NUL ends a string for some readers, escape codes rewrite what a terminal shows."""
    if _CONTROLS.search(text):
        raise Unreadable("control-character")
