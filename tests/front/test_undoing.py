import asyncio
import gzip
import json
import zlib

import brotli
import pytest
import zstandard

from firewall.errors import UpstreamError
from firewall.formats import Limits, Unreadable
from firewall.formats.coded import undoing
from firewall.front.budget import ByteBudget
from firewall.front.undoing import Undone, taken, undone
from firewall.inspection import Failure
from tests.front.city import Engine, Service, city, request, response

LIMITS = Limits()
BODY = b'{"name":"Ana"}'
CODED = {
    "gzip": gzip.compress(BODY, mtime=0),
    "deflate": zlib.compress(BODY),
    "br": brotli.compress(BODY),
    "zstd": zstandard.compress(BODY),
}


@pytest.mark.parametrize("coding", sorted(CODED))
async def test_a_coded_request_is_read_plain_and_goes_on_plain(coding):
    service, engine = Service(response(b"{}")), Engine()
    line = f"Content-Encoding: {coding}".encode()
    async with city(service, engine) as c:
        status, _, _ = await c.send(request("/clinic/patients", "POST", CODED[coding], line))

    assert status == 200
    assert engine.seen[0][1].body == BODY
    sent = service.requests[0].lower()
    assert sent.endswith(BODY.lower())
    assert b"content-encoding" not in sent


@pytest.mark.parametrize("coding", sorted(CODED))
async def test_a_coded_answer_is_read_plain_and_goes_on_plain(coding):
    service, engine = Service(response(CODED[coding], f"Content-Encoding: {coding}".encode())), Engine()
    async with city(service, engine) as c:
        _, headers, _ = await c.ask()

    assert engine.seen[1][1].body == BODY
    assert "content-encoding" not in headers


async def test_a_large_body_is_undone_beside_the_loop():
    body = json.dumps(list(range(1_000_000))).encode()
    coded = gzip.compress(body, 1)
    ticks = 0

    async def tick():
        nonlocal ticks
        while True:
            await asyncio.sleep(0)
            ticks += 1

    ticking = asyncio.ensure_future(tick())
    plain = await undone("gzip", coded, LIMITS)
    ticking.cancel()
    assert plain == body
    assert ticks > 1  # others had their turn meanwhile


@pytest.mark.parametrize("coding", ["gzip, br", "compress", "lzma"])
async def test_any_other_coding_is_unreadable(coding):
    with pytest.raises(Unreadable, match="unknown-coding"):
        await undone(coding, BODY, LIMITS)


async def test_what_it_becomes_counts_against_the_budget():
    body = b"1" * 60_000
    coded = gzip.compress(body)
    with ByteBudget(100_000).lease() as lease:
        assert await taken("gzip", coded, LIMITS, lease) == (body, "")
        assert await taken("gzip", coded, LIMITS, lease) == (b"", "over-budget")


async def test_a_request_that_is_not_coded_is_left_alone():
    with ByteBudget(1).lease() as lease:
        assert await taken("", BODY, LIMITS, lease) == (BODY, "")
        assert await taken("gzip", BODY, LIMITS, lease) == (b"", "broken-coding")


class Chunks:
    def __init__(self, *chunks):
        self.left = list(chunks)

    async def next(self):
        return self.left.pop(0) if self.left else b""

    def close(self):
        self.left.clear()


@pytest.mark.parametrize("coding", sorted(CODED))
async def test_a_coded_answer_of_any_length_that_is_cut_off_has_no_proper_end(coding):
    for cut, ends_well in ((len(CODED[coding]), True), (len(CODED[coding]) - 1, False)):
        source = Undone(Chunks(CODED[coding][:4], CODED[coding][4:cut]), undoing(coding, LIMITS), 0)
        try:
            while await source.next():
                pass
        except UpstreamError as error:
            assert not ends_well
            assert error.why == "truncated-coding"  # noqa: PT017 - one of two ends
        else:
            assert ends_well


async def test_a_body_that_is_not_undone_in_time_is_unreadable(monkeypatch):
    async def late(_size, _work):
        raise Failure("too-slow")

    monkeypatch.setattr("firewall.front.undoing.worked_out", late)

    with pytest.raises(Unreadable, match="too-slow"):
        await undone("gzip", CODED["gzip"], LIMITS)
    with ByteBudget(10**6).lease() as lease:
        assert await taken("gzip", CODED["gzip"], LIMITS, lease) == (b"", "too-slow")


async def test_who_is_done_with_a_coded_answer_lets_its_source_go():
    chunks = Chunks(CODED["gzip"])
    source = Undone(chunks, undoing("gzip", LIMITS), 7)

    assert source.held_bytes == 7
    source.close()
    assert chunks.left == []


async def test_a_piece_of_which_nothing_comes_yet_is_no_end():
    coded = CODED["gzip"]
    source = Undone(Chunks(coded[:3], coded[3:6], coded[6:]), undoing("gzip", LIMITS), 0)

    assert await source.next() == BODY
    assert await source.next() == b""
