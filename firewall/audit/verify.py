"""
What an outsider runs: does the record still say what it said when it was signed?

Reads the database without writing to its directory, hashes every entry anew from its stored bytes, and
names the place of what does not fit.  It trusts the public key and nothing that the writer
stored; of the writer's code it shares the tree and the checkpoint, and neither store nor log.

Entries after the last checkpoint stand under no signature yet: it says how many there are.
"""

from __future__ import annotations

import base64
import contextlib
import json
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from firewall.audit import checkpoint
from firewall.audit.restored import ARCHIVED, RESTORE, archive_told, restore_told, tells_of
from firewall.audit.stores import AwayError
from firewall.audit.tree import Frontier, leaf_hash
from firewall.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from firewall.audit.checkpoint import Checkpoint, Verifier

_DATABASE = "audit.sqlite"
_CHECKPOINT = "checkpoint"
_SCHEMA_VERSION = 1
_MAX_FAULTS = 20
_PROGRESS_EVERY = 10_000
_ROWS = "SELECT idx, id, at, entry, leaf FROM entries ORDER BY idx"


@dataclass(frozen=True, slots=True)
class Report:
    """
    What was found.  ``faults`` stand in the order in which they were met, at most twenty.

    ``entries`` were read; the checkpoint vouches for the first ``size`` of them; ``root`` is
    over all that were read, in base64, to be compared with what another copy gives.
    """

    ok: bool
    entries: int
    size: int
    root: str
    faults: tuple[str, ...]
    notes: tuple[str, ...] = ()
    """What is no fault, and what an auditor has to know: restores, and what was archived."""
    length: int = 0
    """Of the whole tree: the entries, and what was archived before them."""

    @property
    def unsigned(self) -> int:
        """How many entries came after the checkpoint."""
        return max(0, self.length - self.size)


class Row(NamedTuple):
    """As it is stored; in a table of another form there may be anything."""

    idx: int
    id: object
    at: object
    entry: object
    leaf: object


class Source(Protocol):
    """A database that is read as it is at one moment."""

    def version(self) -> int: ...

    def start(self) -> int:
        """The first index that is there, or 0."""

    def snapshots(self) -> dict[int, bytes]:
        """The frontiers that the writer left: a hint that narrows down a place, and no proof of anything."""

    def rows(self) -> Iterator[Row]:
        """All of them by their index."""

    def damage(self) -> str:
        """What is wrong with the database's own structure, as far as it can tell; empty where nothing."""


@dataclass(slots=True)
class _Walk:
    """Where a reading of the log stands."""

    vouched: Checkpoint | None
    known: Checkpoint | None
    is_part: bool
    snapshots: dict[int, bytes]
    frontier: Frontier = field(default_factory=Frontier)
    entries: int = 0
    start: int = 0
    due: int = 0
    met_known: bool = False
    sound_until: int = 0
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    restores: list[Mapping[str, object]] = field(default_factory=list)
    archived: dict[int, str] = field(default_factory=dict)

    def fault(self, says: str) -> None:
        if len(self.faults) < _MAX_FAULTS:
            self.faults.append(says)


def verify(
    directory: Path,
    verifier: Verifier,
    progress: Callable[[int], None] | None = None,
    *,
    known: Checkpoint | None = None,
    is_part: bool = False,
    source: AbstractContextManager[Source] | None = None,
) -> Report:
    """
    Check a log, or a copy of one: ``audit.sqlite`` (with ``-wal``, if there is one) and ``checkpoint``.

    With a ``source`` the entries are there, and the checkpoint alone is in the directory.

    ``known`` is a checkpoint that was kept elsewhere.  ``is_part``: an archive, which other archives come before.
    ``progress`` is called now and then with the number of entries read.  Raises nothing about
    what it reads: what cannot be read is a fault like any other.  Only a source that is out of reach raises AwayError.
    """
    walk = _Walk(None, known, is_part, {})
    try:
        # Before the database: a log in use may sign a larger one at any time.
        walk.vouched = _vouched(directory, verifier)
    except AuditError as error:
        walk.fault(str(error))
    try:
        with source or _in_file(directory) as found:
            _check_all(found, walk, progress or (lambda _: None))
    except AwayError:  # whoever does not answer has said nothing about the record
        raise
    except sqlite3.Error as error:
        why = getattr(error, "sqlite_errorname", type(error).__name__)
        walk.fault(f"after {walk.entries} entries: the database cannot be read ({why})")
    except (AuditError, OSError) as error:
        walk.fault(str(error))
    except Exception as error:  # noqa: BLE001  # tables of another form hold anything: that is a fault, and no end without a word
        walk.fault(
            f"after {walk.entries} entries: the tables are not those of a record ({type(error).__name__})"
        )
    return _report(walk)


