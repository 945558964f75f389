"""How a tree says what JSON has no form for: an order of members, and a text beside members."""

from __future__ import annotations

from firewall.model import Tree

TEXT = "#text"
"""The member that is the text of its object, where that has other members: what is said of the object counts for it."""


class Ordered(list[Tree]):
    """One object as objects of one member each: their order says something, or a name stands in it more than once."""


class Numbered(dict[str, Tree]):
    """
    An object whose names are places, counted by whoever read it: they are nobody's data.

    What is said of the object counts for each of its parts, and none of them is a member that nobody declared.
    """
