"""Files whose records stand in something: as one whole, as a stream over the wire, and exactly once when killed."""

import asyncio
import json
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from firewall.files.redacting import Redacting
from firewall.files.units import cut_for
from firewall.formats.xml.writing import DECLARATION
from firewall.model import Message, Phase
from tests.files.office import PERMITS, SHARED, Office
from tests.files.stopping import StopError, stopped_after_each_unit
from tests.helpers import NOON

XML, JSON = "application/xml", "application/json"
CANARY = "A219384756"
SSN = "536-90-4399"
SERVICE = PERMITS.replace(
    "  - route: one\n",
    """  - route: register
    match: GET /register
    stream: records
    records: /register/list/permit
    fields:
      /register/@version: record.meta
      /register/title: record.meta
      /register/total: record.meta
      /register/list/note: record.meta
      /register/list/permit/@id: record.id
      /register/list/permit/name: identity.name
      /register/list/permit/birthDate: identity.dob
      /register/list/permit/remark: record.meta
      /register/list/permit/citizenshipCode: immigration.citizenship
  - route: ledger
    match: GET /ledger
    stream: records
    records: /data/permits
    fields:
      /version: record.meta
      /total: record.meta
      /data/note: record.meta
      /data/permits/*/id: record.id
      /data/permits/*/name: identity.name
      /data/permits/*/birthDate: identity.dob
      /data/permits/*/remark: record.meta
      /data/permits/*/citizenshipCode: immigration.citizenship
  - route: one
""",
)
HEAD = '<?xml version="1.0"?>\n<register version="2" secret="x"><title>All of them</title><!-- c --><list>'
TAIL = "<note>Done.</note></list><total>3</total></register>\n"


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path, SHARED, SERVICE)


def permit(number, remark="", more=""):
    remark = remark or f"v{number % 3}"
    return (
        f'<permit id="P-{number}">{more}<name>Ana &amp; {number}</name><birthDate>1987-03-09</birthDate>'
        f"<remark>{remark}</remark><citizenshipCode>HN</citizenshipCode></permit>\n"
    )


def register(folder, permits, head=HEAD, tail=TAIL):
    path = folder / "register.xml"
    path.write_text(head + "".join(permits) + tail)
    return path


def job(office, file, *, is_long=True, unit_bytes=300, **more):
    kind, route = (XML, "register") if file.suffix == ".xml" else (JSON, "ledger")
    made = office.job(file, kind, route=route, unit_bytes=unit_bytes, **more)
    sized = {"unit_bytes": made.cut.unit_bytes, "block_bytes": made.cut.block_bytes}
    return replace(made, cut=replace(cut_for(kind, is_enclosed=is_long), **sized))


def redacted(office, file, out, **more):
    done = office.redact(job(office, file, out=out, **more))
    return (office.folder / out).read_bytes() if done.is_released else None


def streamed(office, file):
    """What the proxy gives who asks for the same records."""

    async def journey():
        city = office.world
        kind, route = (XML, "register") if file.suffix == ".xml" else (JSON, "ledger")
        asked = await city.ask(route=f"permits:{route}")
        head = Message(Phase.RESPONSE, status=200, media_type=kind)
        _, stream = await city.engine.open(asked.exchange, head)
        out = await stream.feed(file.read_bytes(), NOON) + await stream.finish(NOON)
        await stream.ended()
        return out

    return asyncio.run(journey())


def canonical(body):
    return etree.canonicalize(body.decode().removeprefix(DECLARATION), strip_text=True)


def test_a_long_file_leaves_as_its_records_would_over_the_wire(office):
    file = register(office.folder, map(permit, range(60)))

    cut = redacted(office, file, "cut")

    assert cut == streamed(office, file)
    assert canonical(cut) == canonical(redacted(office, file, "whole", is_long=False))
    root = etree.fromstring(cut)
    assert root.attrib == {"version": "2"}
    assert [one.tag for one in root] == ["title", "list", "total"]
    assert [one.get("id") for one in root.iter("permit")] == [f"P-{number}" for number in range(60)]
    assert b"HN" not in cut
    assert b"1987" not in cut


def test_the_record_counts_each_record_and_what_stands_around_them_once(office):
    file = register(office.folder, map(permit, range(60)))

    redacted(office, file, "cut")
    redacted(office, file, "whole", is_long=False)

    cut, whole = office.decided[-2:]
    assert cut["records"] == 60
    assert sorted(cut["counts"]) == sorted(whole["counts"])
    assert {tuple(one) for one in cut["counts"]} >= {
        ("/register/@version", "record.meta", "release", 1),
        ("/register/list/permit/citizenshipCode", "immigration.citizenship", "remove", 60),
    }


