"""Names and places in free text, over HTTP, with a real model in real worker processes."""

import json
import multiprocessing
import os
import signal
import sqlite3
import time
from contextlib import closing

from tests.helpers_names import TABLE
from tests.system import process
from tests.system.town import HOUSING, PURPOSES, fetch

REPORT = "/311/requests/70040"
CANARY = "Zqcanary"
NAMED = f"Spoke with Maria {CANARY} at 412 Oak Street about the noise. She is undocumented."


def put(directory, text):
    with closing(sqlite3.connect(directory / "services" / "311.sqlite")) as database, database:
        database.execute("UPDATE requests SET text = ?, resolution = NULL WHERE id = 70040", (text,))


def test_names_places_and_status_are_cut_out_and_the_rest_stays(reading_town):
    put(reading_town.directory, NAMED)
    answer = reading_town.ask(HOUSING, REPORT)

    text = answer.json["text"]
    assert answer.status == 200
    assert text.endswith("about the noise. She is [withheld].")
    assert not any(word in text for word in ("Maria", CANARY, "Oak", "412"))


def test_the_record_tells_what_was_cut_and_never_whom(reading_town):
    put(reading_town.directory, NAMED)
    entry = reading_town.entry(reading_town.ask(HOUSING, REPORT))

    assert {("/text", "identity.name", "remove"), ("/text", "contact.address", "remove")} <= {
        tuple(count[:3]) for count in entry["counts"]
    }
    assert CANARY not in json.dumps(entry)


def test_a_page_of_reports_is_read_at_once(reading_town):
    answer = reading_town.ask(HOUSING, "/311/requests?page=1")

    assert answer.status == 200
    assert all("text" in item for item in answer.json["items"])


def test_a_killed_worker_costs_one_answer_at_most_and_nothing_leaves_unread(reading_town):
    put(reading_town.directory, f"{NAMED} {time.time()}")
    (worker,) = multiprocessing.active_children()
    os.kill(worker.pid, signal.SIGKILL)

    ends = time.monotonic() + 60
    answers = []
    while not answers or answers[-1].status != 200:
        assert time.monotonic() < ends
        answers.append(reading_town.ask(HOUSING, REPORT))

    assert {answer.status for answer in answers} <= {200, 502}
    assert not any(CANARY.encode() in answer.body for answer in answers)


def test_what_is_too_late_is_uninspectable_and_no_name_is_in_any_log(tmp_path):
    with process.city(tmp_path / "services") as upstreams:
        put(tmp_path, NAMED)
        answer, told = asked_too_late(tmp_path / "firewall", upstreams)

    assert answer.status == 502
    assert b"names-late" in told
    assert CANARY.encode() not in told + answer.body


def asked_too_late(directory, upstreams):
    """Return the answer, and every byte that the firewall wrote."""
    config = process.furnished(directory, upstreams, TABLE.replace("20000", "1"))
    (key,) = process.keyed(config, HOUSING).values()
    headers = [("Host", "city"), ("Purpose-Of-Use", PURPOSES[HOUSING]), ("Authorization", f"Bearer {key}")]
    with process.running(config) as firewall:
        answer = fetch(firewall.url, REPORT, headers=headers)
    return answer, b"".join(path.read_bytes() for path in directory.rglob("*") if path.is_file())
