"""Several processes answer as one: one record, one day's allowance, one set of latches, keys, grants and numbers."""

import concurrent.futures
import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from firewall.demo import clinic
from firewall.house import House
from firewall.sqlite import STALE_S
from tests.faults.test_kill import entries
from tests.system import process
from tests.system.several import (
    Wire,
    admin,
    furnished,
    numbers,
    nursery,
    patient,
    replace_one,
    until,
    wire_to_each,
    workers,
)
from tests.system.town import COUNTY, ICE, PORTAL, command, environment

PER_DAY = 50


@pytest.fixture(scope="module")
def services(tmp_path_factory):
    with process.city(tmp_path_factory.mktemp("services")) as upstreams:
        yield upstreams


class Crowd:
    def __init__(self, firewall, keys):
        self.firewall, self.keys = firewall, keys

    def staff(self, *words):
        done = command(*words, "--config", str(self.firewall.config))
        assert done.code == 0, done.err
        return done


@pytest.fixture(scope="module")
def crowd(services, tmp_path_factory):
    """One firewall of two workers for the tests of this module, each of which leaves other traces."""
    config = furnished(tmp_path_factory.mktemp("several") / "firewall", services)
    keys = process.keyed(config, COUNTY, PORTAL, ICE)
    with process.running(config) as firewall:
        yield Crowd(firewall, keys)


def together(wires, times, ask):
    """Ask over all wires at once, so often each; returns the answers."""
    start = threading.Barrier(len(wires))

    def go(wire):
        start.wait()
        return [ask(wire) for _ in range(times)]

    with concurrent.futures.ThreadPoolExecutor(len(wires)) as pool:
        return [answer for answers in pool.map(go, wires) for answer in answers]


def test_both_answer_and_all_is_in_one_record(crowd):
    with wire_to_each(crowd.firewall) as wires:
        assert len(wires) == 2
        answers = together(
            list(wires.values()), 10, lambda wire: wire.ask(patient(), COUNTY, crowd.keys[COUNTY])
        )
    by_id = {entry["id"]: entry for entry in entries(crowd.firewall.data)}

    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert {answer.decision for answer in answers} <= set(by_id)
    assert {by_id[answer.decision]["outcome"] for answer in answers} == {"release"}


def test_one_start_is_recorded_and_says_how_many_there_are(crowd):
    starts = [entry for entry in entries(crowd.firewall.data) if entry.get("what") == "start"]

    assert [entry["facts"]["processes"] for entry in starts] == [2]


def test_the_public_key_alone_verifies_it(crowd):
    done = command("audit", "verify", str(crowd.firewall.data), "--json")

    assert (done.code, done.json["ok"]) == (0, True)


def settled(firewall):
    """The numbers, once each worker has told its last ones: they are up to a second old."""
    requests = -1.0  # none yet is no reason to believe it at once
    while True:
        found = numbers(firewall)
        count = sum(value for name, value in found.items() if name.startswith("firewall_requests_total"))
        if count == requests and found["firewall_processes_fresh"] == found["firewall_processes"]:
            return found
        requests = count
        time.sleep(1.5)


def test_the_numbers_are_those_of_all(crowd):
    before = settled(crowd.firewall)
    with wire_to_each(crowd.firewall) as wires:
        together(list(wires.values()), 5, lambda wire: wire.ask(patient(), COUNTY, crowd.keys[COUNTY]))
    name = 'firewall_requests_total{service="clinic",status="2xx"}'
    until(lambda: numbers(crowd.firewall)[name] >= before[name] + 10)
    after = settled(crowd.firewall)

    assert after[name] == before[name] + 10
    assert (after["firewall_processes"], after["firewall_processes_fresh"]) == (2, 2)
    assert after["firewall_audit_entries"] >= before["firewall_audit_entries"] + 10
    assert len([name for name in after if name.startswith("firewall_policy_info")]) == 1


def test_a_key_that_was_revoked_is_dead_for_all(crowd):
    key = crowd.staff("partner", "add-key", COUNTY).out.strip()
    with wire_to_each(crowd.firewall) as wires:
        time.sleep(2 * STALE_S)
        before = [wire.ask(patient(), COUNTY, key).status for wire in wires.values()]
        crowd.staff("partner", "revoke", key.split("_")[1])
        time.sleep(2 * STALE_S)
        after = [wire.ask(patient(), COUNTY, key).status for wire in wires.values()]

    assert (before, after) == ([200, 200], [404, 404])


