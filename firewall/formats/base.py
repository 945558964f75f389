"""What every format shares: its limits, its one failure, and the verbs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from firewall.grid import Grid
    from firewall.model import Tree


class Unreadable(ValueError):  # noqa: N818  # the design's word, and a finding more than an error
    """
    The message is not what it says, or two readers could read it in two ways.

    ``why`` is a short stable code.  It never quotes the message.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


Apart = Callable[[bytes], bytes]
"""Has a question of :mod:`firewall.formats.apart` answered in a process of its own.  Raises :class:`Unreadable`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of anything is read (DESIGN section 8).  ``key`` and ``number`` are in characters."""

    body_bytes: int = 8 * 1024 * 1024
    ratio: int = 100
    depth: int = 64
    fields: int = 200_000
    names: int = 32_768
    """Different names of members in one body.  What each says is read, which takes as long as twenty values."""
    key: int = 256
    number: int = 64
    apart: Apart | None = field(default=None, compare=False, repr=False)
    """Where what may bring down its process is read.  Without it that is not read."""
    among: int = 1
    """How many files one body holds, which share what each alone may cost however small it is."""

    @property
    def records(self) -> int:
        """Rows of a table with few columns: a row is an item of a list, and takes as much as its values."""
        return self.fields // 2


class Format(Protocol):
    """One row of the table: how a body is read, and how we write it."""

    def __hash__(self) -> int:
        """Formats are values: what is worked out for one is remembered."""

    @property
    def media_type(self) -> str:
        """Returns what we write into ``Content-Type``: always ours, never the sender's spelling."""

    def parse(self, body: bytes, limits: Limits) -> Tree:
        """Raises :class:`Unreadable`, and nothing else, on a body it will not vouch for."""

    def write(self, tree: Tree) -> bytes:
        """Raises :class:`Unreadable` where the tree is not one that this format has."""

    def spelt(self, name: str) -> tuple[bytes, ...]:
        """How a member of this name stands in what we write, in every way that it can; empty where names do not."""

    def exposed(self, body: bytes, limits: Limits) -> bytes:
        """
        What a reader of ``body``, which we wrote, gets to see: for the exit check.

        The body itself, where texts stand in it as they are; else its contents, unpacked.
        Raises :class:`Unreadable`.
        """


class Rewriting(ABC):
    """
    Beside the verbs of a :class:`Format`: for documents of which a tree holds what can be read, and not all.

    Where ``writes_the_tree``, what is written is made of the tree alone: a record that is not in it is gone.
    """

    writes_the_tree: ClassVar[bool] = False

    @abstractmethod
    def rewrite(self, body: bytes, before: Tree, after: Tree, limits: Limits) -> bytes:
        """
        Write ``body``, which was read as ``before``, with nothing in it but ``after``.

        Raises :class:`Unreadable` where what does not leave cannot be taken out of it.
        """


class Gridded(ABC):
    """Beside the verbs of a :class:`Format`: for lists of records, which may be read and written by column."""

    @abstractmethod
    def grid(self, body: bytes, limits: Limits) -> Grid | None:
        """
        Read what ``parse`` reads, by column.  Raises :class:`Unreadable` where ``parse`` does.

        None where it is to be read by ``parse``: not every list of records is a table.
        """

    @abstractmethod
    def write_grid(self, grid: Grid) -> bytes:
        """Write what ``write`` writes of these records.  Raises :class:`Unreadable` as it does."""


class Parametrised(ABC):
    """Beside the verbs of a :class:`Format`: for types whose parameters say how the bytes are to be read."""

    @abstractmethod
    def told(self, parameters: Mapping[str, str]) -> Format:
        """
        Return the format that these parameters make of it; ``charset`` is not among them.

        Names are in lower case, values as they came.  Raises :class:`Unreadable` on any that it does not know.
        """


def check_size(body: bytes, limits: Limits) -> None:
    if len(body) > limits.body_bytes:
        raise Unreadable("body-too-large")


def decode_utf8(body: bytes) -> str:
    """Returns the text.  A byte order mark is refused: some readers drop it, some keep it."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Unreadable("not-utf-8") from None
    if text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"):
        raise Unreadable("byte-order-mark")
    return text
