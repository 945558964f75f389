"""Alembic's way in, for all three databases: runs the scripts over a connection that it is given, or writes them."""

from __future__ import annotations

from alembic import context

VERSION_TABLE = "schema_history"


def run() -> None:
    if context.is_offline_mode():
        context.configure(dialect_name="sqlite", version_table=VERSION_TABLE, literal_binds=True)
    else:
        # Whoever gives the connection owns its transaction: everything of a database happens, or nothing.
        context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
    context.run_migrations()


run()
