import base64
import contextlib
import json
from base64 import b64encode

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firewall.errors import AuditError, ConfigError
from firewall.files import redacting
from firewall.files.places import Places
from tests.files.office import FEW, PERMITS, SHARED, Office, rows
from tests.files.stopping import StopError, stopped_after_each_unit
from tests.helpers import compiled

CANARY = "A219384756"


def test_what_may_leave_is_a_new_file_and_the_old_one_is_as_it_was(office):
    file = office.list_of(40)
    before = file.read_bytes()

    done = office.redact(office.job(file))

    assert done.is_released
    assert rows(office.folder / "out") == [
        {"id": str(n), "name": f"Ana {n}", "remark": f"v{n % 3}"} for n in range(40)
    ]
    assert file.read_bytes() == before
    assert (office.folder / "out").stat().st_mode & 0o777 == 0o600
    assert not (office.folder / "out.part").exists()


def test_one_file_is_one_decision_with_all_its_records_and_who_released_it_stands_beside_it(office):
    done = office.redact(office.job(office.list_of(40)))

    (decided,) = office.decided
    (staffed,) = [said for said in office.world.log.said if said["kind"] == "staffed"]
    assert decided["outcome"] == "release"
    assert decided["records"] == 40
    assert decided["requester"]["by"] == "staff"
    assert ["/*/birthDate", "identity.dob", "remove", 40] in decided["counts"]
    assert (staffed["act"], staffed["by"], staffed["subject"]) == ("redact", "A. Clerk", decided["id"])
    assert staffed["facts"]["output"] == done.gave


def test_what_is_found_in_one_unit_goes_in_all(office):
    """Law 5: that only the record with the finding lacked a remark would say whose it is."""
    file = office.list_of(60, n55={"remark": f"Alien number {CANARY}"})

    office.redact(office.job(file))

    assert all("remark" not in row for row in rows(office.folder / "out"))
    assert CANARY not in (office.folder / "out").read_text()
    assert office.world.people.latches == {"permits:export": {"/*/remark"}}
    (decided,) = office.decided
    assert decided["latched"] == ["/*/remark"]
    assert decided["records"] == 60


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(unit=st.integers(100, 3000), block=st.integers(1, 3000), odd=st.integers(0, 29))
def test_the_result_is_the_same_however_it_is_cut(office, unit, block, odd):
    file = office.list_of(30, **{f"n{odd}": {"phone": "312-555-0147", "extra": CANARY}})
    office.world.people.latches.clear()
    office.redact(office.job(file, out="whole", unit_bytes=10**6))

    office.redact(office.job(file, out="cut", unit_bytes=unit, block_bytes=block))

    assert (office.folder / "cut").read_bytes() == (office.folder / "whole").read_bytes()
    whole, cut = office.decided[-2:]
    assert sorted(whole["counts"]) == sorted(cut["counts"])


@pytest.mark.parametrize("at", [1, 900, 2500, 4000])
def test_a_run_that_was_killed_goes_on_where_it_was(office, at):
    file = office.list_of(60)
    office.redact(office.job(file, out="whole"))
    seen = []

    def told(taken):
        seen.append(taken)
        if taken >= at and len(seen) > 1:
            raise StopError

    with pytest.raises(StopError):
        office.redact(office.job(file, told=told))
    assert not (office.folder / "out").exists()
    stopped, seen = seen[-1], []

    office.redact(office.job(file, told=seen.append))

    assert (office.folder / "out").read_bytes() == (office.folder / "whole").read_bytes()
    assert len(office.decided) == 2
    assert stopped < 600 or seen[0] > 0  # it did not begin again, once there was a note


def test_killed_between_record_and_rename_it_is_not_recorded_again(office, monkeypatch):
    file = office.list_of(20)

    def killed(_):
        raise StopError

    with monkeypatch.context() as patched:
        patched.setattr(Places, "finish", killed)
        with pytest.raises(StopError):
            office.redact(office.job(file))
    assert len(office.decided) == 1

    assert office.redact(office.job(file)).is_released

    assert len(office.decided) == 1
    assert len(rows(office.folder / "out")) == 20


