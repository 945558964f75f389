"""Changed files are used, unusable ones are not, and what has ended lets nobody in."""

import asyncio
import base64
from contextlib import contextmanager
from datetime import timedelta

import pytest
from cryptography import x509
from structlog.testing import capture_logs

from firewall.errors import ConfigError
from firewall.front import renewal as module
from firewall.front.renewal import Renewal
from firewall.front.tls import Files
from tests.helpers_tls import SERVER, TODAY, Authority, pem


class House:
    def __init__(self, folder):
        self.folder, self.ca = folder, Authority("City CA")
        self.ca.write(folder / "ca.pem")
        self.issue()
        self.revoke()
        self.told, self.now = [], TODAY
        self.files = Files(
            certificate=folder / "server.pem", key=folder / "server.key", client_ca=folder / "ca.pem", client_crl=folder / "crl.pem"
        )  # fmt: skip

    def started(self):
        self.renewal = Renewal(self.files, lambda: self.now, self.told.append)
        return self.renewal

    @property
    def shown(self):
        """What new connections get."""
        return self.renewal.door._behind

    def issue(self, **options):
        self.ca.issue(self.folder, "server", hosts=["127.0.0.1"], usage=SERVER, **options)

    def revoke(self, *certificates, **options):
        (self.folder / "crl.pem").write_bytes(pem(self.ca.revoked(*certificates, **options)))

    @contextmanager
    def later(self, **by):
        self.now += timedelta(**by)
        yield
        self.now -= timedelta(**by)


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


def events(logs):
    return [one["event"] for one in logs]


async def test_nothing_changed_nothing_done(house):
    renewal = house.started()
    await renewal.look_after()

    assert (house.shown, house.told) == (renewal.papers.context, [])


async def test_a_new_pair_is_used_for_new_connections(house):
    renewal = house.started()
    before = house.shown
    house.issue(days=(-1, 60))
    with capture_logs() as logs:
        await renewal.look_after()

    assert house.shown is renewal.papers.context is not before
    assert house.told == [True]
    assert 59 < renewal.days_left() <= 60
    assert (events(logs), logs[0]["days"]) == (["tls-renewed"], 59)


async def test_reloading_reads_again_though_nothing_changed(house):
    renewal = house.started()
    before = renewal.papers

    assert await renewal.reload()
    assert renewal.papers is not before


BROKEN = {
    "a key that does not belong": lambda house: (house.folder / "server.key").write_bytes(
        (house.ca.issue(house.folder, "other")[1]).read_bytes()
    ),
    "an ended one": lambda house: house.issue(days=(-9, -1)),
    "one that has not begun": lambda house: house.issue(days=(1, 9)),
    "no file": lambda house: (house.folder / "server.pem").unlink(),
    "half a file": lambda house: (house.folder / "server.pem").write_bytes(
        (house.folder / "server.pem").read_bytes()[:300]
    ),
    "authorities that are none": lambda house: (house.folder / "ca.pem").write_bytes(b"no"),
    "a list of somebody else": lambda house: (house.folder / "crl.pem").write_bytes(
        pem(Authority("Stranger").revoked())
    ),
    "a list that ended": lambda house: house.revoke(days=(-9, -1)),
    # The parser says these by exceptions of its own, and of the last one only when it is asked.
    "authorities of a version that is none": lambda house: spoil(
        house.folder / "ca.pem", b"\xa0\x03\x02\x01\x02", 5
    ),
    "a list of a version that is none": lambda house: spoil(house.folder / "crl.pem", b"\x02\x01\x01", 7),
    "a list with a name of a kind that is not read": lambda house: (house.folder / "crl.pem").write_bytes(
        pem(house.ca.revoked(more=[(ISSUER_OF_A_KIND, False)]))
    ),
}
ISSUER_OF_A_KIND = x509.UnrecognizedExtension(
    x509.ObjectIdentifier("2.5.29.18"), bytes.fromhex("3004a3020500")
)


def spoil(path, there, last):
    """Change the last byte of some that stand in what a PEM file holds."""
    first, *lines, end = path.read_bytes().split(b"\n")[:-1]
    raw = base64.b64decode(b"".join(lines))
    assert there in raw
    path.write_bytes(
        b"\n".join([first, base64.b64encode(raw.replace(there, there[:-1] + bytes([last]), 1)), end, b""])
    )


@pytest.mark.parametrize("breaking", BROKEN.values(), ids=BROKEN)
async def test_what_cannot_be_used_keeps_what_was_there(house, breaking):
    renewal = house.started()
    before = renewal.papers
    breaking(house)
    with capture_logs() as logs:
        await renewal.look_after()
        await renewal.look_after()

    assert renewal.papers is before
    assert (house.shown, house.told, renewal.door.is_open) == (before.context, [False], True)
    assert events(logs) == ["tls-kept"]  # once, not at each look

    for name in ("server.pem", "server.key"):
        (house.folder / name).unlink(missing_ok=True)
    house.ca.write(house.folder / "ca.pem")
    house.issue()
    house.revoke()
    await renewal.look_after()
    assert house.told == [False, True]


async def test_what_begins_later_is_tried_again_though_nothing_was_written(house, monkeypatch):
    monkeypatch.setattr(module, "_TRIED_AGAIN_S", 3 * module.LOOKED_AT_S)
    renewal = house.started()
    house.issue(days=(1, 9))
    await renewal.look_after()
    with house.later(days=2):
        await renewal.look_after()
        assert house.told == [False]
        await renewal.look_after()
        await renewal.look_after()

    assert house.told == [False, True]


async def test_when_our_certificate_has_ended_new_connections_are_turned_away_until_it_is_renewed(house):
    renewal = house.started()
    with capture_logs() as logs, house.later(days=31):
        await renewal.look_after()
        await renewal.look_after()
        assert (renewal.door.is_open, renewal.days_left() < 0) == (False, True)
        assert house.shown is not renewal.papers.context
        house.issue(days=(30, 60))
        await renewal.look_after()

    assert house.shown is renewal.papers.context
    assert renewal.door.is_open
    assert "tls-certificate-ended" in events(logs)


async def test_when_the_clock_was_wrong_the_door_opens_again(house):
    renewal = house.started()
    with house.later(days=31):
        await renewal.look_after()
    await renewal.look_after()

    assert house.shown is renewal.papers.context
    assert renewal.door.is_open


async def test_it_looks_again_and_again(house, monkeypatch):
    monkeypatch.setattr(module, "LOOKED_AT_S", 0.01)
    renewal = house.started()
    task = asyncio.ensure_future(renewal.keep())
    house.issue(days=(-1, 60))
    async with asyncio.timeout(20):
        while not house.told:
            await asyncio.sleep(0.01)
    task.cancel()

    assert house.told == [True]


def test_files_that_cannot_be_used_stop_the_start(house):
    (house.folder / "server.key").unlink()
    with pytest.raises(ConfigError, match=r"listen\.tls_key"):
        house.started()


async def test_that_a_list_has_ended_is_said_once(house):
    house.revoke(days=(-9, -1))
    with capture_logs() as logs:
        renewal = house.started()  # it starts: certificates of that authority are refused
        await renewal.look_after()

    assert events(logs) == ["client-crl-not-in-force"]
    assert renewal.crl_days_left() < 0


async def test_that_a_list_ends_later_is_said_when_it_does(house):
    renewal = house.started()
    with capture_logs() as logs:
        await renewal.look_after()
        assert events(logs) == []
        with house.later(days=8):
            await renewal.look_after()

    assert events(logs) == ["client-crl-not-in-force"]
