"""
What the service manager is told: ready, reloading, stopping, still alive (sd_notify(3)).

One datagram each to the socket that it named, and nothing where it named none.
"""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import suppress


class Notify:
    """``address`` is what stands in ``NOTIFY_SOCKET``: a path, or ``@`` and a name without a file."""

    def __init__(self, address: str) -> None:
        self._address = f"\0{address[1:]}" if address.startswith("@") else address

    def ready(self) -> None:
        """Serving, after the start or a reload."""
        self._tell("READY=1")

    def reloading(self) -> None:
        self._tell(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        self._tell("STOPPING=1")

    async def beat(self, watchdog_usec: int) -> None:
        """Tell twice within each span that the event loop still turns.  Runs until cancelled."""
        while watchdog_usec > 0:
            self._tell("WATCHDOG=1")
            await asyncio.sleep(watchdog_usec / 2e6)

    def _tell(self, said: str) -> None:
        """Never raises and never waits: the firewall works without anybody who listens."""
        if not self._address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
            wire.setblocking(False)  # noqa: FBT003 - the standard library's way
            wire.connect(self._address)
            wire.send(said.encode())


SILENT = Notify("")
