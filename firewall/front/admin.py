"""The listener for operators: numbers, alive, ready.  Nothing of any exchange can be asked for here."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firewall.front.problems import Answer
from firewall.front.wire import Server
from firewall.front.writing import Written

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web

_TEXT = (("Content-Type", "text/plain; charset=utf-8"),)
_METRICS = (("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),)
"""Prometheus text exposition format 0.0.4."""

_MOST = 32
"""Connections at once: whoever reads numbers takes none of what requesters and the record need."""

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What the listener can tell.  ``hosts`` are further names it answers to, without a port."""

    exposition: Callable[[], bytes]
    is_ready: Callable[[], bool]
    hosts: frozenset[str] = frozenset()


class Admin:
    def __init__(self, signs: Signs) -> None:
        self._signs = signs
        self._server: Server | None = None
        self._listening: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> int:
        """Returns the port, chosen by the system where 0."""
        self._server = Server(self, head_s=5.0, most=lambda: _MOST)
        self._listening = await asyncio.get_running_loop().create_server(self._server, host, port)
        return int(self._listening.sockets[0].getsockname()[1])

    async def close(self) -> None:
        if self._listening is not None and self._server is not None:
            self._listening.close()
            self._server.pre_shutdown()
            await self._server.shutdown(1.0)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        answer = self._answer(request.method, request.headers.getall("Host", []), request.raw_path)
        return Written(answer, keep_alive=request.keep_alive and not request.body_exists)

    async def refuse_unparsed(self, reason: str) -> web.StreamResponse:  # noqa: ARG002 - nothing of any exchange comes here, so nothing is recorded
        return Written(_text(400, "bad request"), keep_alive=False)

    def left_unread(self, reason: str, times: int) -> None:
        """Nothing, for the same reason."""

    def _answer(self, method: str, hosts: list[str], path: str) -> Answer:
        # A page in an operator's browser may reach this by a name of its own choice (DNS rebinding).
        if len(hosts) != 1 or not self._is_ours(hosts[0]):
            return _text(403, "unknown host")
        if method != "GET":
            return _text(405, "GET only")
        match path:
            case "/metrics":
                return Answer(status=200, headers=_METRICS, body=self._signs.exposition())
            case "/healthz":
                return _text(200, "alive")
            case "/readyz":
                return _text(200, "ready") if self._signs.is_ready() else _text(503, "not ready")
            case _:
                return _text(404, "not found")

    def _is_ours(self, host: str) -> bool:
        name, colon, port = host.rpartition(":")
        return (name if colon and port.isdigit() else host).lower() in _LOOPBACK | self._signs.hosts


def _text(status: int, words: str) -> Answer:
    return Answer(status=status, headers=_TEXT, body=f"{words}\n".encode())
