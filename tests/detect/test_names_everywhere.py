"""
Every name x twelve spellings x five types x six nestings, through all that asks for names.

That is what a scan tells (``document``), and what leaves (``inspection``).
The suite asks each name in each spelling once, with types and nestings in turn; `-m torture` asks all of them.
"""

from dataclasses import replace
from functools import cache
from itertools import product

import pytest

from firewall.detect import Scanner
from firewall.detect.document import examine
from tests.detect.spellings import twelve
from tests.detect.test_names_corpora import counts, rows
from tests.detect.test_names_table import TYPES, nestings, table, trees, wild
from tests.helpers import detectors
from tests.inspection.findings import shown

WAYS = tuple(product(range(len(TYPES)), range(6)))
PAIR = 5
PLACES = {"/items/*/id": "record.id", "/items/*/more": "record.id"}
LEFT = {"items": [{"id": "1"}]}


@cache
def named():
    """Names, shapes and no recognizer: what is found, is found by its name."""
    return replace(detectors(), scanner=Scanner(()))


def asked(names, ways):
    """(spelling, what it must be told as, document); ``ways`` are numbers of a type and a nesting, in turn."""
    for number, (name, expected) in enumerate(names):
        for turn, spelled in enumerate(twelve(name).values()):
            for way in ways(number * 12 + turn):
                kind, nesting = WAYS[way]
                yield spelled, expected, nesting, nestings(spelled, TYPES[kind])[nesting]


def in_turn(number):
    return (number * 7 % len(WAYS),)


def ours():
    return [(name, expected) for name, _, expected in table()]


def is_told(found, expected):
    return any(expected & trees([one.category]) for one in found)


def missed_in_documents(chosen):
    for spelled, expected, nesting, document in chosen:
        if not is_told(examine(document, named()), expected):
            yield spelled, nesting, "document"


def left(document):
    return shown(
        {"items": [{"id": "1", "more": document}]}, PLACES, opened=("record.id",), found=named()
    ).tree


def leaving(chosen):
    return [(spelled, nesting) for spelled, _, nesting, document in chosen if left(document) != LEFT]


def test_every_name_in_every_spelling_is_told_wherever_it_stands():
    chosen = list(asked(ours(), in_turn))

    assert {nesting for _, _, nesting, _ in chosen} == set(range(6))
    assert list(missed_in_documents(chosen)) == []


def test_nothing_under_such_a_name_leaves():
    assert leaving(list(asked(ours(), in_turn))[::3]) == []


def test_what_has_an_everyday_name_leaves():
    document = {"rows": [[{"dimm_status": "x"}]], "citizen_id": 1, "field": "visa_card", "value": True}

    assert left(document) == {"items": [{"id": "1", "more": document}]}


def test_names_that_nobody_listed_do_not_leave_either():
    chosen = [(name, nestings(name, "text")[number % 5]) for number, name in enumerate(wild())]

    assert [name for name, document in chosen if left(document) != LEFT] == []


def test_nothing_under_an_element_of_niem_leaves():
    elements = rows("fields/niem_immigration_identity_fields.jsonl")
    names = [(row["name"], frozenset()) for row in elements if counts(row["domain"], row["name"])]

    assert len(names) > 300
    assert leaving(asked(names, in_turn)) == []


@pytest.mark.torture
@pytest.mark.parametrize("kind", range(len(TYPES)))
def test_every_name_in_every_way_is_told(kind):
    ways = [way for way, (known, _) in enumerate(WAYS) if known == kind]

    assert list(missed_in_documents(asked(ours(), lambda _: ways))) == []


@pytest.mark.torture
@pytest.mark.parametrize("kind", range(len(TYPES)))
def test_nothing_under_such_a_name_leaves_in_any_way(kind):
    ways = [way for way, (known, _) in enumerate(WAYS) if known == kind]

    assert leaving(asked(ours(), lambda _: ways)) == []
