"""
Every bomb is refused before it is anything large.

All at a sixteenth of their size, with limits of a sixteenth: what is 32 MiB at full size is 2 MiB here, and some is taken by
whatever a body is.  ``python -m benchmarks.bombs`` measures them at full size, with CPU and what others wait.
"""

import json
import tracemalloc

import pytest

from firewall.detect import LONGEST_TEXT
from firewall.formats import Limits, Unreadable, format_of
from firewall.formats.codings import decode
from firewall.inspection import read_body
from firewall.model import Message, Phase
from tests.bombs import BOMBS, JSON, MOST, Bomb
from tests.cases.playing import Case, by_engine
from tests.separately import SEPARATE

_PART = 16
SIZE = MOST // _PART
LIMITS = Limits(
    body_bytes=SIZE, fields=Limits().fields // _PART, names=Limits().names // _PART, apart=SEPARATE
)
MOST_BYTES = 4 * 1024 * 1024
_OBJECTS = {"pdf-quarter-full": 2}
"""Its library makes an object of each number, until there are as many as are read of a file of any size."""


def read(bomb, body):
    try:
        format_of(bomb.media_type).parse(decode(bomb.coding, body, LIMITS), LIMITS)
    except Unreadable as unreadable:
        return unreadable.why
    return ""


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_little_memory(name):
    bomb = BOMBS[name]
    body = bomb.make(SIZE)
    read(bomb, bomb.make(4096))  # what is imported at first use is no part of it

    tracemalloc.start()
    try:
        why = read(bomb, body)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert why in bomb.why.split() if bomb.why else not why
    assert peak < MOST_BYTES * _OBJECTS.get(name, 1)


def test_nearly_all_of_them_are_refused():
    """The rest are large texts, which cost what they are."""
    assert sum(bool(bomb.why) for bomb in BOMBS.values()) >= 100


# ---- what may leave, and is looked at


@pytest.mark.parametrize("name", [name for name in BOMBS if name.startswith("text-")])
def test_a_text_that_is_made_to_be_looked_at_for_long_is_refused_before_anybody_looks(name):
    bomb = BOMBS[name]

    assert ended(bomb, bomb.make(4 * LONGEST_TEXT)) == ["text-too-long"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("long-text-percent", "text-effort"),
        ("many-text-base64", "text-effort"),
        ("long-text-groups", "text-effort"),
        ("many-text-spaced", "text-effort"),
        ("long-text-digits", "too-many-findings"),
    ],
)
def test_codes_in_many_texts_are_undone_up_to_a_limit(name, why):
    bomb = BOMBS[name]

    assert ended(bomb, bomb.make(MOST)) == [why]


@pytest.mark.parametrize("name", [name for name, bomb in BOMBS.items() if bomb.found])
def test_what_is_read_and_made_to_be_looked_at_for_long_is_refused(name):
    bomb = BOMBS[name]

    assert ended(bomb, bomb.make(MOST)) == [bomb.found]


def test_an_export_of_twenty_thousand_records_of_eight_fields_passes():
    """And so does one that goes by the numbers of its records, each of which is a name."""
    record = {f"field_{number}": "x" for number in range(8)}
    listed = json.dumps([record] * 20_000).encode()
    by_number = json.dumps({f"p-{number}": record for number in range(20_000)}).encode()

    for body in (listed, by_number):
        assert read_body(Message(Phase.RESPONSE, media_type=JSON, body=body), Limits())


def test_a_long_text_that_does_not_leave_is_nothing_to_be_looked_at():
    body = json.dumps({"id": "c-1", "scan": "QUJD" * LONGEST_TEXT}).encode()

    assert ended(Bomb(JSON, bytes, ""), body) == []


def test_ordinary_long_notes_pass():
    """As long as anybody writes them, with what stands in them: addresses, numbers, markup, JSON."""
    sentence = "She called on 2026-03-04 about https://city.example/a%20b?x=1&amp;y=2 and gave 40 Euros. "
    notes = [f"{number}. " + sentence * 2000 for number in range(3)]
    notes += [json.dumps({"number": number, "said": "<p>A <b>long</b> day</p>"}) for number in range(2000)]

    assert ended(Bomb(JSON, bytes, ""), json.dumps({"note": notes}).encode()) == []


def ended(bomb, body):
    case = Case("bomb", bomb.media_type, bomb.route, body, purpose=bomb.purpose, coding=bomb.coding)
    return by_engine(case).said["reasons"]
