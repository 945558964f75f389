"""When a service is asked, and what is recorded where it is not; over sockets in test_building."""

import json
from datetime import UTC, datetime

import pytest

from firewall.engine import Engine
from firewall.formats import Limits
from firewall.front.parts import Match
from firewall.means import Keys, Means
from firewall.mirror.deciding import SAFE, Decider, Service
from firewall.mirror.imagined import Imagined
from firewall.model import Exchange, Message, Phase, RouteId
from firewall.policy.compiled import Compiled
from firewall.rehearsal import requester
from tests.helpers import detectors
from tests.mirror.standing import PATIENT, read_once
from tests.mirror.test_queue import Record

NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Upstream:
    def __init__(self, answer):
        self.answer, self.asked = answer, []

    async def fetch(self, base, method, released, deadline_s):
        self.asked.append((base, method, released.path))
        return self.answer


ANSWER = Message(Phase.RESPONSE, media_type="application/json", body=PATIENT, status=200)


async def looked(
    method="GET", *, who="county-public-health", purpose="public-health", match=True, serves=True
):
    compiled, imagined, record = Compiled(read_once()), Imagined(), Record()
    upstream = Upstream(ANSWER)
    means = Means(
        detectors=detectors(), record=imagined, waiting=imagined, keys=Keys(digest=b"d", pseudonym=b"p"), limits=Limits()
    )  # fmt: skip
    where = Match(RouteId("clinic:patient"), "http://127.0.0.1:1", existence_protected=True)
    service = Service(upstream=upstream, match=lambda _: where if match else None, deadline_s=1)
    plan_of = compiled.plan
    route = compiled.bundle.routes[RouteId("clinic:patient")]
    decider = Decider(
        Engine(lambda: compiled, means, lambda _: None),
        record,
        lambda exchange: compiled.answer_view(plan_of(exchange), route, frozenset()),
        service if serves else None,
    )
    exchange = Exchange(
        id="e",
        at=NOW,
        requester=requester(compiled.bundle, who),
        method=method,
        route=route.id,
        purpose=purpose,
    )
    await decider.look(exchange, Message(Phase.REQUEST, path=("clinic", "patients", "7")))
    (entry,) = record.entries
    return entry, upstream.asked


async def test_by_get_the_service_is_asked_once():
    entry, asked = await looked()

    assert asked == [("http://127.0.0.1:1", "GET", ("patients", "7"))]
    assert entry["kind"] == "mirrored-answer"
    assert json.dumps(entry).lower().count("zqcanary") == 0


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OTHER"])
async def test_by_no_other_method_is_it_asked(method):
    """Even where the engine would let it in."""
    entry, asked = await looked(method)

    assert method not in SAFE
    assert asked == []
    assert entry["kind"] == "mirrored-request"


@pytest.mark.parametrize("how", [{"match": False}, {"serves": False}])
async def test_where_nobody_may_be_asked_the_declared_members_tell(how):
    entry, asked = await looked(**how)
    gone = {member for member, _, outcome, _ in entry["counts"] if outcome == "remove"}

    assert asked == []
    assert gone == {"/language", "/birthCountry", "/citizenshipCode", "/alienNumber", "/insurance", "/notes"}
    assert entry["withheld"] == 6


async def test_what_is_not_let_in_is_neither_asked_nor_counted_by_member():
    entry, asked = await looked(who="ice-ero", purpose="immigration-enforcement")

    assert (asked, entry["outcome"], entry["status"], entry["case"]) == ([], "refer", 202, None)
    assert entry["counts"] == []
