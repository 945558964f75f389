"""A disk that fails as it is told to, for a process of its own: a few calls of the C library with something put before them."""

import shutil
import subprocess

import pytest

# While the file $FAULT_TRIGGER exists, the call $FAULT_CALL (write or sync) on a file whose name ends with $FAULT_ENDS
# waits $FAULT_DELAY_MS, writes a half of it if $FAULT_SHORT is set, and fails with $FAULT_ERRNO unless that is 0.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int number(const char *name) { const char *value = getenv(name); return value ? atoi(value) : 0; }

static int is_hit(int fd, const char *call) {
    char link[64], name[4096];
    const char *trigger = getenv("FAULT_TRIGGER"), *ends = getenv("FAULT_ENDS"), *calls = getenv("FAULT_CALL");
    if (!trigger || !ends || !calls || strcmp(call, calls) || access(trigger, F_OK) != 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, sizeof name - 1);
    if (length < (ssize_t)strlen(ends)) return 0;
    name[length] = 0;
    return strcmp(name + length - strlen(ends), ends) == 0;
}

static int fails(void) {
    int code = number("FAULT_ERRNO");
    usleep(1000 * number("FAULT_DELAY_MS"));
    if (code) errno = code;
    return code != 0;
}

#define SYNC(name) int name(int fd) { \
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, #name); \
    if (is_hit(fd, "sync") && fails()) return -1; \
    return real(fd); }
SYNC(fsync)
SYNC(fdatasync)

#define PWRITE(name) ssize_t name(int fd, const void *buf, size_t count, off64_t at) { \
    ssize_t (*real)(int, const void *, size_t, off64_t) = \
        (ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, #name); \
    if (is_hit(fd, "write")) { \
        if (number("FAULT_SHORT") && count > 1) return real(fd, buf, count / 2, at); \
        if (fails()) return -1; \
    } \
    return real(fd, buf, count, at); }
PWRITE(pwrite)
PWRITE(pwrite64)

ssize_t write(int fd, const void *buf, size_t count) {
    ssize_t (*real)(int, const void *, size_t) = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    if (is_hit(fd, "write") && fails()) return -1;
    return real(fd, buf, count);
}
"""


@pytest.fixture(scope="session")
def bad_disk(tmp_path_factory):
    """Returns what makes the environment of a process whose disk fails like that."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler: the failing disks were not tried")
    directory = tmp_path_factory.mktemp("disk")
    (directory / "disk.c").write_text(SHIM)
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", directory / "disk.so", directory / "disk.c", "-ldl"], check=True
    )

    def environment(trigger, call, ends, errno=0, *, delay_ms=0, short=False):
        told = {
            "LD_PRELOAD": directory / "disk.so",
            "FAULT_TRIGGER": trigger,
            "FAULT_CALL": call,
            "FAULT_ENDS": ends,
            "FAULT_ERRNO": errno,
            "FAULT_DELAY_MS": delay_ms,
            **({"FAULT_SHORT": 1} if short else {}),
        }
        return {name: str(value) for name, value in told.items()}

    return environment
