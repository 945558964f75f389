from dataclasses import replace

from firewall.model import RouteId
from tests.helpers_policy import bundle


def test_a_bundle_finds_routes_and_their_services_by_id():
    known = bundle()

    for service in known.services:
        for route in service.routes:
            assert known.routes[route.id] is route
            assert known.service_of[route.id] is service
    assert known.routes.get(RouteId("nowhere:nothing")) is None


def test_an_intake_is_a_route_that_says_what_it_accepts():
    route = bundle().services[0].routes[0]

    assert not replace(route, accepts=None).is_intake
    assert replace(route, accepts=()).is_intake
