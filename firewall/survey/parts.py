"""What reading yields: documents, or pieces of them, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firewall.formats import Limits
from firewall.model import Tree

LIMITS = Limits()
"""The same limits as for messages (DESIGN section 8); where a file is read by lines or rows, they hold for each."""


@dataclass(frozen=True, slots=True)
class Part:
    """
    A document, or a piece of a long one.

    Of a list, ``first`` is the position of its first item in the whole; of a text, ``start`` is the position
    of its first character and ``line`` the number of its first line.  ``overlap`` characters of a text
    stood in the piece before as well.  ``columns`` are the names in a table's first row.
    """

    tree: Tree
    first: int = 0
    start: int = 0
    line: int = 1
    overlap: int = 0
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be looked into, where, and why.  Never what stands there."""

    why: str
    record: int | None = None
    line: int | None = None
    column: int | None = None


Read = Iterator[Part | Unread]

_SAYS = {
    "body-too-large": (
        "It is larger than 8 MiB.",
        "Write it as one record a line (NDJSON) or as CSV: those are read piece by piece.",
    ),
    "not-json": ("This is not JSON.", "Correct it there, or say with --as what it is."),
    "lone-surrogate": ("It holds half of a character (a lone surrogate).", "Write it anew, as UTF-8."),
    "duplicate-key": ("An object has the same key twice: readers differ on which counts.", "Keep one."),
    "too-deep": ("It nests deeper than 64 levels.", "Take out what is nested and scan it by itself."),
    "too-many-fields": ("It has more than 200,000 values.", "Split it, or write it as NDJSON or CSV."),
    "key-too-long": ("A name in it has more than 256 characters.", "Look at it by hand."),
    "number-too-long": ("A number in it has too many digits.", "Look at it by hand."),
    "number-out-of-range": ("A number in it is out of range.", "Look at it by hand."),
    "line-too-long": ("A line in it is longer than 8 MiB.", "Split it."),
    "field-too-long": (
        "A field has no end, or is longer than 8 MiB.",
        "Look for a quotation mark that is not closed.",
    ),
    "not-xml": ("This is not XML.", "Correct it there, or say with --as what it is."),
    "document-type": (
        "It declares a document type, and such declarations can hide or multiply what it holds.",
        "Delete the declaration, and scan it again.",
    ),
    "not-a-form": ("This is not a form.", "Say with --as what it is."),
    "not-utf-8": ("It is in no encoding that we know.", "Write it anew, as UTF-8."),
    "binary": ("It is no text.", "Export what it holds as text, CSV or JSON, and scan that."),
    "missing": ("It is not there.", "Name another."),
    "permission": ("You may not read it.", "Ask who owns it, or scan as somebody who may."),
    "not-a-file": ("It is neither a file nor a folder.", "Look at it by hand."),
    "link-out": ("It is a link that leads out of the folder.", "Name its target as well, if you mean it."),
    "link-nowhere": ("It is a link that leads nowhere.", "Delete it, or look where it should lead."),
    "input-output": ("The machine could not read it.", "Look at the disk, or at the name."),
    "too-much-to-find": ("It holds more than anybody would look at.", "Split it."),
    "detector-failed": ("A detector failed in it: this is a fault of ours.", "Look at it by hand."),
    "not-asked": ("It was not asked, as you said.", "Ask for some records with --samples."),
    "bad-address": ("It is no address that can be asked.", "Write it as http://127.0.0.1:9101/patients."),
    "unreachable": ("Nobody answers there.", "Is the service running? Look at host and port."),
    "no-trust": (
        "It does not prove who it is, or speaks no TLS.",
        "Correct its certificate or the address, or name who signs for it (init --upstream-ca).",
    ),
    "timeout": ("It did not answer in time.", "Try again, or name a longer --timeout."),
    "redirect-elsewhere": ("It sends to another host.", "Name that address, if you mean it."),
    "too-many-redirects": ("It sends from one address to the next.", "Name the last one."),
    "not-yaml": ("This is neither JSON nor YAML.", "Correct it there."),
    "yaml-anchor": (
        "It uses anchors (`&`, `*`), with which a small file can hold a very large one.",
        "Write them out.",
    ),
    "yaml-tag": ("It uses tags (`!`), which tell a reader to do things.", "Delete them."),
    "yaml-documents": ("It holds several documents (`---`).", "Keep one."),
    "yaml-too-large": ("It is larger than 2 MiB of YAML.", "Write it as JSON."),
    "redirect": (
        "It redirects, and the firewall follows nobody's redirects.",
        "Name the path that it leads to.",
    ),
    "type-not-read": (
        "Its answer is of a type that the firewall does not read, such as a video.",
        "Ask for JSON, by another path or a parameter.",
    ),
    "no-type": ("Its answer says no type.", "Have the service send a Content-Type."),
    "unframed": (
        "Nothing tells where its answer ends (no Content-Length, not chunked), so nobody can tell whether it is whole.",
        "Have the service speak HTTP/1.1, or put a server before it that does.",
    ),
    "broken-answer": ("Its answer is not whole.", "Try again."),
}


def sentence(why: str) -> str:
    """Say what a cause means, and what to do about it."""
    if why.startswith("status-"):
        return f"It answered with {why.removeprefix('status-')}. Name an address that answers with 200."
    says, remedy = _SAYS.get(why, (f"It cannot be read ({why}).", "Look at it by hand."))
    return f"{says} {remedy}"


def place(name: str, unread: Unread) -> str:
    """Write a place as editors do: file, line, column."""
    parts = (name, unread.line, unread.column)
    return ":".join(str(part) for part in parts if part is not None)
