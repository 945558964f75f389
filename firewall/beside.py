"""
Work beside other work.

What takes as long as a message is: at once, or beside the event loop where others would wait for it.
And what runs for as long as a block does.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from threading import Barrier
from typing import TypeVar

from firewall.inspection import Failure

LARGE = 16 * 1024
"""
Bytes of a body from which on it is inspected beside the event loop.

Below, a few milliseconds; the dearest, a form of nothing but names, takes four microseconds for each byte.
"""

DEADLINE_S, MORE_S = 10.0, 1.5
"""
How long the inspection of one message may take, and how much longer for each MiB of its body.

Ordinary prose takes half a second for each: it is to get through where other work takes as much of the machine.
"""
_MIB = 1 << 20

T = TypeVar("T")


def threads() -> ThreadPoolExecutor:
    """
    Make as many threads as asyncio would at most, and start them all.

    A machine that has no more to give then takes none from what runs already.
    """
    number = min(32, (os.cpu_count() or 1) + 4)
    made = ThreadPoolExecutor(number, "beside")
    at_once = Barrier(number + 1)
    for _ in range(number):
        made.submit(at_once.wait)
    at_once.wait()
    return made


async def worked_out(body_bytes: int, work: Callable[[], T], deadline_s: float | None = None) -> T:
    """Raise Failure where it is not done in time; then what it finds comes too late to count."""
    if body_bytes < LARGE:
        return work()
    least = DEADLINE_S if deadline_s is None else deadline_s
    try:
        async with asyncio.timeout(least + MORE_S * (body_bytes / _MIB)):
            return await asyncio.to_thread(work)
    except TimeoutError:
        raise Failure("inspection-timeout") from None


@asynccontextmanager
async def alongside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Let ``work`` run beside the block, and end with it.  Raises what either of them raised, as it is."""
    try:
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(work)
            try:
                yield
            finally:
                task.cancel()
    except BaseExceptionGroup as group:
        if len(group.exceptions) > 1:
            raise
        # A group of one would hide a ConfigError from who turns it into a sentence.
        raise group.exceptions[0] from None
