"""``firewall check``: a line for each thing that a start needs, and what to do about it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from firewall.cli.common import cache_folder, counted, preparing, read_settings

if TYPE_CHECKING:
    from firewall.checkup.lines import Line
    from firewall.detect import Detectors
    from firewall.policy.rules import Bundle


def everything(path: Path, *, as_json: bool) -> int:
    """Look at everything, and return the exit code.  Raises ConfigError where there is no configuration."""
    from firewall.app import detectors, now
    from firewall.checkup.everything import Checkup
    from firewall.checkup.lines import State

    settings, warnings = read_settings(path)

    def build(bundle: Bundle) -> Detectors:
        return detectors(cache_folder(), preparing, settings.detectors, bundle.vocabulary.categories)

    checkup = Checkup(config=settings, warnings=warnings, clock=now, cache=cache_folder(), build=build)
    lines = []
    for line in checkup.lines():
        lines.append(line)
        if not as_json:
            typer.echo(_told(line))
    if as_json:
        typer.echo(json.dumps([_object(line) for line in lines], ensure_ascii=False, indent=2))
    faults = sum(line.state is State.FAULT for line in lines)
    odd = sum(line.state is State.WARNING for line in lines)
    typer.echo(f"{counted(faults, 'fault')}, {counted(odd, 'warning')}.", err=True)
    return 1 if faults else 0


def _told(line: Line) -> str:
    remedy = f" {line.remedy}" if line.remedy else ""
    return f"{line.state.value:<8} {line.about}: {line.says}{remedy}"


def _object(line: Line) -> dict[str, str]:
    return {"about": line.about, "state": line.state.value, "says": line.says, "remedy": line.remedy}
