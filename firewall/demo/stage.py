"""
The demo: the city's services, the firewall before them, and the exchanges played through it.

Everything is real but the people: real HTTP, real keys, real policies, a real log.  All
of it is written into one directory.
"""

from __future__ import annotations

import secrets
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from aiohttp import ClientSession, ClientTimeout

from firewall import books, config
from firewall.app import Application, load_policies, now, reading_names
from firewall.books import Books
from firewall.demo.city import NAMES, USUAL_PORTS, City, Ports
from firewall.demo.partners import ASKS, PARTNERS, Ask
from firewall.detect import Detectors
from firewall.errors import ConfigError
from firewall.model import PartnerId
from firewall.policy.compiled import Compiled

MARKER = ".firewall-demo"
"""Stands in a directory that a demo made: only such a one is ever emptied."""

_PORTS = USUAL_PORTS
_LISTEN, _ADMIN = 8080, 8081
_LOOPBACK = "127.0.0.1"


class Said(msgspec.Struct, frozen=True):
    """What of an entry of the log the table shows."""

    id: str
    outcome: str
    rules: list[str]
    counts: list[tuple[str, str, str, int]]
    reasons: list[str]
    route: str | None
    service: str | None


class _Intended(msgspec.Struct, frozen=True):
    """What of the entry before a method that changes something the table shows."""

    kind: str
    id: str
    counts: list[tuple[str, str, str, int]] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One exchange as it went, read from the log and not from what was expected.  ``cut``: removed in part."""

    ask: Ask
    on_behalf_of: tuple[str, ...]
    route: str
    outcome: str
    status: int
    removed: tuple[str, ...]
    cut: frozenset[str]
    rules: tuple[str, ...]
    reasons: tuple[str, ...]
    citation: str
    audit_index: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A running demo."""

    directory: Path
    url: str
    admin_url: str
    keys: dict[PartnerId, str]
    compiled: Compiled
    books: Books

    async def play(self) -> AsyncIterator[Row]:
        """Send every exchange of the demo, one after the other."""
        async with ClientSession(timeout=ClientTimeout(total=30), trust_env=False) as client:
            for ask in ASKS:
                yield await self._row(client, ask)

    async def _row(self, client: ClientSession, ask: Ask) -> Row:
        began = now()
        headers = ask.headers
        if ask.partner in self.keys:
            headers["Authorization"] = f"Bearer {self.keys[ask.partner]}"
        url = f"{self.url}/{ask.service}{ask.target}"
        async with client.request(ask.method, url, data=ask.body or None, headers=headers) as answer:
            body = await answer.read()
            status, decision = answer.status, answer.headers.get("Decision-Id", "")
        found = self.books.record.get(decision or msgspec.json.decode(body)["decision_id"])
        if found is None:
            raise ConfigError("An exchange of the demo is not in the log.")
        index, said = found[0], msgspec.json.decode(found[1], type=Said)
        steps = (self._sent_on(index, said.id), said.counts)
        removed = {place: None for counts in steps for place in _places(counts, gone=True)}
        return Row(
            ask=ask,
            on_behalf_of=self._behind(ask.partner),
            route=f"{said.service}:{said.route}" if said.route else "",
            outcome=said.outcome,
            status=status,
            removed=tuple(removed),
            cut=frozenset(
                p for counts in steps for p in {*_places(counts, gone=True)} & {*_places(counts, gone=False)}
            ),
            rules=tuple(said.rules),
            reasons=tuple(said.reasons),
            citation=self._citation(said.rules),
            audit_index=index,
            seconds=(now() - began).total_seconds(),
        )

    def _sent_on(self, index: int, exchange: str) -> list[tuple[str, str, str, int]]:
        """What was done to the request before it was sent on; stands in an entry of its own, shortly before."""
        for _, raw in self.books.record.entries(max(0, index - _NEAR), index):
            said = msgspec.json.decode(raw, type=_Intended)
            if (said.kind, said.id) == ("intended", exchange):
                return said.counts
        return []

    def _behind(self, partner: PartnerId) -> tuple[str, ...]:
        known = self.compiled.bundle.partners.get(partner)
        return tuple(known.on_behalf_of) if known is not None else ()

    def _citation(self, rules: list[str]) -> str:
        by_id = {str(id_): rule for id_, rule in self.compiled.bundle.rules_by_id.items()}
        return "; ".join(by_id[rule].cite for rule in rules[:1] if rule in by_id)


