"""Work in processes of its own: with real ones, that die, break, hang and print."""

import asyncio
import errno
import os
import signal
import sys
import time
from contextlib import asynccontextmanager

import pytest
import structlog

from firewall import workers
from firewall.errors import ConfigError
from firewall.workers import NotAnsweredError, Workers

CANARY = b"zqcanary"


def echoing(*about):
    """What answers with what it was asked, and does what the question says."""

    def answer(question):
        if question == b"pid":
            return str(os.getpid()).encode()
        if question == b"hang":
            time.sleep(60)
        if question.startswith(b"break"):
            raise ValueError(question)
        if question.startswith(b"print"):
            sys.stdout.write(question.decode())
            sys.stderr.write(question.decode())
            sys.stdout.flush()
            os.write(2, question)
        if question == b"die":
            os._exit(1)
        return question + repr(about).encode() if about else question

    return answer


def faulty():
    raise ConfigError("It cannot be used. Use another.")


def broken():
    raise ValueError("it quotes somebody")


def faulty_later(flag):
    """What can be made once, and no more."""
    try:
        os.close(os.open(flag, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        raise ConfigError("It is another one now.") from None
    return echoing()


@asynccontextmanager
async def running(make=echoing, about=(), number=1, deadline_s=20.0):
    some = Workers(make, about, number, deadline_s)
    await some.start()
    keeping = asyncio.ensure_future(some.keep())
    try:
        yield some
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await some.close()


async def pid_of_another(some, pid):
    async with asyncio.timeout(20):
        while True:
            try:
                found = int(await some.ask(b"pid"))
            except NotAnsweredError:
                continue
            if found != pid:
                return found


async def test_a_worker_answers_in_a_process_of_its_own_and_again():
    async with running(about=("x", 1)) as some:
        answers = [await some.ask(question) for question in (b"", b"one", b"y" * 200_000)]
        pid = int(await some.ask(b"pid"))

    assert answers == [b"('x', 1)", b"one('x', 1)", b"y" * 200_000 + b"('x', 1)"]
    assert pid != os.getpid()


async def test_its_processes_end_with_it():
    async with running() as some:
        pid = int(await some.ask(b"pid"))

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_questions_at_the_same_time_get_their_own_answers():
    async with running(number=2) as some:
        asked = [str(n).encode() for n in range(20)]
        answers = await asyncio.gather(*map(some.ask, asked))

    assert answers == asked


async def test_a_late_answer_is_none_and_its_worker_is_replaced():
    async with running(deadline_s=3.0) as some:
        pid = int(await some.ask(b"pid"))

        with pytest.raises(NotAnsweredError) as caught:
            await some.ask(b"hang")
        assert caught.value.late

        assert await pid_of_another(some, pid)
        assert await some.ask(b"again") == b"again"


async def test_a_question_that_waits_for_a_busy_worker_is_late_and_costs_no_worker():
    async with running(deadline_s=3.0) as some:
        hanging = asyncio.ensure_future(some.ask(b"hang"))
        await asyncio.sleep(0.1)
        some._deadline_s = 0.1

        with pytest.raises(NotAnsweredError) as caught:
            await some.ask(b"next")
        assert caught.value.late
        assert not hanging.done()
        with pytest.raises(NotAnsweredError):
            await hanging


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSEGV])
async def test_a_worker_that_is_killed_while_nobody_asks_is_replaced(end):
    with structlog.testing.capture_logs() as told:
        async with running() as some:
            pid = int(await some.ask(b"pid"))
            os.kill(pid, end)

            assert await pid_of_another(some, pid) != pid

    assert {"event": "worker-replaced", "log_level": "warning"} in told


async def test_a_worker_that_dies_of_a_question_gives_no_answer_and_is_replaced():
    async with running() as some:
        pid = int(await some.ask(b"pid"))

        with pytest.raises(NotAnsweredError) as caught:
            await some.ask(b"die")
        assert not caught.value.late

        assert await pid_of_another(some, pid) != pid


async def test_a_question_that_breaks_gives_no_answer_and_costs_no_worker():
    async with running() as some:
        pid = await some.ask(b"pid")

        with pytest.raises(NotAnsweredError) as caught:
            await some.ask(b"break " + CANARY)

        assert not caught.value.late
        assert CANARY.decode() not in repr(caught.value)
        assert await some.ask(b"pid") == pid


async def test_a_question_that_nobody_waits_for_any_more_leaves_no_answer_behind():
    async with running() as some:
        asked = asyncio.ensure_future(some.ask(b"hang"))
        await asyncio.sleep(0.3)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)

        assert await some.ask(b"mine") == b"mine"


async def test_a_signal_for_the_whole_group_does_not_end_a_worker():
    async with running() as some:
        pid = int(await some.ask(b"pid"))
        for one in (signal.SIGINT, signal.SIGTERM):
            os.kill(pid, one)
        await asyncio.sleep(0.3)

        assert int(await some.ask(b"pid")) == pid


async def test_nothing_that_a_worker_prints_is_seen(capfd):
    async with running() as some:
        assert await some.ask(b"print " + CANARY)

    told = capfd.readouterr()
    assert CANARY.decode() not in told.out + told.err


@pytest.mark.parametrize(
    ("make", "says"),
    [(faulty, r"It cannot be used\. Use another\."), (broken, "did not start")],
)
async def test_who_cannot_be_made_is_an_error_with_its_reason(make, says):
    some = Workers(make, (), 2, 1.0)

    with pytest.raises(ConfigError, match=says) as caught:
        await some.start()

    assert "somebody" not in str(caught.value)
    await some.close()


async def test_who_does_not_start_in_time_is_an_error(monkeypatch):
    monkeypatch.setattr(workers, "START_S", 0.001)
    some = Workers(echoing, (), 1, 1.0)

    with pytest.raises(ConfigError, match="did not start"):
        await some.start()


async def test_a_replacement_that_does_not_start_is_told_and_tried_again(tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "RETRY_S", 0.1)
    flag = tmp_path / "made"
    with structlog.testing.capture_logs() as told:
        async with running(faulty_later, (str(flag),), deadline_s=20.0) as some:
            os.kill(pid := int(await some.ask(b"pid")), signal.SIGKILL)
            while not any(one["event"] == "worker-not-started" for one in told):
                await asyncio.sleep(0.05)
            flag.unlink()

            assert await pid_of_another(some, pid) != pid

    assert any(one.get("error") == "ConfigError" for one in told)


async def test_an_answer_that_is_too_long_to_be_one_is_none(monkeypatch):
    async with running() as some:
        monkeypatch.setattr(workers, "MOST_BYTES", 10)

        with pytest.raises(NotAnsweredError):
            await some.ask(b"longer than that")


async def test_a_machine_that_gives_no_process_is_told_as_that(monkeypatch):
    def refuses(_):
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", refuses)

    with pytest.raises(ConfigError, match=r"cannot be started \(Resource temporarily unavailable\)"):
        await Workers(echoing, (), 1, 1.0).start()
