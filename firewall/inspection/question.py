"""What was read of a request that is asked in a language of its own: GraphQL, or a dialect of queries."""

from __future__ import annotations

from dataclasses import dataclass, field

from firewall.model import Category, Member, Tree

Text = tuple[str, tuple[str, ...]]
"""A text of a request, and what stands there is declared as."""


@dataclass(frozen=True, slots=True)
class Question:
    """
    What was read.  ``tree`` or ``query`` is what goes to the service, in place of all that came.

    ``members`` are those of the answer where the request gave them names, ``others`` pairs of a query that are not of
    the language, ``called`` the names that it gives with what is called so, and ``records`` how many are asked for,
    where it says so.
    """

    members: tuple[Member, ...] | None
    asks: frozenset[Category]
    selects: frozenset[Category] | None
    orders: frozenset[Category]
    records: int | None
    texts: tuple[Text, ...] = field(repr=False)
    about: tuple[object, ...] = field(repr=False)
    tree: Tree = field(default=None, repr=False)
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    others: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    called: tuple[Text, ...] = field(default=(), repr=False)
