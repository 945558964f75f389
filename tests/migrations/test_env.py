"""All scripts together lead to what the program makes; and nothing but a migration needs what they need."""

import subprocess
import sys

import pytest

from firewall.keeping.migrate import BOOKS
from tests.migrations.schemas import fresh, migrated
from tests.system.town import environment


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.name)
def test_all_scripts_lead_to_what_a_fresh_directory_has(tmp_path, book):
    assert migrated(tmp_path, book.stem, book.version) == fresh(tmp_path, book.stem, book.version)


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.name)
def test_there_is_a_script_for_each_version(book):
    scripts = sorted(path.stem for path in book.scripts.glob("v*.py"))

    assert scripts == [f"v{number:04}" for number in range(1, book.version + 1)]


def test_neither_a_start_nor_help_needs_sqlalchemy():
    asks = "import sys, firewall.cli, firewall.app, firewall.books, firewall.cli.keeping, firewall.keeping.restore; "
    asks += "sys.exit(any(name in sys.modules for name in ('sqlalchemy', 'alembic')))"

    assert subprocess.run([sys.executable, "-c", asks], env=environment(), check=False).returncode == 0
