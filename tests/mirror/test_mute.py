"""Whatever is copied to a mirror, and whatever happens to it: an empty 204, and nothing else."""

import pytest

from firewall.mirror.mute import Mute
from tests.front.city import response
from tests.mirror.standing import CANARY, NOTHING, PATIENT, service, standing
from tests.system.test_canary import BODIES, RAW

END = b"\r\n\r\n"
PLAIN = (
    ("/clinic/patients/1001", "county-public-health", "public-health"),
    ("/clinic/patients/1001", "ice-ero", "immigration-enforcement"),
    ("/clinic/patients/1001", "", ""),
    ("/nowhere/zqcanary", "", ""),
    ("/.firewall/problems/refused", "", ""),
    ("/.firewall/cases/C-1234-1234", "", ""),
)


def is_nothing(said):
    """One empty 204: no body, no length, and no header that is not always the same."""
    head, _, rest = said.partition(b"\r\n\r\n")
    names = {line.split(b":")[0] for line in head.split(b"\r\n")[1:]}
    return (
        said.startswith(NOTHING)
        and rest == b""
        and names <= {b"Connection", b"Date", b"Cache-Control", b"X-Content-Type-Options"}
    )


@pytest.mark.parametrize("ask", [False, True])
async def test_every_answer_is_an_empty_204(tmp_path, ask):
    async with service(response(PATIENT)) as upstream, standing(tmp_path, upstream.url, ask=ask) as mirror:
        said = [await mirror.ask(t, partner=who, purpose=purpose) for t, who, purpose in PLAIN]
        await mirror.settled()

    assert all(map(is_nothing, said)), said


async def test_requests_that_no_parser_reads_get_the_same_or_nothing_at_all(tmp_path):
    async with standing(tmp_path) as mirror:
        said = [await mirror.say(raw, 0.3) for raw in RAW]
        left = [entry for entry in mirror.entries() if entry["kind"] == "unparsed"]

    parts = [part for answer in said for part in answer.split(END) if part]
    assert all(part.startswith(NOTHING) for part in parts)
    assert not any(CANARY in answer.lower() for answer in said)
    assert sum(bool(answer) for answer in said) > len(RAW) // 2
    assert left


async def test_bodies_that_cannot_be_read_get_the_same(tmp_path):
    async with standing(tmp_path) as mirror:
        for kind, body in BODIES:
            lines = [
                b"POST /311/requests HTTP/1.1",
                b"Host: m",
                b"Content-Type: " + kind,
                b"Content-Length: %d" % len(body),
            ]

            assert is_nothing(await mirror.say(b"\r\n".join([*lines, b"", body])))


async def test_a_fault_of_the_proxy_or_of_the_record_changes_nothing(tmp_path, monkeypatch):
    async with standing(tmp_path) as mirror:

        def broken(*_args, **_options):
            raise OSError(f"disk of {CANARY}")

        monkeypatch.setattr("firewall.front.http.Proxy.handle", broken)
        monkeypatch.setattr("firewall.front.http.Proxy.refuse_unparsed", broken)

        assert is_nothing(await mirror.ask("/clinic/patients/1001"))
        assert is_nothing(await mirror.say(b"zqcanary\r\n\r\n"))


async def test_what_the_proxy_would_say_is_never_written():
    class Talker:
        async def handle(self, request):
            from firewall.front.problems import Answer
            from firewall.front.writing import Written

            return Written(Answer(status=200, headers=(("Zqcanary", "x"),), body=CANARY), keep_alive=True)

    answer = await Mute(Talker()).handle(None)

    assert is_nothing(answer._head + answer._rest)
    assert answer.keep_alive
