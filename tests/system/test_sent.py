"""What an intake is sent, byte by byte as its service receives it: over real sockets, with the real engine."""

import pytest

from firewall.front.parts import Match
from tests.front.city import Routes, Service, city, request, response
from tests.helpers import HEALTH
from tests.inspection.test_addressed import SERVICE
from tests.test_intakes import office

NUMBER = b"536904399"
ALIEN = b"219384756"


async def health(credentials, now):
    return HEALTH


@pytest.fixture
def real(monkeypatch):
    world = office(SERVICE.replace("OTHERWISE", "remove"))

    class Known(Routes):
        def match(self, method, segments):
            route = world.policy.route(method, segments)
            return None if route is None else Match(route.id, self.base, existence_protected=False)

    monkeypatch.setattr("tests.front.city.Routes", Known)
    monkeypatch.setattr("tests.front.city.introduce", health)
    return world


async def received(world, target, body, *lines, method="POST"):
    service = Service(response(b"{}"))
    async with city(service, world.engine) as c:
        asked = request(target, method, body, b"Purpose-Of-Use: public-health", *lines)
        status, _, _ = await c.send(asked)
    return status, service.raw


SENT = {
    "pair in a query": ("?field=ssn&value=536904399", b"{}"),
    "pair in a query, coded": ("?field=s%73n&value=%35%33%36904399", b"{}"),
    "met again in a query": ("?note=219384756", b'{"alienNumber":"219384756"}'),
    "met again, in groups": ("?note=219-384-756", b'{"alienNumber":"A219384756"}'),
    "met again in the body": ("?alienNumber=219384756", b'{"ref":"219384756","name":"Ana"}'),
    "in a name of the query": ("?phone_536904399=1", b"{}"),
    "in a name of the body": ("", b'{"phone 536904399":"1"}'),
    "in an escaped name": ("", b'{"phone \\u0035\\u003369043\\u00399":"1"}'),
}


@pytest.mark.parametrize("what", SENT)
async def test_nothing_of_it_reaches_the_service(real, what):
    query, body = SENT[what]

    status, raw = await received(real, f"/office/applications{query}", body)

    assert status == 200
    assert raw.startswith(b"POST /applications")
    digits = bytes(byte for byte in raw if chr(byte).isdigit())
    assert NUMBER not in digits
    assert ALIEN not in digits


async def test_nor_in_its_path_where_nothing_is_sent_on(real):
    body = b'{"name":"Ana","alienNumber":"219384756"}'

    status, raw = await received(real, "/office/applications/219384756", body, method="PUT")

    assert (status, raw) == (403, b"")
