"""The policy folder on disk: what stands in it, and whether anything of it was changed."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from firewall.errors import ConfigError, Fault, PolicyError
from firewall.packs import clashes, with_shipped
from firewall.policy.compiled import Compiled
from firewall.policy.faults.table import made
from firewall.policy.load import load
from firewall.proving import proved
from firewall.signed import form
from firewall.stamp import stamp_of

MOST_BYTES = 32 * 2**20
"""All files together.  The policies of a large city are some hundred kB: more than this is something else."""

Look = tuple[tuple[str, int, int, int], ...]
"""Of each file its name, size, time of change and inode: two equal looks have the same files between them."""


def read_policies(folder: Path) -> dict[str, str]:
    """
    Read every file of a policy folder, and the packs of the program that its city includes; or of a bundle.

    Raises ConfigError or PolicyError where it cannot be read.
    """
    if folder.is_file():
        return _of_bundle(folder)
    if not folder.is_dir():
        raise ConfigError(f"There is no policy folder {folder}. Name it under [policies] in firewall.toml.")
    try:
        files = sorted(_files(folder))
        is_too_large = sum(path.stat().st_size for path in files) > MOST_BYTES
    except OSError as error:
        raise ConfigError(
            f"The policy folder {folder} cannot be listed to its end ({type(error).__name__}). "
            "Let the firewall read every folder in it."
        ) from None
    if is_too_large:
        raise ConfigError(f"The files in {folder} are larger than all policies could be. Look what they are.")
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for path in files:
        name = path.relative_to(folder).as_posix()
        try:
            texts[name] = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            faults.append(made(name, 1, 1, "POL064", problem=type(error).__name__))
    faults += clashes(texts)
    if faults:
        raise PolicyError(faults)
    return with_shipped(texts)


def _of_bundle(path: Path) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            raw = file.read(form.MOST_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}). Let the firewall read it.") from None
    return dict(form.decoded(raw, path.name).files)


def load_policies(folder: Path, *, proves: bool = True) -> Compiled:
    """
    Raises PolicyError with every fault of the folder, or with every promise that it does not keep.

    ``proves`` is left out only by who lets nothing out: what a draft would do can be tried before it keeps them.
    """
    texts = read_policies(folder)
    return proved_of(texts) if proves else compiled_of(texts)


def proved_of(texts: Mapping[str, str]) -> Compiled:
    """Raises PolicyError with every fault of the files, or with every promise that they do not keep."""
    compiled = compiled_of(texts)
    proved(compiled.bundle)
    return compiled


def compiled_of(texts: Mapping[str, str]) -> Compiled:
    """
    Raises PolicyError with every fault of the files.

    Nothing is proved: for who is given texts that were, and for who decides nothing by them.
    """
    return Compiled(load(texts), texts)


def look(folder: Path) -> Look:
    """Look at the files without reading them; never raises: what cannot be looked at is seen as that."""
    seen = []
    try:
        for path in _files(folder):
            found = path.stat()
            name = path.relative_to(folder).as_posix()
            seen.append((name, *stamp_of(found)))
    except OSError as error:
        seen.append(("", -1, error.errno or 0, 0))  # no file has that name
    return tuple(sorted(seen))


def _files(folder: Path) -> Iterator[Path]:
    """
    The files, but for hidden ones and what stands below hidden folders: an editor's, git's, Kubernetes's.

    Raises OSError where one cannot be looked at.  INVARIANT: none is passed over: without the files below
    ``laws`` the rest could be a policy, and a looser one.
    """
    been: set[tuple[int, int]] = set()
    for place, folders, files in os.walk(folder, onerror=_raised, followlinks=True):
        found = os.stat(place)  # noqa: PTH116 - what walk gives is text
        if (found.st_dev, found.st_ino) in been:
            raise OSError(errno.ELOOP, "a link leads back")
        been.add((found.st_dev, found.st_ino))
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(place, name) for name in files if not name.startswith(".")):
            # A link that leads nowhere is one that cannot be read, and what is no file could keep us waiting.
            if not stat.S_ISREG(path.stat().st_mode):
                raise OSError(errno.EINVAL, "no file")
            yield path


def _raised(error: OSError) -> None:
    raise error
