"""Answers that leave as a whole: every record is treated alike, and what cannot be vouched for holds all of it back."""

import json

import pytest

from firewall.errors import AuditError
from firewall.inspection import Failure
from firewall.model import Message, Outcome, Phase
from firewall.statuses import REVIEW_FAILED
from firewall.streams import DRAINING, LEFT
from tests import test_enclosed_streams as enclosed
from tests.helpers import CLINIC as SERVICE
from tests.helpers import COUNTY, JSON, NOON, World, compiled
from tests.test_streams import EVENTS, EXPORT, NDJSON, NO_LIMITS, SSN, WITHHELD, events, lines

WHOLE = EXPORT.replace("stream: records", "stream: whole")


def world(agreement=NO_LIMITS, **given):
    return World(
        compiled(**{"services/clinic.yaml": SERVICE + WHOLE, "agreements/county.yaml": agreement}), **given
    )


class InMemory:
    def __init__(self):
        self.data, self.is_sealed, self.is_closed, self.checked = b"", False, False, 0
        self.size = 0

    async def put(self, data):
        self.data += data
        self.size += len(data)

    async def seal(self):
        self.is_sealed = True

    async def read(self):
        assert self.is_sealed
        for at in range(0, len(self.data), 7):
            yield self.data[at : at + 7]

    async def check(self):
        self.checked += 1

    def close(self):
        self.is_closed = True


class Shelf:
    def __init__(self, most_bytes=10**9):
        self.most_bytes, self.made = most_bytes, []

    async def open(self):
        self.made.append(InMemory())
        return self.made[-1]

    @property
    def open_ones(self):
        return [one for one in self.made if not one.is_closed]


async def opened(city, media_type=NDJSON, status=200):
    asked = await city.ask(route="clinic:export")
    head = Message(Phase.RESPONSE, status=status, media_type=media_type)
    return await city.engine.whole(asked.exchange, head)


async def looked_at(whole, shelf, *pieces, check=lambda: None):
    async def coming():
        for piece in pieces:
            yield piece

    return await whole.looked_at(coming(), shelf, lambda: NOON, check)


async def through(city, *pieces, media_type=NDJSON):
    _, whole = await opened(city, media_type)
    shelf = Shelf()
    kept = await looked_at(whole, shelf, *pieces)
    ruling = await whole.ruled()
    assert ruling.decision.outcome is Outcome.RELEASE
    assert shelf.open_ones == [kept]
    assert kept.checked == 1
    return kept.data


async def test_what_leaves_has_the_declared_members_alone_and_is_on_record_once():
    city = world()
    before = len(city.log.said)

    out = await through(city, lines({"id": 1, "name": "Ana", "citizenshipCode": "HN", "odd": "x"}, {"id": 2}))

    assert out == b'{"id":1,"name":"Ana"}\n{"id":2}\n'
    (said,) = city.log.said[before:]
    assert (said["kind"], said["status"], said["records"], said["reasons"]) == ("decided", 200, 2, [])
    assert ["/*/citizenshipCode", "immigration.citizenship", "remove", 1] in said["counts"]


async def test_a_list_in_something_leaves_as_a_whole_too():
    city = World(
        compiled(
            **{
                "services/clinic.yaml": SERVICE + enclosed.ROUTE.replace("stream: records", "stream: whole"),
                "agreements/county.yaml": NO_LIMITS,
            }
        )
    )
    body = enclosed.answer(
        {"id": 1, "remark": "a"}, {"id": 2, "remark": "b"}, next=f"of {SSN}", meta={"title": "t"}
    )

    out = json.loads(await through(city, body[:90], body[90:], media_type=JSON))

    assert out["data"]["items"] == [{"id": 1, "remark": "a"}, {"id": 2, "remark": "b"}]
    assert out["meta"] == {"title": "t"}
    assert "next" not in out


async def test_a_finding_in_the_last_record_removes_its_member_from_the_first_too():
    city = world()

    out = await through(
        city,
        lines({"id": 1, "remark": "a"}),
        lines({"id": 2, "remark": "b"}),
        lines({"id": 3, "remark": SSN}),
    )

    assert out == b'{"id":1}\n{"id":2}\n{"id":3}\n'
    assert city.people.latches == {"clinic:export": {"/*/remark"}}
    assert city.log.said[-1]["latched"] == ["/*/remark"]


async def test_what_is_latched_already_costs_no_second_look():
    city = world()
    await through(city, lines({"id": 1, "remark": SSN}))
    _, whole = await opened(city)
    shelf = Shelf()

    await looked_at(whole, shelf, lines({"id": 1, "remark": "a"}))

    assert len(shelf.made) == 2


async def test_what_leaves_is_what_leaves_of_the_same_answer_read_at_once():
    """But for what was taken out of a record far away: that is looked for where records come together."""
    plain = EXPORT.replace("export", "plain").replace("    stream: records\n", "")
    city = World(
        compiled(**{"services/clinic.yaml": SERVICE + WHOLE + plain, "agreements/county.yaml": NO_LIMITS})
    )
    records = [
        {"id": 1, "name": "x", "remark": WITHHELD, "data": {"other": "o", "text": "t"}},
        {"id": 2, "remark": "b", "citizenshipCode": "HN", "odd": True, "data": {"other": f"his {SSN}"}},
        {"id": 3, "remark": "c", "data": {"text": "u"}},
    ]
    body = json.dumps(records).encode()

    out = await through(city, *(body[at : at + 9] for at in range(0, len(body), 9)), media_type=JSON)
    city.people.latches.clear()
    asked = await city.ask(route="clinic:plain")
    at_once = await city.engine.screen(
        asked.exchange, Message(Phase.RESPONSE, status=200, media_type=JSON, body=body)
    )

    assert json.loads(out) == json.loads(at_once.outgoing.body)
    assert SSN.encode() not in out


