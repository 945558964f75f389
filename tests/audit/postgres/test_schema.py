"""The file for the owner makes the same tables as the program."""

import re

from firewall.audit.postgres import schema
from tests.system.town import PROJECT


def plain(sql):
    text = "".join(line for line in sql.splitlines(keepends=True) if not line.startswith(("--", "\\")))
    return [
        " ".join(statement.split()).replace("( ", "(").replace(" )", ")") for statement in text.split(";")
    ]


def test_the_file_for_the_owner_makes_what_the_program_makes():
    written = plain((PROJECT / "deploy/postgres/record.sql").read_text())
    ours = [one for one in plain(schema.script()) if one and one not in {"BEGIN", "COMMIT"}]

    assert ours
    assert [one for one in ours if one not in written] == []


def test_the_role_gets_no_right_to_change_anything():
    granted = re.findall(r"GRANT ([A-Z, ]+) ON", (PROJECT / "deploy/postgres/record.sql").read_text())

    assert {right for rights in granted for right in rights.split(", ")} == {"USAGE", "SELECT", "INSERT"}
