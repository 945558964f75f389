import json
import signal
import subprocess
import sys
import time

import pytest

from firewall.formats import FORMATS
from tests.files.office import PERMITS, SHARED
from tests.system import process
from tests.system.town import UNIVERSITY, environment

WORDS = ("--as", UNIVERSITY, "--purpose", "research", "--service", "school", "--route", "students")


@pytest.fixture
def students(town, tmp_path):
    path = tmp_path / "students.json"
    path.write_bytes((town.directory / "policies/samples/students.json").read_bytes())
    return path


def test_a_file_is_released_beside_the_running_firewall_as_its_answer_would_be(town, students, tmp_path):
    out, report = tmp_path / "out.json", tmp_path / "report.json"

    done = town.firewall("redact", str(students), *WORDS, "-o", str(out), "--report", str(report))

    assert done.code == 0, done.err
    told = json.loads(report.read_text())
    assert told["decision"] in done.out
    assert json.loads(out.read_text())["items"][0].keys() == {
        "StudentUniqueId", "BirthDate", "School", "GradeLevel",
    }  # fmt: skip
    shown = town.firewall("audit", "show", told["decision"])
    assert shown.json["requester"]["by"] == "staff"
    assert town.firewall("audit", "verify").code == 0


def test_what_was_done_is_not_done_again_but_where_it_is_asked_for(town, students, tmp_path):
    words = ("redact", str(students), *WORDS, "-o", str(tmp_path / "out.json"))
    first = town.firewall(*words, "--json").json
    entries = town.entries()

    again = town.firewall(*words, "--json")

    assert (again.code, again.json["done_before"]) == (0, True)
    assert again.json["decision"] == first["decision"]
    # The firewall beside sends itself a canary every few seconds, which goes nowhere.
    new = [one for one in town.entries()[len(entries) :] if one.get("reasons") != ["no-route"]]
    assert [one.get("act", one["kind"]) for one in new] == []
    anew = town.firewall(*words, "--again", "--json").json
    assert anew["decision"] != first["decision"]
    students.write_bytes(students.read_bytes() + b"\n")
    other = town.firewall(*words)
    assert other.code == 2
    assert "--force" in other.err
    assert town.firewall(*words, "--force").code == 0


def test_who_may_not_have_it_is_told_as_a_case(town, students, tmp_path):
    words = (
        "--as",
        "ice-ero",
        "--purpose",
        "immigration-enforcement",
        "--service",
        "school",
        "--route",
        "students",
    )

    done = town.firewall("redact", str(students), *words, "-o", str(tmp_path / "out.json"), "--json")

    assert done.code == 1
    assert done.json["case"].startswith("C-")
    assert [path.name for path in tmp_path.iterdir()] == ["students.json"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--type", "video"), "no type of file"),
        (("--workers", "0"), "workers"),
    ],
)
def test_what_it_cannot_do_is_a_sentence(town, students, tmp_path, more, said):
    done = town.firewall("redact", str(students), *WORDS, "-o", str(tmp_path / "out.json"), *more)

    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err


def test_the_file_itself_is_never_written(town, students, tmp_path):
    (tmp_path / "link").symlink_to(students)

    done = town.firewall("redact", str(students), *WORDS, "-o", str(tmp_path / "link"), "--force")

    assert done.code == 2
    assert "stays as it is" in done.err


def test_a_report_is_no_way_to_write_the_file_itself(town, students, tmp_path):
    before = students.read_bytes()

    done = town.firewall(
        "redact", str(students), *WORDS, "-o", str(tmp_path / "out"), "--report", str(students)
    )

    assert (done.code, students.read_bytes()) == (2, before)
    assert "--report" in done.err
    assert not (tmp_path / "out").exists()


HEADER = "id,name,birthDate,remark,citizenshipCode\r\n"


@pytest.fixture
def office(tmp_path):
    """A house with a list of permits to export, and a table of them; for processes of their own."""
    if "text/csv" not in FORMATS:
        pytest.skip("no format reads tables yet")
    config = process.furnished(tmp_path / "house")
    (tmp_path / "house/policies/services/permits.yaml").write_text(PERMITS)
    always = SHARED.replace("2026-02-01", "2001-01-01").replace("2027-01-31", "2099-12-31")
    (tmp_path / "house/policies/agreements/permits.yaml").write_text(always)
    process.keyed(config)
    table = tmp_path / "permits.csv"
    with table.open("w", newline="") as file:
        file.write(HEADER)
        file.writelines(f"{n},Ana Permit,1987-03-09,v{n % 3},HN\r\n" for n in range(20_000))
    return config, table


def words_for(config, table, out):
    return (
        "redact", str(table), "--as", "county-public-health", "--purpose", "public-health", "--service", "permits",
        "-o", str(out), "--config", str(config),
    )  # fmt: skip


def started(*words):
    return subprocess.Popen(
        [sys.executable, "-m", "firewall.cli", *words], env=environment(), stdout=subprocess.DEVNULL
    )


def test_killed_anywhere_it_goes_on_and_the_result_is_that_of_one_run(office, tmp_path):
    """By kill -9: nothing of ours can tidy up."""
    config, table = office
    whole, out = tmp_path / "whole.csv", tmp_path / "out.csv"
    one = started(*words_for(config, table, whole), "--workers", "2")
    assert one.wait(300) == 0
    kills = 0
    for wait_until in (1, 200_000):
        run = started(*words_for(config, table, out), "--workers", "2")
        part = tmp_path / "out.csv.part"
        while run.poll() is None and not (part.exists() and part.stat().st_size >= wait_until):
            time.sleep(0.01)
        if run.poll() is None:
            run.send_signal(signal.SIGKILL)
            run.wait(30)
            assert not out.exists()
            kills += 1

    last = started(*words_for(config, table, out), "--workers", "1")

    assert last.wait(300) == 0
    assert kills
    assert out.read_bytes() == whole.read_bytes()
    assert out.read_bytes().startswith(b"id,name,remark\r\n0,Ana Permit,v0\r\n")
