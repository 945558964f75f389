"""Whether a model's folder is the one that was checked: one digest over all of its files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from firewall.errors import ConfigError

COMMAND = "find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum"
"""The same with ordinary tools, in the model's folder: nobody has to believe us."""


def digest(folder: Path) -> str:
    """
    Return the SHA-256 over the lines ``<sha256>  ./<path>``, one a file, in the order of the paths' bytes.

    Raises ConfigError where the folder cannot be read, or holds what is neither a file nor a folder.
    """
    try:
        names = sorted(_files(folder, ""), key=str.encode)
        lines = [f"{_of(folder / name)}  ./{name}\n" for name in names]
    except OSError as error:
        raise ConfigError(
            f"The model folder {folder} cannot be read ({error.strerror}). Look at its path and its permissions."
        ) from None
    except UnicodeEncodeError:
        raise _strange(folder) from None
    if not lines:
        raise ConfigError(f"The model folder {folder} is empty. Name the one that holds `config.cfg`.")
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def check(folder: Path, sha256: str) -> None:
    """Raise ConfigError where the folder is not the one with this digest."""
    found = digest(folder)
    if found != sha256:
        raise ConfigError(
            f"names.sha256 is not the digest of {folder}, which is {found}. "
            "Put the model back that was checked; or check this one, and write its digest there."
        )


def _files(folder: Path, above: str) -> Iterator[str]:
    for path in folder.iterdir():
        name = f"{above}{path.name}"
        if path.is_symlink() or "\n" in name or "\\" in name:
            raise _strange(folder)  # what a link leads to can change; `sha256sum` writes such names otherwise
        if path.is_dir():
            yield from _files(path, f"{name}/")
        elif path.is_file():
            yield name
        else:
            raise _strange(folder)


def _of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _strange(folder: Path) -> ConfigError:
    return ConfigError(
        f"The model folder {folder} holds a link, or a file with a strange name. Copy the model there as plain files."
    )
