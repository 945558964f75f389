"""
Tokens that were used up: the ids (``jti``) of those that changed something, each accepted once.

They stand in ``identity.sqlite`` beside the keys, durable before the request goes on: a token that was
used cannot be used again after a restart, nor at another process over the same file.  What stands there is
a digest under what the issuer calls itself, so the file tells nobody's ids, and another name in ``firewall.toml``
brings none of them back to life.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from pathlib import Path
from typing import Self

from firewall.errors import FirewallError
from firewall.identity.keys import SCHEMA, SCHEMA_VERSION, SPENT
from firewall.sqlite import SharedFile

KEPT_S = 86_400
"""How long an id is kept after its token ended: a clock that was wrong for hours brings no token back to life."""

_CLEARED_EVERY_S = 300.0


class SpentError(FirewallError):
    """The store cannot be used.  Then no token with an id is accepted for a change."""


class Spent:
    """The used-up tokens of all processes over one file."""

    def __init__(self, path: Path) -> None:
        self._file = SharedFile(path, "the store of used tokens", SCHEMA, SCHEMA_VERSION, SpentError)
        with self._file.changing() as writes:
            writes.execute(SPENT)  # a file that was made before there were tokens has none
        self._cleared_at = float("-inf")

    @classmethod
    def open(cls, path: Path) -> Self:
        return cls(path)

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def spend(self, issuer: str, id_: str, ends: float, now: float) -> bool:
        """
        Use up a token; whether it was not used before.  May be called from any thread, and waits for the disk.

        Raises SpentError where that cannot be known.
        """
        digest = hashlib.sha256(f"{issuer}#{id_}".encode("utf-8", "surrogatepass")).digest()
        with self._file.changing() as writes:
            self._clear(writes, now)
            done = writes.execute("INSERT OR IGNORE INTO token_spent VALUES (?, ?)", (digest, ends))
            return done.rowcount == 1

    def _clear(self, writes: sqlite3.Connection, now: float) -> None:
        if time.monotonic() - self._cleared_at >= _CLEARED_EVERY_S:
            self._cleared_at = time.monotonic()
            writes.execute("DELETE FROM token_spent WHERE ends < ?", (now - KEPT_S,))
