"""The keys of an issuer over time: rotation, faults, and how long the last good ones are believed."""

import asyncio
from contextlib import asynccontextmanager, suppress

import pytest
from structlog.testing import capture_logs

from firewall.errors import ConfigError
from firewall.identity import keyring
from firewall.identity.issuer import Issuer
from firewall.identity.keyring import NOT_OFTENER_S, KeyRing
from firewall.identity.refusals import RefusedError
from tests.helpers_tls import AUDIENCE, ISSUER, jwks, key_for

from .house_of_keys import serving

OLD, NEW = key_for("ES256", "old"), key_for("ES256", "new")


class Ticks:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@asynccontextmanager
async def kept(ring):
    task = asyncio.ensure_future(ring.keep())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(true):
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.01)


def of_file(path, **changes):
    return Issuer(
        name="county", issuer=ISSUER, audience=AUDIENCE, algorithms=("ES256",), keys_file=path, **changes
    )


def of_url(keys, **changes):
    return Issuer(
        name="county", issuer=ISSUER, audience=AUDIENCE, algorithms=("ES256",), keys_url=keys.url, keys_ca=keys.ca, **changes
    )  # fmt: skip


# ---- from a file


async def test_a_file_is_read_at_the_start_and_when_it_changes(tmp_path, monkeypatch):
    monkeypatch.setattr(keyring, "_LOOKED_AT_S", 0.01)
    path, told = tmp_path / "jwks.json", []
    path.write_bytes(jwks(OLD))
    ring = KeyRing(of_file(path), Ticks(), told.append)
    assert ring.find("old")

    async with kept(ring):
        path.write_bytes(jwks(OLD, NEW))
        await until(lambda: ring.find("new"))
    assert ring.find("old")
    assert ring.generation == 2
    assert told == [True]


async def test_a_file_that_became_unusable_leaves_the_last_good_keys(tmp_path, monkeypatch):
    monkeypatch.setattr(keyring, "_LOOKED_AT_S", 0.01)
    path, told = tmp_path / "jwks.json", []
    path.write_bytes(jwks(OLD))
    ring = KeyRing(of_file(path), Ticks(), told.append)
    with capture_logs() as logs:
        async with kept(ring):
            path.write_bytes(b"<html>")
            await until(lambda: told)

    assert ring.find("old")
    assert ring.generation == 1
    assert told == [False]
    assert logs[0]["event"] == "token-keys-kept"


async def test_a_file_that_could_not_be_read_is_tried_again_though_nothing_was_written(tmp_path, monkeypatch):
    monkeypatch.setattr(keyring, "_LOOKED_AT_S", 0.01)
    path, ticks, told = tmp_path / "jwks.json", Ticks(), []
    path.write_bytes(jwks(OLD))
    ring = KeyRing(of_file(path), ticks, told.append)
    is_there, content = asyncio.Event(), keyring._content

    def forbidden(at):
        if not is_there.is_set():
            raise keyring.KeySetError("unreadable", "they cannot be read (PermissionError)")
        return content(at)

    monkeypatch.setattr(keyring, "_content", forbidden)
    async with kept(ring):
        path.write_bytes(jwks(NEW))
        await until(lambda: told)
        is_there.set()  # as chmod does: the file, its time and its size are the same
        ticks.now += NOT_OFTENER_S
        await until(lambda: ring.find("new"))
    assert ring.find("old") is None  # whoever stole it could have signed with it for ever
    assert told == [False, True]


@pytest.mark.parametrize("content", [None, b"<html>", b'{"keys": []}'])
def test_a_file_that_cannot_be_used_stops_the_start(tmp_path, content):
    path = tmp_path / "jwks.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(
        ConfigError, match=r"issuers\.county\.keys_file: the keys in .*jwks\.json cannot be used: "
    ):
        KeyRing(of_file(path), Ticks())


