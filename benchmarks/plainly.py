"""Dropping columns of an export with tools that look at nothing: what reading and writing alone takes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.exports import DROPPED

_POLARS = "import polars; polars.{scan}({file!r}).drop({names}).{sink}({out!r})"


def measured(file: Path, out: Path) -> dict[str, float]:
    """Return the seconds of each tool that is there and takes such a file."""
    found: dict[str, float] = {}
    for name, words in _tools(file, out).items():
        began = time.monotonic()
        subprocess.run(words, check=True)
        found[name] = time.monotonic() - began
        out.unlink(missing_ok=True)
    return found


def _tools(file: Path, out: Path) -> dict[str, list[str]]:
    kind = file.suffix.removeprefix(".")
    found: dict[str, list[str]] = {}
    if kind in {"csv", "ndjson"}:
        names = ", ".join(map(repr, DROPPED))
        code = _POLARS.format(
            scan=f"scan_{kind}", sink=f"sink_{kind}", file=str(file), out=str(out), names=names
        )
        found["polars"] = [sys.executable, "-c", code]
    if shutil.which("jq") and kind in {"ndjson", "json"}:
        gone = ", ".join(f".{name}" for name in DROPPED)
        program = f"del({gone})" if kind == "ndjson" else f"map(del({gone}))"
        found["jq"] = ["sh", "-c", f"jq -c '{program}' '{file}' > '{out}'"]
    if kind == "csv" and (xsv := shutil.which("xsv") or shutil.which("qsv")):
        found["xsv"] = ["sh", "-c", f"{xsv} select '!{','.join(DROPPED)}' '{file}' > '{out}'"]
    return found
