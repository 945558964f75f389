"""A firewall that runs, in one process and in several, on what people signed: it takes what is newer, and nothing else."""

import json
import re
import shutil
import time
from datetime import UTC, datetime, timedelta

from firewall.folder import read_policies
from firewall.signed import form, history
from firewall.signed.statement import instant
from tests.faults.test_kill import assert_sound_and_signed, entries
from tests.helpers_signed import NAMES, ROLES, Desk, emergency, flood, revoked, signed
from tests.system import process
from tests.system.several import admin, numbers, until
from tests.system.town import fetch

ONE, TWO = "", "\n[processes]\ncount = 2\n"
LASTS = timedelta(seconds=25)


class House:
    """A firewall whose policies are a bundle, and who signs them."""

    def __init__(self, directory, settings):
        config = process.furnished(directory)
        self.folder = directory / "policies"
        self.desk = Desk(directory)
        self.texts = read_policies(self.folder)
        shutil.rmtree(self.folder)
        people = "".join(
            f'[policies.signers.{n}]\nkey = "{n}.pub"\nroles = {json.dumps(ROLES[n])}\n' for n in NAMES
        )
        text = config.read_text().replace('directory = "policies"', 'bundle = "city.bundle"')
        config.write_text(text + people + settings)
        self.config = config
        self.data = directory / "data"

    def bundle(self, version, title="City of Harbor City", restores=0):
        texts = dict(self.texts)
        texts["city.yaml"] = texts["city.yaml"].replace("City of Harbor City", title)
        reason = "It was wrong." if restores else ""
        return signed(form.made("harbor-city", version, texts, restores, reason))

    def put(self, bundle):
        """As a command does it: at one stroke."""
        beside = self.desk.bundle.with_name(".new")
        beside.write_bytes(form.encoded(bundle))
        beside.rename(self.desk.bundle)
        return bundle

    def said(self, kind):
        return [entry["facts"] for entry in entries(self.data) if entry.get("what") == kind]


def policy(firewall):
    text = admin(firewall, "/metrics").body.decode()
    return re.search(r'firewall_policy_info\{digest="(\w+)"\}', text)[1]


def is_let_in(firewall):
    """Ask until somebody answers: a worker that could not read a policy in time is replaced."""
    for _ in range(100):
        try:
            return fetch(firewall.url, "/clinic/patients/1", headers=[("Host", "city")]).status != 503
        except OSError:
            time.sleep(0.1)
    raise AssertionError("nobody answers")


def test_several_processes_take_what_is_newer_and_was_signed(tmp_path):
    house = House(tmp_path, TWO)
    seven = house.put(house.bundle(7))
    with process.running(house.config) as firewall:
        assert policy(firewall) == seven.digest[:12]
        assert is_let_in(firewall)

        eight = house.put(house.bundle(8, "Harbor City"))
        until(lambda: policy(firewall) == eight.digest[:12])

        house.put(seven)  # replayed
        until(lambda: numbers(firewall)["firewall_policy_reload_failures_total"] == 1)
        house.desk.bundle.write_bytes(form.encoded(house.bundle(9))[:-100])  # torn
        until(lambda: numbers(firewall)["firewall_policy_reload_failures_total"] == 2)
        assert policy(firewall) == eight.digest[:12]
        assert is_let_in(firewall)

        back = house.put(house.bundle(9, restores=7))
        until(lambda: policy(firewall) == back.digest[:12])

        house.desk.revoke(revoked("bundle", back.digest))
        until(lambda: not is_let_in(firewall))
        assert numbers(firewall)["firewall_policy_refuses"] == 1
        house.desk.revoke()  # to take it away opens nothing
        time.sleep(3)
        assert not is_let_in(firewall)

        ten = house.put(house.bundle(10, "Harbor"))
        until(lambda: is_let_in(firewall))
        assert policy(firewall) == ten.digest[:12]
    assert [fact["version"] for fact in house.said(history.IN_FORCE)] == [7, 8, 9, 10]
    assert house.said(history.IN_FORCE)[2]["why"] == "It was wrong."
    assert [fact["revoked"] for fact in house.said(history.REVOKED)] == [f"bundle:{back.digest}"]
    assert_sound_and_signed(house.data)

    for bundle in (eight, back, house.bundle(10, "Other")):
        house.put(bundle)
        started = process.Firewall(house.config, name="again")
        assert started.ended() == 78, started.said()
    assert "POL328" in started.said()
    house.put(ten)
    with process.running(house.config):
        pass
    assert len(house.said(history.IN_FORCE)) == 4


def laid(house, base, lasts):
    begins = datetime.now(UTC).replace(microsecond=0)
    text = flood(begins + lasts)
    found = signed(emergency(base, begins=begins, agreement=text, ends=instant(begins + lasts)))
    house.desk.lay(found)
    return found


def test_an_emergency_goes_on_over_a_restart_and_ends_by_the_clock(tmp_path):
    house = House(tmp_path, ONE)
    base = house.put(house.bundle(7))
    with process.running(house.config) as firewall:
        long = laid(house, base, timedelta(hours=3))
        until(lambda: numbers(firewall)["firewall_break_glass_active"] == 1)
        assert policy(firewall) != base.digest[:12]
    with process.running(house.config, name="again") as firewall:
        assert policy(firewall) != base.digest[:12]

        short = laid(house, base, LASTS)
        until(lambda: len(house.said(history.BREAK_GLASS)) == 2)
        until(lambda: policy(firewall) == base.digest[:12], timeout_s=120)
        assert datetime.now(UTC) >= short.until
        assert numbers(firewall)["firewall_break_glass_active"] == 0
        assert is_let_in(firewall)
    told = house.said(history.BREAK_GLASS)
    assert [fact["digest"] for fact in told] == [long.digest, short.digest]
    assert told[0]["reason"] == long.reason
    ends = house.said(history.BREAK_GLASS_END)
    assert [fact["ended"] for fact in ends] == [long.digest, short.digest]
    assert ends[1]["closed"] == [f"break-glass:{short.digest}"]  # by the clock, so for good
