"""The whole city: three services started together on loopback, each on a database of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from firewall.demo import clinic, school, threeoneone
from firewall.demo.people import SEED
from firewall.demo.serving import LOOPBACK, listening

CLINIC, SCHOOL, THREE_ONE_ONE = "clinic", "school", "311"
"""The names of the services, as policies and demo exchanges use them."""


@dataclass(frozen=True, slots=True)
class _Service:
    name: str
    furnish: Callable[[Path, int], None]
    application: Callable[[Path], web.Application]


_SERVICES = (
    _Service(CLINIC, clinic.furnish, lambda path: clinic.Clinic(path).application()),
    _Service(SCHOOL, school.furnish, lambda path: school.School(path).application()),
    _Service(THREE_ONE_ONE, threeoneone.furnish, lambda path: threeoneone.ThreeOneOne(path).application()),
)


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the services listen; 0 is any free port."""

    clinic: int = 0
    school: int = 0
    threeoneone: int = 0

    def of(self, service: str) -> int:
        return {CLINIC: self.clinic, SCHOOL: self.school, THREE_ONE_ONE: self.threeoneone}[service]


ANY_PORTS = Ports()
USUAL_PORTS = Ports(clinic=9101, school=9102, threeoneone=9103)


@dataclass(frozen=True, slots=True)
class City:
    """A running city: the base URL of each service, by its name."""

    upstreams: dict[str, str]

    @staticmethod
    @asynccontextmanager
    async def start(
        directory: Path, *, ports: Ports = ANY_PORTS, seed: int = SEED, host: str = LOOPBACK
    ) -> AsyncIterator[City]:
        """
        Builds the databases in ``directory`` anew and serves until the block ends.

        Raises ConfigError where a port is taken.
        """
        await asyncio.to_thread(_furnish, directory, seed)
        async with AsyncExitStack() as running:
            upstreams = {
                service.name: await running.enter_async_context(
                    listening(
                        service.application(_database(directory, service)), ports.of(service.name), host
                    )
                )
                for service in _SERVICES
            }
            yield City(upstreams)


def _furnish(directory: Path, seed: int) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for service in _SERVICES:
        service.furnish(_database(directory, service), seed)


def _database(directory: Path, service: _Service) -> Path:
    return directory / f"{service.name}.sqlite"
