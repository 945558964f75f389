"""A mirror that stands: real sockets, the city's policies, a service that notes what reaches it."""

import asyncio
import contextlib
import functools
import json
import secrets
from dataclasses import replace

from firewall import config
from firewall.app import load_policies
from firewall.audit.store import Reader
from firewall.demo import stage
from firewall.demo.city import NAMES
from firewall.mirror import books
from firewall.mirror.building import Mirror
from firewall.policy.compiled import Compiled
from tests.front.city import Service
from tests.helpers import detectors
from tests.system import process
from tests.system.town import POLICIES

NOTHING = b"HTTP/1.1 204 No Content\r\n"
CANARY = b"zqcanary"
PATIENT = (
    b'{"id": "7", "name": {"given": "Zqcanary", "family": "Zqcanary"}, "phone": "zqcanary", "notes": "zqcanary has no papers",'
    b' "citizenshipCode": "4", "zqcanarymember": "zqcanary"}'
)


@contextlib.asynccontextmanager
async def service(*scripts):
    """A service of scripts; ``requests`` is what reached it."""
    answering = Service(*scripts)
    async with await asyncio.start_server(answering, "127.0.0.1", 0) as server:
        answering.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield answering


def furnished(directory, upstream=process.NOWHERE, *, ask=False, settings=""):
    """The configuration of a mirror, with policies whose services are all at ``upstream``."""
    more = f"\n[mirror]\nport = 0\nask = {'true' if ask else 'false'}\n{settings}"
    return process.furnished(directory, dict.fromkeys(NAMES, upstream), more)


@functools.cache
def read_once():
    return load_policies(POLICIES).bundle


def policies(upstream):
    """The city's, with every service at ``upstream``."""
    bundle = read_once()
    return replace(bundle, services=tuple(replace(service, upstream=upstream) for service in bundle.services))


class Standing:
    def __init__(self, port, directory, keys, mirror):
        self.port, self.directory, self.keys, self.mirror = port, directory, keys, mirror
        self.url = f"http://127.0.0.1:{port}"

    async def settled(self):
        """Everything that came was looked at."""
        await self.mirror._waiting._queue.join()

    def entries(self):
        reader = Reader(self.directory)
        try:
            return [json.loads(raw) for _, raw in reader.entries(0, 2**62)]
        finally:
            reader.close()

    def mirrored(self):
        return [entry for entry in self.entries() if entry["kind"].startswith("mirrored-")]

    async def say(self, raw, wait_s=5.0):
        """Bytes as they are; returns what comes back until the end, or silence."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(raw)
        got = b""
        with contextlib.suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(wait_s):
                while not got.endswith(b"\r\n\r\n"):
                    chunk = await reader.read(65536)
                    if not chunk:
                        break
                    got += chunk
        writer.close()
        return got

    async def ask(self, target, *, partner="", purpose="", method="GET", body=b"", lines=()):
        said = [b"%s %s HTTP/1.1" % (method.encode(), target.encode()), b"Host: mirror", *lines]
        if partner:
            said.append(b"X-Api-Key: " + self.keys[partner].encode())
        if purpose:
            said.append(b"Purpose-Of-Use: " + purpose.encode())
        if body:
            said += [b"Content-Type: application/json", b"Content-Length: %d" % len(body)]
        return await self.say(b"\r\n".join([*said, b"", body]))


@contextlib.asynccontextmanager
async def standing(
    directory, upstream=process.NOWHERE, *, ask=False, partners=("county-public-health", "ice-ero")
):
    settings = config.load(furnished(directory, upstream, ask=ask).read_text(), directory)[0]
    bundle = policies(upstream)
    with books.opened(settings.mirror_data, bundle, create=True) as opened:
        keys = {
            partner: opened.keys.add(partner, by="test", at=stage.now(), entropy=secrets.token_bytes).text
            for partner in partners
        }
        mirror = Mirror(settings, Compiled(bundle), opened, detectors())
        async with mirror.serving() as port:
            yield Standing(port, settings.mirror_data, keys, mirror)
