"""
What may be told: an event and keys of the table, with values of their kind.  Anything else is left out.

Words are checked against the policy in force, codes against the codes of the code, ids and digests by their
form: a text from outside is none of these.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from firewall.logs.table import EVENTS, LIBRARIES, UNLISTED, Keys, Kind
from firewall.model import Outcome

Told = str | int | float | bool | list[str]

HIDDEN = "?"
"""Stands where a value was that may not be told, as undeclared names do in the record."""

MOST_ITEMS = 16
"""Of a list: a line stays short enough to be written in one piece."""

_FORMS = {
    Kind.CLASS: re.compile(r"(?:[A-Za-z_][A-Za-z0-9_]{0,59})?"),
    Kind.ID: re.compile(r"(?:[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})?"),
    Kind.CASE: re.compile(r"(?:C-[0-9A-Z]{4}-[0-9A-Z]{4})?"),
    Kind.PLACE: re.compile(r"(?:[A-Za-z0-9_-]{1,40}/){0,4}[A-Za-z0-9_-]{1,60}\.(?:yaml|json):[0-9]{1,7}"),
    Kind.DIGEST: re.compile(r"(?:[0-9a-f]{12,64})?"),
}
_FAULT = re.compile(r"engine-failed:[A-Za-z_][A-Za-z0-9_]{0,59}")

_CODES = frozenset(
    {
        "", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER", "none", "mtls", "api-key", "token",
        "mtls-token", "sent-by",
        *(outcome.name.lower() for outcome in Outcome),
        *LIBRARIES,
    }
)  # fmt: skip


class Allowed:
    """The table, with the words that a policy brings.  Policies change while lines are written: see ``know``."""

    def __init__(self, events: Mapping[str, Keys] = EVENTS) -> None:
        self._events = events
        self._words: frozenset[str] = frozenset({""})
        self._newest: frozenset[str] = frozenset()
        self._codes = _CODES
        self.policy = ""

    def know(self, words: Collection[str], codes: Iterable[str], policy: str) -> None:
        """Take the words and codes of the policy that is in force from now on, and its digest."""
        # Those of the policy before as well: exchanges that set out under it are still to be told.
        self._words, self._newest = frozenset({"", *words}) | self._newest, frozenset(words)
        self._codes = _CODES | frozenset(codes)
        self.policy = policy[:12]

    def event(self, name: str) -> str:
        return name if name in self._events else UNLISTED

    def keys(self, name: str, said: Mapping[str, object]) -> dict[str, Told]:
        """Return what of it may be told; ``left_out`` counts the keys that stand nowhere."""
        keys = self._events.get(name, {})
        told = {key: self.value(keys[key], value) for key, value in said.items() if key in keys}
        if len(told) < len(said):
            told["left_out"] = len(said) - len(told)
        return told

    def word(self, word: str) -> str:
        return word if word in self._words else HIDDEN

    def words(self, words: Iterable[str]) -> list[str]:
        known = self._words
        return [word if word in known else HIDDEN for word in words][:MOST_ITEMS]

    def code(self, code: str) -> str:
        return code if code in self._codes or _FAULT.fullmatch(code) else HIDDEN

    def value(self, kind: Kind, value: object) -> Told:
        if kind in _FORMS:
            return value if isinstance(value, str) and _FORMS[kind].fullmatch(value) else HIDDEN
        match kind:
            case Kind.COUNT:
                return value if isinstance(value, int) and not isinstance(value, bool) else HIDDEN
            case Kind.SECONDS:
                return round(value, 3) if isinstance(value, float) else HIDDEN
            case Kind.CODE | Kind.WORD:
                return self._one(kind)(value) if isinstance(value, str) else HIDDEN
            case _:
                return _listed(self._one(kind), value)

    def _one(self, kind: Kind) -> Callable[[str], str]:
        return self.code if kind in {Kind.CODE, Kind.CODES} else self.word


def _listed(one: Callable[[str], str], value: object) -> list[str]:
    if not isinstance(value, Collection) or isinstance(value, str | bytes):
        return [HIDDEN]
    return [one(item) if isinstance(item, str) else HIDDEN for item in value][:MOST_ITEMS]
