"""The disk says no, or the machine goes away: what was confirmed is there, and nothing more is confirmed."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firewall.audit.checkpoint import verifier_of
from firewall.audit.log import AuditLog
from firewall.audit.verify import verify

PROJECT = Path(__file__).parents[2]
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
ORIGIN = "city.example/audit"

# Fails fsync and fdatasync with EIO on files whose name ends with $SYNC_ENDS, while the file $SYNC_TRIGGER exists.
# With $SYNC_DONE the work is done all the same, and only the answer is wrong. Every failure leaves a dot in $SYNC_SEEN.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_hit(int fd) {
    char link[64], name[4096];
    const char *trigger = getenv("SYNC_TRIGGER"), *ends = getenv("SYNC_ENDS");
    if (!trigger || !ends || access(trigger, F_OK) != 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, sizeof name - 1);
    if (length < (ssize_t)strlen(ends)) return 0;
    name[length] = 0;
    return strcmp(name + length - strlen(ends), ends) == 0;
}

static int sync_or_fail(int fd, const char *call) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, call);
    if (!is_hit(fd)) return real(fd);
    if (getenv("SYNC_DONE")) real(fd);
    int seen = open(getenv("SYNC_SEEN"), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (write(seen, ".", 1) != 1) abort();
    close(seen);
    errno = EIO;
    return -1;
}

int fsync(int fd) { return sync_or_fail(fd, "fsync"); }
int fdatasync(int fd) { return sync_or_fail(fd, "fdatasync"); }
"""

# Confirms what it appends on its output. `failing` appends five, breaks the disk, tries, mends the disk, tries again.
FAILING = """
import sys, time
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from firewall.audit.log import AuditLog
from firewall.errors import AuditError

directory, trigger = Path(sys.argv[1]), Path(sys.argv[2])
log = AuditLog.open(directory, Ed25519PrivateKey.from_private_bytes(b"k" * 32), "city.example/audit", create=True,
                    checkpoint_every_s=0.05)

def attempt(name):
    try:
        receipt = log.append_now(b'{"at":"2026-03-01T12:00:00.000000Z","id":"%s"}' % name.encode())
    except AuditError:
        print("refused", name, flush=True)
    else:
        print("confirmed", name, receipt.index, flush=True)

for n in range(5):
    attempt(f"good{n}")
trigger.touch()
attempt("bad")
for _ in range(300):
    if not log.failed:
        time.sleep(0.01)
trigger.unlink()
for n in range(3):
    attempt(f"late{n}")
log.close()
print("end", log.failed, flush=True)
"""

APPENDING = """
import asyncio, sys
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from firewall.audit.log import AuditLog

async def keep_on(log, name):
    n = 0
    while True:
        receipt = await log.append(b'{"at":"2026-03-01T12:00:00.000000Z","id":"%s-%d"}' % (name.encode(), n))
        print("confirmed", f"{name}-{n}", receipt.index, flush=True)
        n += 1

async def main():
    log = AuditLog.open(Path(sys.argv[1]), Ed25519PrivateKey.from_private_bytes(b"k" * 32), "city.example/audit",
                        create=True, checkpoint_every_s=0.02)
    async with asyncio.TaskGroup() as group:
        for n in range(16):
            group.create_task(keep_on(log, f"{sys.argv[2]}-{n}"))

asyncio.run(main())
"""


@pytest.fixture(scope="session")
def shim(tmp_path_factory):
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler: 8 failing fsyncs not tried")
    directory = tmp_path_factory.mktemp("shim")
    (directory / "shim.c").write_text(SHIM)
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", directory / "shim.so", directory / "shim.c", "-ldl"], check=True
    )
    return directory / "shim.so"


def child(script, *arguments, **environment):
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env={
            **os.environ,
            "PYTHONPATH": str(PROJECT),
            **{name: str(value) for name, value in environment.items()},
        },
    )


def confirmed(lines):
    """Name and index of every receipt that was printed whole."""
    whole = [line.split() for line in lines if line.endswith("\n")]
    return {words[1]: int(words[2]) for words in whole if words[0] == "confirmed"}


def assert_sound_and_holds(directory, receipts):
    """The log opens again, is sound, has every receipt in its place, and takes more."""
    with AuditLog.open(directory, KEY, ORIGIN, create=False) as log:
        assert {name: (log.get(name) or (None,))[0] for name in receipts} == receipts
        log.append_now(b'{"at":"2026-03-01T12:00:00.000000Z","id":"after"}')
    report = verify(directory, verifier_of(ORIGIN, KEY))
    assert report.faults == ()
    assert report.size == report.entries


@pytest.mark.parametrize("done", [False, True], ids=["not-done", "done-but-reported-failed"])
@pytest.mark.parametrize(
    "ends",
    ["audit.sqlite-wal", "audit.sqlite", "checkpoint.new", "log"],
    ids=["wal", "database", "checkpoint", "directory"],
)
def test_failing_fsync_ends_the_log_and_loses_nothing_confirmed(tmp_path, shim, ends, done):
    directory, trigger, seen = tmp_path / "log", tmp_path / "trigger", tmp_path / "seen"
    directory.mkdir()
    environment = {"LD_PRELOAD": shim, "SYNC_TRIGGER": trigger, "SYNC_ENDS": f"/{ends}", "SYNC_SEEN": seen}
    with child(FAILING, directory, trigger, **environment, **({"SYNC_DONE": 1} if done else {})) as process:
        output = process.communicate(timeout=30)[0].splitlines(keepends=True)

    receipts = confirmed(output)
    assert {f"good{n}" for n in range(5)} <= receipts.keys()
    assert [line for line in output if "late" in line] == [f"refused late{n}\n" for n in range(3)]
    assert output[-1] == "end True\n"
    # Once: what failed is not tried again, because the second try may be told that all is well.
    assert seen.read_text() == "."
    # An entry is confirmed when the write-ahead log is durable; folding and signing come after.
    assert ("bad" in receipts) == (ends != "audit.sqlite-wal")
    assert_sound_and_holds(directory, receipts)


def kill_some_time(directory, round_name, delay_s):
    with child(APPENDING, directory, round_name) as process:
        lines = [process.stdout.readline() for _ in range(20)]
        time.sleep(delay_s)
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
    return confirmed(lines)


def assert_kills_lose_nothing(directory, rounds):
    chance = random.Random(rounds)
    receipts = {}
    for number in range(rounds):
        receipts |= kill_some_time(directory, number, chance.uniform(0, 0.15))
        assert_sound_and_holds(directory, receipts)
    assert len(receipts) >= 20 * rounds


def test_kill_at_any_moment_loses_nothing_confirmed(tmp_path):
    assert_kills_lose_nothing(tmp_path, 5)


@pytest.mark.torture
def test_hundred_kills_lose_nothing_confirmed(tmp_path):
    assert_kills_lose_nothing(tmp_path, 100)
