"""What was taken out anywhere in a file stands nowhere in what leaves of it."""

import json
from dataclasses import replace

import pytest

from firewall.detect import elsewhere
from firewall.errors import ConfigError
from firewall.files import gathering
from firewall.files.screening import beside
from tests.files.office import SHARED, Office, rows
from tests.files.stopping import StopError
from tests.files.test_enclosed import HEAD, SERVICE, permit, register
from tests.files.test_enclosed import job as enclosed_job
from tests.files.test_every_kind import COUNT, KINDS
from tests.files.test_every_kind import job as kind_job

NUMBER = "77319826450"
TAKEN = {"citizenshipCode": NUMBER}
"""A code of the service's own, which no detector knows."""


def remarks(office, name="out"):
    return [row.get("remark", "") for row in rows(office.folder / name)]


def staffed(office):
    return [said for said in office.world.log.said if said["kind"] == "staffed"][-1]["facts"]


@pytest.mark.parametrize(("taken", "said"), [(0, 55), (55, 0)])
def test_a_value_that_was_taken_out_in_one_unit_does_not_stand_in_another(office, taken, said):
    file = office.list_of(60, **{f"n{taken}": TAKEN, f"n{said}": {"remark": f"as in {NUMBER}"}})

    done = office.redact(office.job(file))

    assert done.is_released
    assert NUMBER.encode() not in (office.folder / "out").read_bytes()
    assert len(rows(office.folder / "out")) == 60
    assert remarks(office).count("") < 6  # the unit's, and nobody else's
    assert office.world.people.latches == {}
    assert (done.met_again, staffed(office)["met_again"]) == ("file", "file")


def test_it_would_stand_there_if_nobody_looked(office, monkeypatch):
    """So the test above tells something."""
    monkeypatch.setattr(gathering, "telling", lambda _: ())
    file = office.list_of(60, n0=TAKEN, n55={"remark": f"as in {NUMBER}"})

    office.redact(office.job(file))

    assert NUMBER.encode() in (office.folder / "out").read_bytes()


def test_the_result_is_the_same_with_processes_beside(office):
    file = office.list_of(60, n0=TAKEN, n31=TAKEN, n55={"remark": f"as in {NUMBER}"})
    office.redact(office.job(file, out="here"))
    means = replace(office.world.means, record=None, waiting=None)

    with beside(office.world.policy, means, 2) as pool:
        office.redact(office.job(file, out="there"), pool, 2)
        office.redact(office.job(office.list_of(60, n59=TAKEN), out="other"), pool, 2)

    assert (office.folder / "there").read_bytes() == (office.folder / "here").read_bytes()
    assert NUMBER.encode() not in (office.folder / "there").read_bytes()
    assert "" not in remarks(office, "other")


def test_what_is_latched_on_the_way_is_looked_for_in_the_whole_file(office):
    odd = {"remark": "Alien number A219384756", "extra": 1}
    said = {"id": f"x-{NUMBER}"}
    file = office.list_of(60, n3={"remark": NUMBER}, n30=odd, n50=said)

    office.redact(office.job(file))

    assert NUMBER.encode() not in (office.folder / "out").read_bytes()


def test_of_more_than_is_looked_for_each_unit_is_looked_at_by_itself_and_that_is_said(office, monkeypatch):
    monkeypatch.setattr(elsewhere, "MOST", 3)
    odd = {f"n{number}": {"citizenshipCode": f"7731982{number:04}"} for number in range(0, 40, 4)}
    file = office.list_of(60, **odd, n55={"remark": "as in 77319820000"})

    done = office.redact(office.job(file))

    assert (done.met_again, staffed(office)["met_again"]) == ("units", "units")
    assert "as in 77319820000" in remarks(office)


def test_a_file_of_one_unit_is_looked_at_once(office):
    done = office.redact(office.job(office.list_of(3, n0=TAKEN), unit_bytes=10**6))

    assert done.met_again == "message"


def test_a_run_that_was_killed_goes_on_with_the_same_values(office):
    file = office.list_of(60, n2=TAKEN, n58=TAKEN, n30={"remark": f"as in {NUMBER}"})
    office.redact(office.job(file, out="whole"))
    seen, again = [], []

    def told(taken):
        seen.append(taken)
        if len(seen) > 6:
            raise StopError

    with pytest.raises(StopError):
        office.redact(office.job(file, told=told))
    office.redact(office.job(file, told=again.append))

    assert (office.folder / "out").read_bytes() == (office.folder / "whole").read_bytes()
    assert again[0] > 0


