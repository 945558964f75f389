"""Builds everything: the place where parts meet, and the one that owns the clock."""

from __future__ import annotations

import asyncio
import secrets
import ssl
from collections.abc import AsyncIterator, Collection, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext, suppress
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import structlog

from firewall import canary, detect, partners, recognizers, statuses
from firewall.audit import entry
from firewall.books import Books, new_id
from firewall.canary import Canary
from firewall.config import Config
from firewall.config import Detectors as DetectorSettings
from firewall.config import Names as NameSettings
from firewall.detect import Detectors, Keep, Recognizer
from firewall.engine import Engine
from firewall.errors import AuditError, ConfigError
from firewall.formats import Limits
from firewall.front.admin import Admin, Signs
from firewall.front.budget import ByteBudget
from firewall.front.http import Deadlines, Desk, Match, Parts, Proxy
from firewall.front.upstream import LeanUpstream
from firewall.identity.certificates import Bindings
from firewall.identity.claims import Vocabulary as ClaimWords
from firewall.identity.introduce import Introducer
from firewall.means import Keys, Means, Names
from firewall.metrics import Metrics
from firewall.model import Ruling
from firewall.names.files import check as check_model
from firewall.names.model import load as load_names
from firewall.names.reader import NamesReader
from firewall.policy.compiled import Compiled
from firewall.policy.load import load
from firewall.prepared import Waiting, prepared, shelf
from firewall.workers import Workers

DRAIN_S = 30.0
_CODE = tuple(Path(__file__).parent / name for name in ("detect", "recognizers"))
DETECTOR_DATA = Path(detect.__file__).parent / "data"
_AS_DELIVERED = DetectorSettings()
_WATCH_S = 1.0

_log = structlog.get_logger()


def now() -> datetime:
    return datetime.now(UTC)


def read_policies(folder: Path) -> dict[str, str]:
    """Read every file of a policy folder.  Raises ConfigError where it cannot be read."""
    if not folder.is_dir():
        raise ConfigError(f"There is no policy folder {folder}. Name it under [policies] in firewall.toml.")
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    try:
        return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"A file in {folder} cannot be read as text ({type(error).__name__}).") from None


def load_policies(folder: Path) -> Compiled:
    """Raises PolicyError with every fault of the folder."""
    return Compiled(load(read_policies(folder)))


def detectors(
    folder: Path,
    waiting: Waiting = nullcontext,
    settings: DetectorSettings = _AS_DELIVERED,
    categories: Collection[str] = (),
    *,
    guesses: bool = False,
) -> Detectors:
    """
    Return all detectors: ours, Presidio's, and the city's own, whose categories must be among ``categories``.

    What is compiled is kept in ``folder``; ``waiting`` is shown the first time.
    ``guesses``: whether to tell also what is too weak to act on.  Raises ConfigError where one cannot be used.
    """
    keep = shelf(folder, _CODE)
    more = _more_recognizers(keep, settings, categories, guesses=guesses)
    return detect.build(detector_data(), more, prepared(folder, waiting), keep)


def _more_recognizers(
    keep: Keep, settings: DetectorSettings, categories: Collection[str], *, guesses: bool
) -> tuple[Recognizer, ...]:
    # Importing Presidio takes longer than all the rest of the start, and no value waits for it yet.
    known_as = f"presidio-{recognizers.installed()}"
    description = keep(known_as, recognizers.describe, recognizers.parse)
    taken = recognizers.take(description, settings.presidio, settings.presidio_off, guesses=guesses)
    if settings.recognizers is None:
        return taken
    try:
        text = settings.recognizers.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"detectors.recognizers: {settings.recognizers} cannot be read as text ({type(error).__name__})."
        ) from None
    written = recognizers.write(settings.recognizers.name, text, categories, guesses=guesses)
    return (*taken, *written)


def detector_data() -> dict[str, str]:
    """The data files of the detectors: place below ``firewall/detect/data`` -> text."""
    files = sorted(path for path in DETECTOR_DATA.rglob("*") if path.suffix in {".yaml", ".json"})
    return {str(path.relative_to(DETECTOR_DATA)): path.read_text("utf-8") for path in files}


