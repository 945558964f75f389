"""Typed access to one block of a policy file; whatever is wrong with it becomes a fault."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from firewall.model import Path
from firewall.policy.yaml import Block, Faults, Items, Node, Place, Text

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
NONE = "none"
"""The word for an empty list: an empty one could be a slip, this one is meant."""

_SENTENCES = frozenset({"says", "cite", "title", "quote", "notice", "name", "known_gap", "office"})
"""What people read: a number sign in it is part of the sentence as often as not."""


class Section:
    """
    A block whose keys are known.

    Every accessor returns a value that can be gone on with, after it has added the fault.
    """

    def __init__(
        self,
        node: Node | None,
        faults: Faults,
        *,
        what: str,
        known: Collection[str],
        required: Iterable[str] = (),
    ) -> None:
        self.faults = faults
        self.what = what
        self.at = node.at if node is not None else Place("?")
        self._members: dict[str, Node] = {}
        self._keys: dict[str, Place] = {}
        if isinstance(node, Block):
            self._take(node, known)
            for key in required:
                if key not in self._members:
                    faults.add(self.at, "POL030", what=a(what), key=key)
        elif node is not None:
            faults.add(node.at, "POL032", what=a(what))

    def _take(self, block: Block, known: Collection[str]) -> None:
        for key, value in block.members.items():
            if key in known:
                self._members[key] = value
                self._keys[key] = block.keys[key]
            else:
                self.faults.add(block.keys[key], "POL031", known, word=key, what=a(self.what))

    def __contains__(self, key: str) -> bool:
        return key in self._members

    def node(self, key: str) -> Node | None:
        return self._members.get(key)

    def place(self, key: str) -> Place:
        return self._members[key].at if key in self._members else self.at

    def text(self, key: str, default: str = "") -> str:
        node = self._members.get(key)
        if node is None:
            return default
        if isinstance(node, Text):
            if node.is_cut and key in _SENTENCES:
                self.faults.add(node.at, "POL022")
            return node.value
        self.faults.add(node.at, "POL033", key=key)
        return default

    def text_is(self, key: str, word: str) -> bool:
        """Whether the key holds just this word; no fault where it holds something else."""
        node = self._members.get(key)
        return isinstance(node, Text) and node.value == word

    def identifier(self, key: str) -> str:
        word = self.text(key)
        if key in self._members and isinstance(self._members[key], Text) and not _ID.fullmatch(word):
            self.faults.add(self.place(key), "POL034", word=word)
        return word

    def choice(self, key: str, known: Collection[str], what: str, default: str = "") -> str:
        word = self.text(key, default)
        if key in self._members and word not in known:
            self.faults.unknown(self.place(key), word, what, known)
            return default
        return word

    def flag(self, key: str) -> bool:
        return self.choice(key, ("yes", "no"), "`yes` or `no`", "no") == "yes"

    def texts(self, key: str, *, none_allowed: bool = False) -> tuple[str, ...]:
        return tuple(text.value for text in self.listed(key, none_allowed=none_allowed))

    def listed(self, key: str, *, none_allowed: bool = False) -> tuple[Text, ...]:
        """Read a list of words.  ``none`` (and, where allowed, ``[]``) is the empty one."""
        node = self._members.get(key)
        if node is None:
            return ()
        if isinstance(node, Text):
            if node.value == NONE and none_allowed:
                return ()
            self.faults.add(node.at, "POL035", key=key, word=node.value)
            return ()
        if isinstance(node, Block):
            self.faults.add(node.at, "POL036", key=key)
            return ()
        if not node.items and not none_allowed:
            self.faults.add(node.at, "POL037", key=key)
        return tuple(self._texts_of(key, node))

    def _texts_of(self, key: str, node: Items) -> Iterator[Text]:
        seen: set[str] = set()
        for item in node.items:
            if not isinstance(item, Text):
                self.faults.add(item.at, "POL038", key=key)
            elif item.value in seen:
                self.faults.add(item.at, "POL039", word=item.value, key=key)
            else:
                seen.add(item.value)
                yield item

    def words(
        self, key: str, known: Collection[str], what: str, *, none_allowed: bool = False
    ) -> tuple[str, ...]:
        """Read a list whose every word comes from ``known``."""
        return tuple(
            text.value
            for text in self.listed(key, none_allowed=none_allowed)
            if self._is_known(text, known, what)
        )

    def _is_known(self, text: Text, known: Collection[str], what: str) -> bool:
        if text.value in known:
            return True
        self.faults.unknown(text.at, text.value, what, known)
        return False

    def day(self, key: str, default: date) -> date:
        node = self._members.get(key)
        if node is None:
            return default
        try:
            # fromisoformat also takes 20260201 and week dates, which nobody would read alike.
            word = self.text(key)
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word, re.ASCII):
                return date.fromisoformat(word)
        except ValueError:
            pass
        self.faults.add(node.at, "POL049", key=key)
        return default

    def optional_day(self, key: str) -> date | None:
        return self.day(key, date.max) if key in self._members else None

    def number(self, key: str, default: int | None = None) -> int | None:
        word = self.text(key)
        if key not in self._members:
            return default
        if re.fullmatch(r"[0-9]{1,9}", word, re.ASCII):
            return int(word)
        self.faults.add(self.place(key), "POL050", key=key)
        return default

    def entries(self, key: str) -> tuple[tuple[str, Place, Node], ...]:
        """Read a block whose keys are names of the city's own choosing."""
        node = self._members.get(key)
        if node is None:
            return ()
        if not isinstance(node, Block):
            self.faults.add(node.at, "POL051", key=key)
            return ()
        return tuple((name, node.keys[name], value) for name, value in node.members.items())

    def sections(self, key: str) -> tuple[Node, ...]:
        """Read a list of blocks."""
        node = self._members.get(key)
        if node is None:
            return ()
        if isinstance(node, Items) and node.items:
            return node.items
        self.faults.add(node.at, "POL052", key=key)
        return ()


def a(what: str) -> str:
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"


def pointer(text: str, at: Place, faults: Faults) -> Path:
    """
    Read a place in a document: JSON Pointer (RFC 6901), with ``*`` for any item or member.

    ``/items/*/name`` is the name of every item; ``~1`` stands for a slash and ``~0`` for ``~``.
    """
    if not text.startswith("/") or re.search(r"~(?![01])", text) or "" in text[1:].split("/"):
        faults.add(at, "POL086", word=text)
        return ()
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in text[1:].split("/"))
