"""
What there is to read under the places that somebody names: a file, a folder, an address, standard input.

Nothing is passed over in silence: what cannot be read is a Source as well, with its cause.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from firewall.survey.fetching import Fetch
from firewall.survey.parts import LIMITS
from firewall.survey.reading import kind_by_media_type, kind_by_name

STANDARD_INPUT = "-"
_CAUSES = {
    errno.ENOENT: "missing",
    errno.EACCES: "permission",
    errno.EPERM: "permission",
    errno.ENOTDIR: "missing",
}


class UnopenedError(Exception):
    """Something cannot be read at all; ``why`` is a short stable code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


Opened = tuple[BinaryIO, str]
"""What can be read and sought in, and its kind where that is told."""


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read.  ``open`` raises UnopenedError; ``is_named`` where a person wrote this very place."""

    name: str
    open: Callable[[], Opened]
    size: int = 0
    is_named: bool = False


def sources(place: str, fetch: Fetch, standard_input: BinaryIO) -> Iterator[Source]:
    """Yield what is under a place, folders in the order of their names."""
    if place == STANDARD_INPUT:
        yield Source("standard input", lambda: (_all_of(standard_input), ""), is_named=True)
    elif place.startswith(("http://", "https://")):
        yield Source(_without_secrets(place), lambda: _fetched(place, fetch), is_named=True)
    elif os.path.isdir(place):  # noqa: PTH112  # Path() would normalize what was written, and refuse none of it
        yield from _folder(Path(place))
    else:
        yield Source(printable(place), lambda: _file(Path(place)), _size(place), is_named=True)


def printable(name: str) -> str:
    """Return a name as a terminal may show it: file names can hold anything but a slash and NUL."""
    text = os.fsencode(name).decode(errors="replace")
    return "".join(character if character.isprintable() else "?" for character in text)


def _without_secrets(url: str) -> str:
    """Return an address without its query, and without a user and password if somebody wrote them."""
    scheme, _, rest = url.partition("?")[0].partition("://")
    host, slash, path = rest.partition("/")
    return printable(f"{scheme}://{host.rpartition('@')[2]}{slash}{path}")


def _folder(folder: Path) -> Iterator[Source]:
    inside = folder.resolve()
    unreadable: list[OSError] = []
    for where, folders, files in os.walk(folder, onerror=unreadable.append):
        folders.sort()
        links = [name for name in folders if (Path(where) / name).is_symlink()]
        for name in sorted([*files, *links]):
            path = Path(where) / name
            if not path.is_symlink():
                yield Source(printable(str(path)), _opener(path), _size(str(path)))
            elif (why := _where_to(path, inside)) is not None:
                yield _closed(str(path), why)
    for error in sorted(unreadable, key=lambda error: str(error.filename)):
        yield _closed(str(error.filename), _cause(error))


def _where_to(link: Path, inside: Path) -> str | None:
    """Say why a link is not followed; nothing where its target is looked at by its own name."""
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):  # a circle of links
        return "link-nowhere"
    return None if target.is_relative_to(inside) else "link-out"


def _closed(name: str, why: str) -> Source:
    def refuse() -> Opened:
        raise UnopenedError(why)

    return Source(printable(name), refuse)


def _opener(path: Path) -> Callable[[], Opened]:
    return lambda: _file(path, only_regular=True)


def _file(path: Path, *, only_regular: bool = False) -> Opened:
    """Open a file.  A pipe that somebody names is read; one that lies in a folder would be waited for."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode):
            return path.open("rb"), kind_by_name(path.name)
        if only_regular or not stat.S_ISFIFO(mode):
            raise UnopenedError("not-a-file")
        with path.open("rb") as pipe:
            return _all_of(pipe), kind_by_name(path.name)
    except OSError as error:
        raise UnopenedError(_cause(error)) from None
    except ValueError:  # a NUL in the name
        raise UnopenedError("missing") from None


def _all_of(stream: BinaryIO) -> BinaryIO:
    """Read what cannot be sought in, up to the size of a message."""
    try:
        body = stream.read(LIMITS.body_bytes + 1)
    except OSError as error:
        raise UnopenedError(_cause(error)) from None
    if len(body) > LIMITS.body_bytes:
        raise UnopenedError("body-too-large")
    return io.BytesIO(body)


def _fetched(url: str, fetch: Fetch) -> Opened:
    answer = fetch(url)
    if answer.why:
        raise UnopenedError(answer.why)
    return io.BytesIO(answer.body), kind_by_media_type(answer.media_type)


def _cause(error: OSError) -> str:
    return _CAUSES.get(error.errno or 0, "input-output")


def _size(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except (OSError, ValueError):
        return 0
