"""
JSON and YAML that others wrote, as plain data: maps, lists and text, and nothing cleverer.

Repeated keys, anchors, aliases and tags are refused: with them a small file can hold a large one, or
two readers can read two files.  Of YAML every scalar stays the text that it is.
"""

from __future__ import annotations

import yaml

from firewall.formats import Unreadable
from firewall.model import Tree
from firewall.survey import reading
from firewall.survey.parts import LIMITS, Unread

_MOST_YAML = 2 * 2**20
_MOST_NODES = LIMITS.fields
_MOST_DEPTH = LIMITS.depth
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""libyaml's, where PyYAML was built with it: ten times as fast."""


def plain(body: bytes) -> Tree:
    """Raises :class:`Unreadable` for what it will not read."""
    if body.lstrip()[:1] in {b"{", b"["}:
        read = reading.json(body)
        if isinstance(read, Unread):
            raise Unreadable(read.why)
        return read
    if len(body) > _MOST_YAML:
        raise Unreadable("yaml-too-large")
    try:
        return _yaml(body.decode())
    except Unreadable:
        raise
    except UnicodeDecodeError:
        raise Unreadable("not-utf-8") from None
    except (yaml.YAMLError, ValueError, OverflowError):
        raise Unreadable("not-yaml") from None


def _yaml(text: str) -> Tree:
    """Build the one document out of events: nothing is constructed that was not written."""
    building = _Building()
    nodes = 0
    for event in yaml.parse(text, Loader=_LOADER):
        _check(event)
        nodes += isinstance(event, yaml.NodeEvent)
        if nodes > _MOST_NODES:
            raise Unreadable("too-many-fields")
        building.take(event)
    return building.root


def _check(event: yaml.Event) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
        raise Unreadable("yaml-anchor")
    # `!` alone is what libyaml says of a quoted text: no tag of anybody's.
    if isinstance(event, yaml.NodeEvent) and getattr(event, "tag", None) not in {None, "!"}:
        raise Unreadable("yaml-tag")


class _Building:
    """Puts nodes where they belong; ``keys`` holds the name that waits for its value, a map a place."""

    def __init__(self) -> None:
        self.root: Tree = None
        self._open: list[dict[str, Tree] | list[Tree]] = []
        self._keys: list[str | None] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise Unreadable("yaml-documents")
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(str(event.value))
        elif isinstance(event, yaml.MappingStartEvent):
            self._enter({})
        elif isinstance(event, yaml.SequenceStartEvent):
            self._enter([])
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()

    def _enter(self, made: dict[str, Tree] | list[Tree]) -> None:
        self._put(made)
        self._open.append(made)
        self._keys.append(None)
        if len(self._open) > _MOST_DEPTH:
            raise Unreadable("too-deep")

    def _scalar(self, text: str) -> None:
        if self._open and isinstance(self._open[-1], dict) and self._keys[-1] is None:
            self._keys[-1] = text
        else:
            self._put(text)

    def _put(self, node: Tree) -> None:
        if not self._open:
            self.root = node
            return
        here = self._open[-1]
        if isinstance(here, list):
            here.append(node)
            return
        key = self._keys[-1]
        if key is None:
            raise Unreadable("not-yaml")  # a map or a list as a key
        if key in here:
            raise Unreadable("duplicate-key")
        here[key] = node
        self._keys[-1] = None
