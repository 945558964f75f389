"""A real PostgreSQL for tests: one server for all tests of a worker, and one database for each."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import pytest

from firewall.audit.postgres.address import Address
from tests.system.town import PROJECT

OWNER, ROLE, PASSWORD = "owner", "firewall", "an-open-secret"
PORT = 5432
_NOBODY = 65534
_SWITCH = "setpriv"
_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "16MB",
    "max_connections": "60",
    "log_min_messages": "fatal",
}
_number = count(1)


def programs():
    """The folder of PostgreSQL's programs; Debian's is on nobody's path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        pytest.skip("PostgreSQL is not installed: the record in it was not tried")
    return Path(on_path).resolve().parent


def as_other():
    """PostgreSQL runs as anybody but root."""
    if os.geteuid() != 0:
        return []
    if shutil.which(_SWITCH) is None:
        pytest.skip("no setpriv: root cannot start PostgreSQL, so the record in it was not tried")
    return [_SWITCH, f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups", "--pdeathsig=KILL"]


class Server:
    """A server on a socket in a folder of its own, which can be killed and started again."""

    def __init__(self, folder, port=PORT, **settings):
        self.port = port
        self.folder, self._settings = folder, {**_SETTINGS, **settings}
        self._bin, self._before = programs(), as_other()
        if self._before:
            os.chown(folder, _NOBODY, _NOBODY)
        password = folder / "password"
        password.write_text(PASSWORD)
        password.chmod(0o644)
        self.run(
            "initdb", "--pgdata", folder / "data", "--username", OWNER, "--pwfile", password, "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--no-locale", "--no-sync", "--no-instructions",
        )  # fmt: skip
        self.process = None
        self.start()

    def run(self, program, *words, check=True):
        return subprocess.run(
            [*self._before, self._bin / program, *words],
            env={"PATH": "/usr/bin:/bin", "PGPASSWORD": PASSWORD, "LC_ALL": "C.UTF-8"},
            cwd=self.folder, capture_output=True, text=True, timeout=120, check=check,
        )  # fmt: skip

    def start(self, **settings):
        told = [f"--{name}={value}" for name, value in {**self._settings, **settings}.items()]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *self._before,
                    self._bin / "postgres",
                    "-D",
                    self.folder / "data",
                    "-k",
                    self.folder,
                    "-p",
                    str(self.port),
                    *told,
                ],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        ends = time.monotonic() + 60
        while self.run("pg_isready", "-q", "-h", self.folder, "-p", str(self.port), check=False).returncode:
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < ends, (self.folder / "log").read_text()
            time.sleep(0.05)

    def stop(self, how=signal.SIGINT):
        """SIGINT ends all sessions and then the server, SIGKILL is a crash; returns when its processes are gone."""
        self.process.send_signal(how)
        self.process.wait(60)
        pid = self.folder / "data" / "postmaster.pid"
        if how is signal.SIGKILL:
            # Its children notice, and must be gone before it starts again.
            ends = time.monotonic() + 60
            while self._is_in_use() and time.monotonic() < ends:
                time.sleep(0.05)
            pid.unlink(missing_ok=True)

    def _is_in_use(self):
        for status in Path("/proc").glob("[0-9]*/cwd"):
            with suppress(OSError):
                if status.readlink() == self.folder / "data":
                    return True
        return False

    def sql(self, statement, database="postgres", user=OWNER):
        """Run statements as psql does; returns the lines of the answer."""
        done = self.run(
            "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-p", str(self.port), "-U", user,
            "-d", database, "-c", statement,
        )  # fmt: skip
        return done.stdout.splitlines()

    def file(self, path, database, **variables):
        """Run a file of SQL as its head says."""
        told = [word for name, value in variables.items() for word in ("--set", f"{name}={value}")]
        self.run(
            "psql",
            "-X",
            "-q",
            "-h",
            self.folder,
            "-p",
            str(self.port),
            "-U",
            OWNER,
            *told,
            "--file",
            path,
            database,
        )

    def database(self, template="template0", owner=OWNER, encoding="UTF8", name=""):
        name = name or f"t{next(_number)}"
        self.sql(
            f"CREATE DATABASE {name} TEMPLATE {template} OWNER {owner}" + f" ENCODING '{encoding}'" * (template == "template0")
        )  # fmt: skip
        return name

    def address(self, database, user=ROLE, folder=None):
        return Address(
            user=user,
            host=str(folder or self.folder),
            database=database,
            password_file=self.folder / "password",
        )


@contextmanager
def server(*, in_memory=True, **settings):
    # Not below pytest's folder: nobody else may look into that, and a socket's path must be short.
    # In memory where there is room: what is tried is what is asked of the disk, and not the disk.
    # A benchmark wants the disk.
    memory = Path("/dev/shm") if in_memory else Path("/nowhere")
    has_room = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30
    folder = Path(tempfile.mkdtemp(prefix="pg", dir=memory if has_room else None))
    try:
        made = Server(folder, **settings)
        try:
            made.sql(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'")
            made.database(name="prepared")
            made.file(PROJECT / "deploy/postgres/record.sql", "prepared", role=ROLE)
            yield made
        finally:
            if made.process.poll() is None:
                made.stop(signal.SIGKILL)  # nobody wants its files any more
    finally:
        shutil.rmtree(folder, ignore_errors=True)