def _report(walk: _Walk) -> Report:
    size = walk.vouched.size if walk.vouched else 0
    root = base64.b64encode(walk.frontier.root()).decode("ascii")
    return Report(not walk.faults, walk.entries, size, root, tuple(walk.faults), tuple(walk.notes), walk.due)


def _vouched(directory: Path, verifier: Verifier) -> Checkpoint:
    try:
        note = (directory / _CHECKPOINT).read_bytes()
    except OSError:
        raise AuditError(
            "The checkpoint is missing or cannot be read: nothing vouches for this log."
        ) from None
    return checkpoint.verify(note, verifier)


def _connected(directory: Path) -> sqlite3.Connection:
    path = directory / _DATABASE
    if not path.is_file():
        raise AuditError(f"There is no {_DATABASE} here. A record in PostgreSQL is named with --postgres.")
    # Where there is no write-ahead log nobody writes, and `immutable` reads from a read-only disk too.
    # Where there is one, `immutable` would read past it and miss the latest entries.
    mode = "mode=ro" if path.with_name(f"{_DATABASE}-wal").exists() else "mode=ro&immutable=1"
    db = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None)
    # A changed byte in a column of text must be a fault in its row, and not the end of the reading.
    db.text_factory = _lenient
    return db


def _lenient(text: bytes) -> str:
    return text.decode("utf-8", "replace")


