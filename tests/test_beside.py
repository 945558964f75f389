"""Work beside the event loop."""

import ctypes
import subprocess
import sys
import threading
import time

import pytest

from firewall import beside
from firewall.inspection import Failure
from tests.system.town import environment


async def test_short_work_is_done_at_once():
    assert await beside.worked_out(1, threading.current_thread) is threading.current_thread()


async def test_long_work_is_done_in_another_thread():
    assert await beside.worked_out(beside.LARGE, threading.current_thread) is not threading.current_thread()


async def test_late_work_is_a_failure(monkeypatch):
    monkeypatch.setattr(beside, "DEADLINE_S", 0.01)
    monkeypatch.setattr(beside, "MORE_S", 0.0)

    with pytest.raises(Failure, match="inspection-timeout"):
        await beside.worked_out(beside.LARGE, lambda: time.sleep(0.2))


async def test_a_large_body_has_longer(monkeypatch):
    monkeypatch.setattr(beside, "DEADLINE_S", 0.01)
    monkeypatch.setattr(beside, "MORE_S", 5.0)

    assert await beside.worked_out(8 << 20, lambda: time.sleep(0.2) or 7) == 7


def test_threads_are_there_before_anybody_needs_them():
    before = threading.active_count()

    with beside.threads() as made:
        at_work = threading.active_count() - before
        done = list(made.map(str, range(3)))

    assert at_work == made._max_workers
    assert done == ["0", "1", "2"]


COUNTED = """
import ctypes, sys
from threading import Barrier
from firewall.beside import threads

library = ctypes.CDLL(None)
library.fopen.restype = ctypes.c_void_p
with threads() as made:
    number = made._max_workers
    together = Barrier(number)
    held = list(made.map(lambda n: (together.wait(), bytearray(n + 5000))[1], range(number)))
    told = library.fopen(sys.argv[1].encode(), b"w")
    library.malloc_info(0, ctypes.c_void_p(told))
    library.fclose(ctypes.c_void_p(told))
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="the C library has no such places")
def test_threads_keep_no_memory_each_of_its_own(tmp_path):
    """Else a long stream holds as much as the largest piece of work of each of them."""
    told = tmp_path / "told"

    subprocess.run([sys.executable, "-c", COUNTED, str(told)], env=environment(), check=True)

    assert 1 <= told.read_text().count("<heap nr=") <= 2


async def test_what_may_take_a_tenth_of_a_second_is_done_beside():
    """A form of names takes four microseconds for each of its bytes."""
    most_bytes = 24 * 1024

    assert await beside.worked_out(most_bytes, threading.current_thread) is not threading.current_thread()
