"""
A first look at a file that is cut: what is taken out anywhere in it must stand nowhere in what is left.

It reads and takes apart, and judges nothing; a file in which more is taken out than is looked for everywhere is not
read to its end.  Each process is shown the values through memory that all of them share: no file ever has them, and
who goes on after a stop gathers them again.
"""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from itertools import count
from typing import NamedTuple

import msgspec

from firewall.answers import Answers
from firewall.detect.elsewhere import NOTHING, Elsewhere, Known, merged, telling
from firewall.files.aside import Aside
from firewall.files.places import keyed
from firewall.files.sheets import Sheet
from firewall.files.units import Unit
from firewall.inspection import Failure
from firewall.means import Means
from firewall.model import Category, Outcome, RouteId
from firewall.policy.compiled import Compiled

BOARD_BYTES = 8 * 1024 * 1024
_LENGTH = 8
IN_UNITS = "in-units"
"""As a digest: what is taken out is looked for within each unit."""


class Gathered(NamedTuple):
    """
    What was taken out in a file.  ``number`` is what sheets name it by, 0 where nothing of it is looked for elsewhere.

    ``digest`` tells the values of one file from those of another, and ``read`` is the digest of the file, empty where
    it was not read to its end.
    """

    number: int = 0
    digest: str = ""
    read: str = ""


def withheld(compiled: Compiled, means: Means, sheet: Sheet) -> Known:
    """Return what is taken out of a unit by its declaration; nothing where it will be refused."""
    exchange, unit = sheet.exchange, sheet.unit
    plan, route = compiled.plan(exchange), compiled.bundle.routes.get(exchange.route or RouteId(""))
    if unit.failure or route is None or plan.outcome is not Outcome.RELEASE:
        return {}
    answers = Answers(
        replace(means, waiting=Aside(sheet.latched), keys=sheet.keys, names=None), compiled, exchange
    )
    found: dict[tuple[Category, ...], set[str]] = {}
    try:
        for value, categories in telling(answers.values_withheld(sheet.answer(), plan, route)):
            found.setdefault(categories, set()).add(value)
    except Failure:
        return {}
    return found


async def gathered(each: AsyncGenerator[tuple[Unit, Known]], key: bytes, board: Board) -> Gathered:
    """Put what is taken out of all units on the board.  Reads no further once that is too much."""
    found: dict[tuple[Category, ...], set[str]] = {}
    read, is_all = keyed(key), True
    async with aclosing(each) as units:
        async for unit, known in units:
            read.update(unit.read)
            is_all = merged(found, known)
            if not is_all:
                break
    number = board.show(found) if is_all else 0
    if not number and found:
        return Gathered(digest=IN_UNITS)
    return Gathered(number, digest_of(found, key), read.hexdigest())


def digest_of(known: Known, key: bytes) -> str:
    return hashlib.blake2b(_written(known), key=key, digest_size=16).hexdigest()


def _written(known: Known) -> bytes:
    return msgspec.msgpack.encode(sorted((list(names), sorted(values)) for names, values in known.items()))


_Read = list[tuple[list[Category], list[str]]]


@dataclass(slots=True)
class Board:
    """Where processes beside read what there is to be looked for: shared memory, made before they are started."""

    _memory: mmap.mmap
    _numbers: count[int]
    _number: int = 0
    _means: Means | None = None

    def show(self, known: Known) -> int:
        """Return the number under which it is shown, 0 where it cannot be."""
        if not known:
            return 0
        written = _written(known)
        if len(written) > BOARD_BYTES - _LENGTH:
            return 0
        self._memory[: _LENGTH + len(written)] = len(written).to_bytes(_LENGTH, "big") + written
        return next(self._numbers)

    def looking_for(self, number: int, means: Means) -> Means:
        """Return the means of a process that looks for what was shown last; worked out once in each process."""
        if number != self._number:
            self._number, self._means = number, _looking_for(self._read() if number else NOTHING, means)
        return means if self._means is None else self._means

    def _read(self) -> Elsewhere:
        length = int.from_bytes(self._memory[:_LENGTH], "big")
        read = msgspec.msgpack.decode(self._memory[_LENGTH : _LENGTH + length], type=_Read)
        return Elsewhere({tuple(names): values for names, values in read})


def _looking_for(elsewhere: Elsewhere, means: Means) -> Means:
    return replace(means, detectors=replace(means.detectors, elsewhere=elsewhere))


def board() -> Board:
    return Board(mmap.mmap(-1, BOARD_BYTES), count(1))
