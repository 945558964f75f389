"""How a fault is shown: its code and place, a sentence, the line with a mark under it, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from firewall.errors import Fault
from firewall.policy.faults.hiding import is_hidden, lines_of
from firewall.policy.faults.table import ENGLISH, is_warning, phrase, sentences

_WIDEST = 100


def shown(fault: Fault, sources: Mapping[str, str]) -> Fault:
    """Return the fault with its line, if there is one and it may be shown."""
    text = sources.get(fault.file)
    if text is None or is_hidden(fault.file, text, fault.line):
        return fault
    lines = lines_of(text)
    return replace(fault, shows=lines[fault.line - 1]) if fault.line <= len(lines) else fault


def told(fault: Fault, language: str = ENGLISH) -> str:
    """Say a fault in several lines.  A warning is about all that stands there, so one line of it would tell nothing."""
    says, remedy = sentences(fault, language)
    code = f"{fault.code} " if fault.code else ""
    about = f"{phrase('warning', language)}: " if is_warning(fault) else ""
    lines = [f"{code}{fault.file}:{fault.line}:{fault.column}: {about}{says}"]
    lines += [] if is_warning(fault) else snippet(fault)
    return "\n".join([*lines, f"    {remedy}"] if remedy else lines)


def snippet(fault: Fault) -> list[str]:
    """Return the line with its number, and the mark under the column; nothing where there is no line."""
    if not fault.shows.strip():
        return []
    text = "".join(letter if letter.isprintable() else " " for letter in fault.shows)
    start = fault.column - 1
    # The word itself stands in the middle of a line that is too long to be read.
    cut = max(0, start - _WIDEST // 2) if len(text) > _WIDEST else 0
    head = "... " if cut else ""
    tail = " ..." if len(text) - cut > _WIDEST else ""
    number = str(fault.line)
    return [
        f"    {number} | {head}{text[cut : cut + _WIDEST].rstrip()}{tail}",
        f"    {' ' * len(number)} | {' ' * (len(head) + start - cut)}{'^' * _width(fault, text[start:])}",
    ]


def _width(fault: Fault, rest: str) -> int:
    """How long the mark is: as long as the word that is meant, if that stands here."""
    word = dict(fault.words).get("word", "")
    opened = rest[:1] in ("'", '"')
    return len(word) + 2 * opened if word and rest[opened:].startswith(word) else 1
