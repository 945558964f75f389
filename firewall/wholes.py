"""
An answer of any length that leaves as a whole, or not at all.

It is read record by record as a stream is, but what may leave waits until all was looked at.  Where something is
found on the way that closes a place, it is closed in every record: then what came is gone through once more, as often
as that closes another one.  So two residents' records are treated alike, wherever they stand in it (law 5).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Protocol

from firewall.formats.records import Records
from firewall.inspection import Failure
from firewall.model import Decision, Ruling
from firewall.streams import Course, LetOut, Stream


class Kept(Protocol):
    """Bytes that are out of the way until they are wanted.  All of it raises Failure where they cannot be had."""

    size: int

    async def put(self, data: bytes) -> None: ...

    async def seal(self) -> None:
        """All was put."""

    def read(self) -> AsyncIterator[bytes]:
        """Give what was put, and nothing else."""

    async def check(self) -> None:
        """Look whether it could be given."""

    def close(self) -> None:
        """May be called twice."""


class Keeps(Protocol):
    """Where bytes are kept; of an answer as it comes, ``most_bytes`` at most."""

    most_bytes: int

    async def open(self) -> Kept:
        """Raises Failure."""


class WholeAnswer:
    """``rule`` puts on record what became of it, or why it does not leave."""

    def __init__(
        self, course: Course, kind: Records, rule: Callable[[Decision, str], Awaitable[Ruling]]
    ) -> None:
        self._course = course
        self._kind = kind
        self._rule = rule
        self._stream = Stream(course, kind)
        self.media_type = kind.media_type

    async def looked_at(
        self,
        came: AsyncIterator[bytes],
        keeps: Keeps,
        clock: Callable[[], datetime],
        check: Callable[[], None],
    ) -> Kept:
        """
        Return what may leave once ``ruled`` says so.

        ``check`` is asked before each piece, and raises where it is not to go on.  Raises what it and ``came`` raise,
        and Failure where something cannot be vouched for: then there is nothing.
        """
        kept = await keeps.open()
        try:
            known = self._latched | self._stream.closed
            left = await self._passed(_kept(came, kept, keeps, check), keeps, clock)
            while not self._stream.closed <= known:
                left.close()
                known = self._latched | self._stream.closed
                self._stream = Stream(self._course, self._kind, self._stream)
                left = await self._passed(_checked(kept.read(), check), keeps, clock)
        finally:
            kept.close()
        try:
            # Of what was changed or cannot be read any more nothing is to leave, and not all but a part.
            await left.check()
            check()  # the end of it may have been waited for
        except BaseException:
            left.close()
            raise
        return left

    @property
    def records(self) -> int:
        """How many were looked at."""
        return self._stream.records

    async def ruled(self, why: str = "") -> Ruling:
        """Put it on record.  ``why`` it does not leave, or empty.  Raises AuditError; then nothing may."""
        return await self._rule(self._stream.decision(why), why)

    @staticmethod
    def let_out(data: bytes) -> LetOut:
        """INVARIANT: it was kept by ``looked_at``, and the ruling releases it."""
        return LetOut(data)

    @property
    def _latched(self) -> frozenset[str]:
        return self._course.answers.means.waiting.latched(self._course.route.id)

    async def _passed(
        self, pieces: AsyncIterator[bytes], keeps: Keeps, clock: Callable[[], datetime]
    ) -> Kept:
        left = await keeps.open()
        try:
            async for piece in pieces:
                await left.put(await self._stream.feed(piece, clock()))
            await left.put(await self._stream.finish(clock()))
            await left.seal()
        except BaseException:
            left.close()
            raise
        return left


async def _kept(
    came: AsyncIterator[bytes], kept: Kept, keeps: Keeps, check: Callable[[], None]
) -> AsyncIterator[bytes]:
    size = 0
    async for piece in _checked(came, check):
        size += len(piece)
        if size > keeps.most_bytes:
            raise Failure("upstream-too-large")
        await kept.put(piece)
        yield piece
    await kept.seal()


async def _checked(pieces: AsyncIterator[bytes], check: Callable[[], None]) -> AsyncIterator[bytes]:
    async for piece in pieces:
        check()
        yield piece
