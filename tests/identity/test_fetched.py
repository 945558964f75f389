"""Keys are fetched from one address, and from nowhere else."""

import asyncio
import ssl

import pytest

from firewall.errors import ConfigError
from firewall.identity import fetched
from firewall.identity.keyset import LARGEST_BYTES, KeySetError
from tests.helpers_tls import Authority

from .house_of_keys import serving


async def fetch(keys, url=None):
    return await fetched.fetch(url or keys.url, fetched.tls_of("county", keys.ca))


async def test_what_the_address_answers_is_fetched(tmp_path):
    async with serving(tmp_path, b'{"keys": []}') as keys:
        assert await fetch(keys) == b'{"keys": []}'

    assert keys.asked[0].startswith("GET /jwks.json HTTP/1.1\r\n")
    assert "cookie" not in keys.asked[0].lower()


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
async def test_a_redirect_is_not_followed(tmp_path, status):
    async with serving(tmp_path, b"") as keys:
        keys.answer = (status, b"", f"Location: {keys.url}")
        with pytest.raises(KeySetError, match=f"answered {status[:3]}"):
            await fetch(keys)

    assert len(keys.asked) == 1


@pytest.mark.parametrize("status", ["204 None", "206 Partial", "404 Not Found", "500 Oh", "503 Busy"])
async def test_another_status_is_no_answer(tmp_path, status):
    async with serving(tmp_path, (status, b'{"keys": []}')) as keys:
        with pytest.raises(KeySetError, match=r"answered \d+|cannot be fetched"):
            await fetch(keys)


async def test_a_large_answer_is_not_read_to_its_end(tmp_path):
    written = []

    async def endless(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(2000):
            writer.write(b" " * 10_000)
            written.append(10_000)
            await writer.drain()

    async with serving(tmp_path, endless) as keys:
        with pytest.raises(KeySetError, match="larger than"):
            await fetch(keys)

    assert sum(written) < 60 * LARGEST_BYTES


async def test_a_slow_answer_comes_too_late(tmp_path, monkeypatch):
    monkeypatch.setattr(fetched, "DEADLINE_S", 0.3)

    async def slow(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{")
        await writer.drain()
        await asyncio.sleep(5)

    async with serving(tmp_path, slow) as keys:
        with pytest.raises(KeySetError, match="TimeoutError"):
            await fetch(keys)


async def test_a_cut_answer_is_none(tmp_path):
    async def cut(writer):
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"keys": []}')
        await writer.drain()

    async with serving(tmp_path, cut) as keys:
        with pytest.raises(KeySetError, match="cannot be fetched"):
            await fetch(keys)


async def test_a_server_that_somebody_else_vouches_for_is_not_believed(tmp_path):
    other = Authority("Somebody").write(tmp_path / "other.pem")
    async with serving(tmp_path, b'{"keys": []}') as keys:
        with pytest.raises(KeySetError, match="cannot be fetched"):
            await fetched.fetch(keys.url, fetched.tls_of("county", other))

    assert keys.asked == []


async def test_a_server_of_another_name_is_not_believed(tmp_path):
    async with serving(tmp_path, b'{"keys": []}') as keys:
        with pytest.raises(KeySetError, match="cannot be fetched"):
            await fetch(keys, keys.url.replace("127.0.0.1", "127.0.0.2"))


async def test_where_nobody_listens_there_are_no_keys():
    with pytest.raises(KeySetError, match="cannot be fetched"):
        await fetched.fetch("https://127.0.0.1:9/jwks", ssl.create_default_context())


async def test_no_proxy_of_the_environment_is_asked(tmp_path, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    async with serving(tmp_path, b"{}") as keys:
        assert await fetch(keys) == b"{}"


def test_a_file_that_holds_no_certificates_stops_the_start(tmp_path):
    (tmp_path / "ca.pem").write_text("no")
    with pytest.raises(ConfigError, match=r"issuers\.county\.keys_ca: .*ca\.pem is no file of certificates"):
        fetched.tls_of("county", tmp_path / "ca.pem")
