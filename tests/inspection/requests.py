"""Requests, read as the inspection reads them, and why one cannot be."""

import pytest

from firewall import inspection
from firewall.inspection import Failure
from firewall.model import RouteId
from tests.helpers import LIMITS, World, bundle, detectors


def route(name):
    return bundle().routes[RouteId(name)]


def read(name="clinic:patient", body=None, query=(), path=None, found=None, **changes):
    message = World().request(name, body, path, query, **changes)
    return inspection.read_request(message, route(name), found or detectors(), LIMITS)


def why(*args, **changes):
    with pytest.raises(Failure) as caught:
        read(*args, **changes)
    return caught.value.why
