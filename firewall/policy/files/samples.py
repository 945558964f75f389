"""
What a test is answered with or sends: a file of ``samples/``, or text that stands in the test itself.

In a test, numbers and ``true`` are what JSON makes of them, unless they stand in quotation marks: a sample is what a
service answers, and not a policy.
"""

from __future__ import annotations

import json
import re

from firewall.policy.files.reading import Section
from firewall.policy.rules import Sample
from firewall.policy.yaml import Block, Items, Node, Text

FOLDER = "samples/"
HERE = "the sample in the test"
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)
_WORDS = frozenset({"true", "false", "null"})


def read(section: Section, keys: tuple[str, ...]) -> Sample | None:
    """Read the sample under one of these keys, which mean the same."""
    given = [key for key in keys if key in section]
    if not given:
        return None
    if len(given) > 1:
        section.faults.add(section.place(given[1]), "POL341", word=given[0], other=given[1])
    node = section.node(given[0])
    if isinstance(node, Text) and not _is_json(node):
        return Sample(node.value if "/" in node.value else f"{FOLDER}{node.value}")
    if isinstance(node, Text):
        return Sample(HERE, _checked(node, section))
    return Sample(HERE, _json(node) if node is not None else None)


def _is_json(text: Text) -> bool:
    return text.value.lstrip().startswith(("{", "["))


def _checked(text: Text, section: Section) -> str:
    """JSON as text; that it can be read is said here, where it has a place."""
    try:
        json.loads(text.value)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        section.faults.add(text.at, "POL340", line=line)
    return text.value


def _json(node: Node) -> str:
    if isinstance(node, Block):
        members = (f"{json.dumps(name)}: {_json(value)}" for name, value in node.members.items())
        return "{" + ", ".join(members) + "}"
    if isinstance(node, Items):
        return "[" + ", ".join(map(_json, node.items)) + "]"
    is_plain = not node.quoted and (node.value in _WORDS or _NUMBER.fullmatch(node.value))
    return node.value if is_plain else json.dumps(node.value)
