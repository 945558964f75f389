"""
How fast a file is redacted, and in how much memory, beside dropping the same columns with tools that look at nothing.

    python -m benchmarks.redact --megabytes 2048 --kinds csv,ndjson --workers 2

Memory is what all processes hold at the most, over what they hold for a file of 4 MiB.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import exports
from benchmarks.memory import watched
from benchmarks.plainly import measured
from tests.files.office import PERMITS, SHARED
from tests.system import process
from tests.system.town import environment

_SMALL = 4 * 2**20
_IN_XML = f"""  - route: listed
    match: GET /listed
    records: /permits/permit
    fields:
{exports.FIELDS.replace("/*/", "/permits/permit/")}"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kinds", default="csv,ndjson", help="csv, ndjson, json, xml")
    parser.add_argument("--folder", help="where the files are made for as long as it takes")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        config = _house(Path(folder))
        for kind in given.kinds.split(","):
            _measure(config, Path(folder), kind, given.megabytes * 2**20, given.workers)


def _house(folder: Path) -> Path:
    config = process.furnished(folder / "house")
    fields = re.sub(r"      /\*/id.*?citizenship\n", exports.FIELDS, PERMITS, flags=re.DOTALL)
    fields = fields.replace("  - route: one\n", f"{_IN_XML}  - route: one\n")
    (folder / "house/policies/services/permits.yaml").write_text(fields)
    always = SHARED.replace("2026-02-01", "2001-01-01").replace("2027-01-31", "2099-12-31")
    (folder / "house/policies/agreements/permits.yaml").write_text(
        always.replace("limits: {records_per_request: 100000}\n", "")
    )
    process.keyed(config)
    return config


def _measure(config: Path, folder: Path, kind: str, size: int, workers: int) -> None:
    small, large, out = folder / f"small.{kind}", folder / f"large.{kind}", folder / f"out.{kind}"
    exports.write(small, kind, _SMALL)
    exports.write(large, kind, size)
    _, base = _redacted(config, small, out, workers)
    out.unlink()
    seconds, most = _redacted(config, large, out, workers)
    name, size = f"firewall redact, {kind}, {workers} workers", large.stat().st_size
    _tell(name, size, seconds, f"{most - base:.0f} MiB more than for 4 MiB, {most:.0f} MiB in all")
    out.unlink()
    for tool, took in measured(large, out).items():
        _tell(f"{tool}, {kind}, the columns dropped", size, took, "")
    large.unlink()


def _redacted(config: Path, file: Path, out: Path, workers: int) -> tuple[float, float]:
    """Seconds, and the most MiB that all its processes held at one moment."""
    words = [
        sys.executable, "-m", "firewall.cli", "redact", str(file), "--as", "county-public-health", "--purpose",
        "public-health", "--service", "permits", "-o", str(out), "--config", str(config), "--workers", str(workers),
        "--route", "listed" if file.suffix == ".xml" else "export",
    ]  # fmt: skip
    began = time.monotonic()
    running = subprocess.Popen(words, env=environment(), stdout=subprocess.DEVNULL)
    with watched(running.pid) as memory:
        code = running.wait()
    if code:
        sys.exit(f"firewall redact ended with {code}")
    return time.monotonic() - began, memory.most


def _tell(name: str, size: int, seconds: float, more: str) -> None:
    print(f"{name:45} {size / 2**20 / seconds:8.1f} MiB/s {seconds:8.1f} s  {more}", flush=True)


if __name__ == "__main__":
    main()
