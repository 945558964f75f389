"""All that is looked at, in the order of a start; each thing by itself, so that one fault hides no other."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import msgspec

from firewall import books
from firewall.app import reading_names
from firewall.books import Books
from firewall.checkup import certificates, issuers, machine, papers, services, signatures, storage
from firewall.checkup.lines import Line, fault, ok, told, warning
from firewall.config import Config
from firewall.detect import Detectors
from firewall.errors import ConfigError, FirewallError
from firewall.names.files import check as check_model
from firewall.policy.compiled import Compiled
from firewall.policy.rules import Bundle

CONNECT_S = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """What it takes to look at everything.  ``build`` makes the detectors for the categories of a vocabulary."""

    config: Config
    warnings: tuple[str, ...]
    clock: Callable[[], datetime]
    cache: Path
    build: Callable[[Bundle], Detectors]

    @property
    def now(self) -> datetime:
        return self.clock()

    def lines(self) -> Iterator[Line]:
        """Yield a line for each thing as it is looked at.  Raises nothing that a start would raise."""
        yield from self._configuration()
        bundle = yield from self._policies()
        yield from self._network(bundle)
        yield from self._data(bundle)
        yield storage.room(_nearest(self.config.data), self.config.record.reserve_mb * 2**20)
        yield machine.descriptors(self.config.limits.connections)
        yield from machine.ports(self.config.listen, self.config.admin)
        yield machine.reach(self.config)
        yield machine.engine()

    def _configuration(self) -> Iterator[Line]:
        for says in self.warnings:
            first, _, remedy = says.rpartition(". ")
            yield warning("configuration", f"{first}." if first else remedy, remedy if first else "")
        if not self.warnings:
            yield ok("configuration", "It can be read, and nothing in it is odd.")

    def _policies(self) -> Generator[Line, None, Bundle | None]:
        """Look at the policies with what they need to be tried: detectors, and a model of names."""
        yield from self._names()
        try:
            signed, sources = signatures.texts(self.config, self.now)
            lines, bundle = papers.policies(sources)
        except FirewallError as error:
            yield told("policies", error)
            return None
        yield from signed
        yield from lines
        if bundle is None:
            return None
        yield from (ok("note", says) for says in papers.remarks(bundle, self.config.names))
        yield from papers.strangers(bundle, self.config.issuers, self.config.client_cas)
        if self.config.draft is not None:
            yield papers.draft(self.config.draft, bundle.city.day(self.now))
        yield from papers.warned(bundle, sources, bundle.city.day(self.now))
        try:
            found = self.build(bundle)
            yield machine.cache(self.cache)
            reading = partial(reading_names, self.config.names)
            yield from papers.tests(Compiled(bundle), found, bundle.city.day(self.now), reading)
        except FirewallError as error:
            yield told("detectors", error)
        return bundle

    def _names(self) -> Iterator[Line]:
        names = self.config.names
        if names.model is None:
            yield ok("names", "No model is set up: free text goes whole to nobody who may have no names.")
        elif find_spec("spacy") is None:
            yield fault("names", "The model needs spaCy.", "Run: pip install 'data-sharing-firewall[names]'")
        else:
            try:
                check_model(names.model, names.sha256)
            except ConfigError as error:
                yield told("names", error)
            else:
                yield ok("names", f"{names.model} is the model that was checked.")

    def _network(self, bundle: Bundle | None) -> Iterator[Line]:
        yield from certificates.listening(self.config.listen, self.config.client_cas, self.now)
        yield from services.trusted(self.config.upstream_ca, self.now)
        for service in () if bundle is None else bundle.services:
            at = services.service_at(service, self.config.upstream_ca)
            yield services.reachable(at, self.now, CONNECT_S)
        for issuer in self.config.issuers:
            yield issuers.keys(issuer, self.now, CONNECT_S)

    def _data(self, bundle: Bundle | None) -> Iterator[Line]:
        data = self.config.data
        if not (data / "keys").is_dir():
            yield fault(
                "data directory", f"There is none at {data}.", "Start once with `firewall run --create`."
            )
            return
        yield from storage.keys(data)
        yield from storage.stores(data)
        if self.config.record.database is not None:
            yield from storage.database(self.config.record.database)
        if bundle is None:
            return
        try:
            record = self.config.record
            reserve = record.reserve_mb * 2**20
            with books.opened(
                data,
                bundle,
                self.now,
                witness=record.witness,
                reserve_bytes=reserve,
                database=record.database,
            ) as opened:
                yield ok("record", f"{opened.record.size} entries, as the checkpoint vouches for.")
                yield papers.credentials(bundle, _with_key(opened, self.now))
                yield papers.latched(opened.persons.latches.list())
                yield storage.clock(data, self.clock, _last(opened))
        except FirewallError as error:
            yield told("record", error)


def _with_key(opened: Books, now: datetime) -> frozenset[str]:
    return frozenset(str(one.partner) for one in opened.keys.list() if one.is_valid(now))


def _last(opened: Books) -> datetime | None:
    """Return when the last entry of the record was made."""
    size = opened.record.size
    for _, raw in opened.record.entries(size - 1, size) if size else ():
        return msgspec.json.decode(raw, type=_When).at
    return None


class _When(msgspec.Struct):
    at: datetime


def _nearest(folder: Path) -> Path:
    """Return the folder, or the first above it that is there."""
    return next(path for path in (folder, *folder.resolve().parents) if path.is_dir())
