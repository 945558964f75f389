"""The service asked, and its file written: what each member may be, and where lists stand."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from firewall.detect import Detectors
from firewall.errors import PolicyError
from firewall.founding.routes import Plan, Writing
from firewall.model import Category, Path, RouteId, Tree
from firewall.policy.load import examine
from firewall.policy.rules import Bundle, Service
from firewall.survey.fetching import Answer, Fetch
from firewall.survey.keys import Keys, keys_of
from firewall.survey.parts import Unread, sentence
from firewall.survey.places import ANY, HIDDEN, Places
from firewall.survey.proposing import Proposal, propose
from firewall.survey.sampling import Sampled, Sampler, ask
from firewall.survey.writing import file_of, is_sure

_ID = Category("record.id")
_HEAD = (
    "# Proposed by `firewall init`. What each member of an answer is decides who may get it.",
    "# What stands behind a `#` is only guessed: it is declared as nothing, so it is removed from every answer.",
    "# Read each line, correct it, take the `#` away where you are sure; then run `firewall check`.",
)
_MOST_ASKED = 40
_MOST_SILENCES = 3
_SILENT = frozenset({"unreachable", "timeout"})

_NO_RECORDS = frozenset({"links", "link"})
"""Lists that every answer of some services has, whatever it is about."""

Lists = dict[str, tuple[Path, int, bool]]


@dataclass(frozen=True, slots=True)
class Mapped:
    """The service's file and what it was made of."""

    text: str = field(repr=False)
    sampled: Sampled
    proposals: list[Proposal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapper:
    """What it takes to ask a service and to write its file.  ``base`` is the rest of a policy folder."""

    writing: Writing
    plan: Plan
    targets: Mapping[str, str]
    base: Mapping[str, str]
    fetch: Fetch
    detectors: Detectors
    given: Mapping[str, str]
    most: int

    @property
    def file(self) -> str:
        return f"services/{self.writing.service}.yaml"

    def run(self) -> Mapped:
        """Ask lists, then single records by the ids that stood in them.  Raises PolicyError."""
        fetch = _giving_up(self.fetch)
        service, bundle = self._loaded({})
        named, failures = self._named(service, fetch)
        asked = replace(service, routes=service.routes[:_MOST_ASKED])
        if left := len(service.routes) - len(asked.routes):
            failures.append(
                f"{left} routes were not asked: {_MOST_ASKED} are enough at a time. Name some with --path."
            )
        first = self._sampler(asked, named, fetch).run()
        answers = {route: trees for route, trees in first.answers.items() if trees}
        guessed = propose(service, first, self.detectors, bundle.vocabulary)
        sampled = self._sampler(_with_ids(asked, guessed), answers, fetch).run()
        # What failed as it was named is asked once more, and says the same again.
        sampled.notes[:] = dict.fromkeys([*failures, *sampled.notes])
        sampled.described = {
            RouteId(f"{service.name}:{route.name}"): route.draft.members for route in self.plan.routes
        }
        proposals = propose(service, sampled, self.detectors, bundle.vocabulary)
        lists = dict(self._lists(service, sampled, proposals))
        final, _ = self._loaded(lists)
        has_fields = {one.route.partition(":")[2] for one in proposals}
        sources = {self.file: self.writing.text(self.plan.routes, lists, has_fields)}
        # The file stays and is shown around: what values look like is for a terminal.
        told = [replace(proposal, examples=()) for proposal in proposals]
        return Mapped(file_of(final, sources, sampled, told, _HEAD), sampled, proposals)

    def _loaded(self, lists: Lists) -> tuple[Service, Bundle]:
        # A place of records is checked against fields, which are written last; as many are asked for as may be.
        shown: Lists = {
            route.name: ((), lists[route.name][1] if route.name in lists else self.most, False)
            for route in self.plan.routes
        }
        sources = {**self.base, self.file: self.writing.text(self.plan.routes, shown)}
        bundle, faults = examine(sources)
        if bundle is None:
            raise PolicyError(faults)
        (service,) = bundle.services
        return service, bundle

    def _sampler(self, service: Service, saved: Mapping[RouteId, list[Tree]], fetch: Fetch) -> Sampler:
        return Sampler(
            service=service,
            fetch=fetch,
            detectors=self.detectors,
            given=self.given,
            saved=saved,
            most=self.most,
            or_else="",
        )

    def _named(self, service: Service, fetch: Fetch) -> tuple[dict[RouteId, list[Tree]], list[str]]:
        """Ask what a person named, just as it was named."""
        answers: dict[RouteId, list[Tree]] = {}
        failures = []
        for name, target in self.targets.items():
            route = RouteId(f"{service.name}:{name}")
            read = ask(service.upstream + target, fetch, self.detectors)
            if isinstance(read, Unread):
                failures.append(f"{route}: {sentence(read.why)}")
            else:
                answers[route] = [read]
        return answers, failures

    def _lists(
        self, service: Service, sampled: Sampled, proposals: Sequence[Proposal]
    ) -> Iterator[tuple[str, tuple[Path, int, bool]]]:
        places = Places(self.detectors)
        for route in service.routes:
            if route.segments[-1].is_parameter:
                continue
            answers = sampled.answers.get(route.id, ())
            keys = keys_of(answers, places)
            found = [listed(tree, keys) for tree in answers]
            known = [one for one in found if one is not None]
            place = known[0][0] if known else _described_list(sampled.described.get(route.id, ()))
            if place is not None:
                inside = (*place, ANY)
                said = any(
                    one.route == route.id and one.path[: len(inside)] == inside and is_sure(one)
                    for one in proposals
                )
                most = max((count for one, count in known if one == place), default=0)
                yield route.id.partition(":")[2], (place, most, said)


def _described_list(places: Sequence[Path]) -> Path | None:
    """Return where a description lists records: the nearest list of objects, as in an answer."""
    lists = [path[: path.index(ANY)] for path in places if ANY in path[:-1]]
    return min((path for path in lists if not {*_NO_RECORDS, HIDDEN} & set(path)), key=len, default=None)


def _giving_up(fetch: Fetch) -> Fetch:
    """Return what asks nobody any more who was silent several times: each silence takes its time."""
    silences: list[str] = []

    def asked(url: str) -> Answer:
        if len(silences) >= _MOST_SILENCES:
            return Answer(why=silences[-1])
        answer = fetch(url)
        if answer.why in _SILENT:
            silences.append(answer.why)
        else:
            silences.clear()
        return answer

    return asked


def listed(tree: Tree, keys: Keys) -> tuple[Path, int] | None:
    """Return where an answer lists its records, and how many: the nearest list of objects there is."""
    waiting: deque[tuple[Path, Tree]] = deque([((), tree)])
    while waiting:
        path, node = waiting.popleft()
        if isinstance(node, list) and node and isinstance(node[0], dict):
            return path, len(node)
        if isinstance(node, dict):
            waiting += [
                ((*path, key), below)
                for key, below in node.items()
                if key.strip("_") not in _NO_RECORDS and not any(keys.values((*path, key)))
            ]
    return None


def _with_ids(service: Service, guessed: Sequence[Proposal]) -> Service:
    """Let the members that look like ids be asked with.  For asking alone: nothing is declared by it."""
    return replace(
        service,
        routes=tuple(
            replace(route, fields=dict.fromkeys(_ids(route.id, guessed), (_ID,))) for route in service.routes
        ),
    )


def _ids(route: RouteId, guessed: Sequence[Proposal]) -> list[Path]:
    found = [one.path for one in guessed if one.route == route and one.category == _ID]
    return [min(found, key=len)] if found else []
