"""One unit through the one door, here or in a process beside."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from firewall.detect.elsewhere import Known
from firewall.engine import Engine
from firewall.files.aside import Aside
from firewall.files.gathering import Board, board, withheld
from firewall.files.sheets import Sheet
from firewall.files.wrapped import Parts, parted
from firewall.formats import Unreadable
from firewall.means import Means
from firewall.policy.compiled import Compiled

DEADLINE_S = 600.0
"""Of a unit.  Nobody waits for it as for an answer, and a busy machine must not refuse what a quiet one releases."""


class Seen(NamedTuple):
    """
    What of a unit may leave, None where nothing may; and what the record is to say of it.

    Of the places that were latched, ``caught`` are those that this unit adds.  Where records stand in something
    ``parts`` is the body, and ``why`` tells that it has none.
    """

    body: bytes | None
    entry: bytes
    caught: frozenset[str]
    aside: Aside
    parts: Parts | None = None
    why: str = ""


async def screen(compiled: Compiled, means: Means, sheet: Sheet) -> Seen:
    """Rule on a unit as the service's answer.  Never raises what is about the unit: that is a ruling."""
    aside = Aside(sheet.latched)
    engine = Engine(
        lambda: compiled,
        replace(means, record=aside, waiting=aside, keys=sheet.keys, deadline_s=DEADLINE_S),
        lambda _: None,
    )
    ruling = await engine.screen(sheet.exchange, sheet.answer())
    body = None if ruling.outgoing is None else ruling.outgoing.body
    seen = Seen(body, aside.entry, aside.caught, aside)
    if body is None or not sheet.place:
        return seen
    try:
        return seen._replace(parts=parted(body, sheet.media_type, sheet.place, means.limits))
    except Unreadable as unreadable:
        return seen._replace(why=unreadable.why)


# ---- in processes beside


class _Shared(NamedTuple):
    compiled: Compiled
    means: Means
    board: Board


_shared: list[_Shared] = []
"""What each process was forked with."""


@contextmanager
def beside(compiled: Compiled, means: Means, workers: int) -> Iterator[ProcessPoolExecutor]:
    """
    Start processes that look at units until the block ends.

    They are forked, so that detectors are compiled once and held once: nothing may have been opened before, and
    ``means`` holds no store.
    """
    _shared.append(_Shared(compiled, means, board()))
    try:
        with ProcessPoolExecutor(
            workers, multiprocessing.get_context("fork"), initializer=_begin, initargs=(os.getpid(),)
        ) as pool:
            pool.submit(os.getpid).result()  # all of them start with the first task
            yield pool
    finally:
        _shared.pop()


def board_in_use() -> Board:
    """Return what the processes beside look at, where there are any; else one for this process."""
    return _shared[-1].board if _shared else board()


def submitted(pool: ProcessPoolExecutor, sheet: Sheet) -> Future[Seen]:
    return pool.submit(_look, sheet)


def gathered(pool: ProcessPoolExecutor, sheet: Sheet) -> Future[Known]:
    return pool.submit(_gather, sheet)


def _look(sheet: Sheet) -> Seen:
    shared = _shared[-1]
    means = shared.board.looking_for(sheet.elsewhere, shared.means)
    return asyncio.run(screen(shared.compiled, means, sheet))


def _gather(sheet: Sheet) -> Known:
    shared = _shared[-1]
    return withheld(shared.compiled, shared.means, sheet)


def _begin(parent: int) -> None:
    gc.freeze()  # what was there before the fork is there for good, and need not be gone through again and again
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """Whoever started us may be killed, and tells nobody: then nobody wants what we do."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
