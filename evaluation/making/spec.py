"""What a class of identifiers is, to the maker of the sets."""

from __future__ import annotations

from dataclasses import dataclass, field

from evaluation.making.numbers import Maker

Traps = tuple[tuple[str, str, Maker, str], ...]
"""Language, sentence with ``<X>``, what stands there, and what it is.  ``|category`` after that: true of something else."""


@dataclass(frozen=True, kw_only=True)
class Spec:
    """
    One class.

    formats    how it is printed: maker and what is hard about that, several times where it is common
    names      language -> what people call it, written before the value
    alone      whether the value is a positive without such a name (strong: a prefix, a check digit of its own)
    fields     member names, as words with underscores
    alike      what has the shape of it and is something else
    traps      sentences of its own that must not be taken for it
    odd        spelling noise (other dashes, no-break spaces) may be put into values
    """

    id: str
    category: str
    formats: tuple[tuple[Maker, str], ...]
    names: dict[str, tuple[str, ...]]
    fields: tuple[str, ...]
    alike: tuple[Maker, ...]
    alone: bool = False
    traps: Traps = ()
    odd: bool = True
    positives: tuple[tuple[str, str, str], ...] = field(default=())
    """Written by hand: language, text with ``[[value]]``, why."""
    negatives: tuple[tuple[str, str, str], ...] = field(default=())
    """Written by hand: language, text (``((value|category))`` for what is true of something else), why."""
