"""
JSON Schemas of the policy files, written from what the loader asks for while it reads the example city.

As in ``reference.policy``, nothing here can know a key that the loader does not know: each block, each key and what may
stand under it are noted while files are read.  What the loader takes apart by itself stands in ``BY_HAND``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from firewall.folder import read_policies
from firewall.policy.files.reading import NONE, Section
from firewall.policy.files.services import KINDS as SERVICE_KINDS
from firewall.policy.files.services import MARKERS
from firewall.policy.load import examine
from firewall.policy.outcomes import PARAMETERS
from firewall.policy.schemas import KINDS, WORDS, filled
from firewall.policy.words import CONTROLS, SUPPRESSIONS
from firewall.policy.yaml import Block, Faults, Items, Node
from reference.policy import POLICIES

FOLDER = Path(__file__).parents[1] / "firewall" / "policy" / "schemas"
Schema = dict[str, Any]
"""Any: JSON is what it is."""

_Accessor = Callable[..., Any]
_DAY = r"^\d{4}-\d{2}-\d{2}$"
TEXT: Schema = {"type": ["string", "number", "boolean"]}
_CATEGORIES: Schema = {
    "anyOf": [
        {"$ref": "#/$defs/category"},
        {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/category"}},
    ]
}
_CONTROLLED: Schema = {"anyOf": [{"$ref": "#/$defs/category"}, {"enum": sorted(CONTROLS)}]}

_SAMPLE: Schema = {"type": ["string", "object", "array"]}

_MORE = {
    "partners/more.yaml": (
        "partner: more\ntitle: x\nkind: state-le\nfrom: 2026-01-01\nuntil: 2027-01-01\n"
        "credentials: {certificates: ['dns:a'], ca: a, tokens: ['a#b'], api_keys: yes}\n"
        "declares: [{word: no-onward, from: 2026-01-01, until: 2027-01-01, signed_by: x}]\n"
    ),
    "tests/more.yaml": (
        "tests: [{name: x, given: {requester: ice-ero, route: 'clinic:patient', body: {a: b}, "
        "process: [{kind: judicial-warrant, by: a, covers: [identity], purposes: none}]}, expect: {outcome: refuse}}]\n"
    ),
}
_PACKS = "packs: [{pack: x, from: 2026-01-01, choices: {a: b}, signed: {by: x, on: 2026-01-01}}]\n"
"""What the example city does not use, so that it is noted, too.  That it has faults is no matter."""


_OPEN = ("a time zone", "an agreement of this folder", "a pack", "a choice of this pack")
"""Words from lists that are too long for a schema, or of this folder alone."""


def _treatment(*words: str) -> Schema:
    ways = [
        _keyed(outcome.name.lower(), [one for one in known if one])
        for outcome, known in PARAMETERS.items() if any(known)
    ]  # fmt: skip
    return {"anyOf": [{"enum": [*words, "pseudonymize"]}, *ways]}


def _keyed(key: str, words: Iterable[str]) -> Schema:
    known = {key: {"enum": list(words)}}
    return {"type": "object", "required": [key], "additionalProperties": False, "properties": known}


def _listed(items: Schema) -> Schema:
    return {"type": "array", "minItems": 1, "uniqueItems": True, "items": items}


def _none_or(items: Schema) -> Schema:
    return {"anyOf": [{"const": NONE}, {"type": "array", "uniqueItems": True, "items": items}]}


_PROCESS: list[Schema] = [TEXT, {"$ref": "#/$defs/block-process"}]

BY_HAND: dict[tuple[str, str], Schema] = {
    ("rule", "then"): {
        "anyOf": [
            *_treatment("remove", "refer", "hold", "refuse")["anyOf"],
            {"type": "object", "required": ["choice"], "additionalProperties": False, "properties": {"choice": TEXT}},
        ]
    },
    ("rule", "data"): {"anyOf": [{"const": "all"}, _listed({"$ref": "#/$defs/category"})]},
    ("rule", "except_data"): _listed({"$ref": "#/$defs/category"}),
    ("rule", "unless_declared"): {"$ref": "#/$defs/declaration"},
    ("partner", "on_behalf_of"): _none_or({"$ref": "#/$defs/partner"}),
    ("partner", "onward"): _none_or({"$ref": "#/$defs/party"}),
    ("promise", "at_least"): _treatment("remove", "refer", "hold", "refuse"),
    ("promise", "more_than"): _treatment("remove", "refer", "hold", "refuse"),
    ("promise", "unless"): _listed({"anyOf": [{"$ref": "#/$defs/yields"}, {"type": "string"}]}),
    ("promise", "never_answered"): {"enum": ["no", "yes"]},
    ("share", "as"): {"anyOf": [*_treatment()["anyOf"], _keyed("suppress", SUPPRESSIONS)]},
    ("service", "kind"): {"anyOf": [{"enum": sorted(SERVICE_KINDS)}, _listed({"enum": sorted(SERVICE_KINDS)})]},
    ("rule", "claims"): {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/process"}},
    ("route", "path"): {"type": "object", "additionalProperties": {"$ref": "#/$defs/category"}},
    ("route", "query"): {"type": "object", "additionalProperties": _CONTROLLED},
    ("route", "body"): {
        "type": "object",
        "additionalProperties": {"anyOf": [_CONTROLLED, {"type": "array", "minItems": 1, "items": _CONTROLLED}]},
    },
    ("route", "fields"): {"type": "object", "additionalProperties": _CATEGORIES},
    ("route", "markers"): {"type": "object", "additionalProperties": {"enum": list(MARKERS)}},
    ("`given` part", "process"): {"anyOf": [*_PROCESS, {"type": "array", "minItems": 1, "items": {"anyOf": _PROCESS}}]},
    ("`given` part", "body"): _SAMPLE,
    ("`given` part", "sample"): _SAMPLE,
    ("`given` part", "sends"): _SAMPLE,
    ("`expect` part", "values"): {"type": "object", "additionalProperties": TEXT},
    ("`given` part", "asks"): {"type": "object", "additionalProperties": TEXT},
    ("line of `packs`", "choices"): {"type": "object", "additionalProperties": TEXT},
    ("choice", "words"): {"type": "object", "additionalProperties": TEXT},
}  # fmt: skip
"""What the loader takes apart without asking for it key by key."""


@dataclass
class _Noted:
    known: set[str] = field(default_factory=set)
    required: frozenset[str] = frozenset()
    takes: dict[str, Schema] = field(default_factory=dict)
    below: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Under a key: whether one block, each of a list or each by name, and which block."""