@asynccontextmanager
async def reading_names(settings: NameSettings) -> AsyncIterator[NamesReader | None]:
    """
    Run the model that finds names in free text until the block ends; None where there is none.

    Raises ConfigError where it is not the one that was configured, or cannot be used.
    """
    if settings.model is None:
        yield None
        return
    if find_spec("spacy") is None:
        raise ConfigError(
            "names.model needs spaCy. Install it with: pip install 'data-sharing-firewall[names]'"
        )
    await asyncio.to_thread(check_model, settings.model, settings.sha256)
    about = (str(settings.model), settings.sha256)
    workers = Workers(load_names, about, settings.workers, settings.deadline_ms / 1000)
    await workers.start()
    try:
        async with _beside(workers.keep()):
            yield NamesReader(workers, secrets.token_bytes(32))
    finally:
        await workers.close()


class Application:
    """The firewall, built and not yet listening.  ``names`` is what ``reading_names`` gives."""

    def __init__(
        self,
        settings: Config,
        compiled: Compiled,
        books: Books,
        found: Detectors,
        names: Names | None = None,
    ) -> None:
        self._settings = settings
        self._compiled = compiled
        self._books = books
        self._budget = ByteBudget(settings.limits.total_bytes)
        self._upstream = LeanUpstream(self._limits(), self._budget, _upstream_tls(settings))
        self.metrics = self._build_metrics()
        self._engine = self._build_engine(found, names)
        self._canary = Canary(self._engine, found)
        self._proxy = Proxy(self._parts())
        self._admin = Admin(Signs(exposition=self._exposition, is_ready=self.is_ready))
        self.port = 0
        self.admin_port = 0
        self.has_failed = asyncio.Event()

    def is_ready(self) -> bool:
        return not self._books.record.failed and self._canary.is_fresh(now())

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Application]:
        """
        Listen until the block ends; then drain, and record the stop.

        Raises AuditError where the record cannot be made, ConfigError where an address is taken.
        """
        tls = _listening_tls(self._settings)
        asyncio.get_running_loop().set_exception_handler(_told_by_class)
        async with AsyncExitStack() as running:
            await self._note("start")
            running.push_async_callback(self._note, "stop")
            running.push_async_callback(self._upstream.close)
            await self._watch_once()
            await running.enter_async_context(_beside(self._watch()))
            await self._listen(running, tls)
            await running.enter_async_context(_beside(_warmed()))
            yield self

    async def _listen(self, running: AsyncExitStack, tls: ssl.SSLContext | None) -> None:
        listen, admin = self._settings.listen, self._settings.admin
        try:
            self.admin_port = await self._admin.start(admin.host, admin.port)
            running.push_async_callback(self._admin.close)
            self.port = await self._proxy.start(listen.host, listen.port, tls)
            running.push_async_callback(self._proxy.drain, DRAIN_S)
        except OSError as error:
            raise ConfigError(
                f"{listen.host}:{listen.port} or {admin.host}:{admin.port} cannot be listened on "
                f"({error.strerror}). Choose other ports in firewall.toml."
            ) from None

    async def _watch(self) -> None:
        """Send canaries and keep the numbers fresh, until the record fails."""
        since = canary.EVERY_S
        while not self._books.record.failed:
            await asyncio.sleep(_WATCH_S)
            since += _WATCH_S
            with suppress(AuditError):  # ends the loop
                await self._proxy.record_unread()
            self.metrics.committed(self._books.record.size, self._books.record.last_commit_seconds)
            if since >= canary.EVERY_S:
                since = 0.0
                await self._watch_once()
        self.has_failed.set()

    async def _watch_once(self) -> None:
        try:
            if not await self._canary.send(self._compiled, now()):
                _log.error("canary-not-blocked")
        except AuditError:
            _log.error("canary-not-recorded")

    async def _note(self, what: str) -> None:
        try:
            facts = {"policy": self._compiled.bundle.digest}
            await self._books.record.append(entry.noted(new_id(), now(), what, facts))
        except AuditError:
            if what == "start":
                raise
            _log.error("stop-not-recorded")

    # ---- parts

    def _limits(self) -> Limits:
        set_ = self._settings.limits
        return Limits(body_bytes=set_.body_bytes, ratio=set_.ratio, depth=set_.depth, fields=set_.fields)

    def _build_metrics(self) -> Metrics:
        bundle = self._compiled.bundle
        services = (service.name for service in bundle.services)
        metrics = Metrics(services, bundle.vocabulary.kinds, bundle.vocabulary.categories)
        metrics.policy_loaded(bundle.digest, now())
        metrics.watch(
            open_cases=lambda: self._books.persons.cases.count_open(now()),
            in_flight=lambda: self._proxy.in_flight,
            held_bytes=lambda: self._budget.taken_bytes,
        )
        return metrics

    def _build_engine(self, found: Detectors, names: Names | None) -> Engine:
        house = self._books.house
        means = Means(
            detectors=found,
            record=self._books.record,
            waiting=self._books.persons,
            keys=Keys(digest=house.digest, pseudonym=house.pseudonym),
            limits=self._limits(),
            names=names,
        )
        return Engine(lambda: self._compiled, means, self._observe)

    def _parts(self) -> Parts:
        bundle, set_ = self._compiled.bundle, self._settings.limits
        bindings = Bindings(partners.certificates(bundle))
        words = ClaimWords(frozenset(bundle.vocabulary.purposes), frozenset(bundle.vocabulary.processes))
        return Parts(
            screen=self._engine,
            routes=self,
            upstream=self._upstream,
            introduce=Introducer(partners.facts(bundle), self._books.keys, bindings).introduce,
            claims=words.read,
            clock=now,
            new_id=new_id,
            desk=Desk(
                contact=bundle.city.contact,
                case_state=lambda case, requester: self._books.persons.state(case, requester, now()),
            ),
            meter=self.metrics,
            budget=self._budget,
            limits=self._limits(),
            deadlines=Deadlines(
                head_s=set_.head_s, body_s=set_.body_s, upstream_s=set_.upstream_s, whole_s=set_.whole_s
            ),
        )

    def match(self, method: str, segments: tuple[str, ...]) -> Match | None:
        """Find the route for a path whose first segment names the service."""
        route = self._compiled.route(method, segments)
        if route is None:
            return None
        service = self._compiled.bundle.service_of[route.id]
        return Match(route.id, service.upstream, service.existence_protected)

    def _observe(self, ruling: Ruling) -> None:
        self.metrics.decided(ruling)
        if ruling.status == statuses.BAD_GATEWAY:
            # The service's owner is alerted; the requester sees what any failure of it looks like.
            said = ruling.exchange
            _log.error("uninspectable", route=said.route, reasons=ruling.decision.reasons, decision=said.id)
        for pattern in ruling.decision.latched:
            # Staff are told; the requester is not.
            _log.warning("latched", route=ruling.exchange.route, member=pattern, decision=ruling.exchange.id)

    def _exposition(self) -> bytes:
        self.metrics.committed(self._books.record.size, self._books.record.last_commit_seconds)
        return self.metrics.exposition()


