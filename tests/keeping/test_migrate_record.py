"""The record in PostgreSQL is brought to the next schema whole, by who may, beside no firewall; and is written down before."""

import shutil

import pytest

from firewall.audit.postgres import session as session_module
from firewall.audit.postgres.store import PostgresStore
from firewall.audit.stores import Row
from firewall.errors import AuditError, KeepingError
from firewall.keeping.migrate_record import SCRIPTS, migrate, pending, written
from tests.helpers_postgres import OWNER

NEXT = """
from alembic import op

revision = "postgres_0002"
down_revision = "postgres_0001"


def upgrade():
    op.execute("CREATE TABLE record.more (what text NOT NULL)")
    {then}
    op.execute("INSERT INTO record.more VALUES ('new')")
"""


@pytest.fixture
def later(tmp_path):
    """Makes the scripts of the next version."""

    def make(then="pass"):
        folder = tmp_path / "scripts"
        shutil.copytree(SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "v0002.py").write_text(NEXT.format(then=then))
        return folder

    return make


@pytest.fixture
def owned(postgres):
    """A database of the owner of its tables, with some entries."""
    address = postgres.address(postgres.database("prepared"), user=OWNER)
    store = PostgresStore.open(address, None, create=False, serving=True, beside="data")
    store.append([Row(f"e{number}", "at", f"entry {number}".encode()) for number in range(70)])
    store.close()
    return address


def test_a_record_of_this_version_needs_nothing(address):
    assert pending(address) == []


def test_an_older_record_is_brought_to_the_next_schema(owned, postgres, later):
    (step,) = pending(owned, 2, later())
    migrate(step)

    assert str(step) == f"{owned}: schema 1 to 2"
    assert pending(owned, 2, step.scripts) == []
    assert postgres.sql("SELECT what FROM record.more", owned.database) == ["new"]
    assert postgres.sql("SELECT version_num FROM record.schema_history", owned.database) == ["postgres_0002"]


def test_what_would_be_done_is_written_down_and_does_it(owned, postgres, later):
    (step,) = pending(owned, 2, later())
    sql = written(step)
    assert pending(owned, 2, step.scripts) == [step]
    postgres.sql("CREATE TABLE record.schema_history (version_num text); INSERT INTO record.schema_history VALUES ('postgres_0001')", owned.database)  # fmt: skip
    postgres.sql(sql, owned.database)

    assert pending(owned, 2, step.scripts) == []
    assert postgres.sql("SELECT what FROM record.more", owned.database) == ["new"]


@pytest.mark.parametrize(
    ("then", "says"),
    [
        ("op.execute('SELECT 1/0')", "could not be done (DatabaseError); nothing of it was changed"),
        ("op.execute(\"UPDATE record.entries SET entry = 'x' WHERE idx = 3\")", "a script changed entries"),
    ],
)
def test_a_script_that_fails_or_touches_an_entry_is_undone_whole(owned, postgres, later, then, says):
    (step,) = pending(owned, 2, later(then))
    with pytest.raises(KeepingError) as caught:
        migrate(step)

    assert says in str(caught.value)
    assert pending(owned, 2, step.scripts) == [step]
    assert postgres.sql("SELECT to_regclass('record.more') IS NULL, to_regclass('record.schema_history') IS NULL", owned.database) == ["t|t"]  # fmt: skip


def test_the_firewalls_role_is_told_who_may(postgres, owned, later):
    (step,) = pending(postgres.address(owned.database), 2, later())
    with pytest.raises(KeepingError, match="Have their owner run the SQL of `firewall migrate --dry-run`"):
        migrate(step)


def test_beside_a_firewall_it_is_refused(owned, later, monkeypatch):
    monkeypatch.setattr(session_module, "_PARAMETERS", {**session_module._PARAMETERS, "lock_timeout": "200"})
    (step,) = pending(owned, 2, later())
    session = session_module.Session(owned)
    from firewall.audit.postgres.turns import Serving

    Serving().take(session)
    with pytest.raises(AuditError, match="Another firewall writes this record"):
        migrate(step)
    session.drop()


def test_a_step_that_somebody_else_has_done_since_is_not_done_again(owned, later):
    (step,) = pending(owned, 2, later())
    migrate(step)
    with pytest.raises(KeepingError, match="it was done by somebody else just now"):
        migrate(step)


def test_a_newer_record_is_left_alone(owned, postgres):
    postgres.sql("UPDATE record.version SET schema = 3", owned.database)
    with pytest.raises(KeepingError, match="was written by a newer version of this program"):
        pending(owned)


def test_where_there_is_none_its_tables_are_written_down(postgres):
    blank = postgres.address(postgres.database(), user=OWNER)
    (step,) = pending(blank)
    with pytest.raises(KeepingError, match="has no record yet"):
        migrate(step)
    postgres.sql(written(step), blank.database)

    assert pending(blank) == []
