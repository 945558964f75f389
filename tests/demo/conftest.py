"""One furnished set of databases a process; each test gets copies and real sockets."""

import shutil
from contextlib import asynccontextmanager

import aiohttp
import pytest

from firewall.demo import clinic, district, housing, plates, school, threeoneone, utility
from firewall.demo.serving import listening

FURNISH = {
    "clinic": clinic.furnish, "school": school.furnish, "311": threeoneone.furnish, "housing": housing.furnish,
    "utility": utility.furnish, "plates": plates.furnish, "district": district.furnish,
}  # fmt: skip


@pytest.fixture(scope="session")
def furnished(tmp_path_factory):
    directory = tmp_path_factory.mktemp("city")
    for name, furnish in FURNISH.items():
        furnish(directory / f"{name}.sqlite")
    return directory


@pytest.fixture
def database(furnished, tmp_path):
    def copied(name):
        return shutil.copy(furnished / f"{name}.sqlite", tmp_path)

    return copied


@asynccontextmanager
async def asking(app):
    async with listening(app) as base, aiohttp.ClientSession(base) as session:
        yield session


@pytest.fixture
async def at_clinic(database):
    async with asking(clinic.Clinic(database("clinic")).application()) as session:
        yield session


@pytest.fixture
async def at_school(database):
    async with asking(school.School(database("school")).application()) as session:
        yield session


@pytest.fixture
async def at_311(database):
    async with asking(threeoneone.ThreeOneOne(database("311")).application()) as session:
        yield session


@pytest.fixture
async def at_housing(database):
    async with asking(housing.Housing(database("housing")).application()) as session:
        yield session


@pytest.fixture
async def at_utility(database):
    async with asking(utility.Utility(database("utility")).application()) as session:
        yield session


@pytest.fixture
async def at_plates(database):
    async with asking(plates.Plates(database("plates")).application()) as session:
        yield session


@pytest.fixture
async def at_district(database):
    async with asking(district.District(database("district")).application()) as session:
        yield session


@pytest.fixture
def got():
    """Asks with GET and gives status and body."""

    async def get(session, target):
        async with session.get(target) as response:
            return response.status, await response.json()

    return get


@pytest.fixture
def sent():
    """Asks with POST and gives status and body."""

    async def post(session, target, **body):
        async with session.post(target, **body) as response:
            return response.status, await response.json()

    return post