def _told_by_class(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Tell of what no task waited for; its text may quote a value, so only its class is told."""
    _log.error("loop-fault", error=type(context.get("exception")).__name__)


async def _warmed() -> None:
    """Import what the first value that looks like one would wait for: a second or two, in a thread."""
    try:
        await asyncio.to_thread(recognizers.warm)
    except ConfigError:
        # Whoever asks such a recognizer gets the same error, and its text is uninspectable.
        _log.error("detectors-not-warm")  # a traceback may show values


@asynccontextmanager
async def _beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
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


def _upstream_tls(settings: Config) -> ssl.SSLContext:
    ca = settings.upstream_ca
    try:
        return ssl.create_default_context(cafile=None if ca is None else str(ca))
    except (OSError, ssl.SSLError):
        raise ConfigError(f"[upstream_tls] ca: {ca} is no file of certificates.") from None


def _listening_tls(settings: Config) -> ssl.SSLContext | None:
    listen = settings.listen
    if listen.tls_certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(listen.tls_certificate, listen.tls_key)
        if listen.client_ca is not None:
            context.load_verify_locations(listen.client_ca)
            # Optional: who has no certificate may show a key, or is unknown, and is recorded either way.
            context.verify_mode = ssl.CERT_OPTIONAL
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"[listen] the TLS files cannot be used ({type(error).__name__}).") from None
    return context
