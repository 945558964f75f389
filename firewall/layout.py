"""
A policy file, laid out as all others are, with its comments.

Only what nobody reads is changed: how far lines stand in, ends of lines, blank lines, spaces at the end.  What the
strict loader reads before and after has to be the same, and no comment may be lost; else nothing is written.
"""

from __future__ import annotations

import io
import re
from collections import Counter

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from firewall.errors import FirewallError, PolicyError
from firewall.policy.faults.telling import shown
from firewall.policy.yaml import Block, Faults, Items, Node, Text, parse

_WIDE = 1 << 16
"""Lines are not broken anew: where one ends is the writer's choice."""

_MANY_BLANK_LINES = re.compile(r"\n{4,}")

Meaning = str | tuple["Meaning", ...]


class LayoutError(FirewallError):
    """A file that cannot be laid out without a change of what it says.  It stays as it is."""


def formatted(name: str, text: str) -> str:
    """Return the text of a file laid out.  Raises PolicyError where it has faults, LayoutError where that fails."""
    before = _read(name, text)
    try:
        made = _tidy(_laid_out(text))
    except (YAMLError, ValueError):  # what our reader takes, the other one may not
        raise LayoutError(f"{name} cannot be laid out. It stays as it is.") from None
    if meaning(_read(name, made)) != meaning(before):
        raise LayoutError(f"{name} would say something else if it were laid out anew. It stays as it is.")
    if _comments(made) != _comments(text):
        raise LayoutError(f"{name} would lose a comment if it were laid out anew. It stays as it is.")
    return made


def _read(name: str, text: str) -> Node:
    faults = Faults()
    node = parse(name, text, faults)
    if node is None or faults.found:
        raise PolicyError([shown(fault, {name: text}) for fault in faults.found])
    return node


def meaning(node: Node) -> Meaning:
    """Return all that a file says, without its places."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Items):
        return ("items", *map(meaning, node.items))
    return _of_block(node)


def _of_block(block: Block) -> Meaning:
    return ("block", *((key, meaning(value)) for key, value in block.members.items()))


def _laid_out(text: str) -> str:
    layout = YAML()
    layout.preserve_quotes = True
    layout.width = _WIDE
    layout.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    layout.dump(layout.load(text), out)
    return out.getvalue()


def _tidy(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    return _MANY_BLANK_LINES.sub("\n\n\n", lines) + "\n"


def _comments(text: str) -> Counter[str]:
    """Every line that is a comment, and what follows a mark of one in other lines."""
    return Counter(
        found[1].strip() for line in text.splitlines() if (found := re.search(r"(?:^|\s)(#.*)$", line))
    )
