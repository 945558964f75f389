"""
A bundle that people signed, with the two files beside it: what was revoked, and an emergency that lies on it for hours.

What is wrong with an emergency is told and left out: it would only open.  Everything else that is wrong is a fault, and
the last good policy stays in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from firewall.config import Signing
from firewall.errors import ConfigError, FirewallError, PolicyError
from firewall.folder import Look, proved_of
from firewall.policy.yaml import Block, Faults, Text, parse
from firewall.policy.zones import zones
from firewall.signed import form, glass, history, people, revocations, shelf
from firewall.signed.faults import SignedError, Why
from firewall.signed.form import Bundle, Signature
from firewall.signed.glass import Glass
from firewall.signed.history import State
from firewall.signed.people import Standing
from firewall.signed.statement import About, moment, of_bundle
from firewall.sources.beside import content, glass_file, revoked_file, stamped
from firewall.sources.held import Read, Seen
from firewall.sources.people import signers_of

_log = structlog.get_logger()


@dataclass(slots=True)
class _Times:
    """When something begins or ends by the clock alone: then a look differs though no file does."""

    turns: tuple[datetime, ...] = field(default=())

    def passed(self, at: datetime) -> int:
        return sum(turn <= at for turn in self.turns)


class Signed:
    """A signed bundle.  ``signers`` are read once: who may sign changes with a new start alone."""

    def __init__(self, path: Path, signing: Signing, data: Path) -> None:
        """Raises ConfigError where a key file cannot be used, or two people have one key."""
        self._data = data
        self._path = path
        self._signing = signing
        self._signers = signers_of(signing)
        self._in_force: Bundle | None = None
        self._on_it: Glass | None = None
        self._zone: tzinfo = UTC
        self._times = _Times()
        self.state = State()

    def look(self, at: datetime) -> Look:
        files = (self._path, revoked_file(self._path), glass_file(self._path))
        return (*((path.name, *stamped(path)) for path in files), ("", self._times.passed(at), 0, 0))

    def see(self, at: datetime) -> Seen:
        try:
            found = self._revoked()
        except FirewallError as error:
            return Seen(fault=error, withdrawn=self._is_withdrawn(self.state, at))
        state = self.state.closing(found.closed)
        new = tuple(one for one in found.believed if one.closes not in self.state.closed)
        told = Seen(revoked=new, withdrawn=self._is_withdrawn(state, at))
        if found.fault is not None:
            return replace(told, fault=found.fault)
        try:
            return replace(told, read=self._read(state, at))
        except FirewallError as error:
            return replace(told, fault=error)

    def recorded(self, state: State, bundle: Bundle | None = None, over: Glass | None = None) -> None:
        self.state = state
        if bundle is not None:
            self._in_force, self._on_it = form.without_files(bundle), over
            self._zone = zone_of(bundle.files)

    def shelve(self, bundle: Bundle) -> None:
        try:
            shelf.keep(self._data, bundle)
        except OSError as error:
            _log.error("bundle-not-kept", error=type(error).__name__)

    def _read(self, state: State, at: datetime) -> Read:
        name = self._path.name
        bundle = form.decoded(self._content(), name)
        day = latest_day(at, self._zone, zone_of(bundle.files))
        standing = Standing(day=day, revoked_keys=state.revoked_keys, was_in_force=state.was_in_force(bundle))
        signed = people.judged(of_bundle(bundle), bundle.signatures, self._signers, standing, name)
        if bundle.city != city_of(bundle.files):
            raise SignedError(name, Why.OTHER_CITY, city=bundle.city)
        history.check_follows(bundle, state, self._signing.not_before_version, name)
        over, odd = self._emergency(bundle, state, at)
        texts = bundle.files if over is None else glass.laid_over(over, bundle.files, name)
        by = tuple(f"{one.role}:{one.key}" for one in signed)
        told = replace(
            state,
            number=bundle.version,
            digest=bundle.digest,
            restores=bundle.restores,
            signed=by,
            glass="" if over is None else over.digest,
            glass_ends="" if over is None else over.ends,
        )
        return Read(texts=texts, bundle=bundle, glass=over, state=told, odd=odd)

    def _content(self) -> bytes:
        try:
            return content(self._path, form.MOST_BYTES)
        except FileNotFoundError:
            raise ConfigError(
                f"There is no policy bundle {self._path}. Name it as `bundle` under [policies] in firewall.toml."
            ) from None

    def _is_withdrawn(self, state: State, at: datetime) -> bool:
        """Whether what is in force would not be, after what was revoked since."""
        bundle, over = self._in_force, self._on_it
        if bundle is not None and not self._stands(of_bundle(bundle), bundle.signatures, state, at):
            return True
        # Whatever follows it may have a fault, and then the emergency would go on.
        return over is not None and not self._stands(glass.of_glass(over), over.signatures, state, at)

    def _stands(self, about: About, signatures: tuple[Signature, ...], state: State, at: datetime) -> bool:
        """Whether something that is in force was not revoked, and has signatures enough."""
        day = latest_day(at, self._zone)
        standing = Standing(day=day, revoked_keys=state.revoked_keys, was_in_force=True)
        try:
            people.judged(about, signatures, self._signers, standing, self._path.name)
        except SignedError:
            return False
        return not state.is_revoked(about.kind, about.digest)

    def _revoked(self) -> revocations.Found:
        path = revoked_file(self._path)
        try:
            raw = content(path, revocations.MOST_BYTES)
        except FileNotFoundError:
            return revocations.Found()
        return revocations.judged(raw, self._signers, self.state.closed, path.name)

    # ---- an emergency

    def _emergency(
        self, bundle: Bundle, state: State, at: datetime
    ) -> tuple[Glass | None, SignedError | None]:
        """Return what lies on the bundle now; what is wrong with it is told, and never in the way of the bundle."""
        self._times.turns = ()
        path = glass_file(self._path)
        try:
            found = glass.decoded(content(path, glass.MOST_BYTES), path.name)
            return self._judged(found, bundle, state, at, path.name), None
        except FileNotFoundError:
            return None, None
        except SignedError as error:
            return None, error
        except PolicyError as error:
            return None, SignedError(path.name, Why.UNFIT, problem=error.faults[0].says.rstrip("."))
        except ConfigError as error:
            return None, SignedError(path.name, Why.UNFIT, problem=str(error).rstrip("."))

    def _judged(self, found: Glass, bundle: Bundle, state: State, at: datetime, name: str) -> Glass | None:
        """Return it where it counts now, None where its time is not.  Raises PolicyError where it never can."""
        longest = timedelta(hours=self._signing.break_glass_hours)
        glass.check(found, longest, name)
        if at >= found.until:
            return None  # a file that was left lying: nobody has to be told again
        if (found.city, found.base) != (bundle.city, bundle.digest):
            raise SignedError(name, Why.OTHER_BASE)
        if state.is_revoked("break-glass", found.digest):
            raise SignedError(name, Why.ENDED)
        day = latest_day(at, self._zone, zone_of(bundle.files))
        standing = Standing(day=day, revoked_keys=state.revoked_keys)
        people.judged(glass.of_glass(found), found.signatures, self._signers, standing, name)
        self._times.turns = (moment(found.begins), moment(found.ends))
        if not found.is_on(at):
            return None
        proved_of(glass.laid_over(found, bundle.files, name))
        return found


def city_of(files: Mapping[str, str]) -> str:
    """Return the name that ``city.yaml`` gives; empty where it gives none."""
    return _said(files, "city")


def zone_of(files: Mapping[str, str]) -> tzinfo:
    """Return where the days of these policies begin and end: UTC where ``city.yaml`` names no zone that there is."""
    name = _said(files, "timezone")
    return ZoneInfo(name) if name in zones() else UTC


def latest_day(at: datetime, *where: tzinfo) -> date:
    """
    Return the latest day that it is in one of the zones.

    A bundle does not choose by its own zone until when the keys that signed it count: the zone in force counts too.
    """
    return max(at.astimezone(zone).date() for zone in where)


def _said(files: Mapping[str, str], key: str) -> str:
    node = parse("city.yaml", files.get("city.yaml", ""), Faults())
    word = node.members.get(key) if isinstance(node, Block) else None
    return word.value if isinstance(word, Text) else ""
