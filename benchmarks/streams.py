"""
A long export through a real firewall process: how fast, and how much its memory grows.

Run with ``python -m benchmarks.streams --megabytes 200``.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import re
import tempfile
import threading
import time
from pathlib import Path

from tests.system.process import furnished, keyed, running

_ROW = '{"id":"%d","name":"Amina Haddad","status":"open","citizenshipCode":"HN","other":"%s"}\n'
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
_ROUTE = """  - route: export
    match: GET /export
    stream: records
    fields:
      /*/id: record.id
      /*/name: identity.name
      /*/citizenshipCode: immigration.citizenship
"""


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, megabytes: int) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(_HEAD)
    block = "".join(_ROW % (number, "x" * 60) for number in range(400)).encode()
    for _ in range(megabytes * 2**20 // len(block)):
        writer.write(b"%x\r\n%b\r\n" % (len(block), block))
        await writer.drain()
    writer.write(b"0\r\n\r\n")
    await writer.drain()


def _service(megabytes: int) -> int:
    """Start a service that writes rows; returns its port."""
    ready: list[int] = []
    done = threading.Event()

    async def serve() -> None:
        server = await asyncio.start_server(lambda r, w: _serve(r, w, megabytes), "127.0.0.1", 0)
        ready.append(server.sockets[0].getsockname()[1])
        done.set()
        await server.serve_forever()

    threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
    done.wait()
    return ready[0]


def _memory_mb(pid: int, what: str) -> float:
    found = re.search(rf"{what}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    megabytes = parser.parse_args().megabytes
    with tempfile.TemporaryDirectory() as folder:
        config = furnished(Path(folder), {"clinic": f"http://127.0.0.1:{_service(megabytes)}"})
        clinic = Path(folder) / "policies/services/clinic.yaml"
        clinic.write_text(clinic.read_text().rstrip("\n") + "\n" + _ROUTE)
        for path in (Path(folder) / "policies/agreements").iterdir():
            text = path.read_text().replace('"clinic:patients"', '"clinic:patients", "clinic:export"')
            path.write_text(re.sub(r"(?m)^limits:.*\n", "", text))
        key = keyed(config, "county-public-health")["county-public-health"]
        with running(config) as firewall:
            pid = firewall.process.pid
            _once(firewall.port, key, pid, megabytes)


def _once(port: int, key: str, pid: int, megabytes: int) -> None:
    before = _memory_mb(pid, "VmRSS")
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", "/clinic/export", headers={"X-Api-Key": key, "Purpose-Of-Use": "public-health"})
    answer = connection.getresponse()
    got, peak = 0, before
    while data := answer.read(2**18):
        got += len(data)
        peak = max(peak, _memory_mb(pid, "VmRSS"))
    took = time.perf_counter() - began
    print(f"status {answer.status}, {got / 2**20:.1f} MB out of {megabytes} MB in, {took:.1f} s")
    print(f"{megabytes / took:.1f} MB/s, memory {before:.0f} MB before, {peak:.0f} MB at most")


if __name__ == "__main__":
    main()
