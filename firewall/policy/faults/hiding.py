"""
Which lines of a policy are never shown: samples look like people's data, and might be, wherever they stand.

A sample stands in a file of ``samples/`` or in the test itself.  What cannot be told apart is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import yaml

INLINE = frozenset({"asks", "body", "sample", "sends", "values"})
"""The keys of a test whose values are people's data, or look like it."""
WORDS = frozenset(
    {
        "accepted", "behind", "case", "claims", "direction", "duties", "kept", "not_accepted", "notice", "on", "onward",
        "outcome", "process", "purpose", "removed", "requester", "route", "rules", "status",
    }
)  # fmt: skip
"""The other keys of a test: their values are words of the policy.  A key that is none is one of INLINE, misspelt."""

_PARTS = frozenset({"given", "expect"})
SAMPLES = "samples/"
_WITHOUT_TESTS = frozenset({"partners", "services", "vocabulary"})
_OF_TESTS = re.compile(rf"\b({'|'.join(sorted(INLINE | _PARTS))})\b")
_FILE = re.compile(r"[\w./-]+\.\w+", re.ASCII)
_MOST = 1 << 18
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""Where YAML ends a line: ``splitlines`` knows more ends, and would count other lines."""


def lines_of(text: str) -> list[str]:
    return _LINE_END.split(text)


def is_hidden(file: str, text: str, line: int) -> bool:
    """Whether this line (from 1) holds a part of a sample, or may."""
    folders = set(file.split("/")[:-1])
    if SAMPLES.rstrip("/") in folders:
        return True
    if folders & _WITHOUT_TESTS:
        return False
    hidden = _hidden(text)
    return line in hidden if hidden is not None else line >= _first(text)


@lru_cache(maxsize=4)
def _first(text: str) -> int:
    """The first line of a file that nobody can read from which on there may be a sample."""
    lines = lines_of(text)
    return next((number for number, line in enumerate(lines, 1) if _OF_TESTS.search(line)), len(lines) + 1)


@lru_cache(maxsize=4)
def _hidden(text: str) -> frozenset[int] | None:
    """The lines of samples; None where the file cannot be read."""
    if len(text) > _MOST:
        return None
    try:
        roots = list(yaml.compose_all(text, Loader=yaml.BaseLoader))
        lines = lines_of(text)
        seen: set[int] = set()
        return frozenset(line for root in roots for line in _inside(root, lines, seen, is_part=False))
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        return None


def _inside(node: yaml.Node | None, lines: list[str], seen: set[int], *, is_part: bool) -> Iterator[int]:
    if id(node) in seen:  # an alias; it is a fault, and may go in circles
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _inside(item, lines, seen, is_part=is_part)
    if not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        word = key.value if isinstance(key, yaml.ScalarNode) else ""
        is_inline = word in INLINE or (is_part and word not in WORDS)
        if is_inline and not _is_file(word, value):
            yield from range(key.start_mark.line + 1, _last(value, lines) + 1)
        else:
            yield from _inside(value, lines, seen, is_part=word in _PARTS)


def _is_file(word: str, value: yaml.Node) -> bool:
    can_be = word not in {"asks", "values"}
    return can_be and isinstance(value, yaml.ScalarNode) and _FILE.fullmatch(value.value) is not None


def _last(value: yaml.Node, lines: list[str]) -> int:
    """The last line of a value: where a block ends, only spaces of what follows stand before its end."""
    end = value.end_mark
    is_over = end.line > value.start_mark.line and not lines[end.line][: end.column].strip()
    return end.line + (not is_over)
