"""A record in PostgreSQL, as the log opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firewall.audit.postgres.reader import PostgresReader
from firewall.audit.postgres.store import PostgresStore

if TYPE_CHECKING:
    from pathlib import Path

    from firewall.audit.checkpoint import Checkpoint
    from firewall.audit.postgres.address import Address


class InPostgres:
    """``serving``: as the one firewall that writes it; else beside that, as commands do."""

    def __init__(self, address: Address, directory: Path, *, serving: bool = False) -> None:
        self._address, self._directory, self._is_serving = address, directory, serving

    def store(self, kept: Checkpoint | None, *, create: bool) -> PostgresStore:
        return PostgresStore.open(
            self._address, kept, create=create, serving=self._is_serving, beside=str(self._directory)
        )

    def reader(self) -> PostgresReader:
        return PostgresReader(self._address)
