"""A policy that a command is given: a folder, or a bundle that ``firewall policy build`` made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from firewall.cli.common import content

if TYPE_CHECKING:
    from firewall.policy.compiled import Compiled


def loaded(path: Path) -> Compiled:
    """
    Read it, to be looked at alone: signatures are not asked for.

    Raises PolicyError with every fault, or ConfigError where there is no such thing.
    """
    from firewall.folder import compiled_of, load_policies
    from firewall.signed import form

    if path.is_file():
        return compiled_of(form.decoded(content(path), path.name).files)
    return load_policies(path)
