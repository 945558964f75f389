"""Records in a list that stands in something: the list goes on and on, and what is around it goes by the plan, too."""

import json

import pytest
from lxml import etree

from firewall import inspection
from firewall.inspection import Failure
from tests import test_streams
from tests.helpers import CLINIC, NOON, World, compiled
from tests.test_streams import LIMITED, NO_LIMITS, SSN, WITHHELD, opened

JSON, XML = "application/json", "application/xml"
ROUTE = """  - route: export
    match: GET /export
    stream: records
    records: /data/items
    fields:
      /meta/title: record.meta
      /meta/place: record.meta
      /next: record.meta
      /data/version: record.meta
      /data/items/*/id: record.id
      /data/items/*/name: identity.name
      /data/items/*/remark: record.meta
      /data/items/*/citizenshipCode: immigration.citizenship
"""
IN_XML = """  - route: export
    match: GET /export
    stream: records
    records: /patients/list/patient
    fields:
      /patients/@version: record.meta
      /patients/title: record.meta
      /patients/next: record.meta
      /patients/list/patient/@id: record.id
      /patients/list/patient/name: identity.name
      /patients/list/patient/remark: record.meta
      /patients/list/patient/citizenshipCode: immigration.citizenship
"""


def world(route=ROUTE, agreement=NO_LIMITS):
    return World(compiled(**{"services/clinic.yaml": CLINIC + route, "agreements/county.yaml": agreement}))


async def through(city, *chunks, media_type=JSON):
    _, stream = await opened(city, media_type)
    out = [await stream.feed(chunk, NOON) for chunk in chunks]
    out.append(await stream.finish(NOON))
    await stream.ended()
    return b"".join(out)


async def cut(city, *chunks, media_type=JSON):
    """What left before it was cut, and why it was."""
    _, stream = await opened(city, media_type)
    out = b""
    with pytest.raises(Failure) as caught:
        for chunk in chunks:
            out += await stream.feed(chunk, NOON)
        await stream.finish(NOON)
    return out, caught.value.why


def pieces(body):
    return [body[at : at + 60_000] for at in range(0, len(body), 60_000)]


def answer(*items, **around):
    before = {"meta": {"title": "Visits", "odd": "x"}}
    whole = (
        before
        | {"data": {"version": "2", "items": list(items)}, "next": "/export?after=2", "total": 2}
        | around
    )
    return json.dumps(whole).encode()


ANA = {"id": 1, "name": "Ana", "citizenshipCode": "HN", "odd": 1}
BO = {"id": 2, "remark": SSN, "citizenshipCode": "HN"}


async def test_a_list_in_an_object_streams_and_what_is_around_it_goes_by_the_plan():
    city = world()
    whole = answer(ANA, {"id": 2})

    out = await through(city, whole[:60], whole[60:])

    assert json.loads(out) == {
        "meta": {"title": "Visits"},
        "data": {"version": "2", "items": [{"id": 1, "name": "Ana"}, {"id": 2}]},
        "next": "/export?after=2",
    }
    said = city.log.said[-1]
    assert (said["kind"], said["records"]) == ("released", 2)
    counts = {(pattern, outcome): times for pattern, _, outcome, times in said["counts"]}
    assert counts["/data/items/*/citizenshipCode", "remove"] == 1
    assert counts["/next", "release"] == 1


async def test_cut_anywhere_it_leaves_alike_and_a_value_never():
    city, whole = world(), answer(ANA, BO)
    for at in range(len(whole) + 1):
        city.people.latches.clear()

        out = await through(city, whole[:at], whole[at:])

        assert SSN.encode() not in out, at
        assert b"HN" not in out
        left = json.loads(out)
        assert left["data"]["items"] == [{"id": 1, "name": "Ana"}, {"id": 2}], at
        assert left["meta"] == {"title": "Visits"}


async def test_the_first_records_leave_before_the_last_have_come():
    city, whole = world(), answer(ANA, {"id": 2}, {"id": 3})
    _, stream = await opened(city, JSON)
    at = whole.index(b'{"id": 3')

    assert await stream.feed(whole[:60], NOON) == b""
    assert b'"name":"Ana"}' in await stream.feed(whole[60:at], NOON)


async def test_a_finding_before_the_list_or_behind_it_takes_its_member_out():
    for around, place in (
        ({"meta": {"title": f"of {SSN}"}}, "/meta/title"),
        ({"next": f"/export?after={SSN}"}, "/next"),
    ):
        city = world()

        out = await through(city, answer(ANA, **around))

        assert SSN.encode() not in out
        assert city.people.latches == {"clinic:export": {place}}
        assert json.loads(out)["data"]["items"] == [{"id": 1, "name": "Ana"}]


