"""What a scan found in one file, as people would rather look than read: bars, then places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import typer

from firewall.cli.common import counted, table
from firewall.detect.recognizer import ACTS

if TYPE_CHECKING:
    from firewall.model import Category
    from firewall.survey.looking import Finding
    from firewall.survey.parts import Unread

_BAR = 24
_MOST_PLACES = 200
_MOST_UNREAD = 20
_MOST_VALUES = 3
_MOST_LINES = 5
_LONGEST_VALUE = 60


@dataclass(slots=True, eq=False)
class _Row:
    """Findings of one detector in one place of many records."""

    count: int = 0
    confidence: float = 0.0
    path: str = ""
    lines: dict[int, None] = field(default_factory=dict)
    values: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Tally:
    """Findings, counted by category and by place as they come."""

    found: int = 0
    guesses: int = 0
    unread: list[Unread] = field(default_factory=list)
    unread_left_out: int = 0
    categories: Counter[Category] = field(default_factory=Counter)
    rows: dict[tuple[str, str, str], _Row] = field(default_factory=dict)
    left_out: int = 0

    def add(self, finding: Finding) -> None:
        if finding.unread is not None:
            if len(self.unread) < _MOST_UNREAD:
                self.unread.append(finding.unread)
            else:
                self.unread_left_out += 1
            return
        self.found += 1
        self.guesses += finding.confidence < ACTS
        self.categories[finding.category] += 1
        key = (finding.pattern, finding.category, finding.detector)
        row = self.rows.get(key)
        if row is None:
            if len(self.rows) >= _MOST_PLACES:
                self.left_out += 1
                return
            row = self.rows[key] = _Row(path=finding.path)
        row.count += 1
        row.confidence = max(row.confidence, finding.confidence)
        if finding.line is not None and len(row.lines) <= _MOST_LINES:
            row.lines[finding.line] = None
        if finding.value is not None and len(row.values) < _MOST_VALUES:
            row.values[_printable(finding.value)] = None


def tallied(findings: Iterable[Finding]) -> Tally:
    tally = Tally()
    for finding in findings:
        tally.add(finding)
    return tally


def draw(name: str, tally: Tally) -> None:
    """Print what one file holds; nothing where it holds nothing."""
    if not tally.found:
        return
    guesses = f", {counted(tally.guesses, 'guess').replace('guesss', 'guesses')}" if tally.guesses else ""
    typer.echo(f"\n{name}: {counted(tally.found, 'finding')}{guesses}")
    width = max(map(len, tally.categories))
    most = max(tally.categories.values())
    for category, count in tally.categories.most_common():
        typer.echo(f"  {category:<{width}}  {bar(count, most):<{_BAR}}  {count}")
    typer.echo("")
    columns = ["place", "category", "detector", "confidence", "times"]
    has_values = any(row.values for row in tally.rows.values())
    table(
        [*columns, "value"] if has_values else columns,
        [_cells(key, row, has_values) for key, row in tally.rows.items()],
    )
    if tally.left_out:
        typer.echo(f"... and {counted(tally.left_out, 'finding')} in other places. --json lists all of them.")


def bar(count: int, most: int) -> str:
    """Return a bar that is as long as the share of the largest, and never nothing."""
    return "█" * max(1, round(_BAR * count / most))


def _cells(key: tuple[str, str, str], row: _Row, has_values: bool) -> list[str]:
    pattern, category, detector = key
    certain = f"{row.confidence:.2f}" + (" (guess)" if row.confidence < ACTS else "")
    cells = [_printable(_place(pattern, row)), category, detector, certain, str(row.count)]
    return [*cells, ", ".join(row.values)] if has_values else cells


def _place(pattern: str, row: _Row) -> str:
    if row.lines:
        told = [str(line) for line in row.lines][:_MOST_LINES]
        return f"line {', '.join(told)}{' ...' if len(row.lines) > _MOST_LINES else ''}"
    return (row.path if row.count == 1 else pattern) or "(the whole)"


def _printable(text: str) -> str:
    """A value may hold what rewrites a terminal."""
    plain = "".join(character if character.isprintable() else " " for character in text[: _LONGEST_VALUE + 1])
    return plain if len(plain) <= _LONGEST_VALUE else f"{plain[:_LONGEST_VALUE]}…"
