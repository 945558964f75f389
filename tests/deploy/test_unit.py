"""deploy/systemd: systemd accepts it, finds it tight, and the firewall can live under it."""

import re
import shutil
import subprocess

import pytest

from firewall import app
from firewall.cli.codes import EXIT_CODES
from firewall.config import Config
from tests.deploy import container
from tests.system import process
from tests.system.town import PROJECT

UNIT = PROJECT / "deploy" / "systemd" / "firewall.service"
MOST_EXPOSURE = 15
"""Tenths, of 100: what `systemd-analyze security` calls OK ends at 50."""

PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN = 65, 1  # linux/prctl.h


def said(key):
    """The last value of a key of the unit."""
    return re.findall(rf"^{key}=(.*)$", UNIT.read_text(), re.MULTILINE)[-1]


def analyze(*words):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed: deploy/systemd was not checked")
    return subprocess.run(
        ["systemd-analyze", *words], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def unit(tmp_path):
    """The unit, with a program that this machine has."""
    path = tmp_path / UNIT.name
    path.write_text(UNIT.read_text().replace("/opt/firewall/bin/firewall", "/bin/true"))
    return path


def test_systemd_accepts_it(unit):
    done = analyze("verify", str(unit))

    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_finds_it_tight(unit):
    done = analyze("security", "--offline=yes", f"--threshold={MOST_EXPOSURE}", str(unit))

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("line", [
    "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "StateDirectory=firewall", "UMask=0077",
    "LimitCORE=0", "MemorySwapMax=0", "MemoryDenyWriteExecute=yes", "User=firewall", "SystemCallFilter=@system-service",
])  # fmt: skip
def test_what_protects_people_stands_in_it(line):
    """The figure above has room for one of these to go."""
    assert line in UNIT.read_text().splitlines()


def test_a_stop_is_given_more_time_than_the_drain_takes():
    assert int(said("TimeoutStopSec")) > app.DRAIN_S + 10


def test_what_a_person_must_look_at_is_not_started_again():
    told = {int(code) for code in said("RestartPreventExitStatus").split()}

    # 0 ends it, 1 is no end of `firewall run`, 130 is somebody at a terminal. After 71 a new start is right.
    assert told == EXIT_CODES.keys() - {0, 1, 71, 130}


def test_there_are_files_enough_for_all_connections():
    limits = Config(data=UNIT, policies=UNIT).limits

    assert int(said("LimitNOFILE")) > 4 * limits.connections


def allowed():
    """Every system call that the unit lets through."""
    groups, current = {}, ""
    for line in analyze("syscall-filter").stdout.splitlines():
        if line.startswith("@"):
            current = line.strip()
            groups[current] = []
        elif line.strip() and not line.strip().startswith("#"):
            groups[current].append(line.strip())

    def expanded(word):
        return set().union(*map(expanded, groups[word])) if word in groups else {word}

    found = expanded("@default")
    for line in re.findall(r"^SystemCallFilter=(.*)$", UNIT.read_text(), re.MULTILINE):
        calls = set().union(*map(expanded, line.removeprefix("~").split()))
        found = found - calls if line.startswith("~") else found | calls
    return found


_TRACED = """
cp -R /seed /cache/data-sharing-firewall
ulimit -c 0
strace -f -qq -o /tmp/trace python -c 'import ctypes, os
if ctypes.CDLL(None).prctl({mdwe}): print("no MDWE")
os.execvp("firewall", "firewall run --create --config /etc/firewall/firewall.toml".split())' 2>/tmp/said &
pid=$!
for _ in $(seq 300); do grep -q "^policy " /tmp/said && break; kill -0 $pid || break; sleep 0.2; done
port=$(sed -n 's/^listening on 127.0.0.1://p' /tmp/said)
python -c "import urllib.request as u
try: u.urlopen('http://127.0.0.1:$port/clinic/patients/1001')
except u.HTTPError as error: print('answered', error.code)"
kill -TERM $(cat /proc/$pid/task/*/children)
code=0; wait $pid || code=$?
echo "ended $code"
sed -nE 's/^[0-9]+ +([a-z_0-9]+)\\(.*/called \\1/p' /tmp/trace | sort -u
cat /tmp/said >&2
"""


def test_the_firewall_calls_nothing_that_the_unit_forbids(tmp_path):
    """As several processes start, refuse somebody and stop; without memory that is both written and run."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed: what the firewall calls was not compared with the unit")
    container.require()
    may = allowed()
    config = process.furnished(tmp_path / "etc")
    several = "\n[processes]\ncount = 2\n"
    config.write_text(config.read_text().replace('"data"', '"/data"') + several)
    script = _TRACED.format(mdwe=f"{PR_SET_MDWE}, {PR_MDWE_REFUSE_EXEC_GAIN}, 0, 0, 0")
    done = container.run(
        script, tmp_path, env={"XDG_CACHE_HOME": "/cache"},
        mounts=[(container.compiled(tmp_path / "seed"), "/seed"), (tmp_path / "etc", "/etc/firewall")],
    )  # fmt: skip
    lines = done.stdout.splitlines()
    called = {line.split()[1] for line in lines if line.startswith("called ")}

    assert "ended 0" in lines, done.stderr
    assert any(line.startswith("answered 4") for line in lines), done.stdout
    assert {"fdatasync", "accept4"} <= called
    assert called - may == set()
