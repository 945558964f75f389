"""
Every key and every word of the policy files, as the loader reads those of the example city.

The loader names its blocks and asks for each key by kind: that is noted while it reads, so nothing
here can know a key that the loader does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from firewall.folder import read_policies
from firewall.model import Outcome
from firewall.policy.files.reading import Section
from firewall.policy.load import FOLDERS, load
from firewall.policy.outcomes import PARAMETERS
from firewall.policy.words import BASES, CONTROLS, CategoryFacts, DutyWord, Vocabulary
from firewall.policy.yaml import Faults, Node
from reference.tables import code, codes, table

POLICIES = Path(__file__).parents[1] / "policies"
_MOST_CHOICES = 12
_Accessor = Callable[..., Any]
"""Any: of whatever kind an accessor is, what it returns goes on as it is."""

_THE_CITYS = (
    "a purpose", "a kind of legal process", "a kind of requester", "a partner or a kind of requester", "a category",
    "a route", "a service or a route", "a duty", "a declaration", "a role",
)  # fmt: skip
"""What a word must be where the list is the city's own, and not the program's."""


@dataclass
class Block:
    """A kind of block: where it was met, its keys, those that it needs, and what may stand under each."""

    folder: str
    known: dict[str, None]
    required: frozenset[str]
    takes: dict[str, str] = field(default_factory=dict)


def blocks(folder: Path = POLICIES) -> dict[str, Block]:
    """Load a policy folder, and return what the loader knew about each kind of block."""
    found: dict[str, Block] = {}
    with _noting(found):
        load(read_policies(folder))
    return found


@contextmanager
def _noting(found: dict[str, Block]) -> Iterator[None]:
    begin = Section.__init__

    def noted(
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
        if node is not None:
            block = found.setdefault(what, Block(node.at.file.partition("/")[0], {}, required))
            block.known.update(dict.fromkeys(sorted(known)))

    with ExitStack() as patched:
        patched.enter_context(patch.object(Section, "__init__", noted))
        for name, says in _TAKES.items():
            patched.enter_context(patch.object(Section, name, _telling(found, getattr(Section, name), says)))
        yield


def _telling(found: dict[str, Block], ask: _Accessor, says: Callable[..., str]) -> _Accessor:
    def told(self: Section, key: str, *words: object, **more: object) -> Any:  # noqa: ANN401 - as it is returned
        if self.what in found:
            found[self.what].takes.setdefault(key, says(*words))
        return ask(self, key, *words, **more)

    return told


def _one_of(known: Collection[str], what: str, *_: object) -> str:
    is_ours = what not in _THE_CITYS and 0 < len(known) <= _MOST_CHOICES
    return f"one of {codes(sorted(known))}" if is_ours else what


def _all_of(known: Collection[str], what: str, *_: object) -> str:
    is_ours = what not in _THE_CITYS and 0 < len(known) <= _MOST_CHOICES
    return f"a list of {codes(sorted(known))}" if is_ours else f"a list; each is {what}"


_TAKES: dict[str, Callable[..., str]] = {
    "choice": _one_of,
    "words": _all_of,
    "identifier": lambda *_: "a short name",
    "flag": lambda *_: f"one of {codes(('no', 'yes'))}",
    "text": lambda *_: "text",
    "texts": lambda *_: "a list of words",
    "listed": lambda *_: "a list of words",
    "day": lambda *_: "a day, as 2026-02-01",
    "optional_day": lambda *_: "a day, as 2026-02-01",
    "number": lambda *_: "a whole number",
    "entries": lambda *_: "names of your own, each with its value",
    "sections": lambda *_: "a list of blocks",
}


def section() -> str:
    found = blocks()
    parts = ["What each key is for, with examples: [policies.md](policies.md).\n"]
    for folder in dict.fromkeys(("city.yaml", *FOLDERS)):
        for what, block in found.items():
            if block.folder == folder:
                where = folder if folder.endswith(".yaml") else f"{folder}/"
                parts.append(f"### {_heading(what)} in `{where}`\n\n{_keys(block, found)}")
    return "\n".join(parts)


def _heading(what: str) -> str:
    return what if what.startswith("`") else what.capitalize()


def _keys(block: Block, found: dict[str, Block]) -> str:
    rows = [
        (code(key), "yes" if key in block.required else "", _takes(key, block, found)) for key in block.known
    ]
    return table(("key", "needed", "takes"), rows)


def _takes(key: str, block: Block, found: dict[str, Block]) -> str:
    if key in block.takes:
        return block.takes[key]
    return "keys of its own, below" if f"`{key}` part" in found else "see the examples"


def words() -> str:
    """The closed lists: those of the program, then those of the example city."""
    parameters = {outcome: [one for one in known if one] for outcome, known in PARAMETERS.items()}
    outcomes = [
        (
            code(outcome.name.lower()),
            codes(f"{outcome.name.lower()}: {one}" for one in parameters.get(outcome, ())),
        )
        for outcome in Outcome
    ]
    return "\n".join((
        "From the loosest to the strictest; of two, the stricter wins.\n",
        table(("outcome", "as"), outcomes),
        f"What a law rule may yield to: {codes(sorted(BASES))}.\n",
        f"What a part of a request may be declared as beside a category: {codes(sorted(CONTROLS))}.\n",
    ))  # fmt: skip


def _kind(facts: CategoryFacts) -> str:
    return "free text" if facts.free_text else "proxy" if facts.proxy else ""


def _owed(duty: DutyWord) -> str:
    if duty.hours is None:
        return "all the time"
    days, hours = divmod(duty.hours, 24)
    term = f"{days} days" if days > 1 and not hours else f"{duty.hours} hours"
    return f"within {term} of a {duty.every}'s end" if duty.every else f"within {term}"


def vocabulary() -> str:
    known: Vocabulary = load(read_policies(POLICIES)).vocabulary
    categories = [(code(word), _kind(facts), facts.says) for word, facts in known.categories.items()]
    processes = [
        (code(word), fact.basis, fact.issuer, "yes" if fact.opens else "no", fact.says)
        for word, fact in known.processes.items()
    ]
    duties = [(code(word), _owed(duty), duty.who, duty.says) for word, duty in known.duties.items()]
    return "\n".join((
        "These words are the city's own, in `policies/vocabulary/`; these are the example city's.\n",
        "### Categories\n", table(("category", "", "is"), categories),
        "### Kinds of requesters\n", table(("kind", "is"), [(code(w), says) for w, says in known.kinds.items()]),
        "### Purposes\n", table(("purpose", "is"), [(code(w), says) for w, says in known.purposes.items()]),
        "### Kinds of legal process\n", table(("kind", "basis", "issuer", "opens", "is"), processes),
        "### Duties\n", table(("duty", "owed", "by", "is"), duties),
        "### Roles\n", table(("role", "is"), [(code(w), says) for w, says in known.roles.items()]),
        "### Declarations\n", table(("declaration", "is"), [(code(w), says) for w, says in known.declarations.items()]),
    ))  # fmt: skip
