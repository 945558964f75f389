"""
YAML: one document of plain values, read by the core schema of YAML 1.2.

Anchors, aliases, tags, merge keys, directives, names that are no texts and names that come twice are
Unreadable: each of them is one thing to one reader and another to the next.

The same: the same tree, with the same numbers.  Comments and styles are not kept.  It is written in JSON's
spelling, which is YAML: all texts in quotes, so that ``no``, ``1:30`` and ``0123`` are the same to readers
of YAML 1.1 and 1.2, and numbers as both take them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from firewall.formats import as_json
from firewall.formats.base import Limits, Unreadable, check_size, decode_utf8

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

    from firewall.model import Tree

_ENCODER = msgspec.json.Encoder()

_OTHER_LINE_ENDS = re.compile(r"[\x85\u2028\u2029\ufeff]")
"""Line ends in YAML 1.1, letters in 1.2; and a byte order mark within, which some drop."""

_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What no YAML may hold as it is, or what only some readers keep."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL, _HEXADECIMAL = re.compile(r"0o[0-7]+"), re.compile(r"0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MAX_EXPONENT = 308


@dataclass(frozen=True, slots=True)
class Yaml:
    """One row of the table of types; there are several names for it."""

    media_type: str = "application/yaml"

    def parse(self, body: bytes, limits: Limits) -> Tree:
        check_size(body, limits)
        text = decode_utf8(body)
        if _OTHER_LINE_ENDS.search(text):
            raise Unreadable("line-ends")
        if text.count(",") + text.count("\n") > 2 * limits.fields:
            raise Unreadable("too-many-fields")  # in texts they are rarer
        del text  # the library reads bytes, and makes copies of its own
        return _Reader(_events(body), limits).document()

    def write(self, tree: Tree) -> bytes:
        laid_out = msgspec.json.format(_ENCODER.encode(_spelt(tree)), indent=2)
        text = laid_out.decode()
        return (_ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n").encode()

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return as_json.spelt(name)

    def exposed(self, body: bytes, limits: Limits) -> bytes:
        return as_json.exposed(self.parse(body, limits))


def _events(body: bytes) -> Iterator[yaml.Event]:
    import yaml  # noqa: PLC0415  # few services speak it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yield from yaml.parse(body, Loader=loader)
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001  # a library that reads hostile bytes may raise anything
        raise Unreadable("not-yaml") from None


class _Reader:
    """Takes what happens in a document one by one, so that nothing is built that is too deep or too much."""

    def __init__(self, events: Iterator[yaml.Event], limits: Limits) -> None:
        self._events = events
        self._limits = limits
        self._fields = 0

    def document(self) -> Tree:
        """Raises :class:`Unreadable`."""
        self._next()  # the stream's beginning
        start = self._next()
        if type(start).__name__ == "StreamEndEvent":
            raise Unreadable("not-yaml")  # nothing, or null?
        if getattr(start, "version", None) or getattr(start, "tags", None):
            raise Unreadable("yaml-directive")
        tree = self._value(self._next(), 0)
        self._next()  # the document's end
        if type(self._next()).__name__ != "StreamEndEvent":
            raise Unreadable("several-documents")
        return tree

    def _next(self) -> yaml.Event:
        event = next(self._events, None)
        if event is None:
            raise Unreadable("not-yaml")
        return event

    def _value(self, event: yaml.Event, depth: int) -> Tree:
        kind = type(event).__name__
        if kind == "AliasEvent" or getattr(event, "anchor", None):
            raise Unreadable("yaml-alias")
        if getattr(event, "tag", None):
            raise Unreadable("yaml-tag")
        if depth > self._limits.depth:
            raise Unreadable("too-deep")
        if kind == "MappingStartEvent":
            return self._members(depth)
        if kind == "SequenceStartEvent":
            return self._items(depth)
        text = str(getattr(event, "value", ""))
        return text if getattr(event, "style", None) else _resolved(text, self._limits)

    def _items(self, depth: int) -> list[Tree]:
        items: list[Tree] = []
        while type(event := self._next()).__name__ != "SequenceEndEvent":
            self._count()
            items.append(self._value(event, depth + 1))
        return items

    def _members(self, depth: int) -> dict[str, Tree]:
        found: dict[str, Tree] = {}
        while type(event := self._next()).__name__ != "MappingEndEvent":
            self._count()
            name = self._value(event, depth + 1)
            if not isinstance(name, str):
                raise Unreadable("key-not-text")
            if name == "<<":
                raise Unreadable("yaml-merge")
            if name in found:
                raise Unreadable("duplicate-key")
            if len(name) > self._limits.key:
                raise Unreadable("key-too-long")
            found[name] = self._value(self._next(), depth + 1)
        return found

    def _count(self) -> None:
        self._fields += 1
        if self._fields > self._limits.fields:
            raise Unreadable("too-many-fields")


def _resolved(text: str, limits: Limits) -> Tree:
    """Returns what a plain scalar is by YAML 1.2, section 10.3."""
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if text[0] not in "-+.0123456789":
        return text
    if _NO_NUMBER.fullmatch(text):
        raise Unreadable("number-out-of-range")
    is_based = _OCTAL.fullmatch(text) or _HEXADECIMAL.fullmatch(text)
    if not is_based and not _DECIMAL.fullmatch(text):
        return text
    if len(text) > limits.number:
        raise Unreadable("number-too-long")
    if is_based:
        return int(text, 0)
    return int(text) if _INTEGER.fullmatch(text) else _decimal(text)


def _decimal(text: str) -> Decimal:
    _, _, exponent = text.lower().partition("e")
    if len(exponent) > len("-308") or not -_MAX_EXPONENT <= Decimal(text).adjusted() <= _MAX_EXPONENT:
        raise Unreadable("number-out-of-range")
    return Decimal(text)


def _spelt(tree: Tree) -> object:
    """Returns the tree with decimals as all readers take them: with a point, and a sign before the exponent."""
    if isinstance(tree, dict):
        return {name: _spelt(value) for name, value in tree.items()}
    if isinstance(tree, list):
        return [_spelt(item) for item in tree]
    if isinstance(tree, Decimal | float):
        return msgspec.Raw(_number(str(tree)).encode())
    if type(tree) is int:
        return msgspec.Raw(str(tree).encode())
    return tree


def _number(text: str) -> str:
    digits, mark, exponent = text.lower().partition("e")
    digits = digits if "." in digits or not mark else f"{digits}.0"
    sign = "" if exponent.startswith(("-", "+")) else "+"
    return f"{digits}e{sign}{exponent}" if mark else digits
