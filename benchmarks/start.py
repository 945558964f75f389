"""``make bench``: how long a warm start takes until the firewall listens, and in how much memory."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import city
from benchmarks.processes import REPOSITORY, free_port, process, wait

COMMAND = [sys.executable, "-m", "firewall.cli"]


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config, port = _written(folder)
        _started(config, port, "--create")  # makes the house, and compiles what is not compiled yet
        starts = [_started(config, port) for _ in range(options.rounds)]
    seconds, megabytes = (statistics.median(figures) for figures in zip(*starts, strict=True))
    help_s = statistics.median(_help() for _ in range(options.rounds))
    print(
        f"\nStart with a warm cache, median of {options.rounds}: listening after {seconds:.2f} s, "
        f"{megabytes:.0f} MB at most;"
    )
    print(f"`firewall --help` after {help_s:.2f} s.")
    if options.json:
        figures = {"listening_s": seconds, "peak_mb": megabytes, "help_s": help_s}
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write the figures there too")
    return parser.parse_args()


def _written(folder: Path) -> tuple[Path, int]:
    (folder / "policies").mkdir()
    city.write_policies(folder / "policies", REPOSITORY, free_port())
    config, port = folder / "firewall.toml", free_port()
    config.write_text(f"[listen]\nport = {port}\n[admin]\nport = {free_port()}\n")
    return config, port


def _started(config: Path, port: int, *more: str) -> tuple[float, float]:
    """Return seconds until it listens, and the most memory that it had by a second later, in MB."""
    started = time.perf_counter()
    with process([*COMMAND, "run", *more, "--config", str(config)]) as running:
        wait(port)
        seconds = time.perf_counter() - started
        time.sleep(1)
        return seconds, _peak(running.pid)


def _peak(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _help() -> float:
    started = time.perf_counter()
    with process([*COMMAND, "--help"]) as running:
        running.wait(60)
        return time.perf_counter() - started


if __name__ == "__main__":
    main()
