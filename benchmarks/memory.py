"""How much memory processes hold, and how much more at the most while something runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

_OWN = ("Pss_Anon:", "Pss_Shmem:", "SwapPss:")
"""In proportion: what several processes share is counted once.  Not what is mapped from files: the share of a library
that a process bears grows whenever somebody else lets go of it."""


class Watched:
    """MiB of a process and of those that it started, beside what they map from files."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.before = self.most = held(pid)

    @property
    def growth(self) -> float:
        return self.most - self.before

    def look(self) -> Self:
        self.most = max(self.most, held(self._pid))
        return self


@contextmanager
def watched(pid: int, every_s: float = 0.5) -> Iterator[Watched]:
    found, over = Watched(pid), threading.Event()

    def watch() -> None:
        while not over.wait(every_s):
            found.look()

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield found
    finally:
        over.set()
        watching.join()


def held(pid: int) -> float:
    return _own(pid) + sum(map(held, _children(pid)))


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _own(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith(_OWN)) / 1024
    except OSError:
        return 0.0
