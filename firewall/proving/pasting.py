"""The same exchange once more, to be tried: as a test for a policy file, as a command, and with a made-up answer."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping

from firewall.model import Category, Direction, Path, Tree
from firewall.policy.outcomes import REMOVE
from firewall.policy.rules import Route, Says
from firewall.policy.view import spell
from firewall.policy.words import SELECTION
from firewall.proving.broken import Broken, Paper
from firewall.standing import picture

_SYLLABLES = tuple(first + second for first in "bdfgklmnprtz" for second in "aeiou")
_FIRST_YEAR = 1950
_DIGITS = {"year": 4, "month": 7}
"""How many letters are left of a day that goes out coarsened."""


def given_of(found: Broken) -> dict[str, object]:
    """Return what ``given:`` of a test says of the exchange."""
    question = found.question
    papers = [written(paper, names_purpose=question.purpose is None) for paper in question.papers]
    parts: dict[str, object] = {
        "requester": question.word,
        "behind": list(question.behind),
        "purpose": question.purpose or "",
        "route": question.route.id,
        "process": papers,
        "direction": "" if question.direction is Direction.INBOUND else question.direction.value,
        "asks": dict(asks_of(found)),
        "sends": sends_of(found),
        "sample": answer_of(found, only=found.member) if found.member else None,
        "on": question.day.isoformat(),
    }
    return {key: value for key, value in parts.items() if value}


def expect_of(found: Broken) -> dict[str, object]:
    """Return what ``expect:`` says once the promise is kept again; who mends it looks at the outcome."""
    match found.promise.what:
        case Says.NEVER_ANSWERED:
            return {"outcome": "refuse"}
        case Says.NEVER_RECEIVES if found.promise.bound == REMOVE:
            return {"outcome": "release", "removed": [found.member]}
        case Says.NEVER_RECEIVES:
            return {"outcome": "release"} | _coarse(found)
        case Says.ALWAYS_RECEIVES:
            return {"outcome": "release", "kept": [found.member]}


def _coarse(found: Broken) -> dict[str, object]:
    """What may go out of the made-up day; a test cannot say as much of other parts."""
    digits = _DIGITS.get(found.promise.bound.parameter)
    path = next(path for path in found.question.route.fields if spell(path) == found.member)
    number = list(found.question.route.fields).index(path)
    return {} if digits is None else {"values": {found.member: _value(found, path, number)[:digits]}}


def test_of(found: Broken) -> str:
    """Write the test as it is pasted into a file below ``tests/``."""
    return (
        f"- name: {json.dumps(found.promise.says, ensure_ascii=False)}\n"
        f"  given: {_flow(given_of(found))}\n"
        f"  expect: {_flow(expect_of(found))}"
    )


def try_of(found: Broken, folder: str) -> str:
    """Write the command that tells what happens in this exchange."""
    question = found.question
    words = ["--as", question.word]
    for one in question.behind:
        words += ["--behind", one]
    words += ["--route", question.route.id]
    if question.purpose is not None:
        words += ["--purpose", question.purpose]
    for paper in question.papers:
        words += ["--with", written(paper, names_purpose=question.purpose is None)]
    for name, value in asks_of(found):
        words += ["--ask", f"{name}={value}"]
    words += ["--on", question.day.isoformat(), "--policies", folder]
    sends = sends_of(found)
    if sends is None:
        return f"firewall try {shlex.join(words)}"
    words += ["--sends", "/dev/stdin"]
    return f"printf %s {shlex.quote(json.dumps(sends))} | firewall try {shlex.join(words)}"


def written(paper: Paper, *, names_purpose: bool) -> str:
    """Write a paper as tests and commands do; what it is for only where the request does not say."""
    covers = ",".join(sorted(paper.covers))
    purposes = ":" + ",".join(sorted(paper.purposes)) if names_purpose and paper.purposes else ""
    return f"{paper.kind}:{covers}{purposes}"


def asks_of(found: Broken) -> tuple[tuple[str, str], ...]:
    """Return the parameter that selects what the exchange asks for, where it selects."""
    question = found.question
    if question.selects is None:
        return ()
    for name, word in question.route.query.items():
        if word == SELECTION:
            return ((name, _selected(question.route, question.selects)),)
    return ()


def sends_of(found: Broken) -> Tree:
    """Return the body that selects it, where the request says so in its body."""
    question = found.question
    if question.selects is None or asks_of(found):
        return None
    for path, words in question.route.body.items():
        if SELECTION in words:
            return _placed(path, [_selected(question.route, question.selects)])
    return None


def _selected(route: Route, selects: frozenset[Category]) -> str:
    path = next(path for path, categories in route.fields.items() if frozenset(categories) == selects)
    return "/".join(step for step in path if step != "*")


def _placed(path: Path, value: Tree) -> Tree:
    for step in reversed(path):
        value = {step: value}
    return value


def answer_of(found: Broken, only: str = "") -> Tree:
    """Make up what the service could answer: every declared member once (or one), no two alike, and nobody's."""
    tree: dict[str, Tree] = {}
    for number, path in enumerate(found.question.route.fields):
        if only in ("", spell(path)):
            _put(tree, path, _value(found, path, number))
    return tree


def _value(found: Broken, path: Path, number: int) -> str:
    """A value of the form that what happens to the member needs."""
    categories = found.question.route.fields[path]
    parameters = {found.plan.of(category).parameter for category in categories} | {
        found.promise.bound.parameter
    }
    if parameters & {"year", "month"}:
        return f"{_FIRST_YEAR + number}-03-17"
    if "zip3" in parameters:
        return f"{60600 + number}"
    if "1km" in parameters:
        return f"{41 + number / 1000:.6f}"
    if "faces" in parameters:
        return picture(bytes([number % 256]) * 32)
    return _word_of(number)


def _word_of(number: int) -> str:
    """Make up a word that shares nothing with the others: what is taken out in one place is looked for in all."""
    most = len(_SYLLABLES)
    return _SYLLABLES[number % most] + _SYLLABLES[(7 * number + number // most) % most] + "x"


def _put(tree: dict[str, Tree], path: Path, value: Tree) -> None:
    step, rest = path[0], path[1:]
    if not rest:
        tree.setdefault(step, value)
    elif rest[0] == "*":
        items = tree.setdefault(step, [])
        _put_item(items, rest[1:], value)
    else:
        below = tree.setdefault(step, {})
        if isinstance(below, dict):
            _put(below, rest, value)


def _put_item(items: Tree, rest: Path, value: Tree) -> None:
    if not isinstance(items, list):
        return
    if not rest:
        items.append(value)
        return
    if not items:
        items.append({})
    if isinstance(items[0], dict):
        _put(items[0], rest, value)


def _flow(parts: Mapping[str, object]) -> str:
    """Write YAML on one line; whatever could be read as something else stands in quotation marks."""
    return "{" + ", ".join(f"{key}: {_word(value)}" for key, value in parts.items()) + "}"


def _word(value: object) -> str:
    if isinstance(value, dict):
        return _flow(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_word, value)) + "]"
    text = str(value)
    is_plain = text.replace("-", "").replace(".", "").replace("_", "").isalnum() and not text[0].isdigit()
    return text if is_plain else json.dumps(text, ensure_ascii=False)
