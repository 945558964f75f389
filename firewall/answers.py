"""What may leave of a tree in one exchange: withheld under its plan, written, and checked; latches are remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from firewall import inspection, taking
from firewall.detect.echo import Values
from firewall.formats import Format, Rewriting
from firewall.grid import Grid
from firewall.inspection import Cursors, Failure, Named, Screened, Sifted
from firewall.means import Means, digest
from firewall.model import Category, Count, Exchange, Message, Plan, Tree, View
from firewall.policy.compiled import Compiled
from firewall.policy.rules import Route
from firewall.policy.view import leaves_at, spell
from firewall.transform.values import Pseudonymize, pseudonyms

_NOTHING: frozenset[str] = frozenset()


class Answers:
    """``caught`` are the declared places that were latched on the way."""

    def __init__(self, means: Means, compiled: Compiled, exchange: Exchange) -> None:
        self.means = means
        self.compiled = compiled
        self.exchange = exchange
        self.caught = _NOTHING

    def view(self, plan: Plan, route: Route) -> View:
        return self.view_of(plan, route, self.means.waiting.latched(route.id))

    def view_of(self, plan: Plan, route: Route, latched: frozenset[str], *, reads_names: bool = True) -> View:
        # INVARIANT: whoever is to read the names is asked for here, so that no view counts on a model there is not.
        is_read = reads_names and self.means.names is not None
        return self.compiled.answer_view(plan, route, latched, reads_names=is_read)

    def withheld(
        self, tree: Tree, route: Route, view_of: Callable[[frozenset[str]], View], named: Named
    ) -> Screened:
        """Raises :class:`Failure`."""
        known = self.means.waiting.latched(route.id)
        screened = inspection.withhold(
            tree, view_of, known, self.means.detectors, self.pseudonyms(), named=named
        )
        if screened.latched != known:
            self.latch(route, screened.latched - known)
        return screened

    def orders_latched(self, route: Route, orders: frozenset[Category]) -> bool:
        """Whether an answer would be ordered or sifted by what was found to hold something else, and is withheld."""
        if not orders:
            return False
        latched = self.means.waiting.latched(route.id)
        return any(
            spell(path) in latched and not orders.isdisjoint(categories)
            for path, categories in route.fields.items()
        )

    def latch(self, route: Route, places: frozenset[str]) -> None:
        self.caught |= places
        self.means.waiting.latch(route, places, self.exchange.at)

    def written(
        self, message: Message, plan: Plan, route: Route, named: Named
    ) -> tuple[bytes, str, Screened, int]:
        """Read, withhold, write, and check what was written.  Raises :class:`Failure`."""
        grid, read_as = inspection.read_grid(message, self.means.limits, route)
        if grid is None:
            tree, read_as, changed = self._read(message, plan, route)
            records = inspection.count_records(tree, route)
        else:
            tree, records, changed = [], grid.records, ()
        if taking.gave_too_many(plan, self.means.waiting, self.exchange, records):
            raise Failure("too-many-records")

        def view_of(latched: frozenset[str]) -> View:
            return self.view_of(plan, route, latched)

        if grid is not None:
            if (found := self.sifted(grid, route, view_of)) is not None:
                return self.checked_grid(read_as, found), read_as.media_type, found.screened, records
            tree = list[Tree](grid.rows())
        screened = self.withheld(tree, route, view_of, named)
        screened = replace(screened, counts=(*changed, *screened.counts))
        if route.graphql:
            screened = replace(screened, tree=inspection.replied(screened.tree, tree, route))
        return self.checked(message, read_as, tree, screened), read_as.media_type, screened, records

    def sifted(self, grid: Grid, route: Route, view_of: Callable[[frozenset[str]], View]) -> Sifted | None:
        """Do as ``withheld`` does; None where the records have to be looked at one by one."""
        known = self.means.waiting.latched(route.id)
        found = inspection.withhold_grid(grid, view_of, known, self.means.detectors, self.pseudonyms())
        if found is not None and found.screened.latched != known:
            self.latch(route, found.screened.latched - known)
        return found

    def checked_grid(self, written: Format, found: Sifted) -> bytes:
        """Do as ``checked`` does."""
        body = inspection.write_grid(found.grid, written)
        self.check(body, written, found.screened)
        return body

    def _read(self, message: Message, plan: Plan, route: Route) -> tuple[Tree, Format, tuple[Count, ...]]:
        """Return what may be looked at, as what it was read, and how many links were changed or taken out."""
        tree, read_as = inspection.read_body(message, self.means.limits, route)
        if route.graphql:
            return inspection.data_alone(tree, route), read_as, ()
        if not route.links:
            return tree, read_as, ()
        if isinstance(read_as, Rewriting):
            raise Failure("records-not-found")  # of a document what is not taken out stays as it was
        upstream = self.compiled.bundle.service_of[route.id].upstream
        view = self.view(plan, route)
        sealing = self._cursors(self.exchange.target, digest(self.means.keys.digest, message.body))
        tree, changed = inspection.localized(tree, route, self.exchange.address, upstream, sealing)
        # Of links that leave in no case nothing is changed, and that they are taken out is counted where it is done.
        return tree, read_as, tuple(count for path, count in changed if leaves_at(view, path))

    def to_be_named(self, message: Message, plan: Plan, route: Route) -> tuple[str, ...]:
        tree, _, _ = self._read(message, plan, route)
        return inspection.to_be_named(tree, self.view(plan, route), self.pseudonyms())

    def values_withheld(self, message: Message, plan: Plan, route: Route) -> Iterator[Values]:
        """What is taken out of a body by the declarations of its route.  Raises :class:`Failure`."""
        grid, _ = inspection.read_grid(message, self.means.limits, route)
        tree = self._read(message, plan, route)[0] if grid is None else list[Tree](grid.rows())
        view = self.view(plan, route)
        return inspection.values_withheld(tree, view, self.means.detectors, self.pseudonyms())

    def checked(self, message: Message, written: Format, before: Tree, screened: Screened) -> bytes:
        """Return what is written of it.  Raises :class:`Failure` where something is left of what was withheld."""
        if screened.view.alike is not None and isinstance(written, Rewriting) and not written.writes_the_tree:
            raise Failure("records-not-found")  # of a document all is left that is not taken out by its place
        body = inspection.rewrite(message, before, screened.tree, written, self.means.limits)
        self.check(body, written, screened)
        return body

    def check(self, body: bytes, written: Format, screened: Screened) -> None:
        means = self.means
        if inspection.residue(body, written, screened.view, screened.expected, means.detectors, means.limits):
            raise Failure("residue")

    def cursors_about(self, target: bytes) -> Cursors:
        """Return the cursors of a question that is about this."""
        return self._cursors(digest(self.means.keys.digest, target))

    def _cursors(self, target: str, unit: str = "") -> Cursors:
        exchange = self.exchange
        return Cursors(self.means.keys.pseudonym, exchange.requester.principal.id, exchange.id, target, unit)

    def pseudonyms(self) -> Pseudonymize:
        day = self.exchange.day
        period = f"{day.year}q{(day.month + 2) // 3}"
        return pseudonyms(self.means.keys.pseudonym, self.exchange.requester.principal.id, period)
