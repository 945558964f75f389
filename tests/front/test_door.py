"""New TLS for new connections, and nobody turned away meanwhile."""

import asyncio
import ssl

import pytest
import uvloop

from firewall.front.door import Door
from tests.helpers_tls import SERVER, Authority


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)


class Connection:
    def __init__(self, context, certificate):
        self.context, self.certificate = context, certificate

    def getpeercert(self, binary_form):
        return self.certificate


def contexts(folder):
    """Two servers' contexts of two authorities, and what a client of each believes."""
    made = []
    for name in ("one", "two"):
        ca = Authority(name)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*ca.issue(folder, f"{name}-server", hosts=["127.0.0.1"], usage=SERVER)[:2])
        made.append((context, ssl.create_default_context(cafile=str(ca.write(folder / f"{name}-ca.pem")))))
    return made


async def listening(door):
    server = await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", 0, ssl=door)
    return server, server.sockets[0].getsockname()[1]


async def talk(port, tls):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls)
    return await said(reader, writer), (reader, writer)


async def said(reader, writer):
    writer.write(b"hello")
    async with asyncio.timeout(10):
        return await reader.readexactly(5)


async def _changes_for_new_connections_alone(folder):
    (first, by_first), (second, by_second) = contexts(folder)
    door = Door(first)
    server, port = await listening(door)
    _, old = await talk(port, by_first)
    door.renew(second)
    words, new = await talk(port, by_second)
    assert words == b"hello"
    assert await said(*old) == b"hello"  # it goes on as it began
    with pytest.raises(ssl.SSLError):
        await talk(port, by_first)

    door.shut()
    assert not door.is_open
    for tls in (None, by_first, by_second):
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError, ssl.SSLError)):
            await talk(port, tls)
    assert await said(*new) == b"hello"
    door.renew(first)
    words, again = await talk(port, by_first)
    assert (words, door.is_open) == (b"hello", True)

    server.close()
    for _, writer in (old, new, again):
        writer.close()
        await writer.wait_closed()


async def _loses_nobody(folder):
    (first, by_first), _ = contexts(folder)
    same = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    same.load_cert_chain(folder / "one-server.pem", folder / "one-server.key")
    door = Door(first)
    server, port = await listening(door)
    heard, done = [], asyncio.Event()

    async def ask():
        while not done.is_set():
            words, (_, writer) = await talk(port, by_first)
            heard.append(words)
            writer.close()
            await writer.wait_closed()

    async with asyncio.TaskGroup() as tasks:
        for _ in range(4):
            tasks.create_task(ask())
        for number in range(60):
            door.renew((first, same)[number % 2])
            await asyncio.sleep(0.01)
        done.set()
    server.close()
    assert len(heard) > 20
    assert set(heard) == {b"hello"}


@pytest.mark.parametrize("what", [_changes_for_new_connections_alone, _loses_nobody])
@pytest.mark.parametrize("run", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)  # cut on purpose
def test_tls_is_changed(tmp_path, run, what):
    run(what(tmp_path))


def test_it_has_nothing_of_its_own_to_show(tmp_path):
    (first, _), _ = contexts(tmp_path)

    assert Door(first).get_ca_certs() == []
    assert Door(first).wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_side=True).context is first


def test_what_was_verified_by_whom_nobody_believes_any_more_is_over(tmp_path):
    """Only where somebody showed a certificate: a key or nothing depends on no authority."""
    (first, _), (second, _) = contexts(tmp_path)
    door = Door(first)
    shown = Connection(first, b"certificate"), Connection(first, None)
    door.renew(second)
    assert [door.is_over(one) for one in shown] == [False, False]

    door.renew(second, all_believed=False)
    assert [door.is_over(one) for one in shown] == [True, False]
    assert not door.is_over(Connection(second, b"certificate"))
    door.shut()
    assert door.is_over(shown[0])
    assert not door.is_over(Connection(second, b"certificate"))
