"""The first version of the record in PostgreSQL is what the program makes."""

from firewall.audit.postgres import schema
from firewall.audit.postgres.session import Session
from firewall.keeping.migrate_record import SCRIPTS, RecordStep, written
from tests.helpers_postgres import OWNER

_COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, collation_name FROM information_schema.columns
WHERE table_schema = 'record' AND table_name <> 'schema_history' ORDER BY table_name, ordinal_position
"""
_INDEXES = (
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'record' AND tablename <> 'schema_history' ORDER BY 1"
)


def told(postgres, database):
    return [*postgres.sql(_COLUMNS, database), *postgres.sql(_INDEXES, database), *postgres.sql("SELECT schema FROM record.version", database)]  # fmt: skip


def test_all_scripts_lead_to_what_the_program_makes(postgres):
    by_script = postgres.address(postgres.database(), user=OWNER)
    by_program = postgres.address(postgres.database(), user=OWNER)
    postgres.sql(written(RecordStep(by_script, 0)), by_script.database)
    session = Session(by_program)
    session.ask(schema.script())
    session.drop()

    assert len(told(postgres, by_program.database)) > 12
    assert told(postgres, by_script.database) == told(postgres, by_program.database)


def test_there_is_a_script_for_each_version():
    assert sorted(path.stem for path in SCRIPTS.glob("v*.py")) == [
        f"v{number:04}" for number in range(1, schema.SCHEMA_VERSION + 1)
    ]
