"""
Every key of ``firewall.toml``: from the example, and from what the program says to a value that is none.

The example holds each key with its default; nothing tells better what may stand there than the fault of a
wrong value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from firewall import config
from firewall.errors import ConfigError
from reference.tables import code, table

_TABLE = re.compile(r"(?:# )?\[+([a-z_.-]+)\]+")
_KEY = re.compile(r"(# )?([a-z_0-9]+) = (.+)")


_HEAD = """\
Each key with its default; without a default there is nothing until it is set. The file itself, to copy from, stands in
[operators.md](operators.md#configuration).
"""


@dataclass(frozen=True, slots=True)
class Key:
    table: str
    name: str
    value: str
    is_default: bool
    """Else ``value`` is an example, and without the key there is nothing."""

    remark: str


def told(example: str = config.EXAMPLE) -> Iterator[Key]:
    """Read the keys of the example with the remark above them; one that follows at once shares it."""
    in_table, is_over = "", True
    remark: list[str] = []
    for line in example.splitlines():
        if heading := _TABLE.fullmatch(line):
            in_table, is_over = heading[1], False  # what stands above a heading is about the table
        elif key := _KEY.fullmatch(line):
            yield Key(in_table, key[2], key[3], not key[1], " ".join(remark))
            is_over = True
        elif not line:
            remark, is_over = [], True
        elif line.startswith("#"):
            remark = [*([] if is_over else remark), line.removeprefix("#").strip()]
            is_over = False


def must_be(key: Key) -> str:
    """What the program says of a value that no key can have."""
    try:
        config.load(f"[{key.table}]\n{key.name} = {{}}\n", Path("/"))
    except ConfigError as error:
        mark = f"{key.table}.{key.name} is "
        told = next(
            (line.removeprefix(mark) for line in str(error).splitlines() if line.startswith(mark)), ""
        )
        return _in_the_affirmative(told)
    return ""


def _in_the_affirmative(fault: str) -> str:
    """What it must be, of what is said where it is not; that the default stands there is told beside."""
    text = re.sub(r" The default is \S+$", "", fault)
    if text.startswith("no "):
        return f"{'an' if text[3] in 'aeiou' else 'a'} {text[3:]}"
    text = text.replace("neither true nor false. Write it without quotes.", "true or false")
    return text.removeprefix("not ")


def section() -> str:
    found = list(told())
    names = dict.fromkeys(key.table for key in found)
    keys_of = {name: [key for key in found if key.table == name] for name in names}
    return "\n".join((_HEAD, *(f"### `[{name}]`\n\n{_table(keys)}" for name, keys in keys_of.items())))


def _table(found: list[Key]) -> str:
    """One table; what is said of all its keys stands once, above."""
    remarks = list(dict.fromkeys(key.remark for key in found))
    rows = [[code(key.name), _default(key), must_be(key)] for key in found]
    if len(remarks) == 1:
        return f"{remarks[0]}\n\n{table(('key', 'default', 'must be'), rows)}"
    before = ["", *(key.remark for key in found)]
    for row, key, above in zip(rows, found, before, strict=False):
        row.append("as above" if key.remark == above else key.remark)
    return table(("key", "default", "must be", "what for"), rows)


def _default(key: Key) -> str:
    return code(key.value) if key.is_default else f"none; e.g. {code(key.value)}"
