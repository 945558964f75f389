"""docker-compose.yml: accepted, closed by default, and nothing in it that could be had with fewer rights."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import tomllib
from pathlib import Path

import pytest
import yaml

from tests import helpers_postgres
from tests.deploy import container
from tests.system.town import POLICIES, PROJECT

WRITTEN = yaml.safe_load((PROJECT / "docker-compose.yml").read_text("utf-8"))
SERVICES = WRITTEN["services"]
PROFILES = ((), ("observability",), ("postgres",))


def profile_of(name):
    return tuple(SERVICES[name].get("profiles", ()))


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: "-".join(profile) or "default")
def test_every_profile_is_accepted(profile):
    if shutil.which("docker-compose") is None:
        pytest.skip("docker-compose is not installed: docker-compose.yml was not checked")
    words = [word for name in profile for word in ("--profile", name)]
    done = subprocess.run(
        ["docker-compose", "-f", str(PROJECT / "docker-compose.yml"), *words, "config"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert set(yaml.safe_load(done.stdout)["services"]) >= {
        name for name in SERVICES if profile_of(name) in {(), profile}
    }


def test_the_demo_starts_without_a_profile_and_without_anything_to_watch_it():
    assert {name for name in SERVICES if not profile_of(name)} == {"city", "firewall"}
    assert {profile for name in SERVICES for profile in profile_of(name)} == set().union(*PROFILES)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_container_has_no_rights_and_writes_only_where_it_says(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["ulimits"] == {"core": 0}
    assert not {"privileged", "cap_add", "devices", "pid", "ipc"} & service.keys()
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service.get("user", "10001:10001"))
    assert [v for v in service.get("volumes", ()) if v.startswith(".") and not v.endswith(":ro")] == []


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_container_says_how_it_is(name):
    has_own = "healthcheck" in SERVICES[name]

    assert has_own or (
        SERVICES[name].get("build") == "." and "HEALTHCHECK" in (PROJECT / "Dockerfile").read_text()
    )


def test_only_this_machine_reaches_the_ports():
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]

    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_no_container_shares_the_network_of_the_machine():
    modes = {name: service["network_mode"] for name, service in SERVICES.items() if "network_mode" in service}

    # The admin listener answers loopback alone, so who reads it lives beside it. The database has no network at all.
    assert modes == {"prometheus": "service:firewall", "postgres": "none"}


def test_the_services_and_the_numbers_have_no_way_out():
    internal = {name for name, network in WRITTEN["networks"].items() if (network or {}).get("internal")}

    assert internal == {"inside", "numbers"}
    assert set(SERVICES["city"]["networks"]) <= internal


@pytest.mark.parametrize("name", sorted(name for name in SERVICES if "image" in SERVICES[name]))
def test_an_image_is_named_with_its_version(name):
    assert re.fullmatch(
        r"([a-z]+/)?[a-z]+:v?\d+\.\d+(\.\d+|-[a-z]+)(@sha256:[0-9a-f]{64})?", SERVICES[name]["image"]
    )


def test_what_is_mounted_is_there():
    volumes = [volume for service in SERVICES.values() for volume in service.get("volumes", ())]
    missing = [v for v in volumes if v.startswith("./") and not (PROJECT / v.split(":")[0]).exists()]

    assert missing == []


def test_the_dashboards_ask_the_source_of_numbers_that_is_set_up():
    grafana = PROJECT / "deploy" / "grafana"
    sources = yaml.safe_load((grafana / "provisioning/datasources/prometheus.yml").read_text())["datasources"]
    providers = yaml.safe_load((grafana / "provisioning/dashboards/firewall.yml").read_text())["providers"]
    mounted = [volume.split(":")[1] for volume in SERVICES["grafana"]["volumes"]]
    asked = {
        uid
        for path in grafana.rglob("*.json")
        for uid in re.findall(
            r'"type": *"prometheus", *"uid": *"([^"]+)"', json.dumps(json.loads(path.read_text()))
        )
    }

    assert [(source["name"], source["url"]) for source in sources] == [("Prometheus", "http://firewall:9090")]
    assert {provider["options"]["path"] for provider in providers} <= set(mounted)
    assert {uid for uid in asked if not uid.startswith("$")} <= {source["uid"] for source in sources}


_DEMO = """
cp -R /seed /cache/data-sharing-firewall
{city} 2>/tmp/city.said &
city=$!
for _ in $(seq 300); do {city_health} 2>/dev/null && break; kill -0 $city || break; sleep 0.2; done
{firewall} 2>/tmp/said &
pid=$!
for _ in $(seq 300); do {health} 2>/dev/null && break; kill -0 $pid || break; sleep 0.2; done
python -c "import urllib.request as u
try: u.urlopen('http://127.0.0.1:8080/clinic/patients/1001')
except u.HTTPError as error: print('answered', error.code)"
kill -TERM $pid $city
code=0; wait $pid || code=$?
echo "ended $code"
cat /tmp/city.said /tmp/said >&2
"""


def test_the_demo_of_the_compose_file_runs_without_rights(tmp_path):
    """Both containers in one room: its loopback stands for the network between them."""
    container.require()
    city, firewall = SERVICES["city"], SERVICES["firewall"]
    mounts = [volume.split(":")[:2] for volume in firewall["volumes"] if volume.startswith("./")]
    script = _DEMO.format(
        city=container.quoted(["firewall", *city["command"]]),
        city_health=container.quoted(city["healthcheck"]["test"][1:]),
        firewall=container.quoted([*firewall["entrypoint"], *firewall["command"]]),
        health=container.quoted(container.HEALTH),
    )
    done = container.run(
        script, tmp_path, env={**container.environment(), "CITY_HOST": "127.0.0.1"},
        mounts=[(container.compiled(tmp_path / "seed"), "/seed"), *((PROJECT / here, there) for here, there in mounts)],
    )  # fmt: skip
    lines = done.stdout.splitlines()

    assert "ended 0" in lines, done.stderr
    assert any(line.startswith("answered 4") for line in lines), done.stdout + done.stderr


_WITH_POSTGRES = """
mkdir -p /tmp/secrets
cp -R /seed /cache/data-sharing-firewall
cp -R /cluster/. /var/lib/postgresql/data
chmod 700 /var/lib/postgresql/data
export PATH=$PATH:{programs} PGPASSWORD=owners POSTGRES_USER=owner POSTGRES_DB=firewall
{postgres} 2>/tmp/postgres.said &
postgres=$!
for _ in $(seq 100); do pg_isready -q -h /run/postgresql -U owner && break; sleep 0.2; done
psql -X -q -h /run/postgresql -U owner -c 'CREATE DATABASE firewall' postgres
sh /docker-entrypoint-initdb.d/record.sh
for _ in $(seq 100); do {postgres_health} && echo healthy && break; sleep 0.2; done
{city} 2>/tmp/city.said &
city=$!
for _ in $(seq 300); do {city_health} 2>/dev/null && break; kill -0 $city || break; sleep 0.2; done
{firewall} 2>/tmp/said &
pid=$!
for _ in $(seq 300); do {health} 2>/dev/null && break; kill -0 $pid || break; sleep 0.2; done
python -c "import urllib.request as u
try: u.urlopen('http://127.0.0.1:8080/clinic/patients/1001')
except u.HTTPError as error: print('answered', error.code)"
kill -TERM $pid $city
code=0; wait $pid || code=$?
echo "ended $code"
echo entries $(psql -X -q -A -t -h /run/postgresql -U owner -c 'SELECT count(*) FROM record.entries' firewall)
ls /data
kill -INT $postgres
wait $postgres || true
cat /tmp/postgres.said /tmp/city.said /tmp/said >&2
"""


def cluster(folder):
    """What the image's own script makes before it runs ours: a cluster, with the words of the compose file."""
    words = SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    folder.mkdir()
    (folder / "password").write_text("owners")
    (folder / "data").mkdir()
    for path in (folder, folder / "data", folder / "password"):
        os.chown(path, 65534, 65534)
    subprocess.run(
        [*helpers_postgres.as_other(), helpers_postgres.programs() / "initdb", "-D", folder / "data", "-U", "owner",
         "--pwfile", folder / "password", "--no-locale", "--no-sync", *words],
        cwd="/", check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    subprocess.run(["chmod", "-R", "a+rX", folder / "data"], check=True)
    return folder / "data"


def test_the_record_in_postgres_of_the_compose_file_runs_without_rights():
    """The three containers in one room; the database is made by our script, and the firewall's role is not its owner."""
    container.require()
    city, firewall, postgres = (SERVICES[name] for name in ("city", "firewall-postgres", "postgres"))
    with tempfile.TemporaryDirectory() as made:
        directory = Path(made)
        directory.chmod(0o755)
        secret = directory / "secret"
        secret.write_text("the firewall's\n")
        secret.chmod(0o644)
        mounts = [
            volume.split(":")[:2]
            for volume in (*firewall["volumes"], *postgres["volumes"])
            if volume.startswith("./")
        ]
        script = _WITH_POSTGRES.format(
            programs=helpers_postgres.programs(),
            postgres=container.quoted(postgres["command"]),
            postgres_health=container.quoted(postgres["healthcheck"]["test"][1:]),
            city=container.quoted(["firewall", *city["command"]]),
            city_health=container.quoted(city["healthcheck"]["test"][1:]),
            firewall=container.quoted([*firewall["entrypoint"], *firewall["command"]]),
            health=container.quoted(container.HEALTH),
        )
        done = container.run(
            script, directory,
            env={**container.environment(), "CITY_HOST": "127.0.0.1", "PGDATA": "/var/lib/postgresql/data"},
            mounts=[
                (container.compiled(directory / "seed"), "/seed"), (cluster(directory / "cluster"), "/cluster"),
                (secret, "/run/secrets/postgres-firewall"), *((PROJECT / here, there) for here, there in mounts),
            ],
            writable=("/run/postgresql", "/var/lib/postgresql/data"),
        )  # fmt: skip
    lines = done.stdout.splitlines()

    assert "ended 0" in lines, done.stdout + done.stderr
    assert "healthy" in lines
    assert any(line.startswith("answered 4") for line in lines), done.stdout + done.stderr
    assert int(next(line for line in lines if line.startswith("entries")).split()[1]) > 1
    assert "audit.sqlite" not in lines
    assert "checkpoint" in lines


def test_the_database_starts_before_the_firewall_and_both_share_its_socket_alone():
    firewall, postgres = SERVICES["firewall-postgres"], SERVICES["postgres"]
    config = tomllib.loads((PROJECT / "deploy/compose/firewall-postgres.toml").read_text())["record"]

    assert firewall["depends_on"]["postgres"] == {"condition": "service_healthy"}
    assert "listen_addresses=" in postgres["command"]
    assert {v.split(":")[0] for v in firewall["volumes"]} & {
        v.split(":")[0] for v in postgres["volumes"]
    } == {"socket"}
    assert config["password_file"] == f"/run/secrets/{firewall['secrets'][0]}"
    assert set(firewall["secrets"]) < set(postgres["secrets"]) == set(WRITTEN["secrets"])
    assert "PASSWORD" not in {name for name in postgres["environment"] if not name.endswith("_FILE")}


def test_the_start_script_points_the_services_to_the_city(tmp_path):
    policies = tmp_path / "policies"
    done = subprocess.run(
        ["sh", str(PROJECT / "deploy/compose/start.sh"), "firewall.toml"],
        env={
            "PATH": "/usr/bin:/bin", "POLICIES_FROM": str(POLICIES), "POLICIES_TO": str(policies),
            "CITY_HOST": "city", "FIREWALL": "echo",
        },
        capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    upstreams = re.findall(
        r"^upstream: (\S+)",
        "".join(path.read_text() for path in sorted((policies / "services").iterdir())),
        re.MULTILINE,
    )

    assert done.stdout == "run --create --config firewall.toml\n"
    assert upstreams
    assert [address for address in upstreams if not re.fullmatch(r"http://city:91\d\d", address)] == []
