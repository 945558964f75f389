from contextlib import suppress

import pytest

from firewall.audit.postgres.rows import Stored, joined, unjoined
from firewall.audit.postgres.session import Session


@pytest.fixture
def stored(address, postgres):
    postgres.sql(
        "INSERT INTO record.entries SELECT i, i, '', convert_to('e' || i, 'UTF8'), '\\x00ff' FROM generate_series(3, 9) i;"
        "INSERT INTO record.frontiers VALUES (4, 'four'), (8, 'eight')",
        address.database,
    )
    session = Session(address)
    yield Stored(session)
    with suppress(Exception):
        session.drop()


def test_what_is_there_is_told(stored):
    assert (stored.size(), stored.start()) == (10, 3)
    assert [stored.snapshot(size) for size in (3, 7, 8)] == [None, (4, b"four"), (8, b"eight")]
    assert stored.page(5, 7) == [(5, b"e5", b"\x00\xff"), (6, b"e6", b"\x00\xff")]
    assert [stored.first(0, 100), stored.first(10, 100)] == [3, None]


def test_nothing_is_no_row():
    assert unjoined("") == []
    assert "idx >= 1 AND idx < 2" in joined(1, 2)
