"""
``make bench``: the firewall with 10 rules and with 1,000, side by side, under the same load.

A plan is made once for who asks for what; after that, policy is one look into a table, however many rules there are.
Beside the rate stands the time of the processor that one request took: it hangs less on what else the machine does.
Needs wrk and nginx.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks import city
from benchmarks.processes import free_port, wait
from benchmarks.proxy import Subject, firewall, serve, wrk

RULES = (10, 1000)


def main() -> None:
    options = _options()
    for tool in ("wrk", "nginx"):
        if shutil.which(tool) is None:
            sys.exit(f"{tool} is not installed; on Debian: apt-get install wrk nginx-light")
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as running:
        subjects = _start(Path(name), running)
        figures = _measure(subjects, options)
    _report(figures, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5, help="of each single run")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--json", type=Path, help="write the figures there too")
    return parser.parse_args()


def _start(folder: Path, running: contextlib.ExitStack) -> list[tuple[Subject, int]]:
    files = serve(folder, running).files
    wait(files)
    subjects = []
    for rules in RULES:
        port, admin = free_port(), free_port()
        # The two rules of the benchmark's own city are among them.
        key, pid = firewall(folder / f"firewall{rules}", files, port, admin, running, rules=rules - 2)
        headers = (f"Authorization: Bearer {key}", "Purpose-Of-Use: public-health")
        subjects.append((Subject(f"{rules:,} rules", port, headers), pid))
    return subjects


def _measure(
    subjects: list[tuple[Subject, int]], options: argparse.Namespace
) -> dict[str, list[tuple[float, float]]]:
    """Return the rate and the microseconds of a processor per request, of each round."""
    records = city.SIZES["5 kB"]
    figures: dict[str, list[tuple[float, float]]] = {}
    for round_ in range(options.rounds):
        # Who goes first is a little slower or faster: they take turns in that, too.
        for subject, pid in subjects if round_ % 2 else reversed(subjects):
            before = _cpu_s(pid)
            rate = wrk(subject, records, options)
            cpu_us = (_cpu_s(pid) - before) / (rate * options.seconds) * 1e6
            figures.setdefault(subject.name, []).append((rate, cpu_us))
            print(f"round {round_ + 1}: {subject.name:11} {rate:9.0f}/s {cpu_us:6.0f} us", file=sys.stderr)
    return figures


def _cpu_s(pid: int) -> float:
    """Seconds of a processor that a process has used, in user and in system mode."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _report(figures: dict[str, list[tuple[float, float]]], options: argparse.Namespace) -> None:
    names = [f"{rules:,} rules" for rules in RULES]
    print(f"\n5 kB, medians of {options.rounds} rounds of {options.seconds} s\n")
    print(f"| | {names[0]} | {names[1]} | ratio | ratios of the single rounds |")
    print("|---|--:|--:|--:|---|")
    summary = {}
    for column, what in enumerate(("requests/s", "us of a processor")):
        few, many = ([round_[column] for round_ in figures[name]] for name in names)
        ratios = [b / a for a, b in zip(few, many, strict=True)]
        low, high = statistics.median(few), statistics.median(many)
        print(
            f"| {what} | {low:,.0f} | {high:,.0f} | **{high / low:.2f}** | {min(ratios):.2f} to {max(ratios):.2f} |"
        )
        summary[what] = {names[0]: low, names[1]: high, "ratio": high / low}
    if options.json:
        options.json.write_text(json.dumps(summary, indent=2) + "\n")


if __name__ == "__main__":
    main()
