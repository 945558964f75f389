"""Work beside the event loop."""

import threading
import time

import pytest

from firewall import beside
from firewall.inspection import Failure


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


async def test_what_may_take_a_tenth_of_a_second_is_done_beside():
    """A form of names takes four microseconds for each of its bytes."""
    most_bytes = 24 * 1024

    assert await beside.worked_out(most_bytes, threading.current_thread) is not threading.current_thread()