async def test_what_was_taken_out_of_the_records_beside_it_is_met_again_around_them():
    bo = BO | {"citizenshipCode": WITHHELD}
    for around in ({"meta": {"title": f"as of {WITHHELD}"}}, {"next": f"after {WITHHELD}"}):
        out = await through(world(), answer(bo, ANA, **around))

        assert WITHHELD.encode() not in out
        json.loads(out)


async def test_where_something_that_has_left_would_not_leave_any_more_nothing_follows_it():
    city = world()
    whole = answer(ANA, meta={"title": "a", "place": "b"}, next="c")
    _, stream = await opened(city, JSON)
    at = whole.index(b"HN")
    out = await stream.feed(whole[: at + 40], NOON)
    city.people.latches["clinic:export"] = {"/meta/place"}

    out += await stream.feed(whole[at + 40 :], NOON) + await stream.finish(NOON)

    assert json.loads(out)["meta"] == {"title": "a", "place": "b"}
    assert "next" not in json.loads(out)


async def test_what_is_around_the_records_passes_the_exit_check_too(monkeypatch):
    for word in (b"Visits", b"after=2"):
        monkeypatch.setattr(inspection, "residue", lambda body, *_, word=word: word in body)

        assert (await cut(world(), answer(ANA)))[1] == "residue"


async def test_no_records_are_an_answer_too():
    assert json.loads(await through(world(), answer()))["data"] == {"version": "2", "items": []}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b'{"error": "not today"}', "not-a-list"),
        (b'{"data": {"items": {"a": 1}}}', "not-a-list"),
        (b'{"items": [1]}', "not-a-list"),
        (b'{"data": [{"items": [1]}]}', "not-a-list"),
        (b"[1]", "not-a-list"),
        (b'{"data": {"items": [{"id": 1}', "truncated-record"),
        (b'{"data": {"items": [{"id": 1}]}', "not-json"),
        (b'{"data": {"items": [{"id": 1}]}} x', "not-json"),
        (b'{"data": {"items": [{"id": 1}]}}{}', "not-json"),
        (b'{"data": {"items": [{"id": 1}], "items": [{"id": 2}]}}', "duplicate-key"),
        (b'{"data": {"items": [{"id": 1}]}, "data": 1}', "duplicate-key"),
        (b'{"data" {"items": [{"id": 1}]}}', "not-a-list"),
        (b'{"x": 1, {"data": {"items": [{"id": 1}]}}}', "not-a-list"),
        (b'{"data": {"items": 1 [{"id": 1}]}}', "not-json"),
        (b'{"data": {"items": [{"id": 1}] 2}}', "not-json"),
        (b'{"data": {"a": "' + b"x" * 1100000 + b'", "items": [1]}}', "record-too-large"),
        (b'{"data": {"items": [], "a": "' + b"x" * 1100000 + b'"}}', "record-too-large"),
    ],
)
async def test_what_is_not_one_list_in_one_object_is_cut(body, why):
    out, said = await cut(world(), *pieces(body))

    assert said == why
    assert b"x" * 99 not in out


async def test_a_name_that_is_written_otherwise_is_the_same_name():
    whole = (
        answer(ANA)
        .replace(b'"items"', b'"it\\u0065ms"')
        .replace(b'"meta"', b'"m\\"[", "meta"'.replace(b", ", b":1,"))
    )

    assert json.loads(await through(world(), whole))["data"]["items"] == [{"id": 1, "name": "Ana"}]


async def test_more_records_than_an_agreement_gives_cut_it():
    assert (await cut(world(agreement=LIMITED), answer(*[ANA] * 4)))[1] == "too-many-records"


@pytest.mark.parametrize("media_type", ["application/x-ndjson", "text/csv", "text/event-stream", "text/html"])
async def test_what_has_no_place_for_a_list_is_not_let_out(media_type):
    ruling, stream = await opened(world(), media_type)

    assert stream is None
    assert ruling.decision.reasons == ("not-streamable",)


# ---- XML

PATIENT = '<patient id="1"><name>Ana</name><citizenshipCode>HN</citizenshipCode><odd>x</odd></patient>'
OTHER = f'<patient id="2"><remark>no. {SSN}</remark></patient>'


