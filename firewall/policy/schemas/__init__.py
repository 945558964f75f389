"""
JSON Schemas (draft 2020-12) of the policy files, for editors: they complete words and show the sentence of each.

The files beside this are written by ``python -m reference`` from what the loader asks for; here a city's own words take
the place of the example city's.  The loader stays the judge: a schema cannot say all that it says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from firewall.policy.rules import Bundle

Schema = dict[str, Any]
"""Any: JSON is what it is."""

PLACE = ".schemas"
"""Where they stand in a policy folder: a hidden folder, which the loader passes over."""

KINDS: Mapping[str, str] = {
    "city": "city",
    "data": "data",
    "requesters": "requesters",
    "purposes": "purposes",
    "processes": "processes",
    "duties": "duties",
    "declarations": "declarations",
    "service": "services",
    "partner": "partners",
    "agreement": "agreements",
    "law": "laws",
    "tests": "tests",
    "promises": "promises",
}
"""Each schema, and which files it is for: those of a folder, or the one of that name."""

WORDS: Mapping[str, str] = {
    "a category": "category",
    "a kind of requester": "kind",
    "a purpose": "purpose",
    "a kind of legal process": "process",
    "a partner": "partner",
    "a partner or a kind of requester": "party",
    "a service or a route": "place",
    "a route": "route",
    "a duty": "duty-word",
    "a role": "role",
    "a declaration": "declaration",
    "something a rule may yield to": "yields",
}
"""What the readers call a word, and the definition that lists it."""

_BASES = {
    "judicial": "What a judge or court has signed or ordered.",
    "duty": "What a statute obliges the city to.",
    "emergency": "Danger to life or limb.",
    "consent": "The word of the person whom the data is about.",
    "counsel": "The word of the city's own lawyers.",
}


def schemas(bundle: Bundle) -> dict[str, Schema]:
    """Return all schemas by name, with the words of this city."""
    here = files(__name__)
    shipped = {kind: json.loads((here / f"{kind}.schema.json").read_text("utf-8")) for kind in KINDS}
    return {kind: filled(schema, bundle, own=True) for kind, schema in shipped.items()}


def filled(schema: Schema, bundle: Bundle, *, own: bool) -> Schema:
    """Return a schema with the words of a bundle; those that only this city has stay open unless ``own``."""
    words = _words(bundle, own=own)
    defs = {name: words.get(name, definition) for name, definition in schema["$defs"].items()}
    return {**schema, "$defs": defs}


def _words(bundle: Bundle, *, own: bool) -> dict[str, Schema]:
    known = bundle.vocabulary
    kinds = [(str(word), says) for word, says in known.kinds.items()]
    processes = [(str(word), fact.says) for word, fact in known.processes.items()]
    found = {
        "category": _one_of((word, facts.says) for word, facts in known.categories.items()),
        "kind": _one_of(kinds),
        "purpose": _one_of(known.purposes.items()),
        "process": _one_of(processes),
        "duty-word": _one_of((word, duty.says) for word, duty in known.duties.items()),
        "role": _one_of(known.roles.items()),
        "declaration": _one_of(known.declarations.items()),
        "yields": _one_of([*_BASES.items(), *(one for one in processes if one[0] not in _BASES)]),
        "party": {"anyOf": [_one_of(kinds), {"type": "string"}]},
    }
    if own:
        partners = [(str(partner.id), partner.title) for partner in bundle.partners.values()]
        routes = [
            (str(route.id), f"{route.method}, of {route.id.partition(':')[0]}")
            for route in bundle.routes.values()
        ]
        services = [(service.name, f"All routes of {service.name}") for service in bundle.services]
        found |= {
            "party": _one_of([*partners, *kinds]),
            "partner": _one_of(partners),
            "route": _one_of(routes),
            "place": _one_of([*services, *routes]),
        }
    return found


def _one_of(words: Iterable[tuple[str, str]]) -> Schema:
    listed = [{"const": word, "description": " ".join(says.split())} for word, says in words]
    return {"oneOf": listed} if listed else {"type": "string"}


def kind_of(name: str) -> str | None:
    """Return the schema for a file of the policy folder; None where there is none."""
    folder, _, file = name.rpartition("/")
    found = file.removesuffix(".yaml") if folder in ("", "vocabulary") else folder
    return next((kind for kind, root in KINDS.items() if root == found), None)


def header(name: str) -> str:
    """Return the comment that tells an editor the schema of a file; nothing where there is none."""
    kind = kind_of(name)
    up = "../" * name.count("/")
    return "" if kind is None else f"# yaml-language-server: $schema={up}{PLACE}/{kind}.schema.json\n"


def texts(bundle: Bundle) -> dict[str, str]:
    """Return the files of all schemas with the words of this city, by their names in the policy folder."""
    return {
        f"{PLACE}/{kind}.schema.json": json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        for kind, schema in schemas(bundle).items()
    }