RECORDS = st.lists(
    st.builds(
        permit,
        st.integers(0, 99),
        st.sampled_from(["", "x", "<![CDATA[</permit>]]>", "a<b>c</b>d", f"see {CANARY}", SSN]),
        st.sampled_from(["", "<!-- </permit> -->", "<odd/>", '<n:name xmlns:n="urn:n">x</n:name>']),
    )
    | st.sampled_from(["<permit/>", "<permit><odd>1</odd></permit>", " <?x </permit> ?>", "<!-- c -->"]),
    max_size=14,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=RECORDS, unit=st.integers(1, 1500), block=st.integers(1, 3000), has_tail=st.booleans())
def test_the_result_is_the_same_however_it_is_cut(office, records, unit, block, has_tail):
    records = [permit(1, "v1"), *records]
    file = register(office.folder, records, tail=TAIL if has_tail else "</list></register>")
    office.world.people.latches.clear()
    whole = redacted(office, file, "whole", is_long=False)
    latches = dict(office.world.people.latches)
    office.world.people.latches.clear()

    cut = redacted(office, file, "cut", unit_bytes=unit, block_bytes=block)

    assert office.world.people.latches == latches
    assert canonical(cut) == canonical(whole)
    assert CANARY.encode() not in cut
    assert SSN.encode() not in cut
    said_whole, said_cut = office.decided[-2:]
    assert sorted(said_whole["counts"]) == sorted(said_cut["counts"])
    assert said_whole["records"] == said_cut["records"]


def test_killed_after_any_unit_it_goes_on_and_releases_each_record_once(office):
    file = register(office.folder, map(permit, range(20)))
    whole = redacted(office, file, "whole")

    for _ in stopped_after_each_unit(office, partial(job, office, file)):
        assert (office.folder / "out").read_bytes() == whole
        job(office, file).places.forget()


def test_killed_once_all_was_written_it_is_closed_once(office, monkeypatch):
    file = register(office.folder, map(permit, range(20)))
    whole = redacted(office, file, "whole")

    async def killed(*_):
        raise StopError

    with monkeypatch.context() as patched:
        patched.setattr(Redacting, "_settled", killed)
        with pytest.raises(StopError):
            office.redact(replace(job(office, file), noted_bytes=1))
    goes_on = []
    office.redact(replace(job(office, file, told=goes_on.append), noted_bytes=1))

    assert goes_on == [file.stat().st_size]
    assert (office.folder / "out").read_bytes() == whole


def test_the_note_holds_nothing_of_what_stands_around_the_records(office):
    file = register(office.folder, map(permit, range(20)))

    redacted(office, file, "out")

    note = job(office, file).places.read_note()
    assert b"All of them" not in note
    assert b"Ana" not in note


def test_what_stands_around_the_records_does_not_leave_where_one_of_them_shows_what_it_is(office):
    head = HEAD.replace("All of them", "Those of Honduras-Tegucigalpa")
    odd = permit(30).replace(">HN<", ">Honduras-Tegucigalpa<")
    file = register(office.folder, [*map(permit, range(20)), odd, *map(permit, range(20))], head)

    cut = redacted(office, file, "cut")

    assert b"Tegucigalpa" not in redacted(office, file, "whole", is_long=False)
    assert b"Tegucigalpa" not in cut
    root = etree.fromstring(cut)
    assert (dict(root.attrib), [one.tag for one in root]) == ({}, ["list"])
    assert len(root[0]) == 41
    assert [said["records"] for said in office.decided] == [41, 41]


def test_a_file_of_which_no_record_may_leave_is_what_a_stream_of_it_is(office):
    file = register(office.folder, ["<permit><odd>1</odd></permit>\n"] * 60)

    cut = redacted(office, file, "cut")

    assert cut == streamed(office, file)
    assert office.decided[0]["records"] == 60


@pytest.mark.parametrize(
    "text",
    [
        HEAD + permit(1) * 9 + "<odd/>" + permit(2) * 9 + TAIL,
        HEAD + permit(1) * 9 + "</list></register>x",
        HEAD + permit(1) * 9,
        HEAD + permit(1) * 9 + permit(2, "&x;") + TAIL,
        HEAD + permit(1) * 9 + "<!DOCTYPE x>" + permit(2) + TAIL,
    ],
)
def test_what_is_no_list_to_its_end_is_refused_whole(office, text):
    file = office.folder / "register.xml"
    file.write_text(text)

    assert redacted(office, file, "out") is None
    assert not (office.folder / "out").exists()
    assert office.world.log.said[-1]["outcome"] == "refuse"


def test_where_the_route_says_no_place_it_is_one_message(office):
    file = office.folder / "register.xml"
    file.write_text(HEAD + permit(1) + TAIL)
    made = replace(job(office, file), question=replace(job(office, file).question, route="export"))

    office.redact(made)

    assert json.loads(json.dumps(office.decided[-1]["records"])) <= 1


