"""
What takes long to make, on disk: compiled detectors are made once on each machine, and then only read.

TRUST: a compiled database is run as it is.  So it is kept in a directory that only its owner may
write, and one that anybody else owns or may write is not read but made anew.
"""

from __future__ import annotations

import hashlib
import os
import platform
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from firewall.detect import Keep, matching
from firewall.detect.matching import Compile, Matcher, best, is_hyperscan_usable
from firewall.errors import ConfigError

_OURS_ALONE = 0o700
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_COMPILER = Path(matching.__file__).with_name("by_hyperscan.py")
_PATTERN = "detectors-{digest}.hs"

Waiting = Callable[[], AbstractContextManager[object]]
"""What to show while one waits: entered only if there is something to make."""


def prepared(folder: Path, waiting: Waiting = nullcontext) -> Compile:
    """
    Return what compiles expressions, or reads from ``folder`` what it compiled before.

    A folder that cannot be read or written costs time at each start, and nothing else.
    """

    def compile_(expressions: Sequence[bytes]) -> Matcher:
        if not is_hyperscan_usable():
            return best(expressions)  # RE2 compiles at once
        return _by_hyperscan(folder / _PATTERN.format(digest=_digest(expressions)), expressions, waiting)

    return compile_


def kept(path: Path, make: Callable[[], bytes], check: Callable[[bytes], object]) -> bytes:
    """
    Return what ``make`` made once: read from ``path`` where it is ours alone and passes ``check``, else made anew.

    ``check`` raises ConfigError.
    """
    with suppress(OSError, ConfigError):
        known = _read(path)
        check(known)
        return known
    made = make()
    with suppress(OSError):
        _write(path, made)
    return made


def shelf(folder: Path, code: Iterable[Path]) -> Keep:
    """
    Return what keeps things in ``folder`` for as long as nothing below the folders ``code`` changes.

    These hold the data that things are made of, and the code that makes them.
    """
    files = sorted(path for place in code for path in place.rglob("*") if path.suffix in {".py", ".yaml"})
    digest = hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files))
    mark = digest.hexdigest()[:32]

    def keep(name: str, make: Callable[[], bytes], check: Callable[[bytes], object]) -> bytes:
        return kept(folder / f"{name}-{mark}.json", make, check)

    return keep


def _by_hyperscan(path: Path, expressions: Sequence[bytes], waiting: Waiting) -> Matcher:
    from firewall.detect.by_hyperscan import ByHyperscan  # noqa: PLC0415  # has no wheel for every machine

    # Whatever is wrong with what was kept: it can be made anew.
    with suppress(OSError, ConfigError), _opened(path) as file:
        return ByHyperscan.load(expressions, file.read)
    with waiting():
        made = ByHyperscan.compile(expressions)
    with suppress(OSError):
        _write(path, made.dump())
    return made


def _digest(expressions: Sequence[bytes]) -> str:
    """Name what a database depends on: its expressions in their order, the code, the library, the machine."""
    code = _COMPILER.read_text(encoding="utf-8")
    about = [code, version("hyperscan"), platform.machine(), platform.system(), _processor()]
    parts = [*map(str.encode, about), *expressions]
    return hashlib.sha256(b"".join(b"%d:%s" % (len(part), part) for part in parts)).hexdigest()[:32]


def _processor() -> str:
    """Hyperscan compiles for the instructions that the processor has."""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith(("flags", "Features")):
                return " ".join(sorted(line.partition(":")[2].split()))
    return platform.processor()


def _read(path: Path) -> bytes:
    """Raises OSError where the file is not there, or not ours alone."""
    with _opened(path) as file:
        return file.read()


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Raises OSError where the file is not there, or not ours alone."""
    _check(path.parent.lstat(), stat.S_ISDIR)
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        _check(os.fstat(descriptor), stat.S_ISREG)
        yield file


def _check(found: os.stat_result, is_kind: Callable[[int], bool]) -> None:
    if found.st_uid != os.getuid() or found.st_mode & _WRITABLE_BY_OTHERS or not is_kind(found.st_mode):
        raise PermissionError("It is not ours alone.")


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=_OURS_ALONE, parents=True, exist_ok=True)
    _check(path.parent.lstat(), stat.S_ISDIR)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