def _places(counts: list[tuple[str, str, str, int]], *, gone: bool) -> list[str]:
    return [place for place, _, outcome, _ in counts if place and (outcome in _GONE) is gone]


_NEAR = 20
"""Canaries and staff write between the two entries of an exchange, but not more than this."""

_GONE = frozenset({"remove", "refer", "hold", "refuse"})


@asynccontextmanager
async def started(directory: Path, policies: Path, found: Detectors) -> AsyncIterator[Stage]:
    """Furnish ``directory``, start services and firewall, and stop them with the block.  Raises ConfigError."""
    _empty(directory)
    shutil.copytree(policies, directory / "policies")
    async with AsyncExitStack() as running:
        city = await running.enter_async_context(City.start(directory / "services", ports=_free(_PORTS)))
        _point(directory / "policies", city)
        settings = _settings(directory)
        compiled = load_policies(settings.policies)
        opened = running.enter_context(
            books.opened(settings.data, compiled.bundle, now(), create=True, serving=True)
        )
        keys = {partner.id: _key(opened, partner.id) for partner in PARTNERS}
        names = await running.enter_async_context(reading_names(settings.names))
        firewall = Application(settings, compiled, opened, found, names)
        await running.enter_async_context(firewall.serving())
        yield Stage(
            directory=directory,
            url=f"http://{_LOOPBACK}:{firewall.port}",
            admin_url=f"http://{_LOOPBACK}:{firewall.admin_port}",
            keys=keys,
            compiled=compiled,
            books=opened,
        )


def _empty(directory: Path) -> None:
    if directory.exists() and any(directory.iterdir()):
        if not (directory / MARKER).exists():
            raise ConfigError(f"{directory} holds something that no demo made. Choose another with --dir.")
        shutil.rmtree(directory)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / MARKER).write_text(
        "A demo of the data-sharing firewall; it empties this directory when it starts.\n"
    )


def _point(policies: Path, city: City) -> None:
    """Write the addresses of the services into their files: a taken port makes another one."""
    for name, address in city.upstreams.items():
        path = policies / "services" / f"{name}.yaml"
        lines = path.read_text().splitlines(keepends=True)
        path.write_text(
            "".join(f"upstream: {address}\n" if line.startswith("upstream:") else line for line in lines)
        )


def _settings(directory: Path) -> config.Config:
    text = (
        f'[listen]\nhost = "{_LOOPBACK}"\nport = {_port(_LISTEN)}\n\n'
        f'[admin]\nhost = "{_LOOPBACK}"\nport = {_port(_ADMIN)}\n\n'
        '[data]\ndirectory = "data"\n\n[policies]\ndirectory = "policies"\n'
    )
    (directory / "firewall.toml").write_text(text)
    return config.load(text, directory)[0]


def _free(ports: Ports) -> Ports:
    return Ports({name: _port(ports.of(name)) for name in NAMES})


def _port(wanted: int) -> int:
    """Return the port if nobody listens there, else 0: any free one, which nobody can take before it is asked for."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOOPBACK, wanted))
        except OSError:
            return 0
        return wanted


def _key(opened: Books, partner: PartnerId) -> str:
    issued = opened.keys.add(partner, by="demo", at=now(), entropy=secrets.token_bytes, note="demo")
    opened.staffed(now(), "demo", "partner add-key", partner, {"key": issued.key_id})
    return issued.text
