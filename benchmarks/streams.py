"""
A long export through a real firewall process: how fast, and how much its memory grows.

    python -m benchmarks.streams --megabytes 2048 --kinds csv,ndjson

Before it a small one is asked for: what the first answer of a process costs, however short (what is loaded when it is
first needed, 30 to 60 MiB), is told by itself.  Beside it the same columns are dropped with tools that look at nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import multiprocessing
import re
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks import exports
from benchmarks.memory import watched
from benchmarks.plainly import measured
from tests.system.process import Firewall, furnished, keyed, running

_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
_BLOCK = 128 * 1024
_SMALL = 2 * 2**20
_ROUTE = f"  - route: export\n    match: GET /export\n    stream: records\n    fields:\n{exports.FIELDS}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--kinds", default="csv,ndjson", help="csv, ndjson, json, xml")
    parser.add_argument("--folder", help="where the files are made for as long as it takes")
    given = parser.parse_args()
    for kind in given.kinds.split(","):
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            _measure(Path(folder), kind, given.megabytes * 2**20)


def _measure(folder: Path, kind: str, size: int) -> None:
    file = folder / f"export.{kind}"
    exports.write(file, kind, size)
    small = folder / f"small.{kind}"
    exports.write(small, kind, _SMALL)
    here, there = multiprocessing.Pipe()
    service = multiprocessing.get_context("spawn").Process(
        target=_serving, args=((small, file), kind, there), daemon=True
    )
    service.start()
    config = furnished(folder / "house", {"clinic": f"http://127.0.0.1:{here.recv()}"})
    clinic = folder / "house/policies/services/clinic.yaml"
    clinic.write_text(clinic.read_text().rstrip("\n") + "\n" + _ROUTE)
    for path in (folder / "house/policies/agreements").iterdir():
        text = path.read_text().replace('"clinic:patients"', '"clinic:patients", "clinic:export"')
        path.write_text(re.sub(r"(?m)^limits:.*\n", "", text))
    key = keyed(config, "county-public-health")["county-public-health"]
    with running(config) as firewall:
        for which in (small, file):
            _once(firewall, key, kind, which.stat().st_size)
    service.terminate()
    for tool, took in measured(file, folder / f"out.{kind}").items():
        _tell(f"{tool}, {kind}, the columns dropped", file.stat().st_size, took, "")


def _serving(files: Sequence[Path], kind: str, ready: Connection) -> None:
    """A service that sends each of the files once, a block a chunk, as fast as it is taken."""
    left = list(files)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(_HEAD.format(exports.MEDIA_TYPES[kind]).encode())
        with left.pop(0).open("rb") as blocks:
            while block := blocks.read(_BLOCK):
                writer.write(b"%x\r\n%b\r\n" % (len(block), block))
                await writer.drain()
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


def _once(firewall: Firewall, key: str, kind: str, size: int) -> None:
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", firewall.port, timeout=600)
    with watched(firewall.process.pid) as memory:
        headers = {"X-Api-Key": key, "Purpose-Of-Use": "public-health"}
        connection.request("GET", "/clinic/export", headers=headers)
        answer = connection.getresponse()
        got, ended = 0, ""
        try:
            while data := answer.read(2**18):
                got += len(data)
        except http.client.IncompleteRead:
            ended = f", CUT: {_results(firewall.admin_url)}"
    took = time.monotonic() - began
    more = f"status {answer.status}, {got / 2**20:.1f} MiB out, {memory.growth:.0f} MiB more memory"
    _tell(f"firewall run, a stream of {kind}", size, took, f"{more} ({memory.before:.0f} before){ended}")


def _results(url: str) -> str:
    """How streams ended, as the firewall counts them."""
    with urllib.request.urlopen(f"{url}/metrics") as page:  # our own, on loopback
        lines = page.read().decode().splitlines()
    return ", ".join(line.partition("{")[2] for line in lines if line.startswith("firewall_streams_total{"))


def _tell(name: str, size: int, seconds: float, more: str) -> None:
    print(f"{name:45} {size / 2**20 / seconds:8.1f} MiB/s {seconds:8.1f} s  {more}", flush=True)


if __name__ == "__main__":
    main()
