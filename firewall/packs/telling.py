"""A pack in words: what its rules say, whom and what they are about, and what it leaves to counsel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from firewall.packs import SHIPPED
from firewall.policy.yaml import Block, Faults, Items, Node, Text, parse

_OUTCOMES = {
    "remove": "It is taken out.",
    "refer": "It is taken out, and a lawyer decides.",
    "hold": "The whole request waits for a lawyer.",
    "refuse": "The request is refused.",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A rule, or a duty, as one reads it."""

    id: str
    says: str
    cite: str
    quote: str
    url: str
    since: str
    about: tuple[str, ...]


def rules(pack: str) -> list[Said]:
    """Return the rules of a pack that comes with the program."""
    return [
        _rule(law, item)
        for law in _blocks(pack, "laws")
        for item in _items(law, "rules")
        if isinstance(item, Block)
    ]


def duties(pack: str) -> list[Said]:
    return [
        Said(
            id=f"{pack}/{_text(duty, 'agreement')}",
            says=f"{_text(duty, 'title')}.",
            cite="",
            quote="",
            url="",
            since=_text(duty, "from"),
            about=tuple(_duty(duty)),
        )
        for duty in _blocks(pack, "agreements")
    ]


def _rule(law: Block, rule: Block) -> Said:
    return Said(
        id=f"{_text(law, 'law')}/{_text(rule, 'rule')}",
        says=" ".join(_text(rule, "says").split()),
        cite=_text(rule, "cite"),
        quote=" ".join(_text(rule, "quote").split()),
        url=_text(rule, "url"),
        since=_text(rule, "from"),
        about=tuple(_sentences(rule)),
    )


def _sentences(rule: Block) -> Iterator[str]:
    who, where, what = _words(rule, "to"), _words(rule, "at_kind"), _words(rule, "data")
    excepted, left_out, claims = (
        _words(rule, "except_to"),
        _words(rule, "except_data"),
        _words(rule, "claims"),
    )
    yield f"Whom it is about: {', '.join(who) or 'everyone'}{_but(excepted)}."
    yield f"Where: {', '.join(where) or 'all services'}."
    yield f"What: {', '.join(what) or 'the request as a whole'}{_but(left_out)}."
    if claims:
        yield f"When this is claimed: {', '.join(claims)}."
    if asked := _words(rule, "asked_by"):
        yield f"When it is asked by: {', '.join(asked)}."
    if purposes := _words(rule, "for"):
        yield f"For these purposes: {', '.join(purposes)}."
    if declaration := _text(rule, "unless_declared"):
        yield f"Unless this declaration is on file: {declaration}."
    yield _then(rule.members.get("then"))
    yield f"It yields to: {', '.join(_words(rule, 'yields_to')) or 'nothing'}."
    if owed := _words(rule, "duties"):
        yield f"What is owed then: {', '.join(owed)}."


def _duty(duty: Block) -> Iterator[str]:
    needs = duty.members.get("needs")
    shares = [
        word for item in _items(duty, "shares") if isinstance(item, Block) for word in _words(item, "data")
    ]
    yield f"For whom: {_text(duty, 'with')}, for {', '.join(_words(duty, 'purposes'))}."
    yield f"Where: {', '.join(_words(duty, 'at_kind'))}."
    yield f"What it opens: {', '.join(shares)}."
    if isinstance(needs, Block):
        asked = [
            *_words(needs, "process"),
            *([f"the yes of {_text(needs, 'approval')}"] if "approval" in needs.members else []),
        ]
        yield f"What it needs first: {' and '.join(asked)}, and somebody who signed for the pack."


def _then(node: Node | None) -> str:
    if isinstance(node, Text):
        return _OUTCOMES.get(node.value, node.value)
    chosen = node.members.get("choice") if isinstance(node, Block) else None
    return f"What happens is your counsel's choice: {chosen.value}." if isinstance(chosen, Text) else ""


def _but(words: tuple[str, ...]) -> str:
    return f", but not {', '.join(words)}" if words else ""


def _blocks(pack: str, folder: str) -> Iterator[Block]:
    for path in sorted((SHIPPED / pack / folder).glob("*.yaml")):
        node = parse(path.name, _read(path), Faults())
        if isinstance(node, Block):
            yield node


def _read(path: Path) -> str:
    return path.read_text("utf-8")


def _items(block: Block, key: str) -> tuple[Node, ...]:
    node = block.members.get(key)
    return node.items if isinstance(node, Items) else ()


def _text(block: Block, key: str) -> str:
    node = block.members.get(key)
    return node.value if isinstance(node, Text) else ""


def _words(block: Block, key: str) -> tuple[str, ...]:
    node = block.members.get(key)
    if isinstance(node, Text):
        return (node.value,)
    return (
        tuple(item.value for item in node.items if isinstance(item, Text)) if isinstance(node, Items) else ()
    )
