"""A server of keys on this machine, over TLS, that does what it is told."""

import asyncio
import ssl
from contextlib import asynccontextmanager

from tests.helpers_tls import SERVER, Authority


class KeyServer:
    def __init__(self, folder, answer):
        ca = Authority("Keys CA")
        self.ca = ca.write(folder / "keys-ca.pem")
        self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.tls.load_cert_chain(
            *ca.issue(folder, "keys", hosts=["127.0.0.1", "localhost"], usage=SERVER)[:2]
        )
        self.answer = answer
        self.asked = []
        self.port = 0

    @property
    def url(self):
        return f"https://127.0.0.1:{self.port}/jwks.json"

    async def serve(self, reader, writer):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.asked.append(head.decode())
            await self._say(writer)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            return
        finally:
            writer.close()

    async def _say(self, writer):
        answer = self.answer
        if callable(answer):
            await answer(writer)
            return
        status, body, *lines = answer if isinstance(answer, tuple) else ("200 OK", answer)
        head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *lines]
        writer.write("\r\n".join([*head, "", ""]).encode() + body)
        await writer.drain()


@asynccontextmanager
async def serving(folder, answer):
    keys = KeyServer(folder, answer)
    server = await asyncio.start_server(keys.serve, "127.0.0.1", 0, ssl=keys.tls)
    keys.port = server.sockets[0].getsockname()[1]
    try:
        yield keys
    finally:
        server.close()
