"""Reading in processes of its own: with real ones, that die, hang, eat memory and write files."""

import os
import resource
import signal
import socket
import tempfile
import threading
import time
from types import SimpleNamespace

import pytest

from firewall import separate
from firewall.formats.base import Unreadable
from firewall.separate import Separate

CODE = "from tests.test_separate import odd; from firewall.separate import serve; serve(odd, lambda: None)"


def odd(question):
    """What answers with what it was asked, and does what the question says."""
    if question == b"abort":
        os.abort()
    if question == b"hang":
        time.sleep(60)
    if question == b"eat":
        return bytes(separate.MEMORY_BYTES * 2)[:1]
    if question == b"file":
        with tempfile.TemporaryFile() as out:
            out.write(b"x")
            out.flush()
    if question == b"large":
        return b"x" * (separate.MOST_BYTES + 1)
    if question == b"break":
        raise ValueError(question)
    if question == b"pid":
        return f"{os.getppid()} {os.getpid()}".encode()
    if question == b"limits":
        return repr(
            [resource.getrlimit(one)[0] for one in (resource.RLIMIT_CPU, resource.RLIMIT_CORE)]
        ).encode()
    return question


@pytest.fixture
def ask():
    made = Separate(2, 60.0, CODE)
    yield made
    made.close()


def why(ask, question):
    with pytest.raises(Unreadable) as caught:
        ask(question)
    return caught.value.why


def test_each_question_is_answered_by_another_process_of_one_parent(ask):
    parents, pids = zip(*(ask(b"pid").split() for _ in range(3)), strict=True)

    assert len(set(parents)) == 1
    assert len(set(pids)) == 3
    assert str(os.getpid()).encode() not in {*parents, *pids}


@pytest.mark.parametrize("question", [b"abort", b"break", b"eat", b"file", b"large"])
def test_what_dies_breaks_or_takes_too_much_is_lost_and_the_next_is_answered(ask, question):
    assert ask(b"before") == b"before"

    assert why(ask, question) == "reader-lost"

    assert ask(b"after" * 1_000_000) == b"after" * 1_000_000


def test_what_hangs_is_late_and_gone_and_the_next_is_answered(ask):
    parent = int(ask(b"pid").split()[0])

    ask._deadline_s = 1.0
    assert why(ask, b"hang") == "reader-late"
    ask._deadline_s = 60.0

    assert ask(b"after") == b"after"
    with pytest.raises(ProcessLookupError):
        os.kill(parent, 0)


def test_it_may_use_so_much_time_and_leaves_no_picture_of_its_memory(ask):
    assert ask(b"limits") == repr([int(separate.DEADLINE_S) + 1, 0]).encode()


def dribbling(asked=0):
    """A process that begins at once, or never, and says its answer a byte at a time, without an end."""
    said = 'wire.sendall(b"x"); time.sleep(0.05)'
    return (
        "import os, socket, time; wire = socket.socket(fileno=os.dup(0))\n"
        f'if {asked}: wire.sendall((5).to_bytes(8) + b"ready"); wire.recv(1); wire.sendall((60_000_000).to_bytes(8))\n'
        f"while True: {said}"
    )


def test_what_dribbles_its_answer_is_late_and_gone(monkeypatch):
    ended = kept_in_mind(monkeypatch)
    made = Separate(1, 1.0, dribbling(asked=1))

    assert [why(made, b"x"), why(made, b"x")] == ["reader-late"] * 2
    assert len(ended) == 2


def test_what_takes_no_question_is_late_and_gone(monkeypatch):
    ended = kept_in_mind(monkeypatch)
    made = Separate(1, 1.0, "import os, time; os.write(0, (5).to_bytes(8) + b'ready'); time.sleep(60)")

    assert why(made, bytes(20_000_000)) == "reader-late"
    assert len(ended) == 1


def kept_in_mind(monkeypatch):
    """Who was ended."""
    ended, end = [], separate._Reader.end
    monkeypatch.setattr(separate._Reader, "end", lambda reader: (ended.append(reader), end(reader)))
    return ended


def test_what_begins_slowly_is_late_once_and_answers_who_asks_next(monkeypatch, tmp_path):
    ended = kept_in_mind(monkeypatch)
    go = tmp_path / "go"
    slow = f"import pathlib, time\nwhile not pathlib.Path({str(go)!r}).exists(): time.sleep(0.01)\n"
    made = Separate(1, 0.3, slow + CODE)

    assert [why(made, b"x"), why(made, b"x")] == ["reader-late"] * 2
    go.touch()
    made._deadline_s = 30.0
    assert made(b"x") == b"x"
    assert not ended  # one process, which was waited for
    made.close()


@pytest.mark.parametrize("code", ["import time; time.sleep(60)", dribbling()])
def test_what_never_begins_costs_no_more_than_a_question_may_and_is_gone_in_the_end(code, monkeypatch):
    monkeypatch.setattr(separate, "START_S", 0.4)
    ended = kept_in_mind(monkeypatch)
    made = Separate(1, 0.2, code)

    said = [why(made, b"x") for _ in range(3)]

    assert set(said) <= {"reader-late", "reader-lost"}  # what it dribbles is no length that an answer has
    assert ended
    made.close()


class Slow:
    """A place that is free once three seconds of a clock have passed."""

    def __init__(self, clock):
        self.clock = clock

    def acquire(self, timeout):
        self.clock[0] += 3.0
        return True

    def release(self):
        pass


def test_one_deadline_is_for_all_that_a_question_waits_for(monkeypatch, ask):
    given, clock = [], [100.0]
    monkeypatch.setattr(separate._Reader, "is_ready", lambda _, until: given.append(until) or True)
    monkeypatch.setattr(separate._Reader, "ask", lambda _, __, until: given.append(until) or b"x")
    monkeypatch.setattr(separate, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    ask._places = Slow(clock)

    ask(b"x")

    assert given == [160.0, 160.0]


def test_who_was_killed_from_outside_is_replaced(ask):
    os.kill(int(ask(b"pid").split()[0]), signal.SIGKILL)

    assert why(ask, b"x") == "reader-lost"
    assert ask(b"x") == b"x"


def test_several_threads_hear_their_own_answers(ask):
    heard = {}

    def one(number):
        for _ in range(10):
            text = f"{number}".encode() * 1000
            heard[number] = heard.get(number, True) and ask(text) == text

    threads = [threading.Thread(target=one, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert heard == dict.fromkeys(range(6), True)


def test_who_waits_too_long_for_a_free_one_is_late():
    made = Separate(0, 0.1, CODE)

    assert why(made, b"x") == "reader-late"


def test_what_does_not_start_is_lost():
    made = Separate(1, 2.0, "pass")

    assert why(made, b"x") == "reader-lost"
    made.close()


def test_once_closed_nothing_is_read(ask):
    parent = int(ask(b"pid").split()[0])
    ask.close()
    ask.close()

    assert why(ask, b"x") == "reader-missing"
    with pytest.raises(ProcessLookupError):
        os.kill(parent, 0)


def test_a_fork_of_the_firewall_has_a_process_of_its_own(ask):
    mine = ask(b"pid").split()[0]
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            theirs.sendall(ask(b"pid").split()[0])
            ask.close()
        finally:
            os._exit(0)
    theirs.close()
    with ours:
        its = ours.recv(100)
    os.waitpid(pid, 0)

    assert its != mine
    assert its
    assert ask(b"x") == b"x"
