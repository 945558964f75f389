"""Bodies to trees and texts to findings; whatever goes wrong is a :class:`Failure`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from firewall import formats
from firewall.detect import Detectors, Hit, Skip
from firewall.detect.recognizer import ACTS, TooManyError, TooMuchError
from firewall.formats import Format, Gridded, Limits, Rewriting, Unreadable
from firewall.formats.charset import written_by
from firewall.formats.csv import Csv
from firewall.formats.naming import check_columns, check_names
from firewall.grid import Grid
from firewall.model import Message, Path, Phase, Tree
from firewall.ordered import Ordered
from firewall.policy.rules import Route
from firewall.policy.view import ANY


class Failure(Exception):  # noqa: N818  # a finding that unwinds the stack, not a programming error
    """The message is uninspectable.  ``why`` is a short stable code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read_body(message: Message, limits: Limits, route: Route | None = None) -> tuple[Tree, Format]:
    """
    Read it, and return the format by which it is written; what its media type leaves open ``route`` says.

    Raises :class:`Failure`.
    """
    try:
        body_format = _format_of(message, route)
        tree = body_format.parse(message.body, limits)
        if len(message.body) > limits.names or isinstance(body_format, Rewriting):  # each name takes a byte
            check_names(tree, limits)
    except Unreadable as unreadable:
        raise Failure(unreadable.why) from None
    return tree, written_by(body_format)


def read_grid(message: Message, limits: Limits, route: Route) -> tuple[Grid | None, Format]:
    """Read it by column; None where it has to be read by ``read_body``.  Raises :class:`Failure`."""
    try:
        body_format = _format_of(message, route)
        if not isinstance(body_format, Gridded) or route.graphql or route.records or route.links:
            return None, body_format
        grid = body_format.grid(message.body, limits)
        if grid is not None:
            check_columns(grid, limits)
        return grid, written_by(body_format)
    except Unreadable as unreadable:
        raise Failure(unreadable.why) from None


def _format_of(message: Message, route: Route | None) -> Format:
    body_format = formats.format_of(message.media_type)
    if isinstance(body_format, Csv) and route is not None and not route.has_header:
        return body_format.without_header()
    return body_format


def is_document(message: Message) -> bool:
    """Whether a body is worth more work than its size says: what it holds is packed, or drawn anew."""
    try:
        return bool(message.body) and isinstance(formats.format_of(message.media_type), Rewriting)
    except Unreadable:
        return False


def write(tree: Tree, body_format: Format) -> bytes:
    """Write what may leave.  Raises :class:`Failure` where the format has no way to say it."""
    try:
        return body_format.write(tree)
    except Unreadable as unreadable:
        raise Failure(unreadable.why) from None


def write_grid(grid: Grid, body_format: Format) -> bytes:
    """Write what may leave.  Raises :class:`Failure` as ``write`` does."""
    if not isinstance(body_format, Gridded):
        raise Failure("not-a-table")
    try:
        return body_format.write_grid(grid)
    except Unreadable as unreadable:
        raise Failure(unreadable.why) from None


def rewrite(message: Message, before: Tree, after: Tree, body_format: Format, limits: Limits) -> bytes:
    """Write what may leave of a body that was read as ``before``.  Raises :class:`Failure`."""
    if not isinstance(body_format, Rewriting):
        return write(after, body_format)
    try:
        return body_format.rewrite(message.body, before, after, limits)
    except Unreadable as unreadable:
        raise Failure(unreadable.why) from None


def parse(body: bytes, media_type: str, limits: Limits) -> Tree:
    """Read a body that is at hand.  Raises :class:`Failure`."""
    return read_body(Message(Phase.RESPONSE, media_type=media_type, body=body), limits)[0]


def scan(detectors: Detectors, texts: Sequence[str], skip: Skip | None = None) -> Sequence[Hit]:
    """Return what texts that could leave hold.  Raises :class:`Failure` where one of them is not looked at whole."""
    if max(map(len, texts), default=0) > detectors.longest:
        raise Failure("text-too-long")
    try:
        return detectors.scanner.scan_texts(texts, skip, ACTS)
    except TooMuchError:
        raise Failure("text-effort") from None
    except TooManyError:
        raise Failure("too-many-findings") from None
    except Exception:  # noqa: BLE001  # whatever breaks a detector must not open the gate
        raise Failure("detector-failed") from None


def count_records(tree: Tree, route: Route) -> int:
    """
    Return how many records an answer holds: the items where the route says they stand, or one.

    Where no list was declared each item of one that is there leaves like one alone, and so it counts.
    """
    if route.graphql:
        return _records_of_graph(tree)
    if route.records is None:
        listed = len(tree) if isinstance(tree, list) and not isinstance(tree, Ordered) else 1
        return max((listed, *(_objects(tree, path) for path in {path[:-1] for path in route.fields})))
    found = [tree]
    for step in route.records:
        found = [below for one in found for below in _below(one, step)]
    if any(path[: len(route.records) + 1] == (*route.records, ANY) for path in route.fields):
        items = [item for one in found for item in _items(one)]
        return sum(max(1, len(list(_each(item)))) for item in items)
    return sum(1 for one in found for record in _each(one) if record is not None)


def _objects(tree: Tree, path: Path) -> int:
    """Return how many objects stand at a place, through lists that nobody declared."""
    if isinstance(tree, list) and path[:1] != (ANY,):
        each = [_objects(item, path) for item in tree]
        # At the end of the way an object whose members stand one by one is one; before it, they are on the way.
        return min(1, len(each)) if isinstance(tree, Ordered) and not path else sum(each)
    if not path or not isinstance(tree, dict | list):
        return int(isinstance(tree, dict))
    if path[0] == ANY:
        return max((_objects(item, path[1:]) for item in _items(tree)), default=0)
    return _objects(tree[path[0]], path[1:]) if isinstance(tree, dict) and path[0] in tree else 0


def _items(tree: Tree) -> Sequence[Tree]:
    if isinstance(tree, dict):
        return tuple(tree.values())
    return tree if isinstance(tree, list) else ()


def _below(tree: Tree, step: str) -> Iterator[Tree]:
    if step == ANY:
        yield from _items(tree)
    elif isinstance(tree, list):
        for item in tree:
            yield from _below(item, step)
    elif isinstance(tree, dict) and step in tree:
        yield tree[step]


def _each(tree: Tree) -> Iterator[Tree]:
    if isinstance(tree, list) and not isinstance(tree, Ordered):
        for item in tree:
            yield from _each(item)
    else:
        yield tree


def _records_of_graph(tree: Tree) -> int:
    if not isinstance(tree, dict):
        return 0
    data = tree.get("data")
    if "data" not in tree:  # answers to several questions, by their numbers
        return sum(map(_records_of_graph, tree.values()))
    if not isinstance(data, dict):
        return 0
    return max(sum(max(_outermost(value), 1) for value in data.values()), _longest(data))


def _outermost(tree: Tree) -> int:
    """Count the items of the outermost lists: what of a graph is a record nobody declares."""
    if isinstance(tree, list):
        return _length(tree)
    return sum(map(_outermost, tree.values())) if isinstance(tree, dict) else 0


def _longest(tree: Tree) -> int:
    """Count the items of the longest list: one office of a thousand patients is not one record."""
    if not isinstance(tree, dict | list):
        return 0
    own = _length(tree) if isinstance(tree, list) else 0
    return max((own, *map(_longest, _items(tree))))


def _length(tree: list[Tree]) -> int:
    return len(tree) if any(isinstance(item, dict | list) for item in tree) else 0
