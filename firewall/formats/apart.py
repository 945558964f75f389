"""
Formats that are read in a process of their own, since the library that reads them may bring its process down.

A question holds a body and what is to be done with it, an answer a tree, or bytes, or why there is none.  Where the
process comes from is in the limits of whoever reads (``Limits.apart``); without one nothing is read.  What comes back
is data and no more: of a process that read hostile bytes nothing else is believed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import msgspec

from firewall.formats.base import Limits, Rewriting, Unreadable, check_size
from firewall.formats.columns import Columns

if TYPE_CHECKING:
    from firewall.model import Tree

Verb = Literal["parse", "rewrite", "exposed"]

_EXACT = 1
"""Marks a decimal number on the way: it must not come back as a text, or as a float."""
_MOST_AMONG = 100
"""Of so many files in one body one may be read apart: each takes a process, and a hundredth of a second."""
_CODE = re.compile(r"[a-z0-9-]{1,40}")
_DONE, _REFUSED = b"+", b"-"


class _Question(msgspec.Struct, frozen=True, array_like=True):
    verb: Verb
    media_type: str
    kind: str
    sizes: tuple[int, int, int, int, int, int]
    body: bytes
    after: msgspec.Raw


@dataclass(frozen=True, slots=True)
class Apart(Rewriting):
    """Reads and writes as ``inner`` does, elsewhere."""

    inner: Columns

    @property
    def media_type(self) -> str:
        return self.inner.media_type

    def parse(self, body: bytes, limits: Limits) -> Tree:
        return _tree(self._asked("parse", body, limits))

    def write(self, tree: Tree) -> bytes:
        """Here: a tree is no hostile body."""
        return self.inner.write(tree)

    def rewrite(self, body: bytes, before: Tree, after: Tree, limits: Limits) -> bytes:  # noqa: ARG002  # read again there
        return self._asked("rewrite", body, limits, after)

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return self.inner.spelt(name)

    def exposed(self, body: bytes, limits: Limits) -> bytes:
        return self._asked("exposed", body, limits)

    def _asked(self, verb: Verb, body: bytes, limits: Limits, after: Tree = None) -> bytes:
        check_size(body, limits)
        if limits.apart is None:
            raise Unreadable("reader-missing")
        if limits.among > _MOST_AMONG:
            raise Unreadable("too-many-members")
        sizes = (limits.body_bytes, limits.ratio, limits.depth, limits.fields, limits.key, limits.number)
        question = _Question(
            verb, self.inner.media_type, self.inner.kind, sizes, body, msgspec.Raw(_packed(after))
        )
        said = limits.apart(msgspec.msgpack.encode(question))
        if said[:1] == _DONE:
            return said[1:]
        why = said[1:].decode("ascii", "replace")
        raise Unreadable(why if said[:1] == _REFUSED and _CODE.fullmatch(why) else "reader-lost")


def answer(question: bytes) -> bytes:
    """Do what is asked, in the process where that is done.  Whatever it raises counts as no answer."""
    asked = msgspec.msgpack.decode(question, type=_Question)
    inner, after = Columns(asked.media_type, asked.kind), _tree(bytes(asked.after))
    body_bytes, ratio, depth, fields, key, number = asked.sizes
    limits = Limits(body_bytes=body_bytes, ratio=ratio, depth=depth, fields=fields, key=key, number=number)
    try:
        match asked.verb:
            case "parse":
                return _DONE + _packed(inner.parse(asked.body, limits))
            case "rewrite":
                return _DONE + inner.rewrite(asked.body, inner.parse(asked.body, limits), after, limits)
            case "exposed":
                return _DONE + inner.exposed(asked.body, limits)
    except Unreadable as unreadable:
        return _REFUSED + unreadable.why.encode()


def load() -> None:
    """Load what reading needs, where it is there: whoever is forked off afterwards has it."""
    Columns("", "").warm()


def _packed(tree: Tree) -> bytes:
    return msgspec.msgpack.encode(_marked(tree))


def _marked(tree: Tree) -> object:
    if isinstance(tree, dict):
        return {name: _marked(value) for name, value in tree.items()}
    if isinstance(tree, list):
        return [_marked(value) for value in tree]
    return msgspec.msgpack.Ext(_EXACT, str(tree).encode()) if isinstance(tree, Decimal) else tree


def _tree(packed: bytes) -> Tree:
    try:
        tree: Tree = msgspec.msgpack.decode(packed, ext_hook=_exact)
    except (ArithmeticError, ValueError, RecursionError):
        raise Unreadable("reader-lost") from None
    return tree


def _exact(code: int, data: memoryview) -> Decimal:
    if code != _EXACT:
        raise ValueError
    return Decimal(bytes(data).decode())
