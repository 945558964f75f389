"""Routes that are conversations."""

import pytest

from firewall.errors import PolicyError
from tests.helpers import CLINIC, compiled

TALK = """  - route: talk
    match: GET /talk
    stream: messages
    subprotocols: [v1, graphql-transport-ws]
    accepts: [identity]
    fields: {/*/id: record.id}
"""


def read(text):
    bundle = compiled(**{"services/clinic.yaml": CLINIC + text}).bundle
    return next(route for service in bundle.services for route in service.routes if route.id == "clinic:talk")


def test_a_conversation_may_take_what_an_intake_takes():
    route = read(TALK)

    assert (route.stream, route.subprotocols) == ("messages", ("v1", "graphql-transport-ws"))
    assert route.is_intake


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ("GET /talk", "POST /talk", "POL397"),
        ("subprotocols: [v1, graphql-transport-ws]", "subprotocols: [a b]", "POL398"),
        ("stream: messages", "stream: records", "POL398"),
        ("subprotocols: [v1, graphql-transport-ws]", "records: /items", "POL148"),
        ("/*/id", "/id", "POL147"),
    ],
)
def test_what_it_cannot_be_is_a_fault(was, becomes, code):
    with pytest.raises(PolicyError, match=code):
        read(TALK.replace(was, becomes))
