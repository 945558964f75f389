"""One element, with what stands in it, to the tree that it is read as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from firewall.ordered import TEXT, Ordered

if TYPE_CHECKING:
    from firewall.model import Tree

Content = str | tuple[str, "Tree"]
"""Text, or a child under its name."""

_SPACE = " \t\r\n"
_NIL = {"@xsi:nil": "true"}


@dataclass(slots=True, eq=False)
class Element:
    """``scope`` is what prefixes mean in it; ``preserves`` tells that white space in it means something."""

    name: str
    attributes: Mapping[str, Tree]
    scope: Mapping[str | None, str]
    preserves: bool = field(kw_only=True)
    content: list[Content] = field(default_factory=list)

    def tree(self) -> Tree:
        if len(self.content) < 2:  # noqa: PLR2004  # most have a text alone, or nothing
            (only,) = self.content or ("",)
            if isinstance(only, str):
                return self._of_text(only)
        kinds = set(map(type, self.content))
        if tuple not in kinds:
            return self._of_text("".join(map(str, self.content)))
        parts = self._parts() if str in kinds else self.content
        if any(isinstance(part, str) for part in parts) or not _is_together(parts):
            return Ordered([*({name: value} for name, value in self.attributes.items()), *map(_item, parts)])
        return {**self.attributes, **_grouped(parts)}

    def _of_text(self, text: str) -> Tree:
        if not self.attributes:
            return text
        if self.attributes == _NIL and not text:
            return None
        return {**self.attributes, TEXT: text} if text else dict(self.attributes)

    def _parts(self) -> list[Content]:
        """Return children and the texts between them; white space only where it means something."""
        texts = [part for part in self.content if isinstance(part, str)]
        if not (self.preserves or "".join(texts).strip(_SPACE)):
            return [part for part in self.content if not isinstance(part, str)]
        parts: list[Content] = []
        for part in self.content:
            if isinstance(part, str) and parts and isinstance(parts[-1], str):
                parts[-1] += part
            else:
                parts.append(part)
        return parts


def _is_together(parts: list[Content]) -> bool:
    """Whether children of one name stand side by side."""
    names = [name for name, _ in groupby(part[0] for part in parts)]
    return len(set(names)) == len(names)


def _grouped(parts: list[Content]) -> dict[str, Tree]:
    members: dict[str, Tree] = {}
    for name, run in groupby(parts, lambda part: part[0]):
        values = [part[1] for part in run]
        members[name] = values[0] if len(values) == 1 and not isinstance(values[0], Ordered) else values
    return members


def _item(part: Content) -> dict[str, Tree]:
    if isinstance(part, str):
        return {TEXT: part}
    name, value = part
    return {name: [value] if isinstance(value, Ordered) else value}
