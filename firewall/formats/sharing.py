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
    from firewall.model import Tree

_ZIP = b"PK\3\4"


class Share:
    """What is left of the limits of a body that holds so many files."""

    def __init__(self, limits: Limits, files: int) -> None:
        self._limits = replace(limits, among=limits.among * max(files, 1))
        self._bytes = limits.body_bytes
        self._fields = limits.fields

    def read(self, form: Format, data: bytes) -> Tree:
        """Read the next file.  Raises :class:`Unreadable` where it, or all together, are too much."""
        weight = len(data) + _inflated_bytes(form, data)
        if weight > self._bytes:
            raise Unreadable("body-too-large")
        tree = form.parse(data, replace(self._limits, body_bytes=self._bytes))
        self._bytes -= weight
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


def _inflated_bytes(form: Format, data: bytes) -> int:
    """Of documents and archives: they hold more than their size says."""
    return zipped.inflated_bytes(data) if isinstance(form, Rewriting) and data.startswith(_ZIP) else 0
