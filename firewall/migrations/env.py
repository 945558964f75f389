"""Alembic's way in, for all databases: runs the scripts over a connection that it is given, or writes them."""

from __future__ import annotations

from alembic import context

VERSION_TABLE = "schema_history"


def run() -> None:
    told = context.config.attributes
    schema: str | None = told.get("schema")
    if context.is_offline_mode():
        context.configure(
            dialect_name=told.get("dialect", "sqlite"), version_table=VERSION_TABLE, version_table_schema=schema,
            literal_binds=True, transactional_ddl=False,
        )  # fmt: skip
    else:
        # Whoever gives the connection owns its transaction: everything of a database happens, or nothing.
        context.configure(
            connection=told["connection"], version_table=VERSION_TABLE, version_table_schema=schema
        )
    context.run_migrations()


run()
