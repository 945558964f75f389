"""
``make bench``: two processes that answer beside one, over the same service, at the same load.

Both are measured in turns within each round.  Beside requests a second the seconds of processor that each request
took are counted, for each process by itself: where wrk and the service need the same cores, the rate of two cannot
double, and the cost of a request still tells what another core would bring.  Needs wrk and nginx.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import city
from benchmarks.processes import REPOSITORY, free_port, process, wait
from benchmarks.proxy import Subject, serve, wrk

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
COUNTS = (1, 2)


@dataclass
class Run:
    """What was measured of one number of processes and one size."""

    rates: list[float] = field(default_factory=list)
    cpu: dict[str, list[float]] = field(default_factory=dict)

    def add(self, rate: float, microseconds: dict[str, float]) -> None:
        self.rates.append(rate)
        for name, value in microseconds.items():
            self.cpu.setdefault(name, []).append(value)


@dataclass(frozen=True)
class Town:
    """A running firewall, and who is who among its processes."""

    subject: Subject
    pid: int
    count: int
    service: int

    def seconds(self) -> dict[str, float]:
        """Seconds of processor so far."""
        wrk = resource.getrusage(resource.RUSAGE_CHILDREN)
        service = sum(map(_seconds, _children(self.service)))
        others = {"others": service + wrk.ru_utime + wrk.ru_stime}
        if self.count == 1:
            return {"process": _seconds(self.pid), **others}
        nursery = _children(self.pid)[0]
        workers = [_seconds(pid) for pid in _children(nursery)]
        return {"supervisor": _seconds(self.pid), "workers": sum(workers), **others}


def main() -> None:
    options = _options()
    runs: dict[tuple[str, int], Run] = {}
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as running:
        towns = _start(Path(name), running)
        for round_ in range(options.rounds):
            for size, records in city.SIZES.items():
                for town in towns:
                    rate, cpu = _measured(town, records, options)
                    runs.setdefault((size, town.count), Run()).add(rate, cpu)
                    told = ", ".join(f"{who} {us:.0f} us" for who, us in cpu.items())
                    print(
                        f"round {round_ + 1}: {size:7} {town.count}: {rate:7.0f}/s, {told}", file=sys.stderr
                    )
    _report(runs, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5, help="of each single run")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--json", type=Path, help="write the figures there too")
    return parser.parse_args()


def _start(folder: Path, running: contextlib.ExitStack) -> list[Town]:
    served = serve(folder, running)
    return [_town(folder / str(count), served.files, count, served.pid, running) for count in COUNTS]


def _town(folder: Path, upstream: int, count: int, service: int, running: contextlib.ExitStack) -> Town:
    (folder / "policies").mkdir(parents=True)
    city.write_policies(folder / "policies", REPOSITORY, upstream)
    config, port = folder / "firewall.toml", free_port()
    config.write_text(
        f"[listen]\nport = {port}\n[admin]\nport = {free_port()}\n"
        f"[processes]\ncount = {count}\n[logs]\naccess = false\n"
    )
    command = [sys.executable, "-m", "firewall.cli"]
    started = running.enter_context(process([*command, "run", "--create", "--config", str(config)]))
    wait(port)
    issued = subprocess.run(
        [*command, "partner", "add-key", "bench-partner", "--by", "bench", "--config", str(config)],
        check=True, capture_output=True, text=True, cwd=REPOSITORY,
    )  # fmt: skip
    headers = (f"Authorization: Bearer {issued.stdout.strip()}", "Purpose-Of-Use: public-health")
    time.sleep(3)  # what is imported beside the first requests is not theirs
    return Town(Subject(f"{count}", port, headers), started.pid, count, service)


def _measured(town: Town, records: int, options: argparse.Namespace) -> tuple[float, dict[str, float]]:
    before = town.seconds()
    rate = wrk(town.subject, records, options)
    requests = rate * options.seconds
    return rate, {who: (now - before[who]) / requests * 1e6 for who, now in town.seconds().items()}


def _seconds(pid: int) -> float:
    words = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) * _TICK_S


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


def _report(runs: dict[tuple[str, int], Run], options: argparse.Namespace) -> None:
    print(f"\n{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; ", end="")
    print(f"median of {options.rounds} rounds of {options.seconds} s, {options.connections} connections;")
    print("microseconds of processor a request, and what two could reach at most by that\n")
    print(
        "| body | one, requests/s | two | two : one | one, us | worker | supervisor | wrk, nginx | most here | most |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    summary = {}
    for size in city.SIZES:
        one, two = runs[size, 1], runs[size, 2]
        rates = [statistics.median(run.rates) for run in (one, two)]
        alone = statistics.median(one.cpu["process"])
        told = ("workers", "supervisor", "others")
        worker, supervisor, others = (statistics.median(two.cpu[who]) for who in told)
        # Here all share two cores; elsewhere each worker has one, and so has the supervisor.
        here, most = 2 * alone / (worker + supervisor + others), min(2 * alone / worker, alone / supervisor)
        print(
            f"| {size} | {rates[0]:,.0f} | {rates[1]:,.0f} | **{rates[1] / rates[0]:.2f}** | {alone:.0f} "
            f"| {worker:.0f} | {supervisor:.0f} | {others:.0f} | {here:.2f} | {most:.2f} |"
        )
        summary[size] = {
            "one": rates[0], "two": rates[1], "one_us": alone, "worker_us": worker, "supervisor_us": supervisor,
            "others_us": others,
        }  # fmt: skip
    if options.json:
        options.json.write_text(json.dumps(summary, indent=2) + "\n")


if __name__ == "__main__":
    main()