@dataclass
class _Notes:
    blocks: dict[str, _Noted] = field(default_factory=dict)
    roots: dict[str, str] = field(default_factory=dict)
    """For each folder or file by name which block stands at its top."""

    places: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    kept: list[Node] = field(default_factory=list)
    """So that no node's id is given to another one meanwhile."""

    def stands(self, node: Node, what: str, key: str, how: str) -> None:
        self.kept.append(node)
        self.places[id(node)] = (what, key, how)


def noted(sources: dict[str, str]) -> _Notes:
    notes = _Notes()
    with _noting(notes):
        examine(sources)
    return notes


@contextmanager
def _noting(notes: _Notes) -> Iterator[None]:
    begin = Section.__init__

    def init(
        self: Section,
        node: Node | None,
        faults: Faults,
        *,
        what: str,
        known: Collection[str],
        required: Iterable[str] = (),
    ) -> None:
        required = frozenset(required)
        begin(self, node, faults, what=what, known=known, required=required)
        self.block = name = f"{what} {next(iter(known))}" if what == "vocabulary file" else what  # type: ignore[attr-defined]
        block = notes.blocks.setdefault(name, _Noted())
        block.known |= set(known)
        block.required |= required
        if node is None:
            return
        if (place := notes.places.get(id(node))) is not None:
            parent, key, how = place
            notes.blocks[parent].below[key] = (how, name)
        else:
            notes.roots.setdefault(_root(node.at.file), name)
        if isinstance(node, Block):
            for key, value in node.members.items():
                notes.stands(value, name, key, "one")
                for one in value.items if isinstance(value, Items) else ():
                    notes.stands(one, name, key, "each")
                for one in value.members.values() if isinstance(value, Block) else ():
                    notes.stands(one, name, key, "named")

    with ExitStack() as patched:
        patched.enter_context(patch.object(Section, "__init__", init))
        for accessor, schema in _TAKES.items():
            patched.enter_context(
                patch.object(Section, accessor, _telling(notes, getattr(Section, accessor), schema))
            )
        yield


