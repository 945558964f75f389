"""
The commands.  Standard output is for results, standard error for messages.

Exit codes: 0 all is well, 1 something was found, 2 the command could not do its work.  ``run`` has two more:
70 the record failed, 78 the policies cannot be used.
"""

from __future__ import annotations

import sys
import traceback

import typer

from firewall.cli import (
    audit,
    cases,
    checking,
    demo,
    differing,
    duties,
    emergencies,
    explaining,
    formatting,
    founding,
    keeping,
    latches,
    mirror,
    names,
    packs,
    paged,
    partners,
    policies,
    policy_tests,
    process,
    proving,
    redact,
    run,
    scan,
    schemas,
    shadow,
    signed,
    signing,
)
from firewall.cli.common import tell
from firewall.errors import FirewallError

app = typer.Typer(
    name="firewall",
    help="A firewall between a city's public services and immigration enforcement.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a traceback shows local values, and those may be somebody's
    add_completion=True,
    rich_markup_mode=None,  # plain text, the same in a terminal, a pipe and a screen reader
)
for part in (founding, run, demo, checking, explaining, policies, scan, redact, keeping):
    part.register(app)
for part_of_policy in (
    policy_tests,
    proving,
    differing,
    formatting,
    paged,
    schemas,
    shadow,
    signing,
    signed,
    emergencies,
):
    part_of_policy.register(policies.tests)
app.add_typer(policies.tests, name="policy")
app.add_typer(audit.app, name="audit")
app.add_typer(cases.app, name="case")
app.add_typer(process.app, name="process")
app.add_typer(partners.app, name="partner")
app.add_typer(latches.app, name="latch")
app.add_typer(duties.app, name="duty")
app.add_typer(names.app, name="names")
app.add_typer(packs.app, name="packs")
app.add_typer(mirror.app, name="mirror")


def main() -> None:
    """Run a command; an error is a sentence, never a traceback."""
    try:
        app()
    except FirewallError as error:
        tell(error)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001  # its text and a traceback may hold a value; class and place do not
        where = traceback.extract_tb(error.__traceback__)[-1]
        print(
            f"firewall: {type(error).__name__} in {where.name}, line {where.lineno}: this is a fault of ours.",
            file=sys.stderr,
        )
        sys.exit(2)
