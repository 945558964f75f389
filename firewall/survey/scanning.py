"""One source from opening to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from firewall.model import UNINSPECTABLE
from firewall.policy.words import covered
from firewall.survey.looking import Finding, Looker, uninspectable
from firewall.survey.parts import Unread
from firewall.survey.reading import read
from firewall.survey.sources import Source, UnopenedError

Progress = Callable[[int], None]
"""Told how many bytes of a source were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which findings are told.  What could not be looked into is told always."""

    least: float = 0.0
    only: frozenset[str] = frozenset()

    def among(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        return (finding for finding in findings if self._is_wanted(finding))

    def _is_wanted(self, finding: Finding) -> bool:
        if finding.category == UNINSPECTABLE:
            return True
        return finding.confidence >= self.least and (not self.only or covered(finding.category, self.only))


def scan(
    source: Source, looker: Looker, kind: str = "", progress: Progress = lambda _: None
) -> Iterator[Finding]:
    """Yield what a source holds; ``kind`` outranks what its name tells.  Closes it."""
    try:
        stream, told = source.open()
    except UnopenedError as cause:
        yield uninspectable(Unread(cause.why))
        return
    with stream:
        for part in read(stream, kind or told, looker.detectors):
            if not stream.closed:
                progress(stream.tell())
            yield from looker.look(iter((part,)))
