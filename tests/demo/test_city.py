import socket

import aiohttp
import pytest

from firewall.app import load_policies
from firewall.demo.city import NAMES, USUAL_PORTS, City, Ports
from firewall.errors import ConfigError
from tests.system.town import POLICIES

ONE_OF_EACH = {
    "clinic": "/patients/1001", "school": "/students/500001", "311": "/requests/70001", "housing": "/tenants/88412",
    "utility": "/accounts/60001", "plates": "/hits/30001", "district": "/students/620001",
}  # fmt: skip


async def visit(method, url, status, **body):
    async with aiohttp.ClientSession() as session, session.request(method, url, **body) as response:
        assert response.status == status


async def test_every_service_answers_while_the_city_stands(tmp_path):
    assert ONE_OF_EACH.keys() == {*NAMES}
    async with City.start(tmp_path / "city") as city:
        for service, target in ONE_OF_EACH.items():
            await visit("GET", city.upstreams[service] + target, 200)


async def test_each_service_has_an_address_and_a_database_of_its_own(tmp_path):
    async with City.start(tmp_path / "city") as city:
        assert len({*city.upstreams.values()}) == len(NAMES)
        assert {path.name for path in (tmp_path / "city").iterdir()} == {f"{name}.sqlite" for name in NAMES}


async def test_nothing_answers_after_the_end(tmp_path):
    async with City.start(tmp_path) as city:
        bases = [*city.upstreams.values()]

    async with aiohttp.ClientSession() as session:
        for base in bases:
            with pytest.raises(aiohttp.ClientConnectorError):
                await session.get(base)


async def test_city_is_the_same_again_after_visitors(tmp_path):
    new = {"category": "other", "address": "x", "text": "x"}
    async with City.start(tmp_path) as city:
        await visit("POST", city.upstreams["311"] + "/requests", 201, json=new)
        await visit("GET", city.upstreams["311"] + "/requests/71001", 200)

    async with City.start(tmp_path) as city:
        await visit("GET", city.upstreams["311"] + "/requests/71001", 404)


async def test_taken_port_stops_the_start_and_frees_the_others(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        first = free.getsockname()[1]
    with socket.create_server(("127.0.0.1", 0)) as other:
        ports = Ports({"clinic": first, "school": other.getsockname()[1]})

        with pytest.raises(ConfigError, match="another demo"):
            async with City.start(tmp_path, ports=ports):
                pass

    with socket.create_server(("127.0.0.1", first)):
        pass


def test_the_usual_ports_are_those_of_the_policies():
    assert {f"http://127.0.0.1:{USUAL_PORTS.of(name)}" for name in NAMES} == {
        service.upstream for service in load_policies(POLICIES).bundle.services
    }
