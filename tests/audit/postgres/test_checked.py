"""The verifier over PostgreSQL: each thing changed by somebody who may, and named."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firewall.audit.checkpoint import verifier_of
from firewall.audit.log import AuditLog
from firewall.audit.postgres.checked import source
from firewall.audit.postgres.place import InPostgres
from firewall.audit.stores import AwayError
from firewall.audit.verify import verify
from tests.audit.postgres.relay import relayed

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
ORIGIN = "city.example/audit"


@pytest.fixture
def record(tmp_path, address):
    with AuditLog.open(
        tmp_path, KEY, ORIGIN, create=True, place=InPostgres(address, tmp_path, serving=True)
    ) as log:
        for number in range(130):
            log.append_now(f'{{"at":"2026-03-01T12:00:00.000000Z","id":"e{number}"}}'.encode())
    return address


def report(directory, address):
    return verify(directory, verifier_of(ORIGIN, KEY), source=source(address))


def test_a_record_is_whole(tmp_path, record):
    found = report(tmp_path, record)

    assert (found.faults, found.entries, found.size, found.unsigned) == ((), 130, 130, 0)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE record.entries SET entry = entry || ' ' WHERE idx = 7", "entry 7: its bytes or its leaf hash were changed"),
        ("UPDATE record.entries SET entry = entry || ' ', leaf = sha256('\\x00'::bytea || entry || ' ') WHERE idx = 70", "entries 64 to 127: the root differs"),
        ("UPDATE record.entries SET id = 'x' WHERE idx = 7", "entry 7: it is filed under an id"),
        ("DELETE FROM record.entries WHERE idx = 7", "entry 7 is missing"),
        ("DELETE FROM record.entries WHERE idx > 120", "entries 121 to 129: cut from the end"),
        ("DROP TABLE record.version", "There is no record in this database."),
        ("UPDATE record.version SET schema = 2", "The database has schema version 2"),
    ],
)  # fmt: skip
def test_what_was_changed_is_named(tmp_path, record, postgres, statement, says):
    postgres.sql(statement, record.database)

    assert any(says in fault for fault in report(tmp_path, record).faults), report(tmp_path, record).faults


def test_a_server_that_is_away_says_nothing_about_the_record(tmp_path, record):
    with relayed(record) as relay:
        relay.is_open = False
        with pytest.raises(AwayError, match="cannot be read"):
            report(tmp_path, relay.address)
