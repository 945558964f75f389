"""
What takes the better part of a minute to compile and lies on disk afterwards: made once, while the workers collect.

Else each worker, and each process that a test starts, would compile the same at the same time.
"""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from firewall import app, detect, prepared
from firewall.cli.common import cache_folder

_PLACE = "FIREWALL_TESTS_WARMING"
ALL, OURS = "all", "ours"


def all_detectors():
    return app.detectors(cache_folder())


def our_detectors():
    return detect.build(app.detector_data(), compile_=prepared.prepared(cache_folder()))


_MAKES = {ALL: all_detectors, OURS: our_detectors}


@contextlib.contextmanager
def beside():
    """Compile in a process of its own until the block ends; whoever was started in it can wait for that."""
    folder = Path(tempfile.mkdtemp())
    with contextlib.ExitStack() as held:
        locks = [held.enter_context((folder / name).open("w")) for name in _MAKES]
        for lock in locks:
            fcntl.flock(lock, fcntl.LOCK_EX)
        numbers = [lock.fileno() for lock in locks]
        process = subprocess.Popen(
            [sys.executable, "-m", __name__, *map(str, numbers)],
            pass_fds=numbers,
            cwd=Path(__file__).parents[1],
            stdout=subprocess.DEVNULL,
        )
    os.environ[_PLACE] = str(folder)
    try:
        yield
    finally:
        del os.environ[_PLACE]
        process.kill()
        process.wait()
        shutil.rmtree(folder)


def wait(name):
    """Return when that is compiled, or nobody is about it: a lock ends with its process, whatever becomes of it."""
    folder = os.environ.get(_PLACE)
    if folder is not None:
        with (Path(folder) / name).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)


def kept():
    """The files on this machine that all detectors are made of: what was compiled, and descriptions."""
    used = []

    def noting(path):
        used.append(path)
        return opened(path)

    opened = prepared._opened
    with patch.object(prepared, "_opened", noting):
        all_detectors()
    return [path for path in used if path.exists()]  # else it could not be kept


def main():
    for make, lock in zip(_MAKES.values(), sys.argv[1:], strict=True):
        make()
        os.close(int(lock))


if __name__ == "__main__":
    main()