class _File:
    """``audit.sqlite``."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def version(self) -> int:
        found: int = self._db.execute("PRAGMA user_version").fetchone()[0]
        return found

    def start(self) -> int:
        found: int = self._db.execute("SELECT coalesce(min(idx), 0) FROM entries").fetchone()[0]
        return found

    def snapshots(self) -> dict[int, bytes]:
        return dict(self._db.execute("SELECT size, peaks FROM frontiers"))

    def rows(self) -> Iterator[Row]:
        return map(Row._make, self._db.execute(_ROWS))

    def damage(self) -> str:
        """Ask SQLite whether its indexes still lead to every row: a row that they skip is not found by its id."""
        (verdict,) = self._db.execute("PRAGMA integrity_check(1)").fetchone()
        return "" if verdict == "ok" else "its indexes and its rows disagree"


@contextmanager
def _in_file(directory: Path) -> Iterator[Source]:
    with closing(_connected(directory)) as db:
        db.execute("BEGIN")
        yield _File(db)


def _check_all(source: Source, walk: _Walk, progress: Callable[[int], None]) -> None:
    version = source.version()
    # An older one has what is read here as well: a backup is made and verified before it is migrated.
    if not 1 <= version <= _SCHEMA_VERSION:
        raise AuditError(
            f"The database has schema version {version}, and this program knows {_SCHEMA_VERSION}."
        )
    walk.snapshots = source.snapshots()
    _begin(source.start(), walk)
    _check_root(walk)
    for row in source.rows():
        _check_row(walk, row)
        if walk.entries % _PROGRESS_EVERY == 0:
            progress(walk.entries)
    progress(walk.entries)
    _check_length(walk)
    _check_begin(walk)
    _check_known(walk)
    if damage := source.damage():
        walk.fault(f"the database's own structure is damaged: {damage}")


def _begin(start: int, walk: _Walk) -> None:
    """
    Begin where the entries begin: older ones may be archived.

    The writer's snapshot stands for them.  It needs no trust: the signed root is over it as well.
    """
    if start > 0 and start in walk.snapshots:
        with contextlib.suppress(ValueError):
            walk.frontier = Frontier.unpacked(start, walk.snapshots[start])
            walk.start = walk.due = walk.sound_until = start


def _check_begin(walk: _Walk) -> None:
    if walk.start == 0:
        return
    if walk.vouched and walk.vouched.size < walk.start:
        # Then no signed root is over the snapshot that it began with, nor over anything that is here.
        walk.fault(f"{_span(0, walk.start)}: missing, and the checkpoint is about nothing that is there")
    archived = next((told for size, told in sorted(walk.archived.items()) if size >= walk.start), "")
    if archived:
        walk.notes.append(f"{_span(0, walk.start)} archived: {archived}")
    elif walk.is_part:
        walk.notes.append(f"{_span(0, walk.start)} not in this part; the checkpoint's root is over them too")
    else:
        walk.fault(f"{_span(0, walk.start)}: missing, and no entry says that they were archived")


def _check_known(walk: _Walk) -> None:
    """Compare with the checkpoint that was kept elsewhere: where it differs, a restore must be on record."""
    if walk.known is None or walk.met_known:
        return
    if any(tells_of(facts, walk.known) for facts in walk.restores):
        walk.notes.append(f"the checkpoint of {walk.known.size} entries is from before that restore")
    elif walk.known.size < walk.start:
        walk.notes.append(
            f"the checkpoint of {walk.known.size} entries is about what was archived: compare it there"
        )
    elif walk.due < walk.known.size:
        missing = _span(walk.due, walk.known.size)
        walk.fault(f"{missing}: missing; the checkpoint kept elsewhere vouches for {walk.known.size} entries")
    else:
        walk.fault(f"{_span(0, walk.known.size)}: another root than in the checkpoint kept elsewhere")


def _check_row(walk: _Walk, row: Row) -> None:
    if row.idx != walk.due:
        walk.fault(_gap(walk.due, row.idx))
    walk.due = row.idx + 1
    walk.entries += 1
    entry = row.entry if isinstance(row.entry, bytes) else b""
    hashed = leaf_hash(entry)
    if hashed != row.leaf:
        walk.fault(f"entry {row.idx}: its bytes or its leaf hash were changed")
    elif (said := _said(entry)) is None or (said.get("id"), said.get("at")) != (row.id, row.at):
        walk.fault(f"entry {row.idx}: it is filed under an id or a time that is not its own")
    else:
        _note(walk, row.idx, said)
    walk.frontier = walk.frontier.extended((hashed,))
    _check_root(walk)


def _gap(due: int, found: int) -> str:
    if found < due:
        return f"entry {found}: it stands before the first place there is"
    missing = f"entry {due} is" if found == due + 1 else f"entries {due} to {found - 1} are"
    return f"{missing} missing"


def _said(entry: bytes) -> dict[str, object] | None:
    try:
        said = json.loads(entry)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _note(walk: _Walk, index: int, said: dict[str, object]) -> None:
    """
    Remember what the firewall noted of the record itself.  Numbers and digests alone are repeated, never words.

    INVARIANT: what no checkpoint vouches for excuses nothing.  Whoever can write the file can add it.
    """
    facts = said.get("facts")
    if said.get("kind") != "noted" or not isinstance(facts, dict):
        return
    is_signed = walk.vouched is not None and index < walk.vouched.size
    if said.get("what") == RESTORE:
        if is_signed:
            walk.restores.append(facts)
        walk.notes.append(restore_told(index, said.get("at"), facts))
    elif is_signed and said.get("what") == ARCHIVED and isinstance(size := facts.get("size"), int):
        walk.archived[size] = archive_told(index, facts)


def _check_root(walk: _Walk) -> None:
    """Compare the tree so far with the signed root, where it is due, and with the writer's own snapshots."""
    size = walk.frontier.size
    if walk.known and size == walk.known.size:
        walk.met_known = walk.frontier.root() == walk.known.root
    if walk.vouched and size == walk.vouched.size and walk.frontier.root() != walk.vouched.root:
        walk.fault(_root_differs(walk, size))
    if size in walk.snapshots and not walk.faults:
        if walk.snapshots[size] != walk.frontier.packed():
            walk.fault(f"{_span(walk.sound_until, size)}: the root differs from the one stored with them")
        walk.sound_until = size


def _root_differs(walk: _Walk, size: int) -> str:
    # Snapshots are the writer's: whoever changed an entry could change them too, so they only point.
    points = f", most likely {_span(walk.sound_until, size)}" if walk.sound_until else ""
    return f"{_span(0, size)}: the root differs from the one in the checkpoint{points}"


def _span(start: int, stop: int) -> str:
    return f"entry {start}" if stop - start <= 1 else f"entries {start} to {stop - 1}"


def _check_length(walk: _Walk) -> None:
    if walk.vouched and walk.due < walk.vouched.size:
        missing = _span(walk.due, walk.vouched.size)
        walk.fault(f"{missing}: cut from the end; the checkpoint vouches for {walk.vouched.size} entries")
