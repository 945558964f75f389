"""Invented records for the first tests: every member that was seen or described, and nobody's values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from firewall.model import Path, Tree
from firewall.survey.places import ANY
from firewall.survey.proposing import Proposal

_NAMES = (
    "Ada Invented", "Berta Nobody", "Carlo Madeup", "Dora Sample", "Emil Fiction", "Fanny Pretend", "Georg Imagined",
    "Hanna Unreal",
)  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def sample(members: Sequence[Proposal]) -> str:
    """Return a record that has all of these members, as JSON."""
    root: Tree = _around(members[0].path)
    for number, member in enumerate(members):
        root = _put(root, member.path, _invented(member.category, number))
    return json.dumps(root, ensure_ascii=False, indent=2) + "\n"


def _around(path: Path) -> Tree:
    return [] if path[:1] == (ANY,) else {}


def _put(node: Tree, path: Path, value: Tree) -> Tree:
    """Return the tree with the value in its place; what is a value already becomes what it takes to hold others."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if step == ANY:
        items = node if isinstance(node, list) else []
        below = items[0] if items else _around(rest)
        return [_put(below, rest, value)]
    members = dict(node) if isinstance(node, dict) else {}
    members[step] = _put(members.get(step, _around(rest) if rest else None), rest, value)
    return members


def _invented(category: str, number: int) -> str:
    """Return a value that stands in no other member, so that none is taken for another's."""
    if category.startswith("identity.name"):
        name = _NAMES[number % len(_NAMES)]
        return name if number < len(_NAMES) else f"{name} {_word(number)}"
    match category:
        case "identity.dob":
            return f"19{50 + number % 50}-0{1 + number % 9}-1{number % 9}"
        case "contact.phone":
            return f"+1 312 555 01{number % 100:02}"
        case "contact.email":
            return f"{_word(number)}@example.org"
        case "immigration.identifier":
            return f"A0000{10000 + number}"
        case _:
            return f"invented {_word(number)}"


def _word(number: int) -> str:
    return "".join(_LETTERS[int(digit)] for digit in str(1000 + number))


def chosen(proposals: Iterable[Proposal], most: int) -> dict[str, list[Proposal]]:
    """Return the members of the routes that have the most to say, route by route."""
    routes: dict[str, list[Proposal]] = {}
    for proposal in proposals:
        # A list in place of what is keyed by values would be no answer of this service.
        if "" not in proposal.path and proposal.pointer.isprintable() and not proposal.keyed:
            routes.setdefault(proposal.route, []).append(proposal)
    best = sorted(routes, key=lambda route: (-sum(bool(p.category) for p in routes[route]), route))
    return {route: routes[route] for route in best[:most]}