def test_a_latch_that_one_sets_holds_for_the_others(crowd):
    with wire_to_each(crowd.firewall) as wires:
        one, other = wires.values()
        before = other.ask(patient(), COUNTY, crowd.keys[COUNTY])
        odd = one.ask(patient(clinic.ODD_PLACES), COUNTY, crowd.keys[COUNTY])
        time.sleep(2 * STALE_S)
        after = [wire.ask(patient(), COUNTY, crowd.keys[COUNTY]) for wire in (one, other)]

    assert "address" in before.json
    assert ["address" in answer.json for answer in (odd, *after)] == [False, False, False]
    crowd.staff("latch", "clear", "clinic:patient", "/address", "--why", "the test is over")


def test_both_find_the_same_at_once_and_one_latch_comes_of_it(crowd):
    target = patient(clinic.ODD_PLACES)
    with wire_to_each(crowd.firewall) as wires:
        answers = together(list(wires.values()), 3, lambda wire: wire.ask(target, COUNTY, crowd.keys[COUNTY]))

    assert [("address" in answer.json, answer.status) for answer in answers] == [(False, 200)] * 6
    listed = crowd.staff("latch", "list", "--json").json
    assert [(one["route"], one["member"]) for one in listed] == [("clinic:patient", "/address")]
    crowd.staff("latch", "clear", "clinic:patient", "/address", "--why", "the test is over")


def test_a_grant_for_one_use_is_used_once_by_all_of_them(crowd):
    target = "/school/students/500010"
    with wire_to_each(crowd.firewall) as wires:
        for _ in range(5):
            case = next(iter(wires.values())).ask(target, ICE, crowd.keys[ICE]).case
            crowd.staff(
                "case", "grant", case, "--categories", "immigration.entry", "--until", "2098-12-31", "--uses", "1",
                "--why", "counsel read it", "--by", "C. Counsel",
            )  # fmt: skip
            time.sleep(2 * STALE_S)
            answers = together(list(wires.values()), 2, lambda wire: wire.ask(target, ICE, crowd.keys[ICE]))

            assert sorted(answer.status for answer in answers) == [200, 202, 202, 202]


def test_equal_questions_to_both_share_one_case(crowd):
    target = "/school/students/500011"
    with wire_to_each(crowd.firewall) as wires:
        answers = together(list(wires.values()), 5, lambda wire: wire.ask(target, ICE, crowd.keys[ICE]))
    (case,) = {answer.case for answer in answers}
    listed = [one for one in crowd.staff("case", "list", "--json").json if one["case"] == case]

    assert [one["times"] for one in listed] == [10]


def test_no_worker_has_the_key_that_signs(crowd):
    seed = seed_of(crowd.firewall.data)

    assert is_in_memory(crowd.firewall.process.pid, seed)  # so the search would find it
    for pid in (nursery(crowd.firewall), *workers(crowd.firewall)):
        assert not is_in_memory(pid, seed)


def seed_of(data):
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    house = House.open(data, "any", create=False)
    return house.signing.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def is_in_memory(pid, secret):
    with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in maps:
            first, last = (int(place, 16) for place in line.split()[0].split("-"))
            if not re.match(r"\S+ rw", line):
                continue
            try:
                memory.seek(first)
                if secret in memory.read(last - first):
                    return True
            except (OSError, OverflowError, ValueError):
                continue
    return False