def _root(file: str) -> str:
    """What a schema is called: by the folder, or by the file where each of a folder is known by name."""
    folder, _, name = file.rpartition("/")
    if folder.startswith("packs/"):
        folder = folder.partition("/")[2].partition("/")[2] or "pack"
    return (
        folder
        if folder not in ("", "vocabulary", "pack")
        else "pack"
        if folder == "pack"
        else name.removesuffix(".yaml")
    )


def _telling(notes: _Notes, ask: _Accessor, schema: Callable[..., Schema]) -> _Accessor:
    def told(self: Section, key: str, *words: object, **more: object) -> Any:  # noqa: ANN401 - as it is returned
        block = notes.blocks.get(getattr(self, "block", ""))
        if block is not None:
            block.takes.setdefault(key, schema(*words, **more))
        return ask(self, key, *words, **more)

    return told


def _word(known: Collection[str], what: str, *_: object, **__: object) -> Schema:
    if what in WORDS:
        return {"$ref": f"#/$defs/{WORDS[what]}"}
    return TEXT if what in _OPEN else {"enum": sorted(known)}


def _list(items: Schema, *, none_allowed: bool = False, **_: object) -> Schema:
    listed = {"type": "array", "items": items, "uniqueItems": True}
    return {"anyOf": [{"const": NONE}, listed]} if none_allowed else listed | {"minItems": 1}


_TAKES: dict[str, Callable[..., Schema]] = {
    "choice": _word,
    "words": lambda known, what, **more: _list(_word(known, what), **more),
    "identifier": lambda *_: {"type": ["string", "number"]},
    "flag": lambda *_: {"enum": ["no", "yes"]},
    "text": lambda *_: TEXT,
    "texts": lambda *_, **more: _list(TEXT, **more),
    "listed": lambda *_, **more: _list(TEXT, **more),
    "day": lambda *_: {"type": "string", "pattern": _DAY},
    "optional_day": lambda *_: {"type": "string", "pattern": _DAY},
    "number": lambda *_: {"type": "integer", "minimum": 0},
}


def _block(name: str, notes: _Notes) -> Schema:
    block = notes.blocks[name]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": sorted(block.required),
        "properties": {key: _key(name, key, block) for key in sorted(block.known)},
    }


def _key(name: str, key: str, block: _Noted) -> Schema:
    if (name, key) in BY_HAND:
        return BY_HAND[name, key]
    if key in block.below:
        how, child = block.below[key]
        below: Schema = {"$ref": f"#/$defs/{_slug(child)}"}
        if how == "named":
            return {"type": "object", "minProperties": 1, "additionalProperties": below}
        listed = {"type": "array", "minItems": 1, "items": below}
        if how == "each":
            return {"anyOf": [{"const": NONE}, listed]} if (name, key) == ("agreement", "shares") else listed
        return below
    return block.takes.get(key, TEXT)


def _slug(name: str) -> str:
    """Blocks are called apart from words: a category is both."""
    return "block-" + name.replace("`", "").replace(" ", "-")


def _reached(name: str, notes: _Notes) -> list[str]:
    found = [name]
    for one in found:
        found += [child for _, child in notes.blocks[one].below.values() if child not in found]
    return found


def schemas() -> dict[str, Schema]:
    """Return the schemas by name, with the words of the example city."""
    sources = dict(read_policies(POLICIES))
    notes = noted({**sources, **_MORE, "city.yaml": sources["city.yaml"] + _PACKS})
    found = {}
    for kind, root in KINDS.items():
        name = notes.roots[root]
        blocks = {_slug(one): _block(one, notes) for one in _reached(name, notes)[1:]}
        found[kind] = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": f"{kind} (policies of the data-sharing firewall)",
            **_block(name, notes),
            "$defs": dict.fromkeys(WORDS.values(), TEXT) | blocks,
        }
    bundle, _ = examine(sources)
    return found if bundle is None else {k: _sparse(filled(s, bundle, own=False)) for k, s in found.items()}


def _sparse(schema: Schema) -> Schema:
    """Leave out definitions that nothing names."""
    while True:
        text = json.dumps(schema)
        unused = [word for word in schema["$defs"] if f'"#/$defs/{word}"' not in text]
        if not unused:
            return schema
        schema = {**schema, "$defs": {w: d for w, d in schema["$defs"].items() if w not in unused}}


def written() -> dict[Path, str]:
    """Return each file with its text."""
    return {
        FOLDER / f"{kind}.schema.json": json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        for kind, schema in schemas().items()
    }
