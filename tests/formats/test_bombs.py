"""
Every bomb is refused before it is anything large.

All at a sixteenth of their size, with limits of a sixteenth: what is 32 MiB at full size is 2 MiB here, and some is taken by
whatever a body is.  ``python -m benchmarks.bombs`` measures them at full size, with CPU and what others wait.
"""

import tracemalloc

import pytest

from firewall.formats import Limits, Unreadable, format_of
from firewall.formats.codings import decode
from tests.bombs import BOMBS, MOST
from tests.separately import SEPARATE

_PART = 16
SIZE = MOST // _PART
LIMITS = Limits(body_bytes=SIZE, fields=Limits().fields // _PART, apart=SEPARATE)
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