def test_killed_after_the_last_byte_and_before_the_record_it_is_recorded_once(office):
    file = office.list_of(20)
    office.world.log.fails_after = 0
    with pytest.raises(AuditError):
        office.redact(office.job(file))
    assert not (office.folder / "out").exists()
    office.world.log.fails_after = None

    office.redact(office.job(file))

    assert len(office.decided) == 1


@pytest.mark.parametrize("changed", ["input", "part", "note", "day", "latch", "policy"])
def test_what_changed_meanwhile_is_not_gone_on_from(office, changed):
    file = office.list_of(60)

    def told(taken):
        if taken > 3000:
            raise StopError

    with pytest.raises(StopError):
        office.redact(office.job(file, told=told))
    _change(office, changed, file)
    seen = []

    office.redact(office.job(file, told=seen.append))

    assert seen[0] == 0
    assert len(rows(office.folder / "out")) == 60


def _change(office, what, file):
    match what:
        case "input":
            file.write_bytes(file.read_bytes().replace(b"Ana 0", b"Eva 0"))
        case "part":
            part = office.folder / "out.part"
            part.write_bytes(part.read_bytes().replace(b"Ana 0", b"Eva 0"))
        case "note":
            note = office.folder / ".out.redacted"
            note.write_bytes(note.read_bytes().replace(b'"taken":2', b'"taken":1'))
        case "day":
            office.now = office.now.replace(day=16)
        case "latch":
            office.world.people.latches["permits:export"] = {"/*/remark"}
        case "policy":
            office.world = Office(office.folder, FEW.replace("20}", "60}")).world


def test_more_records_than_the_agreement_gives_are_refused_and_on_record(tmp_path, office):
    few = Office(tmp_path, FEW)

    done = few.redact(few.job(office.list_of(30)))

    assert not done.is_released
    assert few.decided[-1]["outcome"] == "refuse"
    assert few.decided[-1]["reasons"] == ["too-many-records"]
    assert {path.name for path in tmp_path.iterdir()} == {"permits.ndjson"}


def test_what_cannot_be_read_refuses_all_of_it(office):
    file = office.list_of(60)
    file.write_bytes(file.read_bytes() + b'{"id": "1", "id": "2"}\n')

    done = office.redact(office.job(file))

    assert not done.is_released
    assert office.decided[-1]["reasons"] == ["duplicate-key"]
    assert {path.name for path in office.folder.iterdir()} == {"permits.ndjson"}


def test_who_may_not_have_it_gets_no_file(office):
    asked = {"partner": "ice-ero", "purpose": "immigration-enforcement"}

    done = office.redact(office.job(office.list_of(5), **asked))

    assert not done.is_released
    assert done.ruling.outgoing is None
    assert json.loads(done.entry)["outcome"] != "release"
    assert not (office.folder / "out").exists()


def test_a_second_run_tells_that_it_is_done(office):
    file = office.list_of(20)
    office.redact(office.job(file))

    before = office.before(office.job(file))

    assert before.was_done
    assert before.is_released
    file.write_bytes(file.read_bytes()[:-100])
    assert office.before(office.job(file)) is None


def test_a_disk_that_is_full_is_a_sentence_and_the_run_goes_on_later(office, monkeypatch):
    file = office.list_of(60)
    real = redacting.joined

    def full(state, *more, **named):
        if state.taken > 2000:
            raise OSError(28, "No space left on device")
        return real(state, *more, **named)

    with monkeypatch.context() as patched:
        patched.setattr(redacting, "joined", full)
        with pytest.raises((ConfigError, OSError)):
            office.redact(office.job(file))

    assert office.redact(office.job(file)).is_released


def test_a_file_of_nothing_is_released_as_nothing(office):
    file = office.list_of(0)

    assert office.redact(office.job(file)).is_released

    assert (office.folder / "out").read_bytes() == b""


TABLE = "id,name,remark,citizenshipCode\r\n"


