"""
How fast a file is redacted, and in how much memory, beside dropping a column with tools that look at nothing.

    python -m benchmarks.redact --megabytes 200 --workers 2
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.files.office import PERMITS, SHARED
from tests.system import process
from tests.system.town import environment

_HEADER = "id,name,birthDate,remark,citizenshipCode\r\n"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder), given.megabytes, given.workers)


def _measure(folder: Path, megabytes: int, workers: int) -> None:
    config = process.furnished(folder / "house")
    (folder / "house/policies/services/permits.yaml").write_text(PERMITS)
    always = SHARED.replace("2026-02-01", "2001-01-01").replace("2027-01-31", "2099-12-31")
    (folder / "house/policies/agreements/permits.yaml").write_text(
        always.replace("limits: {records_per_request: 100000}\n", "")
    )
    process.keyed(config)
    for kind in ("csv", "ndjson"):
        small, large = folder / f"small.{kind}", folder / f"large.{kind}"
        _write(small, kind, 4)
        _write(large, kind, megabytes)
        _, base = _redacted(config, small, folder / f"out-small.{kind}", workers)
        seconds, most = _redacted(config, large, folder / f"out.{kind}", workers)
        size = large.stat().st_size / 2**20
        _tell(
            f"firewall redact, {kind}, {workers} workers",
            size,
            seconds,
            f"{most - base:.0f} MiB over a 4 MiB file",
        )
        for name, words in _plain(large, folder / "plain").items():
            began = time.monotonic()
            subprocess.run(words, check=True)
            _tell(name, size, time.monotonic() - began, "")
        for path in folder.glob("*.*"):
            path.unlink()


def _write(path: Path, kind: str, megabytes: int) -> None:
    number = 0
    with path.open("w", newline="") as file:
        if kind == "csv":
            file.write(_HEADER)
        while file.tell() < megabytes * 2**20:
            rows = range(number, number + 1000)
            number += 1000
            if kind == "csv":
                file.writelines(f"{n},Ana Permit,1987-03-09,v{n % 3},HN\r\n" for n in rows)
            else:
                file.writelines(
                    f'{{"id":"{n}","name":"Ana Permit","birthDate":"1987-03-09","remark":"v{n % 3}",'
                    '"citizenshipCode":"HN"}\n'
                    for n in rows
                )


def _redacted(config: Path, file: Path, out: Path, workers: int) -> tuple[float, float]:
    """Seconds, and the most MiB that all its processes held for themselves at one moment."""
    words = [
        sys.executable, "-m", "firewall.cli", "redact", str(file), "--as", "county-public-health", "--purpose",
        "public-health", "--service", "permits", "-o", str(out), "--config", str(config), "--workers", str(workers),
    ]  # fmt: skip
    began = time.monotonic()
    running = subprocess.Popen(words, env=environment(), stdout=subprocess.DEVNULL)
    most, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            most[0] = max(most[0], sum(_held(one) for one in (running.pid, *_children(running.pid))))

    watching = threading.Thread(target=watch)
    watching.start()
    code = running.wait()
    over.set()
    watching.join()
    if code:
        sys.exit(f"firewall redact ended with {code}")
    return time.monotonic() - began, most[0]


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _held(pid: int) -> float:
    """MiB in proportion: what is shared by several is counted once."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    except (OSError, StopIteration):
        return 0.0


def _plain(file: Path, out: Path) -> dict[str, list[str]]:
    scan = "scan_csv" if file.suffix == ".csv" else "scan_ndjson"
    sink = "sink_csv" if file.suffix == ".csv" else "sink_ndjson"
    code = f"import polars; polars.{scan}({str(file)!r}).drop('citizenshipCode', 'birthDate').{sink}({str(out)!r})"
    found = {"polars, two columns dropped": [sys.executable, "-c", code]}
    if file.suffix == ".ndjson" and shutil.which("jq"):
        words = f"jq -c 'del(.citizenshipCode, .birthDate)' {file} > {out}"
        found["jq, two members dropped"] = ["sh", "-c", words]
    return found


def _tell(name: str, size: float, seconds: float, more: str) -> None:
    print(f"{name:45} {size / seconds:8.1f} MiB/s {seconds:8.1f} s  {more}", flush=True)


if __name__ == "__main__":
    main()
