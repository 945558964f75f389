"""The same breach with as little as possible: a person reads it, and looks for what is at fault in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from firewall.model import Category
from firewall.policy.files.promises import declared
from firewall.policy.rules import Bundle, Says
from firewall.policy.words import covers
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
    held = sorted(paper.covers & declared(found.question.route))
    ways = [frozenset({found.category}), *(frozenset({one}) for one in held), frozenset(held), _tops(paper)]
    for fewer in ways:
        if fewer and fewer < paper.covers:
            yield replace(paper, covers=fewer)


def _tops(paper: Paper) -> frozenset[Category]:
    """The same without the words that another one covers."""
    return frozenset(c for c in paper.covers if not any(covers(other, c) for other in paper.covers - {c}))