async def test_a_file_has_no_age_and_unknown_keys_are_not_looked_for_elsewhere(tmp_path):
    path, ticks = tmp_path / "jwks.json", Ticks()
    path.write_bytes(jwks(OLD))
    ring = KeyRing(of_file(path), ticks)
    ticks.now += 10**9
    ring.check()

    assert ring.age_s == 0
    assert await ring.look_for("new") is None


# ---- from an address


async def test_a_key_that_is_not_known_is_fetched_at_once(tmp_path):
    async with serving(tmp_path, jwks(OLD)) as keys:
        ticks = Ticks()
        ring = KeyRing(of_url(keys), ticks)
        assert await ring.look_for("old")
        keys.answer = jwks(NEW)
        ticks.now += NOT_OFTENER_S

        assert await ring.look_for("new")
        assert ring.find("old") is None


async def test_made_up_ids_fetch_once_in_a_while_and_no_oftener(tmp_path):
    async with serving(tmp_path, jwks(OLD)) as keys:
        ticks = Ticks()
        ring = KeyRing(of_url(keys), ticks)
        await ring.look_for("old")
        for number in range(50):
            ticks.now += NOT_OFTENER_S / 100
            assert await ring.look_for(f"made-up-{number}") is None
        assert len(keys.asked) == 1
        ticks.now += NOT_OFTENER_S
        await asyncio.gather(*(ring.look_for(f"more-{number}") for number in range(20)))

    assert len(keys.asked) == 2


async def test_who_asks_for_a_new_key_at_one_time_waits_for_one_fetch(tmp_path):
    async with serving(tmp_path, jwks(NEW)) as keys:
        ring = KeyRing(of_url(keys), Ticks())
        found = await asyncio.gather(*(ring.look_for("new") for _ in range(20)))

    assert all(found)
    assert len(keys.asked) == 1


async def test_a_failed_fetch_is_not_repeated_at_once_either(tmp_path):
    async with serving(tmp_path, ("500 Oh", b"")) as keys:
        ring = KeyRing(of_url(keys), Ticks())
        for _ in range(5):
            assert await ring.look_for("old") is None

    assert len(keys.asked) == 1


async def test_before_the_first_fetch_nothing_is_believed(tmp_path):
    async with serving(tmp_path, jwks(OLD)) as keys:
        ring = KeyRing(of_url(keys), Ticks())
        with pytest.raises(RefusedError, match="token-keys-stale"):
            ring.check()


async def test_the_last_good_keys_work_on_until_they_are_too_old(tmp_path):
    async with serving(tmp_path, jwks(OLD)) as keys:
        ticks = Ticks()
        ring = KeyRing(of_url(keys, keys_last_s=3600.0), ticks)
        await ring.look_for("old")
        keys.answer = ("503 Busy", b"")
        ticks.now += 3600
        await ring.look_for("new")
        ring.check()
        assert ring.find("old")

        ticks.now += 1
        with pytest.raises(RefusedError, match="token-keys-stale"):
            ring.check()

        keys.answer = jwks(OLD)
        ticks.now += NOT_OFTENER_S
        await ring.look_for("new")
        ring.check()


async def test_keys_are_renewed_again_and_again(tmp_path):
    told = []
    async with serving(tmp_path, jwks(OLD)) as keys:
        ring = KeyRing(of_url(keys, refresh_s=0.05), Ticks(), told.append)
        async with kept(ring):
            await until(lambda: ring.find("old"))
            keys.answer = jwks(NEW)
            await until(lambda: ring.find("new"))
            keys.answer = b"no keys"
            await until(lambda: False in told)
            assert ring.find("new")

    assert told[0] is True


async def test_the_same_keys_again_are_no_change(tmp_path):
    async with serving(tmp_path, jwks(OLD)) as keys:
        ticks = Ticks()
        ring = KeyRing(of_url(keys), ticks)
        await ring.look_for("old")
        ticks.now += NOT_OFTENER_S
        await ring.look_for("new")

    assert len(keys.asked) == 2
    assert ring.generation == 1
    assert ring.age_s == 0
