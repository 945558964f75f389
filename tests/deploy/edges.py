"""nginx, HAProxy and Envoy as processes, each with the file in deploy/edge; only ports, paths and users are ours."""

import contextlib
import os
import secrets
import shutil
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.deploy.papers import Authority
from tests.system.town import PROJECT

NAME = "firewall.city.example"
FILES = {"nginx": "nginx.conf", "haproxy": "haproxy.cfg", "envoy": "envoy.yaml"}


def program(name):
    """Where a program is; skips, and says so, where it is not."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed: deploy/edge/{FILES.get(name, '')} was not run")
    return found


def papers(directory):
    """Write everything that stands in /etc/firewall-edge, and what the other sides need; returns the folder."""
    directory.mkdir()
    partners, edge, firewall = Authority("partners"), Authority("edge"), Authority("firewall")
    city, strangers = Authority("city"), Authority("strangers")
    partners.write(directory / "partners-ca.crt")
    edge.write(directory / "edge-ca.crt")
    firewall.write(directory / "firewall-ca.crt")
    city.write(directory / "city-ca.crt")
    city.issue(directory, "server", dns=[NAME])
    edge.issue(directory, "edge", dns=["edge.internal"])
    firewall.issue(directory, "firewall", dns=["firewall.internal"])
    many = [f"spiffe://county.example/{'x' * 60}/{number}" for number in range(30)]
    for name, uris in (("county", ["spiffe://county.example/health"]), ("large", many)):
        der = partners.issue(directory, name, dns=["county.example"], uris=uris)
        (directory / f"{name}.der").write_bytes(der)
    strangers.issue(directory, "stranger", dns=["county.example"])
    return directory


def free_port():
    """A port that stays free until it is taken: it is none of those that the system gives away (ip(7))."""
    while True:
        port = secrets.choice(range(15_000, 32_000))
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


class Edge:
    """A running edge, and a way to ask through it; or the firewall itself, asked as an edge asks it."""

    def __init__(self, name, port, folder, papers_, *, host=NAME, authority="city-ca.crt"):
        self.name, self.port, self.folder, self.papers = name, port, folder, papers_
        self.host, self.authority = host, papers_ / authority

    def ask(self, target, *words, version="--http1.1", certificate=None, timeout_s=30):
        """Ask with curl; returns status, headers and body."""
        shown = ["--cert", self.papers / f"{certificate}.crt", "--key", self.papers / f"{certificate}.key"]
        done = subprocess.run(
            [
                program("curl"), "--silent", "--show-error", "--include", "--path-as-is", version,
                "--cacert", self.authority, "--resolve", f"{self.host}:{self.port}:127.0.0.1",
                *(shown if certificate else ()), *words, f"https://{self.host}:{self.port}{target}",
            ],
            capture_output=True, timeout=timeout_s, check=False,
        )  # fmt: skip
        return Got.read(done)

    @contextlib.contextmanager
    def connected(self, protocol="http/1.1"):
        """A TLS connection to it."""
        context = ssl.create_default_context(cafile=self.authority)
        context.set_alpn_protocols([protocol])
        with (
            socket.create_connection(("127.0.0.1", self.port), timeout=20) as plain,
            context.wrap_socket(plain, server_hostname=self.host) as wire,
        ):
            yield wire

    def raw(self, data, silence_s=0.3, protocol="http/1.1"):
        """Send bytes over TLS and return what comes back until it closes, or has been silent for so long."""
        got = b""
        with contextlib.suppress(OSError), self.connected(protocol) as wire:
            wire.sendall(data)
            wire.settimeout(silence_s)
            while more := wire.recv(65536):
                got += more
        return got

    def said(self):
        """Everything it wrote into logs."""
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))


class Got:
    def __init__(self, error, version, status, headers, body):
        self.error, self.version, self.status, self.headers, self.body = error, version, status, headers, body

    @classmethod
    def read(cls, done):
        text = done.stdout
        head = b""
        while text.startswith(b"HTTP/"):
            head, _, text = text.partition(b"\r\n\r\n")
            if not head.split(b" ")[1].startswith(b"1"):
                break
        if not head:
            return cls(done.stderr.decode(), "", 0, {}, b"")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        return cls(done.stderr.decode(), first.split(" ")[0], int(first.split(" ")[1]), headers, text)


def placed(name, folder, papers_, port, firewall_port):
    """Write the committed file with this test's ports and paths; returns its path."""
    text = (PROJECT / "deploy" / "edge" / FILES[name]).read_text("utf-8")
    for old, new in _changes(name, folder, papers_, port, firewall_port).items():
        if old not in text:
            raise AssertionError(f"{FILES[name]} no longer says: {old}")
        text = text.replace(old, new)
    path = folder / FILES[name]
    path.write_text(text)
    return path


def _as_root(folder):
    return {"chroot /var/lib/haproxy": f"chroot {folder}"}


def _as_somebody(folder):
    """Only root may change root and user."""
    return {
        "    chroot /var/lib/haproxy\n    user haproxy\n    group haproxy\n": "",
        "unix@/edge.sock": f"unix@{folder}/edge.sock",
        " user haproxy mode": " mode",
    }


def _changes(name, folder, papers_, port, firewall_port):
    common = {"/etc/firewall-edge": str(papers_)}
    match name:
        case "nginx":
            return common | {
                "listen 443": f"listen 127.0.0.1:{port}",
                "127.0.0.1:8443": f"127.0.0.1:{firewall_port}",
                "/run/nginx.pid": f"{folder}/nginx.pid",
                "/var/log/nginx": str(folder),
            }
        case "haproxy":
            return common | {
                "bind :443": f"bind 127.0.0.1:{port}",
                "127.0.0.1:8443": f"127.0.0.1:{firewall_port}",
                "log /dev/log local0": "log stdout format raw local0",
                "unix@/var/lib/haproxy": f"unix@{folder}",
                **(_as_root if os.geteuid() == 0 else _as_somebody)(folder),
            }
        case _:
            return common | {
                "address: 0.0.0.0, port_value: 443": f"address: 127.0.0.1, port_value: {port}",
                "port_value: 8443": f"port_value: {firewall_port}",
            }


def _words(name, path, folder):
    match name:
        case "nginx":
            return [program("nginx"), "-c", str(path), "-p", str(folder), "-g", "daemon off;"]
        case "haproxy":
            return [program("haproxy"), "-db", "-f", str(path)]
        case _:
            return [
                program("envoy"),
                "-c",
                str(path),
                "--concurrency",
                "1",
                "--use-dynamic-base-id",
                "--log-level",
                "warn",
            ]


@contextlib.contextmanager
def running(name, folder, papers_, firewall_port):
    """One edge before what listens on ``firewall_port``; stopped with the block."""
    folder.mkdir()
    port = free_port()
    path = placed(name, folder, papers_, port, firewall_port)
    with (folder / "output.log").open("wb") as output:
        process = subprocess.Popen(
            _words(name, path, folder), stdout=output, stderr=subprocess.STDOUT, cwd=folder
        )
    edge = Edge(name, port, folder, papers_)
    try:
        _wait(process, edge)
        yield edge
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process, edge, timeout_s=30):
    ends = time.monotonic() + timeout_s
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", edge.port), timeout=1):
            return
        if process.poll() is not None or time.monotonic() > ends:
            raise AssertionError(f"{edge.name} does not listen: {edge.said()}")
        time.sleep(0.05)
