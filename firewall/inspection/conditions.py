"""
What a GraphQL mutation is asked by: values that choose the records to be changed, beside those that are written.

A schema says which by its names alone.  Both tell how many records there were, so whatever is not plainly written
counts as what chooses: of `updateMany(where: {status: {gt: 1}}, data: {note: "x"})` the note is written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

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
    input inputs data set patch object objects record records fields values value new create update changes payload
    attributes body document insert inc append prepend
    """.split()  # noqa: SIM905  # as above
)
"""Arguments and members that are called so hold what is written."""

_CREATES = frozenset({"create", "insert"})
"""What a mutation does, where its name begins or ends so; some schemas add `one` or `many`."""

_CHANGES = frozenset({"update", "upsert", "edit", "save", "set"})
"""The same, of what there is already."""

_DELETES = frozenset({
    "delete", "remove", "destroy", "purge", "drop", "erase", "clear", "truncate", "wipe", "archive", "deactivate",
})  # fmt: skip
"""What a mutation does that has no use for values to be written, where a word of its name says so."""

_ENDS = frozenset({"gt", "gte", "lt", "lte", "ne", "neq", "nin", "ilike", "regex"})
"""The name of a member ends so in no language: `age_gt` compares."""

_ILLNESS = frozenset({"condition", "conditions"})
"""What a person has, where it stands by itself in what is created, or is what is created or changed."""

_EITHER = "connectorcreate"
"""It has members of its own that choose (`where`) and that are written (`create`)."""

_NUMBERS = frozenset({"one", "many", "all", "bulk", "batch"})

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
    does, what = _does(field)
    if does in _DELETES:
        return True
    known = _ILLNESS & {*what}  # `createCondition(condition: ...)`
    return _says_so(argument, known) or any(
        _compares(kind, name, _ILLNESS if number == len(more) and does in _CREATES else known)
        for number, level in enumerate(more, 1)
        for kind, _, name in (one.partition(".") for one in level)
    )


def _compares(kind: str, name: str, known: frozenset[str]) -> bool:
    """Whether a member of an input does, by its name or by what the input is called, but for words that are known."""
    of = _words(kind)
    if _says_so(name, _ILLNESS if _CREATES & {*of} else known):
        return True
    if _folded(name) in _OPERATORS or _ENDS & {*_words(name)[-1:]}:
        return True
    # Of `VisitUpdateManyWithWhereInput` one member says which (`where`), the other what is written (`data`).
    is_pair = ("with", "where") in pairwise(of) and _folded(name) in _WRITTEN
    is_written = bool((_CREATES | _CHANGES) & {*of})
    return bool((_CHOOSES - (_ILLNESS if is_written else known)) & {*of}) and not is_pair


def _does(field: str) -> tuple[str, tuple[str, ...]]:
    """Return what a mutation does and to what: `createPatient`, `patientCreateMany`, `bulkDeletePatients`."""
    words = tuple(word for word in _words(field) if word not in _NUMBERS) or ("",)
    if words[0] in _CREATES:
        return words[0], words[1:]
    for number, word in enumerate(words):
        if word in _DELETES:
            return word, words[:number] + words[number + 1 :]
    return (words[-1], words[:-1]) if words[-1] in _CREATES | _CHANGES else (words[0], words[1:])


def _says_so(name: str, known: frozenset[str]) -> bool:
    words = _words(name)
    if _folded(name) == _EITHER:
        return False
    return bool((_CHOOSES - known) & {*words[:1], *words[-1:]} or _BEGINS & {*words[:1]})


def _is_written(first: str, more: Sequence[Level]) -> bool:
    _, field, argument = first.split(".")
    does, what = _does(field)
    if does in _CREATES or _folded(argument) in _WRITTEN or (what and what == _words(argument)):
        return True  # `updatePatient(patient: ...)`
    return any(_folded(one.rpartition(".")[2]) in _WRITTEN for level in more for one in level)


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(name))


def _folded(name: str) -> str:
    return name.replace("_", "").lower()
