"""Without an address the record is a file, and nothing of PostgreSQL is loaded."""

import subprocess
import sys

from firewall.audit.places import place
from firewall.audit.postgres.address import read
from firewall.audit.postgres.place import InPostgres
from firewall.audit.store import Beside
from tests.system.town import environment


def test_an_address_says_where(tmp_path):
    assert isinstance(place(tmp_path, None), Beside)
    assert isinstance(place(tmp_path, read("postgresql://a@b/c")), InPostgres)


def test_a_record_in_a_file_loads_no_driver():
    asks = "import sys, firewall.books, firewall.config, firewall.cli.run, firewall.app; "
    asks += (
        "sys.exit(any(name.startswith(('pg8000', 'firewall.audit.postgres.store')) for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", asks], env=environment(), check=False).returncode == 0