def document(*records, before="<title>Visits</title>", behind="<next>/export?after=2</next>", sep="\n  "):
    text = f'<?xml version="1.0"?>\n<patients version="2" odd="x">{before}<list odd="y">{sep}'
    return f"{text}{sep.join(records)}{sep}</list>{behind}<total>2</total></patients>\n".encode()


async def test_elements_stream_and_what_is_around_them_goes_by_the_plan():
    out = await through(world(IN_XML), document(PATIENT, "<patient id='2'/>"), media_type=XML)

    root = etree.fromstring(out)
    assert etree.tostring(root, method="c14n").decode() == (
        '<patients version="2"><title>Visits</title><list><patient id="1"><name>Ana</name></patient>'
        '<patient id="2"></patient></list><next>/export?after=2</next></patients>'
    )


@pytest.mark.parametrize("at", range(0, len(document(PATIENT, OTHER)) + 1, 1))
async def test_elements_cut_anywhere_leave_alike_and_a_value_never(at):
    whole = document(PATIENT, OTHER)
    city = world(IN_XML)

    out = await through(city, whole[:at], whole[at:], media_type=XML)

    assert SSN.encode() not in out
    assert b"HN" not in out
    assert [one.get("id") for one in etree.fromstring(out).iter("patient")] == ["1", "2"]
    assert city.people.latches == {"clinic:export": {"/patients/list/patient/remark"}}


@pytest.mark.parametrize(
    ("around", "place"),
    [
        ({"before": f"<title>{SSN}</title>"}, "/patients/title"),
        ({"behind": f"<next>{SSN}</next>"}, "/patients/next"),
    ],
)
async def test_a_finding_around_the_elements_takes_its_member_out(around, place):
    city = world(IN_XML)

    out = await through(city, document(PATIENT, **around), media_type=XML)

    assert SSN.encode() not in out
    assert etree.fromstring(out).findtext("list/patient/name") == "Ana"
    assert city.people.latches == {"clinic:export": {place}}


async def test_many_elements_leave_while_they_come_and_none_stays():
    city = world(IN_XML)
    _, stream = await opened(city, XML)
    head, tail = document().split(b"\n  \n  ")
    out = [await stream.feed(head, NOON)]
    for _ in range(30):
        out.append(await stream.feed(("\n  " + PATIENT).encode() * 200, NOON))
        assert len(out[-1]) > 100
    out += [await stream.feed(tail, NOON), await stream.finish(NOON)]

    assert len(etree.fromstring(b"".join(out)).findall("list/patient")) == 6000
    assert sum(len(one.content) for one in stream._reader._reader.open) == 0


async def test_no_elements_are_an_answer_too():
    for body in (document(), b"<patients><list/></patients>", b"<patients/>"):
        assert etree.fromstring(await through(world(IN_XML), body, media_type=XML)).find("list") is not None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (document(PATIENT, "x", PATIENT), "between-records"),
        (document(PATIENT, "<note/>", PATIENT), "between-records"),
        (document(PATIENT, f"</list><list>{PATIENT}"), "between-records"),
        (document(PATIENT, "</list><list>"), "between-records"),
        (document("</list><list>", PATIENT), "between-records"),
        (document(PATIENT)[:-12], "not-xml"),
        (document(PATIENT) + b"<x/>", "not-xml"),
        (b"<!DOCTYPE x>" + document(PATIENT)[22:], "document-type"),
        (b"<others><list/></others>", "not-a-list"),
        (b"<patients><list>" + b"<!-- x -->" * 120000, "record-too-large"),
        (b"<patients><list><patient>" + b"<a/>" * 300000, "too-many-fields"),
        (b"<patients>" + b"<a/>" * 300000, "too-many-fields"),
        (b"<patients><list><patient><remark>" + b"x" * 1100000, "record-too-large"),
    ],
)
async def test_what_is_not_one_run_of_elements_is_cut(body, why):
    out, said = await cut(world(IN_XML), *pieces(body), media_type=XML)

    assert said == why
    assert SSN.encode() not in out


async def test_where_it_is_cut_it_is_no_document():
    _, stream = await opened(world(IN_XML), XML)
    out = await stream.feed(document(PATIENT, PATIENT)[:-40], NOON)

    assert b"Ana" in out
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(out)


async def test_elements_that_no_route_has_a_place_for_are_not_let_out():
    ruling, stream = await opened(test_streams.world(), XML)

    assert stream is None
    assert ruling.decision.reasons == ("not-streamable",)
