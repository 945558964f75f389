import asyncio
from contextlib import asynccontextmanager

import pytest

from firewall.front.admin import Admin, Signs
from tests.front.city import read_answer


@asynccontextmanager
async def admin(*, ready=True, hosts=frozenset()):
    listener = Admin(Signs(exposition=lambda: b"firewall_up 1\n", is_ready=lambda: ready, hosts=hosts))
    port = await listener.start("127.0.0.1", 0)
    try:
        yield port
    finally:
        await listener.close()


async def ask(port, path, *, method="GET", host=None):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: {host or f'127.0.0.1:{port}'}\r\n\r\n".encode())
        async with asyncio.timeout(5):
            return await read_answer(reader)
    finally:
        writer.close()


async def test_the_numbers():
    async with admin() as port:
        status, headers, body = await ask(port, "/metrics")

    assert (status, body) == (200, b"firewall_up 1\n")
    assert headers["content-type"].startswith("text/plain; version=0.0.4")


async def test_alive():
    async with admin(ready=False) as port:
        assert (await ask(port, "/healthz"))[0] == 200


@pytest.mark.parametrize(("ready", "status"), [(True, 200), (False, 503)])
async def test_ready_is_what_it_is_told(ready, status):
    async with admin(ready=ready) as port:
        assert (await ask(port, "/readyz"))[0] == status


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:9000", "127.0.0.1.evil.example", "firewall", "10.0.0.1"]
)
async def test_a_name_that_is_not_ours_gets_nothing(host):
    async with admin() as port:
        status, _, body = await ask(port, "/metrics", host=host)

    assert (status, body) == (403, b"unknown host\n")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9000", "[::1]:9000", "127.0.0.1", "firewall:9000"])
async def test_names_of_ours(host):
    async with admin(hosts=frozenset({"firewall"})) as port:
        assert (await ask(port, "/metrics", host=host))[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
async def test_nothing_can_be_changed(method):
    async with admin() as port:
        assert (await ask(port, "/metrics", method=method))[0] == 405


@pytest.mark.parametrize("path", ["/", "/metrics/", "/metrics?x=1", "/../metrics", "/debug"])
async def test_there_is_nothing_else(path):
    async with admin() as port:
        assert (await ask(port, path))[0] == 404


async def test_what_cannot_be_parsed_is_refused():
    async with admin() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"\x16\x03\x01\r\n\r\n")

        assert (await read_answer(reader))[0] == 400
        writer.close()
