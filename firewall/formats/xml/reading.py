"""
XML to a tree, a piece at a time: no document type, no entities but the five of XML, nothing fetched.

libxml2 reads; no tree of its own is built, so that a bomb is refused at the element that is one too many.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from firewall.formats.base import Limits, Unreadable
from firewall.formats.xml.elements import Element
from firewall.formats.xml.names import MOST_IN_NAMES, MOST_NAMES, SEEN
from firewall.namespaces import joined

if TYPE_CHECKING:
    from firewall.model import Tree

Taken = Callable[[tuple[str, ...], "Tree"], bool]
"""Whether an element that just ended, at this place, was taken out and is not to stand in the tree."""

_DECLARATION = re.compile(
    r"""<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.0"|'1\.0')"""
    r"""(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"(?P<one>[^"<>]*)"|'(?P<two>[^'<>]*)'))?"""
    r"""(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>"""
)
_PIECE = 16 * 1024
_MOST_ATTRIBUTES = 20_000
"""Of one element: the parser keeps all of them before anybody can count.  No piece holds as many."""

_HEAD = 256
"""Characters in which a declaration ends, or there is something wrong with it."""

_DOCTYPE = re.compile(r"<!doctype", re.IGNORECASE)
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii"})
_TYPE = "xsi:type"
_NONE: dict[str, str] = {}
_INCLUDES = "http://www.w3.org/2001/XInclude"
"""What asks to be completed from elsewhere reads as one thing here and as another there."""


def _kept(_: tuple[str, ...], __: Tree) -> bool:
    return False


class Reader:
    """
    One document.  ``feed`` and ``close`` raise :class:`Unreadable`.

    ``taken`` is asked about each element at its end; nothing that it takes stays in memory.
    """

    def __init__(self, limits: Limits, taken: Taken = _kept) -> None:
        try:
            from lxml import etree  # noqa: PLC0415  # slow to load, and most cities' services speak JSON
        except ImportError:
            raise Unreadable("needs-extra-xml") from None
        self._target = _Target(limits, taken)
        self._text = codecs.getincrementaldecoder("utf-8")("strict")
        self._head: str | None = ""
        self._tail = ""
        self._limits = limits
        self._parser = etree.XMLParser(
            target=self._target,  # type: ignore[arg-type]  # the stubs ask for `comment`, and for bytes, which never come
            encoding="utf-8",
            # None but the five can be there, without a document type. Told to leave entities alone, the parser gives
            # an ampersand in an attribute as `&#38;`.
            resolve_entities="internal",  # type: ignore[arg-type]  # the stubs are older than the word
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            recover=False,
            remove_comments=True,
            remove_pis=True,
        )
        SEEN.begun(lambda: self._parser.feed(b""))

    def feed(self, chunk: bytes) -> None:
        for start in range(0, len(chunk), _PIECE):
            self._feed(chunk[start : start + _PIECE], final=False)

    @property
    def open(self) -> tuple[Element, ...]:
        """Return the elements that are open, from the root on: ``taken`` may ask what its own stands in."""
        return self._target.open

    def close(self) -> Tree:
        """Return the tree, once the document is whole."""
        self._feed(b"", final=True)
        self._parse(self._parser.close)
        return self._target.tree

    def _feed(self, chunk: bytes, *, final: bool) -> None:
        try:
            text = self._text.decode(chunk, final)
        except UnicodeDecodeError:
            raise Unreadable("not-utf-8") from None
        if self._head is not None:
            self._head += text
            if len(self._head) < _HEAD and not final:
                return
            text, self._head = _without_declaration(self._head), None
        self._check(text)
        if text:
            self._parse(lambda: self._parser.feed(text.encode()))

    def _check(self, text: str) -> None:
        """Before the parser sees it: what would cost before anything can be counted."""
        around = self._tail + text
        if _DOCTYPE.search(around):
            # Inside of CDATA or a comment, too: no reader of ours has to tell which.
            raise Unreadable("document-type")
        self._tail = around[-len("<!doctype") + 1 :]
        self._target.weigh(text)

    def _parse(self, step: Callable[[], object]) -> None:
        try:
            step()
        except Unreadable:
            raise
        except Exception:  # noqa: BLE001  # libxml2's messages quote the body, and a code is all that goes on
            raise Unreadable("not-xml") from None
        log = self._parser.feed_error_log
        # Faults in namespaces stop no parser, and lose a prefix or an attribute without a word.
        if len(log) and len(log.filter_from_errors()):
            raise Unreadable("not-xml")