# ---- JSON, with its list in an object


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(0, 99).map(str),
            "remark": st.sampled_from(["", 'x"]}', "a, [b", f"see {CANARY}", SSN]),
        },
        optional={"citizenshipCode": st.just("HN"), "odd": st.lists(st.integers(0, 9), max_size=2)},
    )
    | st.just({"odd": {"permits": [1, {"a": "]"}]}}),
    max_size=14,
)


def ledger(folder, rows, *, indent=None, tail=True, note="All of them"):
    path = folder / "ledger.json"
    whole = {
        "version": "2",
        "secret": "x",
        "data": {"permits_": [], "note": note, "permits": rows, "more": 1},
    }
    path.write_text(json.dumps(whole | ({"total": 3, "odd": [1]} if tail else {}), indent=indent))
    return path


def row(number):
    return {
        "id": f"P-{number}",
        "name": f"Ana {number}",
        "birthDate": "1987-03-09",
        "remark": f"v{number % 3}",
        "citizenshipCode": "HN",
    }


def test_a_long_list_in_an_object_leaves_as_its_items_would_over_the_wire(office):
    file = ledger(office.folder, [*map(row, range(60))])

    cut = redacted(office, file, "cut")

    assert cut == streamed(office, file)
    assert json.loads(cut) == json.loads(redacted(office, file, "whole", is_long=False))
    assert json.loads(cut)["data"]["permits"][7] == {"id": "P-7", "name": "Ana 7", "remark": "v1"}
    assert [office.decided[n]["records"] for n in (0, -1)] == [60, 60]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=ROWS,
    spelt=st.tuples(st.sampled_from([None, 1]), st.booleans()),
    cut=st.tuples(st.integers(1, 900), st.integers(1, 3000)),
)
def test_a_list_in_an_object_is_the_same_however_it_is_cut(office, rows, spelt, cut):
    (indent, tail), (unit, block) = spelt, cut
    file = ledger(office.folder, rows, indent=indent, tail=tail)
    office.world.people.latches.clear()
    whole = redacted(office, file, "whole", is_long=False)
    office.world.people.latches.clear()

    out = redacted(office, file, "cut", unit_bytes=unit, block_bytes=block)

    assert json.loads(out) == json.loads(whole)
    assert CANARY.encode() not in out
    said_whole, said_cut = office.decided[-2:]
    assert sorted(said_whole["counts"]) == sorted(said_cut["counts"])
    assert said_whole["records"] == said_cut["records"]


def test_a_list_in_an_object_goes_on_wherever_it_was_killed(office):
    file = ledger(office.folder, [*map(row, range(30))])
    whole = redacted(office, file, "whole")

    for _ in stopped_after_each_unit(office, partial(job, office, file)):
        assert (office.folder / "out").read_bytes() == whole
        job(office, file).places.forget()


@pytest.mark.parametrize(
    "text",
    [
        '{"data":{"permits":[{},{}]},"data":{}}', '{"data":{"permits":[{},{}]', '{"data":{"permits":[{},]}}', '{"data":{"permits":{}}}',
        '{"data":{"permits":[{},{}]}} x', '{"data":{"permits":[{} {}]}}', '{"data":[{"permits":[1]}]}', "7", '{"permits":[1]}',
    ],
)  # fmt: skip
def test_what_is_no_list_in_an_object_is_refused_whole(office, text):
    file = office.folder / "ledger.json"
    file.write_text(text)

    assert redacted(office, file, "out", unit_bytes=1) is None
    assert office.world.log.said[-1]["outcome"] == "refuse"


def test_what_stands_around_a_list_goes_where_an_item_shows_what_it_is(office):
    rows = [*map(row, range(20)), row(20) | {"citizenshipCode": "Honduras-Tegucigalpa"}, *map(row, range(20))]
    file = ledger(office.folder, rows, note="Those of Honduras-Tegucigalpa")

    cut = redacted(office, file, "cut")

    assert b"Tegucigalpa" not in cut
    assert [*json.loads(cut)] == ["data"]
    assert len(json.loads(cut)["data"]["permits"]) == 41


def test_no_two_cursors_of_a_file_have_the_same_seal(tmp_path):
    """Else who reads it would know which records have the same in them."""
    paged = """  - route: ledger
    match: GET /ledger
    query: {after: cursor}
    records: /data/permits
    links: [/data/permits/*/more, /next]
    fields:
      /data/permits/*/id: record.id
  - route: one
"""
    office = Office(tmp_path, SHARED, PERMITS.replace("  - route: one\n", paged))
    listed = [{"id": f"P-{number}", "more": "/ledger?after=MX"} for number in range(30)]
    file = tmp_path / "ledger.json"
    file.write_text(json.dumps({"next": "/ledger?after=MX", "data": {"permits": listed}}))

    out = json.loads(redacted(office, file, "out"))

    assert len({item["more"] for item in out["data"]["permits"]} | {out["next"]}) == 31
