"""The files of one run: the one that is read and never written, the new one, and what stands beside it meanwhile."""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from firewall.errors import ConfigError

_BLOCK = 1024 * 1024
_FOR_US = 0o600


@dataclass(frozen=True, slots=True)
class Places:
    """
    ``out`` appears by a rename alone, whole; until then there is ``part`` and the ``note`` of how far it is.

    The ``report`` is written after all of it.
    """

    file: Path
    out: Path
    report: Path | None = None

    @property
    def part(self) -> Path:
        return self.out.with_name(f"{self.out.name}.part")

    @property
    def note(self) -> Path:
        return self.out.with_name(f".{self.out.name}.redacted")

    def check(self) -> None:
        """Raises ConfigError where one of the new files would be the old one, or another of them, or stand nowhere."""
        with told(self.out.parent):
            if not self.out.parent.is_dir():
                raise ConfigError(f"There is no folder {self.out.parent}. Make it, or choose another for -o.")
            if self.out.is_dir():
                raise ConfigError(f"{self.out} is a folder. Name a file with -o.")
            for one in (self.out, self.part, self.note):
                if self._is_input(one):
                    raise ConfigError(
                        f"{one} is the file that is read. It stays as it is: name another with -o."
                    )
        if self.report is not None:
            self._check_report(self.report)

    def _check_report(self, report: Path) -> None:
        """Before anything is released: afterwards nobody knows whether it was."""
        with told(report):
            if not report.parent.is_dir():
                raise ConfigError(
                    f"There is no folder {report.parent}. Make it, or choose another for --report."
                )
            if report.is_dir():
                raise ConfigError(f"{report} is a folder. Name a file with --report.")
            for one in (self.file, self.out, self.part, self.note):
                if _is_same(report, one):
                    raise ConfigError(f"{report} is a file of this run: name another with --report.")

    def _is_input(self, one: Path) -> bool:
        return _is_same(one, self.file)

    def finish(self) -> None:
        """Put the new file where it was to be; once this returns, it stays through a power cut."""
        with told(self.out):
            self.part.rename(self.out)
            _sync_folder(self.out.parent)

    def write_note(self, raw: bytes) -> None:
        fresh = self.note.with_name(f"{self.note.name}.new")
        with told(self.note):
            fresh.unlink(missing_ok=True)
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FOR_US), "wb") as file:  # noqa: PTH123 - a descriptor
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            fresh.rename(self.note)
            _sync_folder(self.note.parent)

    def read_note(self) -> bytes:
        """Return it, or nothing where there is none that can be read."""
        try:
            return self.note.read_bytes()
        except OSError:
            return b""

    def forget(self) -> None:
        with told(self.part):
            self.part.unlink(missing_ok=True)
            self.note.unlink(missing_ok=True)


def _is_same(one: Path, other: Path) -> bool:
    if one.resolve() == other.resolve():
        return True
    return one.exists() and other.exists() and one.samefile(other)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the system says of a file into a sentence."""
    try:
        yield
    except OSError as error:
        raise ConfigError(
            f"{error.filename or path}: {error.strerror}. Nothing was released; see to the disk or the folder, and "
            "run the same command again."
        ) from None


@contextmanager
def reading(path: Path) -> Iterator[BinaryIO]:
    """Open the file that is read, to read it and nothing else.  Raises ConfigError."""
    try:
        # A pipe that nobody writes to would be waited for.
        file = open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb")  # noqa: PTH123, SIM115 - a descriptor, closed below
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}). Name another file.") from None
    with file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ConfigError(f"{path} is no file. Name one.")
        yield file


@contextmanager
def writing(places: Places) -> Iterator[BinaryIO]:
    """Open what is written so far, for us alone.  Raises ConfigError, also where another run has it."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    with told(places.part):
        file = open(os.open(places.part, flags, _FOR_US), "r+b", buffering=0)  # noqa: PTH123, SIM115 - a descriptor, closed below
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_ours = places.part.stat().st_ino == os.fstat(file.fileno()).st_ino
        except (BlockingIOError, FileNotFoundError):  # it has it, or has just renamed it
            is_ours = False
        if not is_ours:
            raise ConfigError(f"Another run is writing {places.out}. Wait until it has ended.")
        with told(places.part):
            found = os.fstat(file.fileno())
            if found.st_uid != os.geteuid() or found.st_nlink != 1:
                raise ConfigError(f"{places.part} is not ours alone. Take it away, or name another with -o.")
            os.fchmod(file.fileno(), _FOR_US)
        yield file


class Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


def keyed(key: bytes) -> Hash:
    """
    Return what digests an input, with a key of the house.

    With its plain digest, in a report that goes to the partner, anybody could try out what was taken out.
    """
    return hashlib.blake2b(key=key, digest_size=32)


def plain() -> Hash:
    """Return what digests the new file: whoever gets it can compare."""
    return hashlib.sha256()


def digested(file: BinaryIO, size: int, into: Hash) -> str:
    """Read the next ``size`` bytes of a file into a digest."""
    left = size
    while left and (block := file.read(min(_BLOCK, left))):
        into.update(block)
        left -= len(block)
    return into.hexdigest()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
