"""
Every number that the firewall publishes: its help, and its closed label sets.

A label is a word from a list that a policy gave, or ``other``: nothing that arrives
can add a series, and no two labels together point at a person (services are never crossed with
categories or with kinds of requesters).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from firewall import streamed
from firewall.identity.refusals import REFUSALS
from firewall.model import UNINSPECTABLE, Outcome
from firewall.owed import OTHER, OwedTasks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from firewall.ended import Streamed
    from firewall.model import Ruling

_MOST_SERVICES = 60
_MOST_KINDS = 30
_MOST_CATEGORIES = 60
_MOST_DUTIES = 40
"""With these, all series together stay below 2,000 (a test counts them)."""

REASONS = (
    "not-json", "not-utf-8", "byte-order-mark", "duplicate-key", "too-deep", "too-many-fields",
    "number-too-long", "number-out-of-range", "key-too-long", "not-a-form", "malformed-pair",
    "duplicate-name", "method-override", "double-encoding", "control-character", "not-text",
    "unknown-media-type", "no-media-type", "malformed-media-type", "charset", "charset-ambiguous", "unknown-parameter",
    "repeated-parameter", "body-too-large", "body-incomplete", "too-slow", "over-budget", "no-route",
    "method", "http-version", "host", "unknown-host", "header-name", "upgrade", "expect", "trailers",
    "repeated-header", "connection-option", "two-lengths", "content-length", "transfer-encoding",
    "content-coding", "coding-ratio", "body-not-allowed", "target-too-long", "malformed-target", "empty-segment",
    "dot-segment", "ambiguous-segment", "empty-query", "residue", "upstream-timeout",
    "upstream-refused", "upstream-incomplete", "upstream-garbage", "upstream-too-large",
    "upstream-coding", "upstream-redirect", "upstream-unframed", "upstream-trailer",
    "upstream-extra-bytes", "upstream-informational", "upstream-partial", "upstream-status",
    "unwritable-target", "unwritable-header", "too-many-records", "detector-failed", "names-late", "names-failed",
    "names-too-much", "names-not-read",
    "binary", "broken-coding", "document-type", "too-many-findings", "trailing-coding", "truncated-coding",
    "unknown-coding", "upstream-failed",
    "inspection-timeout", "review-store-failed", "not-canonical", "bad-limit", "policy-changed", "policy-differs",
    "draining", "connection-over", "spool-full", "spool-over-budget", "spool-unwritable", "spool-failed",
)  # fmt: skip
"""Codes of what could not be inspected that have a series of their own."""

DRAFTED = ("unchanged", "members", "newly-released", "newly-referred", "newly-held", "newly-refused")
"""What a draft can do to an exchange."""

READINGS = {
    "firewall_ready": "1 where a planted value was blocked and recorded within the last 10 seconds, else 0.",
    "firewall_record_failed": "1 where the audit log takes no more entries, so that nothing may leave.",
    "firewall_started_timestamp_seconds": "When this process began to serve.",
    "firewall_cases_expiring": "Open cases that expire within 7 days, which denies them.",
    "firewall_agreements_ending": "Agreements in force that end within 30 days; then they open nothing.",
    "firewall_break_glass_active": "1 while an emergency that two people signed lies on the policies, else 0.",
    "firewall_policy_review_days": "Until the first rule in force is to be reviewed; not a number where none is.",
    "firewall_members_latched": "Members that are removed until a person has classified them.",
    "firewall_body_bytes_limit": "The byte budget for bodies.",
    "firewall_spool_bytes_held": "Bytes on disk of answers that wait to leave as a whole.",
    "firewall_spool_bytes_limit": "How many those may be.",
    "firewall_spooled_bytes_total": "Bytes that were put there.",
    "firewall_disk_free_bytes": "Free bytes on the disk of the data directory.",
    "firewall_disk_size_bytes": "The size of that disk.",
    "firewall_open_files": "Files and connections that this process holds open.",
    "firewall_open_files_limit": "How many it may.",
    "firewall_memory_bytes": "Memory of this process that is in RAM.",
    "firewall_certificate_days_left": "Until our own TLS certificate ends; not a number without one.",
    "firewall_client_crl_days_left": "Until the first list of revoked certificates ends; not a number without one.",
    "firewall_token_keys_age_seconds": "Since the oldest keys of an issuer were fetched; not a number without one.",
    "firewall_log_lines_dropped_total": "Lines of the log that nobody took in time. The record is not the log.",
}
"""Numbers that are asked for when they are read, and not a number where that fails: all without labels."""

CANARY_REASONS = ("not-blocked", "not-recorded")

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10.0, 60.0)
_COMMIT_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5)
_CLASSES = ("2xx", "4xx", "5xx", "202")
"""202 stands apart: an exchange that waits for a person is neither success nor failure."""


_RESULTS = {True: "used", False: "kept"}
"""Whether what is new is in use, or what was there before was kept."""


class _Tally(Collector):
    """
    Counters under a closed set of labels, as plain numbers until they are read.

    prometheus_client's own take a lock and look for an exemplar at each step, ten times an exchange.
    """

    def __init__(self, name: str, says: str, labels: tuple[str, ...]) -> None:
        self._name, self._says, self._labels = name, says, labels
        self._numbers: dict[tuple[str, ...], int] = {}

    def know(self, keys: Iterable[tuple[str, ...]]) -> None:
        """Add to the set; what is counted already goes on."""
        for key in keys:
            self._numbers.setdefault(key, 0)

    def add(self, key: tuple[str, ...], otherwise: tuple[str, ...], times: int) -> None:
        """Count under ``key`` if it is one of the set."""
        self._numbers[key if key in self._numbers else otherwise] += times

    def collect(self) -> Iterator[CounterMetricFamily]:
        family = CounterMetricFamily(self._name, self._says, labels=self._labels)
        for key, number in self._numbers.items():
            family.add_metric(key, number)
        yield family


class _Vitals(Collector):
    """Numbers of READINGS that are asked for whenever they are read."""

    def __init__(self) -> None:
        self._readings: dict[str, Callable[[], float]] = {}

    def read(self, readings: Mapping[str, Callable[[], float]]) -> None:
        self._readings |= {name: readings[name] for name in READINGS if name in readings}
        if unknown := readings.keys() - READINGS.keys():
            raise KeyError(*unknown)

    def collect(self) -> Iterator[Metric]:
        for name, says in READINGS.items():
            kind = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
            yield kind(name, says, value=self._value(name))

    def _value(self, name: str) -> float:
        try:
            # Yes and no too: a worker that sends its supervisor anything but floats is cut off.
            return float(self._readings[name]())
        except Exception:  # noqa: BLE001 - a number that cannot be had must not take all others with it
            return math.nan


class _Words:
    """
    A set of labels that grows with each policy, up to a bound; what it has no room for is ``other``.

    A word that a policy no longer has stays: its series go on being what they were, and a counter that
    went away and came back would look like a restart.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: set[str] = set()

    def learn(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return those that are new, in order of the alphabet."""
        room = self._most - len(self._known)
        new = sorted(set(words) - self._known - {OTHER, ""})[:room]
        self._known.update(new)
        return tuple(new)


class Metrics:
    """All series; observing binds nothing and makes nothing, and only a policy brings new ones."""

    def __init__(
        self, services: Iterable[str] = (), kinds: Iterable[str] = (), categories: Iterable[str] = ()
    ) -> None:
        prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]  # else a second series for each, which nobody reads
        self.registry = CollectorRegistry()
        self._services, self._kinds = _Words(_MOST_SERVICES), _Words(_MOST_KINDS)
        self._categories = _Words(_MOST_CATEGORIES)
        self._requests()
        self._decisions()
        self._house()
        self._of_policy()
        self._identity()
        self._of_processes()
        self._streams = streamed.Numbers(self.registry)
        self._duties, self._owed = _Words(_MOST_DUTIES), OwedTasks()
        self.registry.register(self._owed)
        self._vitals = _Vitals()
        self.registry.register(self._vitals)
        self._label((OTHER,), (OTHER,), (OTHER,))
        self.know(services, kinds, categories)

    def know(self, services: Iterable[str], kinds: Iterable[str], categories: Iterable[str]) -> None:
        """
        Have series of their own for the words of a policy.

        ``kinds`` and ``categories`` may be whole vocabularies: only their top level is used.
        """
        self._label(
            self._services.learn(services),
            self._kinds.learn(map(_top, kinds)),
            self._categories.learn(map(_top, categories)),
        )

    def know_duties(self, duties: Iterable[str]) -> None:
        """Have series of their own for the duties of a policy that are tasks."""
        self._owed.know(self._duties.learn(duties))

    def _label(self, services: tuple[str, ...], kinds: tuple[str, ...], categories: tuple[str, ...]) -> None:
        for service in services:
            self._answered |= {
                (service, class_): self._requests_of.labels(service, class_) for class_ in _CLASSES
            }
            self._seconds[service] = self._seconds_of.labels(service)
        self._decided.know((outcome.name.lower(), kind) for outcome in Outcome for kind in kinds)
        self._withheld.know((category,) for category in categories)

    def _requests(self) -> None:
        self._requests_of = Counter(
            "firewall_requests", "Exchanges answered.", ["service", "status"], registry=self.registry
        )
        self._seconds_of = Histogram(
            "firewall_request_seconds",
            "From the head of a request to its answer.",
            ["service"],
            registry=self.registry,
            buckets=_SECONDS,
        )
        self._answered: dict[tuple[str, str], Counter] = {}
        self._seconds: dict[str, Histogram] = {}

    def _decisions(self) -> None:
        self._decided = _Tally("firewall_decisions", "Exchanges ruled on.", ("outcome", "kind"))
        self._withheld = _Tally("firewall_withheld", "Values withheld, by top-level category.", ("category",))
        self.registry.register(self._decided)
        self.registry.register(self._withheld)
        reasons = self._counter("firewall_uninspectable", "Messages that could not be inspected.", "reason")
        self._reasons = {reason: reasons.labels(reason) for reason in (*REASONS, OTHER)}
        drafted = self._counter(
            "firewall_draft_exchanges", "Exchanges that a shadowed draft would have decided so.", "change"
        )
        self._drafted = {change: drafted.labels(change) for change in DRAFTED}
        self._latched = self._counter("firewall_latches", "Members latched to removal.")
        self._unparsed = self._counter("firewall_unparsed_requests", "Requests refused by the HTTP parser.")
        canaries = self._counter(
            "firewall_canary_failures", "Canaries that were not blocked, or not recorded.", "reason"
        )
        self._canaries = {reason: canaries.labels(reason) for reason in CANARY_REASONS}

    def _house(self) -> None:
        self._in_flight = self._gauge("firewall_exchanges_in_flight", "Exchanges that run now.")
        self._held_bytes = self._gauge(
            "firewall_body_bytes_held", "Bytes of bodies held, of the byte budget."
        )
        self._open_cases = self._gauge("firewall_cases_open", "Cases that wait for a person.")
        self._entries = self._gauge("firewall_audit_entries", "Entries in the audit log.")
        self._halted = self._gauge("firewall_record_halted", "1 while the record takes no entries for now.")
        self._commits = Histogram(
            "firewall_audit_commit_seconds",
            "From a batch of entries to its durability.",
            registry=self.registry,
            buckets=_COMMIT_SECONDS,
        )

    def _of_policy(self) -> None:
        self._policy = Info("firewall_policy", "The policy in force.", registry=self.registry)
        self._loaded = self._gauge(
            "firewall_policy_loaded_timestamp_seconds", "When the policy in force was loaded."
        )
        self._reloads = self._counter("firewall_policy_reloads", "Policies taken over while it ran.")
        self._failures = self._counter(
            "firewall_policy_reload_failures", "Times that a changed policy folder could not be used."
        )
        self._differs = self._gauge(
            "firewall_policy_differs_seconds", "For how long the policy folder is not what is in force."
        )
        self._refuses = self._gauge(
            "firewall_policy_refuses", "Whether nobody is let in because of that: 1 or 0."
        )

    def _identity(self) -> None:
        refused = self._counter(
            "firewall_credentials_refused", "Credentials shown and not believed.", "reason"
        )
        self._refusals = {reason: refused.labels(reason) for reason in REFUSALS}
        tls = self._counter("firewall_tls_renewals", "Changed TLS files, used or not.", "result")
        keys = self._counter(
            "firewall_token_key_renewals", "Renewals of issuers' keys, used or not.", "result"
        )
        self._tls_renewals = {is_used: tls.labels(word) for is_used, word in _RESULTS.items()}
        self._key_renewals = {is_used: keys.labels(word) for is_used, word in _RESULTS.items()}

    def _of_processes(self) -> None:
        self._processes = self._gauge("firewall_processes", "Processes that are to answer requests.")
        self._fresh = self._gauge(
            "firewall_processes_fresh", "Processes that told their numbers in the last seconds."
        )
        self._replaced = self._counter(
            "firewall_processes_replaced", "Processes that died or hung, and were replaced.", "reason"
        )
        self._replaced_for = {why: self._replaced.labels(why) for why in ("died", "hung")}

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(name, says, labels, registry=self.registry)

    def _gauge(self, name: str, says: str) -> Gauge:
        return Gauge(name, says, registry=self.registry)

    def exchanged(self, service: str, status: int, seconds: float) -> None:
        known = service if service in self._seconds else OTHER
        self._answered[known, _class_of(status)].inc()
        self._seconds[known].observe(seconds)

    def decided(self, ruling: Ruling) -> None:
        """Count a ruling.  One that only lets a request through is counted with the answer to it."""
        decision = ruling.decision
        if ruling.status:
            outcome = decision.outcome.name.lower()
            kind = _top(ruling.exchange.requester.principal.kind)
            self._decided.add((outcome, kind), (outcome, OTHER), 1)
        for _, category, outcome_, times in decision.counts:
            if category == UNINSPECTABLE:
                self._uninspectable(decision.reasons)
            elif outcome_ >= Outcome.REMOVE:
                self._withheld.add((_top(category),), (OTHER,), times)
        if decision.latched:
            self._latched.inc(len(decision.latched))

    def _uninspectable(self, reasons: Iterable[str]) -> None:
        for reason in reasons:
            self._reasons.get(reason, self._reasons[OTHER]).inc()

    def drafted(self, change: str, times: int) -> None:
        """A shadowed draft would have changed so many exchanges so."""
        if change in self._drafted:
            self._drafted[change].inc(times)

    def streamed(self, given: Streamed) -> None:
        """Count an answer that was given record by record."""
        self._streams.add(given)

    def parser_refused(self) -> None:
        self._unparsed.inc()

    def committed(self, entries: int, seconds: float) -> None:
        """One batch is durable; the log now has so many entries."""
        self._entries.set(entries)
        self._commits.observe(seconds)

    def canary_failed(self, reason: str) -> None:
        self._canaries[reason].inc()

    def credential_refused(self, why: str) -> None:
        self._refusals[why].inc()

    def tls_renewed(self, is_used: bool) -> None:
        self._tls_renewals[is_used].inc()

    def token_keys_renewed(self, is_used: bool) -> None:
        self._key_renewals[is_used].inc()

    def policy_loaded(self, digest: str, at: datetime) -> None:
        self._policy.info({"digest": digest[:12]})
        self._loaded.set(at.timestamp())

    def reloaded(self) -> None:
        self._reloads.inc()

    def reload_failed(self) -> None:
        self._failures.inc()

    def watch_policy(self, differs_s: Callable[[], float], refuses: Callable[[], bool]) -> None:
        """Ask these whenever the numbers are read."""
        self._differs.set_function(differs_s)
        self._refuses.set_function(refuses)

    def watch_processes(self, count: int, fresh: Callable[[], int]) -> None:
        """Ask this whenever the numbers are read."""
        self._processes.set(count)
        self._fresh.set_function(fresh)

    def replaced(self, why: str) -> None:
        """A process ``died`` or ``hung``, and another takes its place."""
        self._replaced_for[why].inc()

    def watch_cases(self, waiting: Callable[[], int]) -> None:
        """Ask this whenever the numbers are read."""
        self._open_cases.set_function(waiting)

    def watch_duties(self, count: Callable[[], Mapping[str, tuple[int, int]]]) -> None:
        """Ask for those open and those overdue, by duty, whenever the numbers are read."""
        self._owed.watch(count)

    def watch_halted(self, is_halted: Callable[[], bool]) -> None:
        """Ask this whenever the numbers are read."""
        self._halted.set_function(is_halted)

    def watch(self, in_flight: Callable[[], int], held_bytes: Callable[[], int]) -> None:
        """Ask these whenever the numbers are read: what is asked for costs the hot path nothing."""
        self._in_flight.set_function(in_flight)
        self._held_bytes.set_function(held_bytes)

    def read(self, readings: Mapping[str, Callable[[], float]]) -> None:
        """Ask these, too.  Raises KeyError for a name that is not one of READINGS."""
        self._vitals.read(readings)

    def exposition(self) -> bytes:
        return generate_latest(self.registry)


def _top(word: str) -> str:
    return word.partition(".")[0]


def _class_of(status: int) -> str:
    # A conversation that began is a success; of the other, see the classes.
    found = {101: "2xx", 202: "202"}.get(status, f"{status // 100}xx")
    return found if found in _CLASSES else "5xx"