def test_a_second_one_does_not_take_half_of_its_requesters(crowd, tmp_path, services):
    config = furnished(tmp_path / "second", services)
    config.write_text(config.read_text().replace("port = 0", f"port = {crowd.firewall.port}", 1))
    done = subprocess.run(
        [sys.executable, "-m", "firewall.cli", "run", "--config", str(config), "--create"],
        env=environment(), cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert f"127.0.0.1:{crowd.firewall.port} cannot be listened on" in done.stderr
    assert "Traceback" not in done.stderr


def test_hostile_scrapers_do_not_keep_them_from_their_work(crowd):
    stop = threading.Event()

    def scrape():
        while not stop.is_set():
            admin(crowd.firewall, "/metrics")

    scrapers = [threading.Thread(target=scrape) for _ in range(4)]
    for one in scrapers:
        one.start()
    try:
        with wire_to_each(crowd.firewall) as wires:
            answers = together(
                list(wires.values()), 20, lambda wire: wire.ask(patient(), COUNTY, crowd.keys[COUNTY])
            )
    finally:
        stop.set()
        for one in scrapers:
            one.join()

    assert {answer.status for answer in answers} == {200}
    assert admin(crowd.firewall, "/readyz").status == 200


def of_each(crowd):
    """The answer of each worker."""
    with wire_to_each(crowd.firewall) as wires:
        return [wire.ask(patient(), COUNTY, crowd.keys[COUNTY]) for wire in wires.values()]


def read_again(crowd, series="firewall_policy_reloads_total"):
    """Have the policy folder read, and wait until this was counted once more."""
    before = numbers(crowd.firewall)[series]
    crowd.firewall.process.send_signal(signal.SIGHUP)
    until(lambda: numbers(crowd.firewall)[series] > before)


def test_a_changed_policy_is_taken_over_by_all_at_once_and_a_bad_one_by_none(crowd):
    law = crowd.firewall.directory / "policies" / "agreements" / "county-public-health.yaml"
    before = law.read_text()
    pids = workers(crowd.firewall)
    law.write_text(before.replace("contact.phone, ", ""))
    read_again(crowd)
    answers = of_each(crowd)
    law.write_text("agreement: of nothing\n")
    read_again(crowd, "firewall_policy_reload_failures_total")
    kept = of_each(crowd)
    law.write_text(before.replace("basis: agreement", "basis: agreement  # changed"))
    read_again(crowd)
    again = of_each(crowd)
    by_id = {entry["id"]: entry for entry in entries(crowd.firewall.data)}
    digests = [{by_id[one.decision]["policy"] for one in found} for found in (answers, kept, again)]

    assert [["phone" in one.json for one in found] for found in (answers, kept, again)] == [
        [False, False],
        [False, False],
        [True, True],
    ]
    assert [len(found) for found in digests] == [1, 1, 1]
    assert digests[0] == digests[1] != digests[2]
    assert workers(crowd.firewall) == pids


def test_a_worker_that_is_born_after_a_change_begins_with_it(crowd):
    law = crowd.firewall.directory / "policies" / "agreements" / "county-public-health.yaml"
    before = law.read_text()
    law.write_text(before.replace("contact.phone, ", ""))
    read_again(crowd)
    replace_one(crowd.firewall)
    answers = of_each(crowd)
    law.write_text(before)
    read_again(crowd)

    assert ["phone" in one.json for one in answers] == [False, False]


def test_while_one_dies_the_other_is_not_disturbed(crowd):
    with wire_to_each(crowd.firewall) as wires:
        dies, lives = sorted(wires)
        statuses = []
        for number in range(60):
            if number == 10:
                os.kill(dies, signal.SIGKILL)
            statuses.append(wires[lives].ask(patient(), COUNTY, crowd.keys[COUNTY]).status)
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            wires[dies].ask(patient(), COUNTY, crowd.keys[COUNTY])

    assert statuses == [200] * 60
    until(lambda: dies not in workers(crowd.firewall) and len(workers(crowd.firewall)) == 2)


def test_what_they_share_says_nothing_of_anybody(crowd):
    with wire_to_each(crowd.firewall) as wires:
        together(list(wires.values()), 2, lambda wire: wire.ask(patient(), COUNTY, crowd.keys[COUNTY]))
    shared = b"".join(path.read_bytes() for path in crowd.firewall.data.glob("limits.sqlite*"))

    assert b"DSA-2026-014" in shared
    assert clinic.WITH_STATUS.encode() not in shared
    # As a word: its digits are met by chance in a time, a digest or an id.
    said_of_it = re.search(rf"""[/"' =]{clinic.WITH_STATUS}[/"' ?,]""", crowd.firewall.said())
    assert said_of_it is None
    for said in (shared, crowd.firewall.said().encode()):
        assert crowd.keys[COUNTY].encode() not in said


# ---- a day's allowance


def limited(directory, services):
    config = furnished(directory, services)
    law = directory / "policies" / "agreements" / "county-public-health.yaml"
    law.write_text(law.read_text().replace("records_per_day: 2000", f"records_per_day: {PER_DAY}"))
    return config


def given(answers):
    return sum(answer.status == 200 for answer in answers)


def test_a_days_allowance_is_not_doubled_by_two_workers_nor_by_a_new_start(services, tmp_path):
    config = limited(tmp_path / "firewall", services)
    keys = process.keyed(config, COUNTY)

    def ask(wire):
        return wire.ask(patient(), COUNTY, keys[COUNTY])

    several = config.read_text()
    config.write_text(several.replace("count = 2", "count = 1"))
    with process.running(config) as firewall:
        wire = Wire(firewall)
        few = [ask(wire) for _ in range(20)]
        wire.close()
    config.write_text(several)
    with process.running(config) as firewall:
        with wire_to_each(firewall) as wires:
            many = together(list(wires.values()), 30, ask)
        replace_one(firewall)
        with wire_to_each(firewall) as wires:
            late = together(list(wires.values()), 3, ask)
    config.write_text(config.read_text().replace("count = 2", "count = 1"))
    with process.running(config) as firewall:
        wire = Wire(firewall)
        alone = ask(wire)
        wire.close()
    records = sum(
        entry["records"]
        for entry in entries(firewall.data)
        if entry["kind"] == "decided" and "DSA-2026-014" in entry["openers"]
    )

    assert (given(few), given(many), given(late)) == (20, 30, 0)
    assert {answer.status for answer in (*many, *late, alone)} == {200, 202}
    assert alone.status == 202
    assert records == PER_DAY