def _without_declaration(head: str) -> str:
    if head.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"):
        raise Unreadable("byte-order-mark")
    if not re.match(r"<\?xml[ \t\r\n?]", head, re.IGNORECASE):
        return head
    found = _DECLARATION.match(head)
    if found is None:
        raise Unreadable("not-xml")
    if (found["one"] or found["two"] or "utf-8").lower() not in _UTF8:
        raise Unreadable("charset")
    return head[found.end() :]


class _Target:
    """What lxml calls."""

    def __init__(self, limits: Limits, taken: Taken) -> None:
        self._limits = limits
        self._taken = taken
        self._root = Element("", {}, {}, preserves=False)
        self._open = [self._root]
        self._path: list[str] = []
        self._names: dict[str, str] = {}
        self._most_names = limits.names if taken is _kept else MOST_NAMES
        self._prefixes: set[tuple[str | None, str]] = set()
        self._in_names = 0
        self._fields = 0
        self._before: list[int] = []
        self._between = 0

    @property
    def tree(self) -> Tree:
        return self._root.tree()

    @property
    def open(self) -> tuple[Element, ...]:
        return tuple(self._open[1:])

    def weigh(self, text: str) -> None:
        """Count equals signs since the parser last called: that many are attributes of one element."""
        self._between += text.count("=")
        if self._between > _MOST_ATTRIBUTES:
            raise Unreadable("too-many-fields")

    def start(self, tag: str, attributes: Mapping[str, str], nsmap: Mapping[str | None, str]) -> None:
        self._between = 0
        limits, above = self._limits, self._open[-1]
        if len(self._open) > limits.depth:
            raise Unreadable("too-deep")
        self._before.append(self._fields)
        self._fields += 1 + len(attributes)
        if self._fields > limits.fields:
            raise Unreadable("too-many-fields")
        if nsmap:
            self._declared(nsmap)
        scope = {**above.scope, **nsmap} if nsmap else above.scope
        own, preserves = _NONE, above.preserves
        if attributes:
            own = {f"@{self._named(name)}": value for name, value in attributes.items()}
            if f"@{_TYPE}" in own:
                own[f"@{_TYPE}"] = _qualified(own[f"@{_TYPE}"], scope)
            space = own.get("@xml:space")
            preserves = preserves if space is None else space == "preserve"
        name = self._named(tag)
        self._path.append(name)
        self._open.append(Element(name, own, scope, preserves=preserves))

    def end(self, _tag: str) -> None:
        element = self._open.pop()
        tree, before = element.tree(), self._before.pop()
        if self._taken(tuple(self._path), tree):
            self._fields = before  # what was taken out counts for whoever took it
        else:
            self._open[-1].content.append((element.name, tree))
        self._path.pop()

    def data(self, text: str) -> None:
        self._between = 0
        self._open[-1].content.append(text)

    def doctype(self, *_: Any) -> None:  # noqa: ANN401  # three texts, or none
        raise Unreadable("document-type")

    def close(self) -> None:
        """Lxml asks for it."""

    def _named(self, tag: str) -> str:
        known = self._names.get(tag)
        if known is None:
            if len(self._names) >= self._most_names:
                if self._taken is _kept:
                    raise Unreadable("too-many-fields")
                self._names.clear()  # of a document without an end there may be any number
            uri, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
            if uri == _INCLUDES:
                raise Unreadable("xml-include")
            known = self._names[tag] = joined(uri, local)
            if len(known) > self._limits.key:
                raise Unreadable("key-too-long")
            self._count(tag)
        return known

    def _declared(self, nsmap: Mapping[str | None, str]) -> None:
        for declared in nsmap.items():
            if declared not in self._prefixes:
                if len(self._prefixes) >= MOST_NAMES:
                    self._prefixes.clear()
                self._prefixes.add(declared)
                self._count(declared[0] or "", declared[1])

    def _count(self, *names: str) -> None:
        for name in names:
            self._in_names += len(name)
            SEEN.add(name)
        if self._in_names > MOST_IN_NAMES:
            raise Unreadable("too-many-fields")


def _qualified(value: str, scope: Mapping[str | None, str]) -> str:
    """Return the name that a value stands for: its prefix is the sender's, and is gone in what we write."""
    prefix, colon, local = value.strip(" \t\r\n").rpartition(":")
    if colon and prefix not in scope and prefix != "xml":
        raise Unreadable("not-xml")
    return joined(scope.get(prefix, "") if colon else scope.get("", ""), local)
