"""
Listens, reads each request as the firewall does, and says an empty 204 whatever happens.

INVARIANT: what the proxy would have answered is thrown away here, unread.  No byte of a service, of a policy or of a
problem can leave a mirror, because nothing that was made elsewhere is ever written by it.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import structlog

from firewall.front.problems import Answer
from firewall.front.wire import Server, require_c_parser
from firewall.front.writing import Written

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import web

    from firewall.front.http import Proxy

NOTHING = Answer(status=204, headers=(), body=b"")
_CLOSE_S = 1.0

_log = structlog.get_logger()


class Mute:
    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Never raises but where this task itself is cancelled."""
        try:
            answered = await self._proxy.handle(request)
            stays = bool(answered.keep_alive)
        except Exception as error:  # noqa: BLE001 - its text may quote a value, and nothing of it may leave
            _log.error("mirror-fault", error=type(error).__name__)
            stays = False
        return Written(NOTHING, keep_alive=stays)

    async def refuse_unparsed(self, reason: str) -> web.StreamResponse:
        try:
            await self._proxy.refuse_unparsed(reason)
        except Exception as error:  # noqa: BLE001 - as above
            _log.error("mirror-fault", error=type(error).__name__)
        return Written(NOTHING, keep_alive=False)

    def left_unread(self, reason: str, times: int) -> None:
        self._proxy.left_unread(reason, times)


@asynccontextmanager
async def listening(mute: Mute, host: str, port: int, *, head_s: float) -> AsyncIterator[int]:
    """Listen until the block ends; gives the port, chosen by the system where 0.  Raises OSError."""
    require_c_parser()
    server = Server(mute, head_s=head_s)
    open_ = await asyncio.get_running_loop().create_server(server, host, port)
    try:
        yield int(open_.sockets[0].getsockname()[1])
    finally:
        open_.close()
        server.pre_shutdown()
        await server.shutdown(_CLOSE_S)
