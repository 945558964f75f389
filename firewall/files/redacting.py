"""
A file is released like an answer: ruled on by the engine, on record, and only then where its reader finds it.

The bytes go into a file of ours beside the new one.  Once the last is ruled on and on the disk, the record is made, and
a rename lets the new file out.  Killed anywhere, the next run goes on: it knows from the note how far the bytes
are, and from the record whether it was made.

What one unit shows to be declared wrongly holds for all (law 5): the place is latched, and the file is begun again
under the stricter view.  That is rare, and ends, for each time a declared place is closed; a first look at the whole
file would cost every file twice.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO, Protocol

import msgspec

from firewall import taking
from firewall.audit import entry
from firewall.engine import Engine
from firewall.errors import ConfigError
from firewall.files import around, progress
from firewall.files.arrays import ArrayUnits
from firewall.files.asking import Question, asked
from firewall.files.elements import ElementUnits
from firewall.files.gathering import IN_UNITS, Gathered, gathered
from firewall.files.joining import joined
from firewall.files.looking import Looking
from firewall.files.places import Hash, Places, digested, keyed, plain, told
from firewall.files.progress import State
from firewall.files.screening import Seen, screen
from firewall.files.sheets import Sheet
from firewall.files.units import Cut, Unit, Units, is_xml, opening_of
from firewall.files.wrapped import is_listed
from firewall.means import Means
from firewall.model import Exchange, LegalProcess, Outcome, Receipt, RouteId, Ruling
from firewall.policy.compiled import Compiled
from firewall.policy.rules import Route

NOTED_BYTES = 16 * 1024 * 1024
"""Of the input, from one note to the next: what a run that is killed may have to do again."""


class Journal(Protocol):
    """The record, as a file's release needs it."""

    async def append(self, entry: bytes) -> Receipt: ...

    def get(self, id: str, /) -> tuple[int, bytes] | None:  # noqa: A002 - the record's own word for it
        """Return the last entry of an exchange."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What of the firewall's house a run uses.  ``means`` holds the real record and the real persons."""

    compiled: Compiled
    means: Means
    journal: Journal
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    is_revoked: Callable[[LegalProcess], bool] = lambda _: False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file to redact; ``told`` hears how many of its bytes were read.  ``by`` is the member of staff."""

    question: Question
    places: Places
    media_type: str
    cut: Cut
    by: str
    told: Callable[[int], None] = lambda _: None
    noted_bytes: int = NOTED_BYTES


@dataclass(frozen=True, slots=True)
class Done:
    """
    How it ended.  ``entry`` is what the record says; ``ruling`` is set where the request was not let in.

    ``was_done`` tells that an earlier run did it, and nothing was done now.
    """

    entry: bytes
    read: str = ""
    gave: str = ""
    is_released: bool = False
    was_done: bool = False
    taken: int = 0
    written: int = 0
    met_again: str = ""
    units: int = 0
    ruling: Ruling | None = None


class Redacting:
    def __init__(self, house: House, looking: Looking, job: Job) -> None:
        self._house, self._looking, self._job = house, looking, job
        self._key = house.means.keys.digest
        self._met: dict[tuple[str, ...], Gathered] = {}
        question = job.question
        self._about = progress.about(
            (
                question.partner, question.purpose, question.service, question.route, question.target,
                question.process, job.media_type, house.compiled.bundle.digest, str(job.cut.unit_bytes),
            ),
            self._key,
        )  # fmt: skip

    def done_before(self, source: BinaryIO) -> Done | None:
        """Tell whether the new file stands there as an earlier run of the same words and input left it."""
        state = self._noted()
        if state is None or not state.is_whole:
            return None
        with told(self._job.places.out):
            same = digested(source, state.taken, keyed(self._key)) == state.read and not source.read(1)
            source.seek(0)
            with self._job.places.out.open("rb") as out:
                same = same and digested(out, state.written, plain()) == state.gave and not out.read(1)
        return _done(state, was_done=True) if same else None

    async def run(self, source: BinaryIO, part: BinaryIO) -> Done:
        """Raises AuditError or ConfigError where the record or a file cannot be made; then nothing is released."""
        state = self._resumed(source, part)
        if state is None:
            ruling = await self._let_in()
            if ruling.outgoing is None:
                said = self._house.journal.get(ruling.exchange.id)
                self._job.places.forget()
                return Done(said[1] if said else b"", ruling=ruling)
            state = self._begun(ruling.exchange)
        while not state.is_whole:
            passed = await self._passed(state, source, part)
            if isinstance(passed, Done):
                return passed
            state = passed
        return await self._finished(state, part)

    # ---- before the first byte

    async def _let_in(self) -> Ruling:
        house = self._house
        exchange, message = asked(house.compiled, self._job.question, house.new_id(), house.clock())
        engine = Engine(lambda: house.compiled, house.means, lambda _: None)
        return await engine.screen(exchange, message)

    def _begun(self, exchange: Exchange, caught: tuple[str, ...] = (), *, is_bare: bool = False) -> State:
        route = exchange.route
        latched = self._house.means.waiting.latched(route) if route is not None else frozenset()
        latches = tuple(sorted(latched))
        return State(about=self._about, exchange=exchange, latched=latches, caught=caught, is_bare=is_bare)

    def _noted(self) -> State | None:
        state = progress.opened(self._job.places.read_note(), self._key)
        return state if state is not None and state.about == self._about else None

    def _resumed(self, source: BinaryIO, part: BinaryIO) -> State | None:
        """Return how far an earlier run came, where both files are as it left them; None where it has to begin."""
        state = self._noted()
        if state is None or not (self._is_recorded(state) or self._still_holds(state)):
            return None
        return state if self._passed_over(state, source, part) is not None else None

    def _passed_over(self, state: State, source: BinaryIO, part: BinaryIO) -> tuple[Hash, Hash] | None:
        """Read again what is done already; None where it is not what it was."""
        read, gave = keyed(self._key), plain()
        source.seek(0)
        part.seek(0)
        with told(self._job.places.part):
            is_same = not state.taken or digested(source, state.taken, read) == state.read
            is_same = is_same and (not state.written or digested(part, state.written, gave) == state.gave)
        return (read, gave) if is_same else None

    def _is_recorded(self, state: State) -> bool:
        found = self._house.journal.get(state.exchange.id) if state.is_whole else None
        return found is not None and found[1] == state.entry

    def _still_holds(self, state: State) -> bool:
        """Whether what was let in would be let in now: the same day, no paper revoked, nothing latched since."""
        exchange = state.exchange
        if exchange.route is None or any(map(self._house.is_revoked, exchange.processes)):
            return False
        latched = self._house.means.waiting.latched(exchange.route)
        today = self._house.compiled.bundle.city.day(self._house.clock())
        return exchange.day == today and latched == frozenset(state.latched)

    # ---- unit by unit

    async def _passed(self, state: State, source: BinaryIO, part: BinaryIO) -> State | Done:
        """Go on to the file's end; back to its beginning, where that has to be; or to a refusal."""
        met = await self._gathered(state, source)
        if state.taken and met.digest != state.elsewhere:
            state = self._begun(state.exchange, state.caught, is_bare=state.is_bare)
        state = state.changed(elsewhere=met.digest)
        job, noted, began = self._job, state.taken, state
        digests = self._passed_over(state, source, part)
        if digests is None:
            raise ConfigError(
                f"{job.places.part} was changed while it was written. Run the same command again."
            )
        with told(job.places.part):
            part.seek(state.written)
            part.truncate()
        cut, limits = self._cut(state.exchange), self._house.means.limits
        units = self._units(state, source)
        job.told(state.taken)
        async for unit, seen in self._looking.seen(units, lambda unit: self._sheet(began, unit, met.number)):
            if seen.body is None:
                return await self._refused(state, seen, state.taken)
            if seen.caught:
                return self._latched(state, seen)
            state, seen = await around.known(  # noqa: PLW2901  # what is known of it by now
                state,
                unit,
                seen,
                lambda: self._around(began, units, met.number),
                media_type=job.media_type,
                place=cut.place,
            )
            new = joined(state, cut, unit, seen, media_type=job.media_type, limits=limits)
            if new.is_bare:
                return self._begun(state.exchange, state.caught, is_bare=True)
            if new.body is None:
                return await self._failed(new.why, state)
            digests[0].update(unit.read)
            digests[1].update(new.body)
            with told(job.places.part):
                part.write(new.body)
            state = state.changed(
                opening=units.opening,
                head=new.head,
                taken=state.taken + unit.taken,
                units=state.units + 1,
                is_closed=unit.closes,
                written=state.written + len(new.body),
                read=digests[0].hexdigest(),
                gave=digests[1].hexdigest(),
                entry=entry.joined(_parts(state.entry, seen.entry), case=None, latched=state.caught),
            )
            job.told(state.taken)
            if state.taken - noted >= job.noted_bytes:
                self._note(state, part)
                noted = state.taken
        return await self._settled(state, part)

    async def _around(
        self, state: State, units: Units | ArrayUnits | ElementUnits, elsewhere: int
    ) -> Seen | None:
        """Look by itself at what stands around the records of all units."""
        if isinstance(units, Units) or units.around is None:
            return None
        means = self._looking.board.looking_for(elsewhere, self._house.means)
        return await screen(self._house.compiled, means, self._sheet(state, units.around, elsewhere))

    def _units(self, state: State, source: BinaryIO) -> Units | ArrayUnits | ElementUnits:
        cut, limits, is_begun = self._cut(state.exchange), self._house.means.limits, state.taken > 0
        if not (cut.is_enclosed or cut.is_array):
            opening = state.opening or (opening_of(source, cut, limits) if is_begun else b"")
            return Units(source, cut, limits, opening, is_begun=is_begun)
        kind = ElementUnits if cut.is_enclosed and is_xml(self._job.media_type) else ArrayUnits
        return kind(source, cut, limits, is_begun=is_begun, is_over=state.is_closed)

    async def _gathered(self, state: State, source: BinaryIO) -> Gathered:
        """Have a first look at a file in several units, once for each set of latches."""
        cut = self._cut(state.exchange)
        if not cut.of_records or source.seek(0, os.SEEK_END) <= cut.unit_bytes:
            return Gathered()
        found = self._met.get(state.latched)
        if found is None:
            source.seek(0)
            begun = self._begun(state.exchange)
            units = self._units(begun, source)
            withheld = self._looking.withheld(units, lambda unit: self._sheet(state, unit))
            found = self._met[state.latched] = await gathered(withheld, self._key, self._looking.board)
        return found

    def _sheet(self, state: State, unit: Unit, elsewhere: int = 0) -> Sheet:
        keys, place = self._house.means.keys, self._cut(state.exchange).place
        latched = frozenset(state.latched)
        return Sheet(state.exchange, self._job.media_type, unit, latched, keys, place, elsewhere)

    def _latched(self, state: State, seen: Seen) -> State:
        """Latch it for everybody, as an answer would have, and begin again."""
        house, exchange = self._house, state.exchange
        house.means.waiting.latch(self._route(exchange), seen.caught, exchange.at)
        caught = tuple(sorted({*state.caught, *seen.caught}))
        return self._begun(exchange, caught, is_bare=state.is_bare)

    def _cut(self, exchange: Exchange) -> Cut:
        """What the media type leaves open of a table, the service's file says."""
        if any(limit.alike is not None for limit in self._house.compiled.plan(exchange).limits):
            # Each record needs all others.
            return replace(
                self._job.cut, of_records=False, repeats_first_line=False, is_array=False, is_enclosed=False
            )
        if self._job.cut.is_enclosed:
            place = self._route(exchange).records or ()
            is_said = is_listed(self._job.media_type, place)
            return replace(
                self._job.cut, of_records=is_said, is_enclosed=is_said, place=place if is_said else ()
            )
        is_open = "header=" not in self._job.media_type.lower()
        if is_open and not self._route(exchange).has_header:
            return replace(self._job.cut, repeats_first_line=False)
        return self._job.cut

    def _route(self, exchange: Exchange) -> Route:
        return self._house.compiled.bundle.routes[exchange.route or RouteId("")]

    # ---- after the last byte

    async def _settled(self, state: State, part: BinaryIO) -> State | Done:
        """Take what the whole file takes, and ask of persons what it asks, once."""
        exchange, waiting = state.exchange, self._house.means.waiting
        met, cut = self._met.get(state.latched, Gathered()), self._cut(exchange)
        has_grown = not met.digest and cut.of_records and state.taken > cut.unit_bytes
        if has_grown or (met.read and met.read != state.read):
            raise ConfigError(
                f"{self._job.places.file} was changed while it was read. Run the same command again."
            )
        if waiting.latched(self._route(exchange).id) != frozenset(state.latched):
            return self._begun(exchange, state.caught, is_bare=state.is_bare)
        plan = self._house.compiled.plan(exchange)
        if taking.gave_too_many(plan, waiting, exchange, _records(state.entry)):
            return await self._failed("too-many-records", state)
        aside = (
            await screen(self._house.compiled, self._house.means, self._sheet(state, Unit(b"", 0)))
        ).aside
        case = None
        if aside.wants is not None:
            case = waiting.open_case(exchange, Outcome.REFER, aside.wants)
        if aside.tasks:
            waiting.owe(exchange, aside.tasks)
        said = entry.joined((state.entry,), case=case, latched=state.caught)
        state = state.changed(entry=said, is_whole=True)
        self._note(state, part)
        return state

    async def _finished(self, state: State, part: BinaryIO) -> Done:
        """INVARIANT: the record is durable before the new file is where its reader finds it."""
        with told(self._job.places.part):
            part.flush()
            os.fsync(part.fileno())
        if not self._is_recorded(state):
            facts: dict[str, str | int | list[str]] = {
                "input": state.read, "input_bytes": state.taken, "output": state.gave, "output_bytes": state.written,
                "met_again": _met_again(state), "units": state.units,
            }  # fmt: skip
            await self._staffed(state.exchange, facts)
            await self._house.journal.append(state.entry)
        self._job.places.finish()
        return _done(state)

    async def _failed(self, why: str, state: State) -> Done:
        failed = self._sheet(state, Unit(b"", 0, why))
        return await self._refused(
            state, await screen(self._house.compiled, self._house.means, failed), state.taken
        )

    async def _refused(self, state: State, seen: Seen, at: int) -> Done:
        await self._staffed(state.exchange, {"input_bytes": at})
        await self._house.journal.append(seen.entry)
        self._job.places.forget()
        return Done(seen.entry, taken=at)

    async def _staffed(self, exchange: Exchange, facts: Mapping[str, str | int | list[str]]) -> None:
        """Who did it stands beside what was decided."""
        house = self._house
        await house.journal.append(
            entry.staffed(house.new_id(), house.clock(), self._job.by, "redact", exchange.id, facts)
        )

    def _note(self, state: State, part: BinaryIO) -> None:
        with told(self._job.places.part):
            part.flush()
            os.fsync(part.fileno())
        # What begins a table may be somebody after all: no note has it, and who goes on reads it again.
        self._job.places.write_note(progress.sealed(state.changed(opening=b""), self._key))


class _Counted(msgspec.Struct):
    records: int = 0


def _records(said: bytes) -> int:
    return msgspec.json.decode(said, type=_Counted).records


def _met_again(state: State) -> str:
    """Within what a value was looked for that was taken out: one message, the whole file, or each unit of it."""
    if not state.elsewhere:
        return "message"
    return "units" if state.elsewhere == IN_UNITS else "file"


def _parts(so_far: bytes, new: bytes) -> tuple[bytes, ...]:
    return (so_far, new) if so_far else (new,)


def _done(state: State, *, was_done: bool = False) -> Done:
    return Done(
        state.entry,
        read=state.read,
        gave=state.gave,
        is_released=True,
        was_done=was_done,
        taken=state.taken,
        written=state.written,
        met_again=_met_again(state),
        units=state.units,
    )
