"""The whole city: its services started together on loopback, each on a database of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from firewall.demo import clinic, district, housing, plates, school, threeoneone, utility
from firewall.demo.people import SEED
from firewall.demo.serving import LOOPBACK, listening

CLINIC, SCHOOL, THREE_ONE_ONE = "clinic", "school", "311"
HOUSING_OFFICE, UTILITY, PLATES, DISTRICT = "housing", "utility", "plates", "district"
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
    _Service(HOUSING_OFFICE, housing.furnish, lambda path: housing.Housing(path).application()),
    _Service(UTILITY, utility.furnish, lambda path: utility.Utility(path).application()),
    _Service(PLATES, plates.furnish, lambda path: plates.Plates(path).application()),
    _Service(DISTRICT, district.furnish, lambda path: district.District(path).application()),
)
NAMES = tuple(service.name for service in _SERVICES)
_FIRST_PORT = 9101


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the services listen; one that is not named listens on any free port."""

    named: Mapping[str, int] = field(default_factory=dict)

    def of(self, service: str) -> int:
        return self.named.get(service, 0)


ANY_PORTS = Ports()
USUAL_PORTS = Ports({name: _FIRST_PORT + number for number, name in enumerate(NAMES)})


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
