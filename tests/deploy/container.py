"""
What a container engine does, as far as it can be had without one: a root of its own that nobody can write to,
a user without rights or capabilities, a network that is empty but for loopback.

The image's files are stood in for by this machine's, at their own places; what the Dockerfile and the
compose file *say* is taken from them and run.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests import warming
from tests.system.town import PROJECT

UID = 10001
_NEEDED = ("unshare", "mount", "chroot", "setpriv")
_SYSTEM = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64"),
    *(
        f"/etc/{name}"
        for name in ("alternatives", "group", "hosts", "ld.so.cache", "nsswitch.conf", "passwd", "ssl")
    ),
)
_WRITABLE = ("/data", "/cache", "/tmp")

_ROOM = """\
set -eu
root=$1
shift
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$root"
mkdir -p {writable}
for place in {writable}; do mount -t tmpfs -o mode=700,uid={uid},gid={uid} tmpfs "$place"; done
for place in {places}; do
  if [ -L "$place" ]; then mkdir -p "$root${{place%/*}}"; cp -P "$place" "$root$place"; continue; fi
  if [ -d "$place" ]; then mkdir -p "$root$place"; else mkdir -p "$root${{place%/*}}"; : > "$root$place"; fi
  mount --rbind "$place" "$root$place"
  mount -o remount,bind,ro "$root$place"
done
{mounts}
mkdir -p "$root/proc" "$root/dev"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
{python} -c 'import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sH14s", b"lo", 0x1, b""))'  # SIOCSIFFLAGS: loopback is up
mount -o remount,ro "$root"
exec chroot "$root" setpriv --reuid {uid} --regid {uid} --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all "$@"
"""


def instruction(name):
    """The last instruction of that name, with its continued lines joined."""
    return re.findall(
        rf"^{name} (.*)$", (PROJECT / "Dockerfile").read_text("utf-8").replace("\\\n", " "), re.MULTILINE
    )[-1].strip()


def environment():
    """What the image sets; its programs stand where this machine has them."""
    return {k: v for k, v in re.findall(r"(\w+)=(\S+)", instruction("ENV")) if k != "PATH"}


HEALTH = json.loads(instruction("HEALTHCHECK").partition(" CMD ")[2])


def quoted(words):
    return " ".join("'" + word.replace("'", "'\\''") + "'" for word in words)


def require():
    """Skip, and say so, where no such room can be made."""
    missing = [name for name in _NEEDED if shutil.which(name) is None]
    if missing or os.geteuid() != 0:
        pytest.skip(f"needs root and {', '.join(missing or _NEEDED)}: what the image runs was not run")
    tried = subprocess.run(
        ["unshare", "-mnpf", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False
    )
    if tried.returncode:
        pytest.skip("this machine lets nobody make namespaces: what the image runs was not run")


def run(script, directory, *, env=(), mounts=(), writable=(), timeout_s=300):
    """
    Run a shell script in a room of its own; returns how it ended.

    ``mounts``: pairs of a path of this machine and where it stands in the room, for reading only.
    """
    root = directory / "root"
    root.mkdir()
    binds = "\n".join(_bind(str(source), target) for source, target in mounts)
    room = _ROOM.format(
        places=" ".join(dict.fromkeys(shlex.quote(place) for place in _places() if Path(place).exists())),
        mounts=binds,
        writable=" ".join(f'"$root{place}"' for place in (*_WRITABLE, *writable)),
        uid=UID,
        python=shlex.quote(sys.executable),
    )
    inside = {
        "PATH": f"{Path(sys.executable).parent}:/usr/sbin:/usr/bin:/sbin:/bin",
        "PYTHONPATH": str(PROJECT),
        **dict(env),
    }
    words = [
        "unshare",
        "-mnpf",
        "--ipc",
        "--kill-child",
        "sh",
        "-c",
        room,
        "room",
        str(root),
        "sh",
        "-c",
        script,
    ]
    return subprocess.run(
        words, env=inside, cwd="/", capture_output=True, text=True, timeout=timeout_s, check=False
    )


def compiled(folder):
    """Copy what this machine compiled for the detectors, which takes a minute, to ``folder``, for everybody to read."""
    folder.mkdir(mode=0o755)
    for path in warming.kept():
        shutil.copyfile(path, folder / path.name)
        (folder / path.name).chmod(0o644)
    return folder


def _places():
    return (*_SYSTEM, sys.base_prefix, sys.prefix, sysconfig.get_paths()["purelib"], str(PROJECT))


def _bind(source, target):
    kind = "mkdir -p" if Path(source).is_dir() else "touch"
    return (
        f'mkdir -p "$root{Path(target).parent}"; {kind} "$root{target}"; '
        f'mount --bind {shlex.quote(source)} "$root{target}"; mount -o remount,bind,ro "$root{target}"'
    )
