"""
A tree to XML: our prefixes, our declaration, every text escaped, no comment and no processing instruction.

A namespace that not everybody knows gets a prefix that follows from its name, so that the exit check knows
how a name is written without having seen the rest.
"""

from __future__ import annotations

import html
import re
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from firewall.formats.base import Unreadable
from firewall.namespaces import parted, prefix_of
from firewall.ordered import TEXT

if TYPE_CHECKING:
    from firewall.model import Tree

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NOTHING = "empty"
"""The root where nothing is left: there is no XML without one."""

_START = (
    "A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_LOCAL = re.compile(rf"[{_START}][{_START}.0-9\xb7\u0300-\u036f\u203f-\u2040-]*")
"""Namespaces in XML 1.0, NCName: XML 1.0 section 2.3 without the colon."""

_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TYPE = "@xsi:type"


def written(tree: Tree) -> bytes:
    """Raises :class:`Unreadable` where the tree is none that XML is read as."""
    if tree == {}:
        tree = {_NOTHING: ""}
    if not isinstance(tree, dict) or len(tree) != 1:
        raise Unreadable("not-xml")
    ((name, value),) = tree.items()
    values = value if isinstance(value, list) else [value]
    if len(values) != 1 or name.startswith(("@", "#")):
        raise Unreadable("not-xml")
    return "".join((DECLARATION, *parts_of(name, values[0]))).encode()


def parts_of(name: str, value: Tree) -> list[str]:
    """Return one element that declares all of its prefixes, so that it may stand anywhere."""
    writing = _Writing()
    parts: list[str] = []
    writing.element(name, value, parts)
    parts[1:1] = [f' xmlns:{prefix}="{_attribute(uri)}"' for prefix, uri in sorted(writing.uris.items())]
    return parts


def spelt(name: str) -> tuple[bytes, ...]:
    """How a member of this name stands in what is written here."""
    if name.startswith("#"):
        return ()
    try:
        if name.startswith("@"):
            return (f' {_spelling(name[1:])[0]}="'.encode(),)
        known = _spelling(name)[0].encode()
    except Unreadable:
        return ()  # no name of XML, so it cannot stand there
    return (b"<" + known + b">", b"<" + known + b" ", b"<" + known + b"/")


class _Writing:
    """One document; ``uris`` are the namespaces that it uses, by prefix."""

    def __init__(self) -> None:
        self.uris: dict[str, str] = {}

    def element(self, name: str, value: Tree, out: list[str]) -> None:
        spelling = self._name(name)
        attributes, content = _sorted_out(value)
        out.append(f"<{spelling}")
        for key, said in attributes:
            if said is not None:
                text = self._type(_text(said)) if key == _TYPE else _text(said)
                out.append(f' {self._name(key[1:])}="{_attribute(text)}"')
        out.append(">")
        before = len(out)
        for child, below in content:
            self._content(child, below, out)
        if len(out) == before:
            out[-1] = "/>"
        else:
            out.append(f"</{spelling}>")

    def _content(self, name: str, value: Tree, out: list[str]) -> None:
        for one in value if isinstance(value, list) else (value,):
            if name != TEXT:
                self.element(name, one, out)
            elif one is not None and (text := _text(one)):
                out.append(_escaped(text))

    def _name(self, name: str) -> str:
        spelling, prefix, uri = _spelling(name)
        if prefix and prefix != "xml" and self.uris.setdefault(prefix, uri) != uri:
            raise Unreadable("not-xml")  # two namespaces, and one prefix for both
        return spelling

    def _type(self, value: str) -> str:
        """A name as a value, written with the prefix that we gave its namespace."""
        try:
            return self._name(value)
        except Unreadable:
            return value


def _sorted_out(value: Tree) -> tuple[list[tuple[str, Tree]], list[tuple[str, Tree]]]:
    """Return attributes, and everything else in its order."""
    if value is None:
        return [("@xsi:nil", "true")], []
    if not isinstance(value, dict | list):
        return [], [(TEXT, value)]
    members: list[tuple[str, Tree]] = []
    for one in value if isinstance(value, list) else (value,):
        if not isinstance(one, dict):
            raise Unreadable("not-xml")
        members += one.items()
    attributes = [member for member in members if member[0].startswith("@")]
    if not attributes:
        return attributes, members
    if len(dict(attributes)) != len(attributes):
        raise Unreadable("not-xml")
    return attributes, [member for member in members if not member[0].startswith("@")]


@lru_cache(maxsize=4096)
def _spelling(name: str) -> tuple[str, str, str]:
    """Return how the name is written, with its prefix, and the namespace of that; two empty texts without one."""
    uri, local = parted(name)
    if _LOCAL.fullmatch(local) is None:
        raise Unreadable("not-xml")
    if not uri:
        return local, "", ""
    prefix = prefix_of(uri) or f"n{sha256(uri.encode()).hexdigest()[:8]}"
    return f"{prefix}:{local}", prefix, uri


def _text(value: Tree) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float | Decimal):
        return str(value)
    raise Unreadable("not-xml")


def _escaped(text: str) -> str:
    if _NO_CHARACTER.search(text):
        raise Unreadable("control-character")
    return html.escape(text).replace("\r", "&#13;")


def _attribute(text: str) -> str:
    return _escaped(text).replace("\n", "&#10;").replace("\t", "&#9;")
