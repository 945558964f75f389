"""
``make bench``: wrk against nginx pass-through, a plain aiohttp proxy, and the firewall.

All three stand before the same nginx that serves the same files, one process each, and take
turns within each round; what counts are the ratios of the medians.  Needs wrk and nginx.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks import city
from benchmarks.processes import REPOSITORY, free_port, process, wait

NGINX = """\
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000; default_type application/json;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  upstream files {{ server 127.0.0.1:{files}; keepalive 64; }}
  server {{ listen 127.0.0.1:{files}; root {root}; }}
  server {{ listen 127.0.0.1:{proxy}; location /bench/ {{
    proxy_pass http://files/; proxy_http_version 1.1; proxy_set_header Connection ""; }} }}
}}
"""


@dataclass(frozen=True)
class Subject:
    name: str
    port: int
    headers: tuple[str, ...] = ()


def main() -> None:
    options = _options()
    for tool in ("wrk", "nginx"):
        if shutil.which(tool) is None:
            sys.exit(f"{tool} is not installed; on Debian: apt-get install wrk nginx-light")
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as running:
        sizes, subjects = _start(Path(name), running)
        rows = _measure(subjects, options)
    _report(sizes, rows, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5, help="of each single run")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--json", type=Path, help="write the figures there too")
    return parser.parse_args()


@dataclass(frozen=True, slots=True)
class Served:
    """nginx, with the bodies at the port ``files`` and passed through at ``passing``; bytes by the name of a size."""

    files: int
    passing: int
    pid: int
    sizes: dict[str, int]


def serve(folder: Path, running: contextlib.ExitStack) -> Served:
    folder.chmod(0o755)  # nginx's worker may be another user
    root = folder / "root"
    root.mkdir()
    sizes = city.write_bodies(root)
    files, passing = free_port(), free_port()
    conf = folder / "nginx.conf"
    conf.write_text(NGINX.format(folder=folder, files=files, proxy=passing, root=root))
    nginx = running.enter_context(process(["nginx", "-c", str(conf), "-p", str(folder)]))
    return Served(files, passing, nginx.pid, sizes)


def _start(folder: Path, running: contextlib.ExitStack) -> tuple[dict[str, int], list[Subject]]:
    served = serve(folder, running)
    passing, files, sizes = served.passing, served.files, served.sizes
    plain, ours, admin = (free_port() for _ in range(3))
    upstream = f"http://127.0.0.1:{files}"
    command = [sys.executable, "-m", "benchmarks.plain", "--port", str(plain), "--upstream", upstream]
    running.enter_context(process(command))
    key, _ = firewall(folder / "firewall", files, ours, admin, running)
    subjects = [
        Subject("nginx", passing),
        Subject("aiohttp", plain),
        Subject("firewall", ours, (f"Authorization: Bearer {key}", "Purpose-Of-Use: public-health")),
    ]
    for subject in subjects:
        wait(subject.port)
    return sizes, subjects


def firewall(
    folder: Path, upstream: int, port: int, admin: int, running: contextlib.ExitStack, *, rules: int = 0
) -> tuple[str, int]:
    """Start the firewall, with so many rules beside its own; return a key that it knows, and its process."""
    folder.mkdir()
    (folder / "policies").mkdir()
    city.write_policies(folder / "policies", REPOSITORY, upstream, rules)
    config = folder / "firewall.toml"
    config.write_text(f"[listen]\nport = {port}\n[admin]\nport = {admin}\n")
    command = [sys.executable, "-m", "firewall.cli"]
    started = running.enter_context(process([*command, "run", "--create", "--config", str(config)]))
    wait(port)
    issued = subprocess.run(
        [*command, "partner", "add-key", "bench-partner", "--by", "bench", "--config", str(config)],
        check=True, capture_output=True, text=True, cwd=REPOSITORY,
    )  # fmt: skip
    return issued.stdout.strip(), started.pid


def _measure(subjects: list[Subject], options: argparse.Namespace) -> dict[tuple[str, str], list[float]]:
    figures: dict[tuple[str, str], list[float]] = {}
    for round_ in range(options.rounds):
        for size, records in city.SIZES.items():
            for subject in subjects:
                rate = wrk(subject, records, options)
                figures.setdefault((size, subject.name), []).append(rate)
                print(f"round {round_ + 1}: {size:7} {subject.name:9} {rate:9.0f}/s", file=sys.stderr)
    return figures


def wrk(subject: Subject, records: int, options: argparse.Namespace) -> float:
    headers = [part for header in subject.headers for part in ("-H", header)]
    url = f"http://127.0.0.1:{subject.port}{city.PATH}/{records}"
    command = ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", *headers, url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said:
        sys.exit(f"{subject.name} refused requests of the benchmark:\n{said}")
    found = re.search(r"Requests/sec:\s+([0-9.]+)", said)
    if found is None:
        sys.exit(said)
    return float(found[1])


def _report(
    sizes: dict[str, int], figures: dict[tuple[str, str], list[float]], options: argparse.Namespace
) -> None:
    print(f"\n{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; ", end="")
    print(
        f"median of {options.rounds} rounds of {options.seconds} s, {options.connections} connections, requests/s\n"
    )
    print("| body | nginx | aiohttp | firewall | firewall : aiohttp | firewall : nginx |")
    print("|---|--:|--:|--:|--:|--:|")
    summary = {}
    for size, bytes_ in sizes.items():
        nginx, plain, ours = (
            statistics.median(figures[size, name]) for name in ("nginx", "aiohttp", "firewall")
        )
        rates = f"{nginx:,.0f} | {plain:,.0f} | {ours:,.0f}"
        print(f"| {bytes_:,} B | {rates} | **{ours / plain:.2f}** | {ours / nginx:.2f} |")
        summary[size] = {"bytes": bytes_, "nginx": nginx, "aiohttp": plain, "firewall": ours}
    if options.json:
        options.json.write_text(json.dumps(summary, indent=2) + "\n")


if __name__ == "__main__":
    main()
