"""The reference configurations of a mirror, with the real programs: what requesters get stays as it was, byte for byte."""

import contextlib
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.front.city import response
from tests.mirror.standing import PATIENT, service, standing
from tests.system.town import PROJECT, fetch

REFERENCE = PROJECT / "deploy" / "mirror"
COUNTY = "county-public-health"
THEIRS = "the-countys-own-key"
ENVOY = Path(sys.executable).with_name("envoy")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def port_of(url):
    return int(url.rsplit(":", 1)[1])


@contextlib.contextmanager
def program(words, port, cwd):
    """A program that listens, until the block ends."""
    with (cwd / "said").open("wb") as said:
        running = subprocess.Popen(words, cwd=cwd, stdout=said, stderr=said)
    try:
        ends = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if running.poll() is not None or time.monotonic() > ends:
                raise AssertionError((cwd / "said").read_text())
            time.sleep(0.05)
        yield
    finally:
        running.terminate()
        running.wait(20)


@contextlib.contextmanager
def nginx(directory, upstream, mirror_port, key):
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed: deploy/mirror/nginx.conf was not tried")
    port = free_port()
    text = (REFERENCE / "nginx.conf").read_text()
    text = text.replace("127.0.0.1:9101", f"127.0.0.1:{port_of(upstream)}").replace(
        "127.0.0.1:8082", f"127.0.0.1:{mirror_port}"
    )
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{port}").replace(
        "dsf_00000000_put-the-key-of-the-mirror-here", key
    )
    directory.mkdir()
    (directory / "nginx.conf").write_text(text)
    temporary = "".join(
        f"{name}_temp_path {directory}/{name}; "
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (directory / "nginx.conf").write_text(text.replace("http {\n", f"http {{\n    {temporary}\n", 1))
    with program(["nginx", "-p", str(directory), "-c", "nginx.conf", "-g", "daemon off;"], port, directory):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def envoy(directory, upstream, mirror_port, key):
    if not ENVOY.exists():
        pytest.skip("envoy is not installed: deploy/mirror/envoy.yaml was not tried")
    port = free_port()
    text = (REFERENCE / "envoy.yaml").read_text()
    text = text.replace("port_value: 9101", f"port_value: {port_of(upstream)}").replace(
        "port_value: 8082", f"port_value: {mirror_port}"
    )
    text = text.replace("port_value: 8000", f"port_value: {port}").replace(
        "dsf_00000000_put-the-key-of-the-mirror-here", key
    )
    directory.mkdir()
    (directory / "envoy.yaml").write_text(text)
    words = [
        str(ENVOY),
        "-c",
        "envoy.yaml",
        "--concurrency",
        "1",
        "--disable-hot-restart",
        "--log-level",
        "error",
    ]
    with program(words, port, directory):
        yield f"http://127.0.0.1:{port}"


PROGRAMS = pytest.mark.parametrize("before", [nginx, envoy], ids=["nginx", "envoy"])


async def asked(url, target, method="GET", body=None, key=THEIRS):
    """Ask beside the loop in which service and mirror live."""
    import asyncio

    headers = [("Host", "clinic"), ("X-Api-Key", key)]
    headers += (
        [] if body is None else [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    )
    return await asyncio.to_thread(fetch, url, target, method, headers, body)


async def came(mirror, times):
    """Copies are sent while or after the requester is answered: wait for so many."""
    import asyncio

    async with asyncio.timeout(20):
        while len(mirror.mirrored()) < times:
            await asyncio.sleep(0.05)
    return mirror.mirrored()


@PROGRAMS
async def test_requesters_get_what_the_service_says_and_the_mirror_sees_each_request(tmp_path, before):
    async with (
        service(response(PATIENT)) as upstream,
        standing(tmp_path / "m", upstream.url, partners=(COUNTY,)) as mirror,
    ):
        with before(tmp_path / "before", upstream.url, mirror.port, mirror.keys[COUNTY]) as url:
            known = await asked(url, "/patients/1001")
            stranger = await asked(url, "/patients/1001", key="x")
            await asked(url, "/patients", "POST", b'{"name": {"given": "Zqcanary"}}')
            entries = await came(mirror, 3)

    assert (known.status, known.body) == (stranger.status, stranger.body) == (200, PATIENT)
    assert len(upstream.requests) == 3
    by_route = sorted((entry["route"], entry["requester"]["id"], entry["outcome"]) for entry in entries)
    assert by_route == [
        ("intake", COUNTY, "refuse"),
        ("patient", "", "refuse"),
        ("patient", COUNTY, "release"),
    ]
    assert {entry["kind"] for entry in entries} == {"mirrored-request"}


@PROGRAMS
async def test_where_it_may_ask_a_question_is_asked_once_more_and_a_change_never(tmp_path, before):
    async with (
        service(response(PATIENT)) as upstream,
        standing(tmp_path / "m", upstream.url, ask=True, partners=(COUNTY,)) as mirror,
    ):
        with before(tmp_path / "before", upstream.url, mirror.port, mirror.keys[COUNTY]) as url:
            await asked(url, "/patients/1001")
            await asked(url, "/patients", "POST", b'{"name": {"given": "Zqcanary"}}')
            await came(mirror, 2)
            await mirror.settled()
    lines = sorted(request.split(b" HTTP")[0] for request in upstream.requests)

    assert lines == [b"GET /patients/1001", b"GET /patients/1001", b"POST /patients"]


@PROGRAMS
async def test_a_mirror_that_is_down_is_not_felt(tmp_path, before):
    async with service(response(PATIENT)) as upstream:
        with before(tmp_path / "before", upstream.url, free_port(), "x") as url:
            answers = [await asked(url, f"/patients/{number}") for number in range(5)]

    assert [(answer.status, answer.body) for answer in answers] == [(200, PATIENT)] * 5


def test_no_header_of_a_requester_is_copied_but_those_that_are_named():
    text = (REFERENCE / "nginx.conf").read_text()
    block = text[text.index("location = /.mirror") :]

    assert "proxy_pass_request_headers off;" in block
    assert set(re.findall(r"proxy_set_header ([\w-]+)", block)) == {
        "Host", "Connection", "X-Api-Key", "Purpose-Of-Use", "Legal-Process", "Content-Type", "Content-Length",
    }  # fmt: skip
