"""A migration is whole or not at all, is written down before it is done, and leaves every entry as it was."""

import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from firewall.audit.verify import verify
from firewall.errors import KeepingError
from firewall.keeping import migrate as migrate_module
from firewall.keeping.backup import back_up, verifier_of
from firewall.keeping.manifest import KNOWN
from firewall.keeping.migrate import BOOKS, Book, Step, migrate, pending, written
from tests.helpers_keeping import AT, silent
from tests.keeping import older
from tests.system.town import environment

NEXT = """
from alembic import op

revision = "{stem}_{next:04}"
down_revision = "{stem}_{now:04}"


def upgrade():
    op.execute("CREATE TABLE more (what TEXT NOT NULL) STRICT")
    {then}
    op.execute("INSERT INTO more VALUES ('new')")
"""


@pytest.fixture
def data(tmp_path):
    return older.written(tmp_path / "data")


@pytest.fixture
def later(tmp_path):
    """Makes a book of the next version of a database: what comes after ours."""

    def make(stem, then="pass"):
        folder = tmp_path / f"scripts-{stem}"
        shutil.copytree(migrate_module._SCRIPTS / stem, folder, ignore=shutil.ignore_patterns("__pycache__"))
        now = KNOWN[f"{stem}.sqlite"]
        (folder / f"v{now + 1:04}.py").write_text(NEXT.format(stem=stem, then=then, now=now, next=now + 1))
        return Book(f"{stem}.sqlite", folder, now + 1)

    return make


def asked(data, name, query):
    with closing(sqlite3.connect(data / name)) as db:
        return db.execute(query).fetchall()


def report(data):
    return verify(data, verifier_of(data))


def test_what_version_0_1_0_left_is_whole_and_can_be_brought_to_this_one(data):
    assert (report(data).faults, report(data).root) == ((), older.ROOT)
    for step in pending(data):
        migrate(data, step)

    assert pending(data) == []
    assert (report(data).faults, report(data).root) == ((), older.ROOT)
    assert asked(data, "review.sqlite", "SELECT pattern FROM latch") == [("/notes",)]
    assert asked(data, "identity.sqlite", "SELECT note FROM api_key") == [("old",)]


@pytest.mark.parametrize("stem", ["audit", "review", "identity"])
def test_an_older_database_is_brought_to_the_next_schema(data, later, stem):
    book = later(stem)
    (step,) = pending(data, [book])
    migrate(data, step)

    assert str(step) == f"{stem}.sqlite: schema 1 to {book.version}"
    assert pending(data, [book]) == []
    assert asked(data, book.name, "SELECT what FROM more") == [("new",)]
    assert asked(data, book.name, "SELECT version_num FROM schema_history") == [
        (f"{stem}_{book.version:04}",)
    ]


def test_a_step_that_somebody_else_has_done_since_is_not_done_again(data, later):
    book = later("review")
    (step,) = pending(data, [book])
    migrate(data, step)

    with pytest.raises(KeepingError, match="somebody else"):
        migrate(data, step)
    assert asked(data, book.name, "SELECT what FROM more") == [("new",)]


def test_a_dry_run_writes_the_sql_and_changes_nothing(data, later):
    before = {path.name: path.read_bytes() for path in data.glob("*.sqlite")}
    (step,) = pending(data, [later("audit")])
    sql = written(step)

    assert "CREATE TABLE more (what TEXT NOT NULL) STRICT;" in sql
    assert "PRAGMA user_version = 2;" in sql
    assert {path.name: path.read_bytes() for path in data.glob("*.sqlite")} == before


@pytest.mark.parametrize(
    ("then", "says"),
    [
        ('op.execute("CREATE TABLE more (twice)")', "could not be done"),
        ("op.execute(\"UPDATE entries SET entry = x'00' WHERE idx = 3\")", "changed entries of the record"),
        ('op.execute("DELETE FROM entries WHERE idx = 69")', "changed entries of the record"),
    ],
)
def test_a_script_that_fails_or_touches_an_entry_is_undone_whole(data, later, then, says):
    (step,) = pending(data, [later("audit", then)])

    with pytest.raises(KeepingError, match=says):
        migrate(data, step)
    assert (
        asked(data, "audit.sqlite", "SELECT name FROM sqlite_schema WHERE name IN ('more', 'schema_history')")
        == []
    )
    assert asked(data, "audit.sqlite", "PRAGMA user_version") == [(1,)]
    assert (report(data).faults, report(data).root) == ((), older.ROOT)


MIGRATES = """
import sys
from pathlib import Path
from firewall.keeping.migrate import Book, migrate, pending
data = Path(sys.argv[1])
words = zip(sys.argv[2::3], sys.argv[3::3], sys.argv[4::3])
books = [Book(name, Path(scripts), int(version)) for name, scripts, version in words]
for step in pending(data, books):
    migrate(data, step)
"""


@pytest.mark.parametrize("where", ["before", "between", "after"])
def test_killed_at_any_step_it_is_whole_and_goes_on_where_it_was(data, later, where):
    """Killed within the second of two databases: the first has its new schema, the second its old one."""
    kill = "import os; os.kill(os.getpid(), 9)"
    first, second = later("review"), later("audit", kill)
    script = second.scripts / "v0002.py"
    lines = script.read_text().splitlines()
    lines.remove(f"    {kill}")
    place = {"before": -2, "between": -1, "after": len(lines)}[where]
    script.write_text("\n".join([*lines[:place], f"    {kill}", *lines[place:]]))
    words = [str(word) for book in (first, second) for word in (book.name, book.scripts, book.version)]
    done = subprocess.run([sys.executable, "-c", MIGRATES, data, *words], env=environment(), check=False)

    assert done.returncode == -signal.SIGKILL
    assert pending(data, [first, second]) == [Step(second, 1)]
    assert (report(data).faults, report(data).root) == ((), older.ROOT)
    script.write_text("\n".join(lines))
    migrate(data, Step(second, 1))
    assert asked(data, "audit.sqlite", "SELECT what FROM more") == [("new",)]
    assert asked(data, "audit.sqlite", "SELECT count(*) FROM entries") == [(70,)]


def test_a_newer_database_is_left_alone(data):
    with closing(sqlite3.connect(data / "review.sqlite")) as db:
        db.execute("PRAGMA user_version = 9")

    with pytest.raises(
        KeepingError, match=r"written by a newer version .*restore the backup that was taken before"
    ):
        pending(data)


def test_what_is_no_database_of_ours_is_left_alone(data):
    (data / "review.sqlite").write_bytes(b"x" * 5000)
    with pytest.raises(KeepingError, match="cannot be read"):
        pending(data)
    (data / "review.sqlite").write_bytes(b"")
    with pytest.raises(KeepingError, match="no database of this program"):
        pending(data)


def test_an_older_directory_can_be_backed_up_first(data, tmp_path):
    made = back_up(data, tmp_path / "backup", None, AT, silent)

    assert (made.entries, made.schemas) == (70, dict.fromkeys(made.schemas, 1))


def test_every_database_is_migrated():
    assert [book.name for book in BOOKS] == ["audit.sqlite", "review.sqlite", "identity.sqlite"]
