"""
XML as a document: tags and attributes are names, like the members of an object.

A repeated tag is a list, text beside tags is ``#text``, an attribute ``@name``, a comment ``#comment``.
A document type is refused, so nothing is declared in it, multiplied by it or fetched for it (CWE-611, CWE-776);
expat itself reads no other entities than the five of XML.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat  # document types, and with them entities, are refused below

from firewall.formats import Limits, Unreadable
from firewall.model import Tree
from firewall.survey.parts import Unread

_TEXT, _COMMENT = "#text", "#comment"


@dataclass(slots=True, eq=False)
class _Element:
    name: str
    members: dict[str, Tree] = field(default_factory=dict)
    repeated: set[str] = field(default_factory=set)
    text: list[str] = field(default_factory=list)

    def add(self, name: str, value: Tree) -> None:
        if name in self.repeated:
            known = self.members[name]
            if isinstance(known, list):
                known.append(value)
        elif name in self.members:
            self.repeated.add(name)
            self.members[name] = [self.members[name], value]
        else:
            self.members[name] = value

    def tree(self) -> Tree:
        text = "".join(self.text)
        if not self.members:
            return text
        if text.strip():
            self.add(_TEXT, text)
        return self.members


class _Builder:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._open = [_Element("")]
        self._count = 0

    @property
    def root(self) -> Tree:
        return self._open[0].tree()

    def start(self, name: str, attributes: list[str]) -> None:
        if len(self._open) > self._limits.depth:
            raise Unreadable("too-deep")
        element = _Element(self._named(name))
        for key, value in zip(attributes[::2], attributes[1::2], strict=True):
            if key != "xmlns" and not key.startswith("xmlns:"):
                element.add(f"@{self._named(key)}", value)
        self._open.append(element)

    def end(self, _name: str) -> None:
        element = self._open.pop()
        self._open[-1].add(element.name, element.tree())

    def text(self, text: str) -> None:
        self._open[-1].text.append(text)

    def comment(self, text: str) -> None:
        self._open[-1].add(_COMMENT, text)

    def instruction(self, _target: str, text: str) -> None:
        self.comment(text)

    def refuse(self, *_: object) -> None:
        raise Unreadable("document-type")

    def _named(self, name: str) -> str:
        """Return the name without the prefix of its namespace; counts it."""
        self._count += 1
        if self._count > self._limits.fields:
            raise Unreadable("too-many-fields")
        if len(name) > self._limits.key:
            raise Unreadable("key-too-long")
        return name.rpartition(":")[2]


def parse(body: bytes, limits: Limits) -> Tree | Unread:
    """Return the document, or why it cannot be read and where."""
    builder = _Builder(limits)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.CommentHandler = builder.comment
    parser.ProcessingInstructionHandler = builder.instruction
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.EntityDeclHandler = builder.refuse
    try:
        parser.Parse(body, True)  # noqa: FBT003  # expat takes no keywords
    except Unreadable as cause:
        return Unread(cause.why, line=parser.CurrentLineNumber)
    except expat.ExpatError as error:
        return Unread("not-xml", line=error.lineno, column=error.offset + 1)
    except (ValueError, LookupError):  # an encoding that nobody knows, or one that does not fit
        return Unread("not-utf-8")
    return builder.root
