"""Documents to findings, as people are told them: a place, a category, a detector.  The value only where asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from firewall.detect import Detectors
from firewall.detect.document import Found, examine
from firewall.detect.leaves import Steps, text_of
from firewall.detect.recognizer import TooManyError
from firewall.model import UNINSPECTABLE, Category, Tree
from firewall.survey.keys import Keys, keys_of
from firewall.survey.parts import Part, Read, Unread
from firewall.survey.places import HIDDEN, Places, pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    ``path`` is a JSON Pointer; ``pattern`` the same with ``*`` for items.  ``line`` is told of texts.

    ``value`` is None unless somebody asked for values.
    """

    path: str
    pattern: str
    category: Category
    detector: str
    confidence: float
    start: int | None = None
    end: int | None = None
    line: int | None = None
    value: str | None = None
    unread: Unread | None = None


@dataclass(frozen=True, slots=True)
class Looker:
    """Shows documents to the detectors."""

    detectors: Detectors
    places: Places

    def look(self, read: Read) -> Iterator[Finding]:
        """Yield everything that was found, and what could not be read."""
        for part in read:
            if isinstance(part, Unread):
                yield uninspectable(part)
            else:
                yield from self._look_into(part)

    def _look_into(self, part: Part) -> Iterator[Finding]:
        found = examined(part.tree, self.detectors)
        if isinstance(found, Unread):
            yield uninspectable(replace(found, line=part.line))
        else:
            keys = keys_of([part.tree], self.places, part.columns)
            yield from (self._told(part, one, keys) for one in found if not _is_repeated(part, one))

    def _told(self, part: Part, found: Found, keys: Keys) -> Finding:
        path = _in_the_whole(part, self._shown(found.path, keys))
        start, end, line = found.start, found.end, None
        if isinstance(part.tree, str) and start is not None and end is not None:
            line = part.line + part.tree.count("\n", 0, start)
            start, end = start + part.start, end + part.start
        return Finding(
            path=pointer(path),
            pattern=pointer(["*" if isinstance(step, int) else step for step in path]),
            category=found.category,
            detector=found.detector,
            confidence=found.confidence,
            start=start,
            end=end,
            line=line,
            value=_value(part.tree, found) if self.places.show else None,
        )

    def _shown(self, path: Steps, keys: Keys) -> Steps:
        if self.places.show:
            return path
        return tuple(
            HIDDEN if is_value else step for step, is_value in zip(path, keys.values(path), strict=True)
        )


def examined(tree: Tree, detectors: Detectors) -> list[Found] | Unread:
    """Return what a document says, or that it was not looked at whole.  Never raises."""
    try:
        return examine(tree, detectors)
    except TooManyError:
        return Unread("too-much-to-find")
    except Exception:  # noqa: BLE001  # whatever a recognizer stumbles over was not looked at: law 2
        return Unread("detector-failed")


def uninspectable(unread: Unread) -> Finding:
    path = "" if unread.record is None else f"/{unread.record}"
    return Finding(
        path=path,
        pattern=path,
        category=UNINSPECTABLE,
        detector=unread.why,
        confidence=1.0,
        line=unread.line,
        unread=unread,
    )


def _is_repeated(part: Part, found: Found) -> bool:
    """Whether it lies where the piece before was looked at already."""
    return isinstance(part.tree, str) and found.end is not None and found.end <= part.overlap


def _in_the_whole(part: Part, path: Steps) -> Steps:
    if part.first and path and isinstance(path[0], int):
        return (path[0] + part.first, *path[1:])
    return path


def _value(tree: Tree, found: Found) -> str:
    """Return what was found: a piece of a text, a number, or the key."""
    node = tree
    for step in found.path:
        node = node[step]  # type: ignore[index]  # the path was made by walking this tree
    if isinstance(node, str):
        return node[found.start : found.end] if found.start is not None else str(found.path[-1])
    if isinstance(node, dict | list):
        return ""
    return json.dumps(node) if node is None or isinstance(node, bool) else text_of(node)
