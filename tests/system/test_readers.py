"""Who reads the log of a running firewall, or does not, has no say in what it answers."""

import http.client
import re
import signal
import subprocess
import sys

from tests.system import process
from tests.system.town import environment


def started(config):
    words = [sys.executable, "-m", "firewall.cli", "run", "--config", str(config), "--create"]
    firewall = subprocess.Popen(words, stderr=subprocess.PIPE, cwd=config.parent, env=environment())
    said = ""
    while "policy " not in said:
        line = firewall.stderr.readline().decode()
        assert line, said
        said += line
    return firewall, *(int(re.search(rf"{what} 127\.0\.0\.1:(\d+)", said)[1]) for what in ("listening on", "health on"))  # fmt: skip


def asked(port, times, target="/clinic/patients/1001"):
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    statuses = []
    for _ in range(times):
        wire.request("GET", target)
        answer = wire.getresponse()
        answer.read()
        statuses.append(answer.status)
    wire.close()
    return statuses


def test_nobody_reads_and_everybody_is_answered(tmp_path):
    """The pipe holds 64 kB, and a line is some 400 bytes: it is full long before the end."""
    firewall, port, admin_port = started(process.furnished(tmp_path))
    try:
        statuses = asked(port, 500)
        ready = asked(admin_port, 1, "/readyz")
        firewall.send_signal(signal.SIGTERM)
        code = firewall.wait(60)
    finally:
        firewall.kill()
        left = firewall.stderr.read()
        firewall.stderr.close()

    assert (statuses, ready, code) == ([404] * 500, [200], 0)
    assert 0 < left.count(b'"event":"exchange"') < 500
