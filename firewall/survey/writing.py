"""
A proposal as the service's file, for a person to read, correct and keep.

It is the file of the policy folder with other `fields:`; each of our remarks begins with
`# scan:`, so that a second proposal replaces those of the first and leaves people's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from firewall.detect.recognizer import ACTS
from firewall.policy.rules import Service
from firewall.policy.yaml import Block, Faults, Items, Node, Place, Text, parse
from firewall.survey.proposing import Proposal
from firewall.survey.sampling import Sampled

_MARK = "# scan:"
_PLAIN = re.compile(r"/[A-Za-z0-9_$@.*/~-]*[A-Za-z0-9_*]")
_NOTED = re.compile(r"""\s*(?P<key>"(?:[^"\\]|\\.)*"|'[^']*'|[^\s#'"][^\s:]*):\s.*?\s#\s?(?P<note>.*)""")
_INDENT = 2


def file_of(
    service: Service,
    sources: Mapping[str, str],
    sampled: Sampled,
    proposals: Sequence[Proposal],
    head: Sequence[str] | None = None,
) -> str:
    """
    Return the text of the service's file with the proposals in it, under ``head`` or what a scan says.

    It loads as YAML, and what it declares has words of the vocabulary only: the rest is remarks.
    """
    text = sources[service.at.file]
    lines = text.splitlines()
    rest: list[str] = []
    for block in reversed(_routes(service.at.file, text)):
        route = f"{service.name}:{_text(block.members.get('route'))}"
        told = [proposal for proposal in proposals if proposal.route == route]
        if told and not _replace(lines, block, told):
            rest = [f"{_MARK} {route} is written in one line; these are its fields:", *_remarks(told), *rest]
    kept = (line for line in lines if not line.startswith(_MARK))
    return "\n".join([*(_head(service, sampled) if head is None else head), *kept, *rest]) + "\n"


def _head(service: Service, sampled: Sampled) -> Iterator[str]:
    answers = [len(found) for found in sampled.answers.values() if found]
    count = f"{sum(answers)} answers of {len(answers)} routes"
    yield f"{_MARK} a proposal for {service.at.file}, from {count}. Nothing was written."
    yield f"{_MARK} Read each line, decide, delete these remarks, then run `firewall check`."


def _routes(file: str, text: str) -> list[Block]:
    node = parse(file, text, Faults())
    routes = node.members.get("routes") if isinstance(node, Block) else None
    return [item for item in routes.items if isinstance(item, Block)] if isinstance(routes, Items) else []


def _text(node: Node | None) -> str:
    return node.value if isinstance(node, Text) else ""


def _replace(lines: list[str], block: Block, told: Sequence[Proposal]) -> bool:
    """Put the proposals into the route's `fields:`, or below its `match:` where it has none."""
    at = block.keys.get("fields") or block.keys["match"]
    if lines[at.line - 1][: at.column - 1].strip(" -"):
        return False  # in braces: there are no lines to replace
    has_fields = "fields" in block.keys  # its keys are a table of places
    start = at.line - 1 if has_fields else _end(lines, at)
    end = _end(lines, at)
    indent = " " * (at.column - 1)
    old = lines[start:end]
    # A route's own first line keeps its dash.
    first = f"{lines[start][: at.column - 1] if has_fields else indent}{'' if any(map(is_sure, told)) else '# '}fields:"
    below = [f"{indent}{' ' * _INDENT}{line}" for line in (*_kept(old[1:]), *_written(told, _notes(old)))]
    lines[start:end] = [first, *below, *([""] if old and not old[-1].strip() else [])]
    return True


def _end(lines: Sequence[str], at: Place) -> int:
    """Return the line after the value of a key: the first that does not stand further to the right."""
    end = last = at.line
    while end < len(lines):
        line = lines[end]
        if line.strip() and len(line) - len(line.lstrip()) < at.column:
            break
        end += 1
        last = end if line.strip() else last
    return last


def _kept(old: Iterable[str]) -> Iterator[str]:
    """Yield the remarks that people wrote on lines of their own."""
    for line in old:
        if line.lstrip().startswith("#") and _MARK not in line:
            yield line.strip()


def _notes(old: Iterable[str]) -> dict[str, str]:
    """Return what people wrote behind a line, by the key of the line."""
    found: dict[str, str] = {}
    for line in old:
        noted = _NOTED.fullmatch(line)
        if noted and not line.lstrip().startswith("#"):
            mine = noted["note"].partition("scan:")[0].rstrip(" #")
            if mine:
                found[noted["key"].strip("\"'")] = mine
    return found


def _written(told: Iterable[Proposal], notes: Mapping[str, str]) -> Iterator[str]:
    for proposal in told:
        note = notes.get(proposal.pointer, "")
        yield f"{_line(proposal)}  {f'# {note} ' if note else ''}{_MARK} {proposal.says}"


def _remarks(told: Iterable[Proposal]) -> Iterator[str]:
    return (f"{_MARK}   {line}" for line in _written(told, {}))


def is_sure(proposal: Proposal) -> bool:
    """
    Whether it may stand in the file as it is: declared by a person, or likely.

    With what else was found in it: all of it declared, the member goes where all of it may go.
    """
    return bool(proposal.declared) or (
        bool(proposal.words)
        and not proposal.keyed
        and proposal.confidence >= ACTS
        and "" not in proposal.path
        and proposal.pointer.isprintable()
    )


def _line(proposal: Proposal) -> str:
    """Write what may stand in the file; what a person must decide first stands behind a `#`."""
    key = _key(proposal.pointer)
    if is_sure(proposal):
        words = proposal.declared or proposal.words
        return f"{key}: {words[0]}" if len(words) == 1 else f"{key}: [{', '.join(words)}]"
    return f"# {key}: {proposal.category or 'look at it'}"


def _key(pointer: str) -> str:
    return (
        pointer if _PLAIN.fullmatch(pointer) else json.dumps(pointer, ensure_ascii=not pointer.isprintable())
    )
