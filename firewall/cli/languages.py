"""In which language faults of policies are told: what ``--lang`` says, else what the terminal is set to."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated

import typer

_SETTINGS = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The first one that is set counts (POSIX, section 8.2)."""

Lang = Annotated[
    str, typer.Option("--lang", metavar="LANGUAGE", help="en or es. Default: the terminal's language.")
]


def chosen(lang: str = "", environment: Mapping[str, str] | None = None) -> str:
    """Return a language that faults can be told in.  Raises typer.BadParameter for one that is named and unknown."""
    from firewall.policy.faults.table import ENGLISH, LANGUAGES

    if lang and lang not in LANGUAGES:
        raise typer.BadParameter(f"--lang: write one of {', '.join(LANGUAGES)}.")
    known = os.environ if environment is None else environment
    set_to = lang or next(filter(None, map(known.get, _SETTINGS)), "")
    word = set_to[:2].lower()
    return word if word in LANGUAGES and set_to[2:3] in ("", "_", ".", "@", "-") else ENGLISH
