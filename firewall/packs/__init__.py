"""
The packs that come with the program, beside the policies that they are put in force with.

A policy folder is read with the packs that its city includes, so that one digest covers both: a new
version of the program with another text of a pack is another policy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from firewall.errors import Fault
from firewall.policy.faults.table import made
from firewall.policy.files import city
from firewall.policy.files.packs import read
from firewall.policy.packs import Pack, closure
from firewall.policy.yaml import Faults, parse

SHIPPED = Path(__file__).with_name("shipped")
_TESTS = ("tests", "samples")
"""Run by the project against a city of its own: no city has its routes."""


@cache
def shipped() -> Mapping[str, Pack]:
    """Return the packs that come with the program, by name."""
    found = {}
    for folder in sorted(path for path in SHIPPED.iterdir() if path.is_dir()):
        text = (folder / "pack.yaml").read_text("utf-8")
        node = parse(f"packs/{folder.name}/pack.yaml", text, Faults())
        found[folder.name] = read(folder.name, node, Faults())
    return found


def with_shipped(texts: Mapping[str, str], *, tests: bool = False) -> dict[str, str]:
    """Return a folder's files and those of the packs that come with the program and that its city includes."""
    known = shipped()
    wanted = {name for line in _included(texts) for name in closure(line, _all(texts, known))}
    more = {name: text for pack in sorted(wanted & known.keys()) for name, text in _files(pack, tests=tests)}
    return {**more, **texts}


def clashes(texts: Mapping[str, str]) -> list[Fault]:
    """Packs of the city's own that are called like a shipped one: which of two counts must never be luck."""
    both = sorted({_pack_of(file) for file in texts} & shipped().keys())
    return [made(f"packs/{name}/pack.yaml", 1, 1, "POL263", word=name) for name in both]


def _pack_of(file: str) -> str:
    top, _, rest = file.partition("/")
    return rest.partition("/")[0] if top == "packs" else ""


def _included(texts: Mapping[str, str]) -> list[str]:
    """What ``city.yaml`` includes, as far as it can be read: its faults are told by who loads it."""
    faults = Faults()
    node = parse("city.yaml", texts.get("city.yaml", ""), faults)
    return [line.pack for line in city.read(node, faults).packs] if node is not None else []


def _all(texts: Mapping[str, str], known: Mapping[str, Pack]) -> dict[str, Pack]:
    own = {}
    for name in {_pack_of(file) for file in texts} - {""}:
        node = parse("pack.yaml", texts.get(f"packs/{name}/pack.yaml", ""), Faults())
        own[name] = read(name, node, Faults())
    return {**own, **known}


def _files(pack: str, *, tests: bool) -> Iterator[tuple[str, str]]:
    root = SHIPPED / pack
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if path.is_file() and (tests or name.parts[0] not in _TESTS):
            yield f"packs/{pack}/{name.as_posix()}", path.read_text("utf-8")
