"""The same breach with as little as possible: a person reads it, and looks for what is at fault in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from firewall.policy.files.promises import declared
from firewall.policy.rules import Bundle, Says
from firewall.policy.words import covered
from firewall.proving.broken import Broken, Paper, Question
from firewall.proving.receiving import broken


def smallest(bundle: Bundle, found: Broken) -> Broken:
    """Take papers away, and what they cover, for as long as the promise stays broken."""
    if found.promise.what is Says.ALWAYS_RECEIVES:
        return found
    is_smaller = True
    while is_smaller:
        is_smaller = False
        for question in _smaller(found):
            less = broken(bundle, found.promise, question)
            if less is not None:
                found, is_smaller = less, True
                break
    return found


def _smaller(found: Broken) -> Iterator[Question]:
    papers = found.question.papers
    if len(papers) > 1:  # most breaches need no paper, and most others one
        yield replace(found.question, papers=())
        yield from (replace(found.question, papers=(paper,)) for paper in papers)
    for number, paper in enumerate(papers):
        rest = papers[:number], papers[number + 1 :]
        yield replace(found.question, papers=(*rest[0], *rest[1]))
        for fewer in _covering_less(found, paper):
            yield replace(found.question, papers=(*rest[0], fewer, *rest[1]))


def _covering_less(found: Broken, paper: Paper) -> Iterator[Paper]:
    held = sorted(c for c in declared(found.question.route) if covered(c, paper.covers))
    for fewer in (frozenset({found.category}), *(frozenset({one}) for one in held), frozenset(held)):
        is_part = all(covered(one, paper.covers) for one in fewer)
        if fewer and is_part and not all(covered(one, fewer) for one in paper.covers):
            yield replace(paper, covers=fewer)