async def test_a_table_loses_a_column_that_was_closed_on_the_way_with_its_name():
    out = await through(world(), b"id,remark\n1,a\n2,", SSN.encode() + b"\n", media_type="text/csv")

    assert out == b"id\r\n1\r\n2\r\n"


@pytest.mark.parametrize("at", range(len(SSN) + 1))
async def test_a_value_that_goes_over_two_events_leaves_nowhere(at):
    out = await through(
        world(), *events("it is ", SSN[:at], SSN[at:], " I think", "x" * 600), media_type=EVENTS
    )

    assert SSN.encode() not in out
    assert b"text" not in out


@pytest.mark.parametrize(
    ("pieces", "why"),
    [
        ([lines({"id": 1}), b'{"id": 2, "id": 3}\n'], "duplicate-key"),
        ([lines({"id": 1}), b'{"id"'], "not-json"),
        ([lines({"id": 1}) * 3, b"\n"], "empty-line"),
    ],
)
async def test_one_record_that_cannot_be_vouched_for_holds_all_of_it_back(pieces, why):
    city = world()
    _, whole = await opened(city)
    shelf = Shelf()

    with pytest.raises(Failure) as failure:
        await looked_at(whole, shelf, *pieces)
    ruling = await whole.ruled(failure.value.why)

    assert not shelf.open_ones
    assert (ruling.status, ruling.decision.outcome) == (502, Outcome.REFUSE)
    assert city.log.said[-1]["kind"] == "decided"
    assert city.log.said[-1]["outcome"] == "refuse"
    assert ["", "uninspectable", "refuse", 1] in city.log.said[-1]["counts"]


async def test_an_answer_is_no_longer_than_it_may_be():
    _, whole = await opened(world())
    shelf = Shelf(most_bytes=20)

    with pytest.raises(Failure, match="upstream-too-large"):
        await looked_at(whole, shelf, lines({"id": 1}), lines({"id": 2}), lines({"id": 3}))
    assert not shelf.open_ones


async def test_who_is_no_longer_to_go_on_is_asked_before_each_piece():
    _, whole = await opened(world())
    shelf, left = Shelf(), [2]

    def check():
        left[0] -= 1
        if left[0] < 0:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await looked_at(whole, shelf, *[lines({"id": 1})] * 5, check=check)
    assert not shelf.open_ones


@pytest.mark.parametrize("why", [LEFT, DRAINING])
async def test_who_went_away_is_nobodys_fault(why):
    city = world()
    _, whole = await opened(city)

    ruling = await whole.ruled(why)

    assert (ruling.status, ruling.decision.outcome) == (503, Outcome.REFUSE)
    assert city.log.said[-1]["reasons"] == [why]
    assert city.log.said[-1]["counts"] == []


async def test_a_second_look_takes_nothing_from_the_limits_again():
    limited = COUNTY.replace("records_per_request: 50", "records_per_request: 9")
    limited = limited.replace("records_per_day: 2000", "records_per_day: 3")
    city = world(limited)

    out = await through(city, lines({"id": 1}, {"id": 2}), lines({"id": 3, "remark": SSN}))

    assert out == b'{"id":1}\n{"id":2}\n{"id":3}\n'


async def test_more_records_than_the_agreement_gives_hold_all_of_it_back():
    city = world(COUNTY.replace("records_per_request: 50", "records_per_request: 2"))
    _, whole = await opened(city)

    with pytest.raises(Failure, match="too-many-records"):
        await looked_at(whole, Shelf(), lines({"id": 1}, {"id": 2}), lines({"id": 3}))


async def test_a_type_that_is_no_list_is_ruled_on_by_its_head():
    city = world()

    ruling, whole = await opened(city, "application/pdf")

    assert whole is None
    assert ruling.decision.reasons == ("not-streamable",)


async def test_what_breaks_while_it_is_put_on_record_opens_nothing():
    city = world()
    _, whole = await opened(city)
    await looked_at(whole, Shelf(), lines({"id": 1}))

    async def breaks(said):
        raise ValueError("536-90-4399")

    keeps, city.log.append = city.log.append, breaks
    with pytest.raises(ValueError, match="536"):
        await whole.ruled()
    city.log.append = keeps


async def test_a_store_that_breaks_on_the_head_opens_nothing_and_is_on_record():
    city = world()
    asked = await city.ask(route="clinic:export")
    city.observed.clear()
    city.people.broken = {"latched"}

    ruling, whole = await city.engine.whole(
        asked.exchange, Message(Phase.RESPONSE, status=200, media_type=NDJSON)
    )

    assert (whole, ruling.status, ruling.outgoing) == (None, 502, None)
    assert city.log.said[-1]["reasons"] == [REVIEW_FAILED]
    assert city.observed == [ruling]


async def test_where_it_cannot_be_recorded_that_a_head_is_refused_there_is_no_ruling():
    city = world()
    asked = await city.ask(route="clinic:export")
    city.observed.clear()
    city.log.fails_after = len(city.log.entries)

    with pytest.raises(AuditError):
        await city.engine.whole(asked.exchange, Message(Phase.RESPONSE, status=500, media_type=NDJSON))

    assert city.observed == []
