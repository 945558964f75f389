"""
Brings a record in PostgreSQL to the schema of this version: beside no firewall, whole or not at all.

The table ``record.version`` says which schema it has; the history that Alembic keeps beside it is written anew
from that.  No script may change an entry: the root over them is compared before the transaction is committed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firewall.audit.postgres import schema, turns
from firewall.audit.postgres.session import Session, TroubleError
from firewall.audit.tree import Frontier, leaf_hash
from firewall.errors import KeepingError
from firewall.sqlite import misfit

if TYPE_CHECKING:
    from alembic.config import Config

    from firewall.audit.postgres.address import Address

SCRIPTS = Path(__file__).parents[1] / "migrations" / "postgres"
_ALL = SCRIPTS.parent
_ANSWER_S = 600.0
_MAY_NOT = "42501"
_FETCH = 1024
_VERSIONED = "UPDATE record.version SET schema = {:d}"


@dataclass(frozen=True, slots=True)
class RecordStep:
    """What is to be done with a record in PostgreSQL; from schema 0, where there is none, its tables are made."""

    database: Address
    found: int
    version: int = schema.SCHEMA_VERSION
    scripts: Path = SCRIPTS

    def __str__(self) -> str:
        return f"{self.database}: schema {self.found} to {self.version}"


def pending(
    database: Address, version: int = schema.SCHEMA_VERSION, scripts: Path = SCRIPTS
) -> list[RecordStep]:
    """Tell what is to be done.  Raises KeepingError where the record is newer than the program, or out of reach."""
    with _session(database) as session:
        found = _found(session)
    if found > version:
        raise KeepingError(misfit(f"The record in {database}", found, version))
    return [RecordStep(database, found, version, scripts)] if found < version else []


def written(step: RecordStep) -> str:
    """Write down the SQL of a step, for the owner of the tables, and do nothing."""
    from alembic import command

    out = io.StringIO()
    span = f"{_revision(step.found)}:{_revision(step.version)}" if step.found else _revision(step.version)
    command.upgrade(_config(step, out), span, sql=True)
    # Alembic writes down its own table before the first script makes the schema.
    first = "" if step.found else f"{schema.TABLES[0]};\n"
    done = _VERSIONED.format(step.version)
    return f"-- {step}\nBEGIN;\n{first}{out.getvalue().strip()}\n{done};\nCOMMIT;\n"


def migrate(step: RecordStep) -> None:
    """Do a step: it is durable when this returns, and undone where it raises.  Raises KeepingError."""
    from alembic import command
    from alembic.util import CommandError
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SQLAlchemyError
    from sqlalchemy.pool import StaticPool

    if step.found == 0:
        raise KeepingError(
            f"{step.database} has no record yet: `firewall run --create` begins one. Where the firewall's role may "
            "make no tables, have the database's owner run deploy/postgres/record.sql."
        )
    with _session(step.database) as session:
        # No firewall may begin meanwhile, and nobody may write.
        turns.Serving().take(session)
        try:
            with closing(session.raw()) as raw:
                engine = create_engine("postgresql+pg8000://", creator=lambda: raw, poolclass=StaticPool)
                with engine.begin() as connection:
                    connection.exec_driver_sql(turns.TURN)
                    before = _root(connection)
                    if (
                        connection.exec_driver_sql("SELECT max(schema) FROM record.version").scalar()
                        != step.found
                    ):
                        raise KeepingError(
                            f"{step}: it was done by somebody else just now. Run it again to see what is left."
                        )
                    config = _config(step, io.StringIO())
                    config.attributes["connection"] = connection
                    command.stamp(config, _revision(step.found), purge=True)
                    command.upgrade(config, "head")
                    if _root(connection) != before:
                        raise KeepingError(
                            f"{step}: a script changed entries of the record. Nothing was changed; tell us."
                        )
                    connection.exec_driver_sql(_VERSIONED.format(step.version))
        except (SQLAlchemyError, CommandError) as error:
            raise KeepingError(_told(step, error)) from None


def _told(step: RecordStep, error: Exception) -> str:
    said = getattr(getattr(error, "orig", None), "args", ())
    if said and isinstance(said[0], dict) and said[0].get("C") == _MAY_NOT:
        return (
            f"{step}: the firewall's role may change no tables, as it should be. Have their owner run the SQL of "
            "`firewall migrate --dry-run`, while the firewall is stopped."
        )
    return (
        f"{step} could not be done ({type(error).__name__}); nothing of it was changed. "
        "See to the server, and run it again."
    )


def _root(connection: Any) -> bytes:  # noqa: ANN401 - SQLAlchemy's, which is not imported here
    """The root over all entries that are there."""
    connection.exec_driver_sql("DECLARE entries CURSOR FOR SELECT entry FROM record.entries ORDER BY idx")
    frontier = Frontier()
    while page := connection.exec_driver_sql(f"FETCH {_FETCH} FROM entries").fetchall():
        frontier = frontier.extended(leaf_hash(bytes(entry)) for (entry,) in page)
    connection.exec_driver_sql("CLOSE entries")
    return frontier.root()


def _found(session: Session) -> int:
    if session.one("SELECT to_regclass('record.version')") is None:
        return 0
    return int(session.one("SELECT coalesce(max(schema), 0) FROM record.version"))


def _config(step: RecordStep, out: io.StringIO) -> Config:
    from alembic.config import Config

    config = Config(output_buffer=out)
    config.set_main_option("script_location", str(_ALL))
    config.set_main_option("version_locations", str(step.scripts))
    config.set_main_option("path_separator", "newline")
    config.attributes["dialect"], config.attributes["schema"] = "postgresql", "record"
    return config


def _revision(version: int) -> str:
    return f"postgres_{version:04}"


@contextmanager
def _session(database: Address) -> Iterator[Session]:
    try:
        session = Session(database, _ANSWER_S)
        try:
            yield session
        finally:
            session.drop()
    except TroubleError as error:
        raise KeepingError(
            f"The record in {database} cannot be used: {error}. Nothing was changed."
        ) from None
