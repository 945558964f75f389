"""
What a GraphQL mutation is asked by: values that choose the records to be changed, beside those that are written.

A schema says which by its names alone.  Both tell how many records there were, so whatever is not plainly written
counts as what chooses: of `updateMany(where: {status: {gt: 1}}, data: {note: "x"})` the note is written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

_CHOOSES = frozenset(
    """
    where filter filters condition conditions criteria having match matching search find selector exp predicate
    """.split()  # noqa: SIM905  # words to be read
)
"""In the name of an argument, a member or an input's type, first or last: `userWhere`, `patients_bool_exp`."""

_BEGINS = frozenset(
    "by if when unless query q which connect disconnect delete remove pk key keys cursor".split()  # noqa: SIM905  # as above
)
"""The same where a name begins so: `byStatus`, `if`; but not `createdBy`."""

_OPERATORS = frozenset(
    """
    eq ne neq gt gte lt lte in nin not or and some every any none has contains startswith endswith like ilike nlike
    regex iregex matches exists isnull isnot between
    """.split()  # noqa: SIM905  # as above
)
"""Members of an input that are called so compare."""

_WRITTEN = frozenset(
    """
    input data set patch object objects values value new create update changes payload attributes body document insert
    inc append prepend
    """.split()  # noqa: SIM905  # as above
)
"""Arguments and members that are called so hold what is written."""

_CREATES = frozenset({"create", "insert"})
_DELETES = frozenset({"delete", "remove", "destroy", "purge", "drop", "erase", "clear"})
"""What a mutation does, where its name begins so."""

Level = Collection[str]


def is_condition(under: Sequence[Level], root: str) -> bool:
    """
    Whether a value in a mutation may choose records.

    ``under`` are the coordinates around it, level by level (the first is ``Type.field.argument``), and ``root`` the
    type that has the mutations.  What a mutation's answer is asked with inside of it chooses, as in any question.
    """
    return any(
        _is_inside(first, root) or _chooses(first, under[1:]) or not _is_written(first, under[1:])
        for first in under[0]
    )


def _is_inside(first: str, root: str) -> bool:
    """Some schemas put mutations into groups (`patients { update(...) }`)."""
    kind = first.partition(".")[0]
    return kind != root and _words(kind)[-1:] not in {("mutation",), ("mutations",)}


def _chooses(first: str, more: Sequence[Level]) -> bool:
    _, field, argument = first.split(".")
    if _words(field)[:1] and _words(field)[0] in _DELETES:
        return True
    return _says_so(argument) or any(
        _says_so(name) or _folded(name) in _OPERATORS or _CHOOSES & {*_words(kind)}
        for level in more
        for kind, _, name in (one.partition(".") for one in level)
    )


def _says_so(name: str) -> bool:
    words = _words(name)
    return bool(_CHOOSES & {*words[:1], *words[-1:]} or _BEGINS & {*words[:1]})


def _is_written(first: str, more: Sequence[Level]) -> bool:
    _, field, argument = first.split(".")
    does, *what = _words(field) or ("",)
    if does in _CREATES or _folded(argument) in _WRITTEN or (what and tuple(what) == _words(argument)):
        return True  # `updatePatient(patient: ...)`
    return any(_folded(one.rpartition(".")[2]) in _WRITTEN for level in more for one in level)


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(name))


def _folded(name: str) -> str:
    return name.replace("_", "").lower()