def test_it_begins_again_where_something_else_is_taken_out_behind_where_it_was(office):
    """What is written already was not looked at for that."""
    file = office.list_of(60, n5={"remark": f"as in {NUMBER}"}, n55={"citizenshipCode": "11111111111"})
    seen, again = [], []

    def told(taken):
        seen.append(taken)
        if len(seen) > 8:
            raise StopError

    with pytest.raises(StopError):
        office.redact(office.job(file, told=told))
    file.write_bytes(file.read_bytes().replace(b"11111111111", NUMBER.encode()))
    office.redact(office.job(file, told=again.append))

    assert again[0] == 0
    assert NUMBER.encode() not in (office.folder / "out").read_bytes()


def test_a_file_that_changes_while_it_is_read_is_not_released(office):
    file = office.list_of(60)

    def told(taken):
        if taken and (at := file.read_bytes().find(b'"59"')) > 0:  # behind what was looked at, and as long
            with file.open("r+b") as changed:
                changed.seek(at)
                changed.write(b'"95"')

    with pytest.raises(ConfigError, match="was changed while it was read"):
        office.redact(office.job(file, told=told))

    assert not (office.folder / "out").exists()


def test_so_is_one_that_was_a_single_unit_and_grows(office):
    """Whoever still writes it would have the rest looked at without the beginning."""
    file = office.list_of(3, n0=TAKEN)
    more = office.list_of(60, n55={"remark": f"as in {NUMBER}"}).read_bytes()
    file = office.list_of(3, n0=TAKEN)

    def told(taken):
        if not taken:
            file.write_bytes(file.read_bytes() + more)

    with pytest.raises(ConfigError, match="was changed while it was read"):
        office.redact(office.job(file, told=told, unit_bytes=1_000))

    assert not (office.folder / "out").exists()


def test_no_value_is_in_the_note_or_in_the_record(office):
    file = office.list_of(60, n0=TAKEN, n55={"remark": f"as in {NUMBER}"})
    office.redact(office.job(file))

    said = json.dumps(office.world.log.said)
    notes = b"".join(path.read_bytes() for path in office.folder.iterdir() if path.name != file.name)
    assert NUMBER not in said
    assert NUMBER.encode() not in notes


@pytest.mark.parametrize("media_type", KINDS)
def test_in_tables_and_lists_too(office, media_type):
    made = kind_job(office, media_type)
    text = made.places.file.read_text().replace("HN", NUMBER, 2).replace("v2", f"as in {NUMBER}")
    # A table has names in its first line, so the number stands once in its records; the others have it twice.
    made.places.file.write_text(text.replace(f"as in {NUMBER}", "v2", 19))

    done = office.redact(made)

    out = (office.folder / "out").read_bytes()
    assert done.met_again == "file"
    assert NUMBER.encode() not in out
    assert out.count(b"P-") == COUNT


@pytest.mark.parametrize("kind", ["xml", "json"])
def test_what_stands_around_records_is_looked_at_for_what_was_taken_out_of_them(tmp_path, kind):
    office = Office(tmp_path, SHARED, SERVICE)
    permits = [permit(number) for number in range(40)]
    permits[35] = permits[35].replace("HN", NUMBER)
    permits[2] = permit(2, f"as in {NUMBER}")
    if kind == "xml":
        file = register(tmp_path, permits, head=HEAD.replace("All of them", f"But {NUMBER}"))
    else:
        listed = [
            {
                "id": str(n),
                "remark": f"as in {NUMBER}" if n == 2 else "v",
                "citizenshipCode": NUMBER if n == 35 else "HN",
            }
            for n in range(40)
        ]
        file = tmp_path / "ledger.json"
        file.write_text(json.dumps({"version": f"But {NUMBER}", "data": {"permits": listed}, "total": 40}))

    done = office.redact(enclosed_job(office, file))

    assert (done.is_released, done.met_again) == (True, "file")
    assert NUMBER.encode() not in (tmp_path / "out").read_bytes()
    assert (tmp_path / "out").read_bytes().count(b"id") >= 40


def test_too_much_for_the_board_is_not_shown():
    board = gathering.board()

    assert board.show({("identity.name",): ["x" * gathering.BOARD_BYTES]}) == 0
    assert board.show({}) == 0
