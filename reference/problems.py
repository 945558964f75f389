"""What a requester can be told, and how a command can end."""

from __future__ import annotations

from firewall.cli.codes import EXIT_CODES
from firewall.front.problems import KINDS, PAGES
from reference.tables import code, table


def section() -> str:
    rows = [
        (str(kind.status), code(f"{PAGES}{kind.name}"), kind.words["en"].title, kind.words["en"].detail)
        for kind in KINDS.values()
    ]
    return table(("status", "`type`", "`title`", "`detail`"), rows)


def exit_codes() -> str:
    return table(("code", ""), [(str(number), says) for number, says in EXIT_CODES.items()])
