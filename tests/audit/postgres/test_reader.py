from datetime import UTC, datetime, timedelta

import pytest

from firewall.audit.entry import instant
from firewall.audit.postgres.reader import PostgresReader
from firewall.audit.postgres.store import PostgresStore
from firewall.audit.stores import Row
from firewall.errors import AuditError
from tests.audit.postgres.relay import relayed

BEGAN = datetime(2026, 3, 1, tzinfo=UTC)


def at(number):
    return BEGAN + timedelta(minutes=number)


@pytest.fixture
def filled(address):
    store = PostgresStore.open(address, None, create=False, serving=True, beside="data")
    store.append(
        [Row(f"e{number % 500}", instant(at(number)), f"entry {number}".encode()) for number in range(600)]
    )
    store.close()
    return address


def test_an_entry_is_found_by_its_id_the_last_of_them(filled):
    reader = PostgresReader(filled)

    assert reader.get("e7") == (507, b"entry 507")
    assert reader.get("e450") == (450, b"entry 450")
    assert reader.get("no") is None
    reader.close()


def test_entries_are_given_by_place_and_by_time(filled):
    reader = PostgresReader(filled)

    assert list(reader.entries(10, 590)) == [(n, f"entry {n}".encode()) for n in range(10, 590)]
    assert [index for index, _ in reader.during(at(5), at(400))] == list(range(5, 400))
    reader.close()


def test_a_connection_that_was_lost_is_made_anew(filled, postgres):
    with relayed(filled) as relay:
        reader = PostgresReader(relay.address)
        relay.cut()
        assert reader.get("e450") == (450, b"entry 450")
        relay.is_open = False
        relay.cut()
        with pytest.raises(AuditError, match="cannot be read"):
            reader.get("e450")
        relay.is_open = True
        assert reader.get("e450") == (450, b"entry 450")
        reader.close()


def test_who_may_not_read_is_told(filled, postgres):
    postgres.sql("REVOKE SELECT ON record.entries FROM firewall", filled.database)
    with pytest.raises(AuditError, match="the role may not do that"):
        PostgresReader(filled)