@pytest.mark.parametrize("unit", [1, 40, 100, 10_000])
def test_a_table_has_its_first_line_once(office, unit):
    file = office.folder / "permits.csv"
    file.write_text(TABLE + "".join(f'{n},"Ana\n{n}",v{n},HN\r\n' for n in range(9)), newline="")

    office.redact(office.job(file, "text/csv", unit_bytes=unit))

    expected = "id,name,remark\r\n" + "".join(f'{n},"Ana\n{n}",v{n}\r\n' for n in range(9))
    assert (office.folder / "out").read_bytes() == expected.encode()
    assert office.decided[-1]["records"] == 9


@pytest.mark.parametrize("stops", [True, False])
def test_a_note_has_nothing_of_a_table_that_has_no_names_after_all(office, stops):
    """Its first line is somebody, and the note stays beside the file that is handed over."""
    file = office.folder / "permits.csv"
    file.write_text(f"7,Ana Permit,{CANARY}\r\n" + "8,Eva Permit,B2\r\n" * 60, newline="")

    def told(taken):
        if stops and taken > 400:
            raise StopError

    with contextlib.suppress(StopError):
        office.redact(office.job(file, "text/csv", told=told))

    note = (office.folder / ".out.redacted").read_bytes()
    assert note
    assert CANARY.encode() not in note
    assert b64encode(CANARY.encode())[:12] not in note
    assert b"Permit" not in base64.b64decode(json.loads(note[64:]).get("opening", ""))


@pytest.mark.parametrize("unit", [1, 40, 100])
def test_a_table_goes_on_under_its_first_line(office, unit):
    file = office.folder / "permits.csv"
    file.write_text(TABLE + "".join(f'{n},"Ana\n{n}",v{n},HN\r\n' for n in range(9)), newline="")

    def job(**given):
        return office.job(file, "text/csv", unit_bytes=unit, **given)

    for _ in stopped_after_each_unit(office, job):
        assert (office.folder / "out").read_bytes() == (office.folder / "counted").read_bytes()


@pytest.mark.parametrize("unit", [1, 30, 10_000])
def test_a_table_without_names_is_read_as_the_service_says(office, unit):
    office.world.policy = compiled(
        **{
            "services/permits.yaml": PERMITS.replace("page_size: 1", "header: absent", 1)
            .replace("/*/id", "/*/0")
            .replace("/*/name", "/*/1"),
            "agreements/permits.yaml": SHARED,
        }
    )
    file = office.folder / "permits.csv"
    file.write_text("".join(f"{n},Ana {n},HN\r\n" for n in range(9)), newline="")

    office.redact(office.job(file, "text/csv", unit_bytes=unit))

    expected = "".join(f"{n},Ana {n},\r\n" for n in range(9))
    assert (office.folder / "out").read_bytes() == expected.encode()


def test_a_whole_document_is_one_message(office):
    file = office.folder / "permits.json"
    file.write_text(json.dumps([{"id": "1", "name": "Ana", "citizenshipCode": "HN"}]))

    office.redact(office.job(file, "application/json"))

    assert json.loads((office.folder / "out").read_text()) == [{"id": "1", "name": "Ana"}]


def test_a_parquet_file_is_read_in_a_process_of_its_own_and_a_spoilt_one_ends_nobody(office):
    table = pa.table({"id": ["1", "2"], "name": ["Ana", "Bo"], "citizenshipCode": ["HN-canary", "US-canary"]})
    media_type = "application/vnd.apache.parquet"
    file, spoilt = office.folder / "permits.parquet", office.folder / "spoilt.parquet"
    pq.write_table(table, file)
    spoilt.write_bytes(file.read_bytes()[:-40] + b"\xff" * 32 + file.read_bytes()[-8:])

    done = office.redact(office.job(file, media_type, out="o1"))
    refused = office.redact(office.job(spoilt, media_type, out="o2"))

    assert done.is_released
    assert pq.read_table(office.folder / "o1").to_pydict() == {"id": ["1", "2"], "name": ["Ana", "Bo"]}
    assert b"canary" not in (office.folder / "o1").read_bytes()
    assert not refused.is_released
    assert not (office.folder / "o2").exists()
