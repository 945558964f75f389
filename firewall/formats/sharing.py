"""
Files in one body share its limits: bytes, once they are unpacked, values, and what each costs however small it is.

Else a form of a hundred tables, each packed as much as one may be, would be a hundred bodies.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from firewall.formats import zipped
from firewall.formats.base import Format, Limits, Rewriting, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from firewall.model import Tree

_ZIP = b"PK\3\4"


class Share:
    """What is left of the limits of a body that holds these files."""

    def __init__(self, limits: Limits, files: Sequence[tuple[Format, bytes]]) -> None:
        """Raises :class:`Unreadable` where all together are too much, before the first is read."""
        self._limits = replace(limits, among=limits.among * max(len(files), 1))
        self._bytes = limits.body_bytes
        self._fields = limits.fields
        if sum(_weight(form, data) for form, data in files) > limits.body_bytes:
            raise Unreadable("body-too-large")

    def read(self, form: Format, data: bytes) -> Tree:
        """Read one of them.  Raises :class:`Unreadable` where it, or what was read until then, is too much."""
        tree = form.parse(data, replace(self._limits, body_bytes=self._bytes))
        self._bytes -= _weight(form, data)
        self._fields -= values_in(tree)
        if self._fields < 0:
            raise Unreadable("too-many-fields")
        return tree


def values_in(tree: Tree) -> int:
    count, level = 0, [tree]
    while level:
        value = level.pop()
        count += 1
        if isinstance(value, dict):
            level += value.values()
        elif isinstance(value, list):
            level += value
    return count


def _weight(form: Format, data: bytes) -> int:
    """Documents and archives hold more than their size says."""
    is_packed = isinstance(form, Rewriting) and data.startswith(_ZIP)
    return len(data) + (zipped.inflated_bytes(data) if is_packed else 0)
