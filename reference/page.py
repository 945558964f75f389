"""The page, put together."""

from __future__ import annotations

from reference import commands, logs, metrics, policy, problems, reasons, settings

_HEAD = """\
# Reference

Written by `make docs` from the program itself; a test fails where it is older than the program. Do not edit it.
"""

_SECTIONS = (
    ("Configuration: `firewall.toml`", settings.section),
    ("Policy files: keys", policy.section),
    ("Policy files: words of the program", policy.words),
    ("Policy files: words of the city", policy.vocabulary),
    ("Commands", commands.section),
    ("Exit codes", problems.exit_codes),
    ("Metrics", metrics.section),
    ("Log lines", logs.section),
    ("Problem types", problems.section),
    ("Reasons in the record", reasons.section),
)


def page() -> str:
    """Return the whole page; the same for the same program, wherever it is written."""
    return "\n".join((_HEAD, *(f"## {title}\n\n{write()}" for title, write in _SECTIONS)))
