"""Where the record of a data directory is: in a file of its own, or in a database of PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firewall.audit.store import Beside

if TYPE_CHECKING:
    from pathlib import Path

    from firewall.audit.postgres.address import Address
    from firewall.audit.stores import Place


def place(data: Path, database: Address | None, *, serving: bool = False) -> Place:
    """``serving``: as the one firewall that writes it; else beside that, as commands do."""
    if database is None:
        return Beside(data)
    from firewall.audit.postgres.place import InPostgres  # noqa: PLC0415 - who keeps it in SQLite loads none of it

    return InPostgres(database, data, serving=serving)
