"""``firewall init``, as somebody uses it who has an API and nothing else."""

import json
import stat
import sys
from datetime import UTC, datetime

import pytest
import yaml

from firewall.cli import founding
from tests.helpers import detectors
from tests.helpers_service import CANARIES, OPENAPI, answers, serving
from tests.system.town import command


def init(*words, directory):
    return command("init", "--dir", str(directory), "--city", "Our City", "--service", "residents", *words)


def texts(directory):
    return {p.relative_to(directory).as_posix(): p.read_text() for p in directory.rglob("*") if p.is_file() and p.suffix in {".yaml", ".toml", ".json"}}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _detectors_at_hand():
    """Each command would build its own, for seconds; the tests of the papers do."""
    with pytest.MonkeyPatch.context() as patch:
        ready = detectors()
        patch.setattr("firewall.app.detectors", lambda *_: ready)
        patch.setattr(
            "firewall.app.now", lambda: datetime.now(UTC)
        )  # a town that still runs has a day of its own
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    directory = tmp_path_factory.mktemp("init") / "firewall"
    with serving() as (url, _):
        done = init("--upstream", url, directory=directory)
        looked = command("check", "--config", str(directory / "firewall.toml"))
    assert done.code == 0, done.err
    return directory, done, looked


def test_everything_that_a_start_needs_is_there(made):
    directory, _, looked = made

    assert {path.name for path in directory.iterdir()} == {"firewall.toml", "policies", "data"}
    assert looked.code == 0, looked.out
    assert [line for line in looked.out.splitlines() if line.startswith("fault")] == []
    assert "policy tests: All" in looked.out


def test_keys_are_their_owner_s_alone(made):
    keys = made[0] / "data" / "keys"

    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700


def test_no_value_is_told_or_written(made):
    directory, done, _ = made
    said = done.out + done.err + "".join(texts(directory).values())

    assert [canary for canary in CANARIES if canary in said.replace("undocumented ", "")] == []


def test_it_tells_what_it_found_and_what_to_do(made):
    _, done, _ = made

    assert "/results/*/full_name" in done.out
    assert "waits for you" in done.out
    assert all(
        line in done.out
        for line in (" check ", " run ", "partner add-key first-partner", "policy test policies")
    )
    assert "'http://127.0.0.1:8080/residents/people'" in done.out
    assert "found at /openapi.json" in done.err
    assert "1 that change something" in done.err


def test_a_folder_that_holds_one_is_left_alone(made):
    directory = made[0]
    before = texts(directory)
    done = init("--upstream", "http://127.0.0.1:9", "--path", "/a", directory=directory)

    assert (done.code, "--replace" in done.err) == (2, True)
    assert texts(directory) == before


def test_replacing_keeps_data_and_puts_the_rest_aside(tmp_path):
    with serving() as (url, _):
        init("--upstream", url, directory=tmp_path / "f")
        key = (tmp_path / "f/data/keys/digest.key").read_bytes()
        done = init("--upstream", url, "--replace", "--port", "9999", directory=tmp_path / "f")

    assert done.code == 0, done.err
    assert (tmp_path / "f/data/keys/digest.key").read_bytes() == key
    assert len(list((tmp_path / "f").glob("policies.before-*"))) == 1
    assert "port = 9999" in (tmp_path / "f/firewall.toml").read_text()


def test_a_file_describes_what_nobody_answers(tmp_path):
    (tmp_path / "api.yaml").write_text(yaml.safe_dump(OPENAPI))
    done = init(
        "--upstream", "https://residents.city.example/api", "--openapi", str(tmp_path / "api.yaml"), "--samples", "0",
        directory=tmp_path / "f",
    )  # fmt: skip
    service = yaml.safe_load((tmp_path / "f/policies/services/residents.yaml").read_text())

    assert done.code == 0, done.err
    assert service["upstream"] == "https://residents.city.example"
    assert service["routes"][0]["match"] == "GET /api/people"
    assert service["routes"][0]["fields"]["/results/*/alien_number"] == "immigration.identifier"


def test_what_a_description_says_cannot_rewrite_a_terminal(tmp_path):
    routes = {"/a\x1b[2J b": {"get": {}}, "/things": {"get": {}}}
    for name, paths in (("some", routes), ("none", dict([*routes.items()][:1]))):
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump({**OPENAPI, "paths": paths}))
        done = init(
            "--upstream", "http://127.0.0.1:9", "--openapi", str(tmp_path / f"{name}.yaml"), "--samples", "0",
            "--timeout", "0.1", directory=tmp_path / name,
        )  # fmt: skip

        assert "GET /a?[2J b: " in done.err
        assert "\x1b" not in done.out + done.err


def test_paths_are_enough(tmp_path):
    with serving(answers(described=False)) as (url, _):
        done = init(
            "--upstream", url, "--path", "/people?limit=2", "--path", "/people/7001", "--share", "identity.name", "--json",
            directory=tmp_path / "f",
        )  # fmt: skip

    assert done.code == 0, done.err
    assert done.json["notes"][0].startswith("words of your paths that are in the policy now: people.")
    assert [route["match"] for route in done.json["routes"]] == ["GET /people", "GET /people/{id}"]
    assert {one["state"] for one in done.json["members"]} == {"declared", "waits for you", "unknown"}
    assert "- data: [identity.name]\n" in (tmp_path / "f/policies/agreements/first.yaml").read_text()


def test_the_line_to_try_asks_as_it_was_named_but_shows_nobody(tmp_path):
    with serving({"/people": [{"full_name": "x"}]}) as (url, _):
        asked = "/people?_shape=objects&ssn=123-45-6789"
        done = init("--upstream", url, "--path", asked, directory=tmp_path / "f")

    assert "/residents/people?_shape=objects&ssn=VALUE'" in done.out
    assert "123-45-6789" not in done.out + done.err


def test_nobody_s_name_becomes_policy(tmp_path):
    """As Datasette answers `?_shape=object`: an object keyed by whatever the key of the table is."""
    record = {"full_name": "x", "status": "citizen", "visits": [{"ssn": "123-45-6789"}]}
    names = ("Ana+Nobody", "JohnMadeup", "RosaImaginaria")
    found = {
        "/clients.json": dict.fromkeys(names, record),
        "/by": {"data": {"lists": {name: [record] for name in names[1:]}}},
        "/one": {"Ana+Nobody": record},
    }
    with serving(found) as (url, _):
        done = init(
            "--upstream", url, *(word for path in found for word in ("--path", f"{path}?x=1")), directory=tmp_path / "f"
        )  # fmt: skip
    said = done.out + done.err + "".join(texts(tmp_path / "f").values())
    service = yaml.safe_load((tmp_path / "f/policies/services/residents.yaml").read_text())

    assert done.code == 0, done.err
    assert [word for word in ("Ana", "JohnMadeup", "RosaImaginaria") if word in said] == []
    assert [route for route in service["routes"] if "fields" in route or "records" in route] == []
    assert "# /*/full_name: identity.name  # scan: keyed by values: cannot be declared" in said
    assert not (tmp_path / "f/policies/samples").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "--upstream"),
        (("--upstream", "ftp://x"), "--upstream"),
        (("--upstream", "http://user:secret@127.0.0.1"), "--upstream"),
        (("--upstream", "http://127.0.0.1:9"), "Nobody answers there"),
        (("--upstream", "http://127.0.0.1:9", "--path", "/a", "--kind", "citty-agency"), "city-agency"),
        (("--upstream", "http://127.0.0.1:9", "--path", "/a", "--purpose", "x"), "purpose"),
        (("--upstream", "http://127.0.0.1:9", "--path", "/a", "--share", "identity.nam"), "identity.name"),
        (("--upstream", "http://127.0.0.1:9", "--path", "/a", "--partner", "a b"), "--partner"),
        (("--upstream", "http://127.0.0.1:9", "--path", "/a/"), "slash"),
        (("--upstream", "http://127.0.0.1:9", "--path", "a"), "--path"),
        (("--upstream", "http://127.0.0.1:9", "--openapi", "/nowhere.json"), "nowhere.json"),
        (("--upstream", "http://127.0.0.1:9", "--path", "/a", "--upstream-ca", "/nowhere.pem"), "--upstream-ca"),
        (("--upstream", "http://127.0.0.1:9", "--path", "/a", "--id", "x"), "--id"),
        (("--upstream", "http://127.0.0.1:9", "--path", "/a", "--share", "language", "--share", "nationality", "--share", "ethnicity"), "together"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_and_nothing_is_written(tmp_path, words, says):
    done = init(*words, directory=tmp_path / "f")

    assert (done.code, says in done.err) == (2, True), done.err
    assert list(tmp_path.iterdir()) == []
    assert "secret" not in done.err


def test_a_service_of_which_nothing_is_known_is_told_what_to_name(tmp_path):
    with serving({}) as (url, _):
        done = init("--upstream", url, directory=tmp_path / "f")

    assert (done.code, "--path" in done.err, "--openapi" in done.err) == (2, True, True)


def test_a_failure_at_the_end_leaves_nothing(tmp_path, monkeypatch):
    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("firewall.founding.placing._move", fails)
    with serving() as (url, _):
        done = init("--upstream", url, directory=tmp_path / "f")

    assert (done.code, "Nothing was changed" in done.err) == (2, True)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_hostile_description_is_refused_with_its_name(tmp_path):
    (tmp_path / "api.yaml").write_text("a: &a [x]\nb: [*a, *a]\n")
    done = init(
        "--upstream", "http://127.0.0.1:9", "--openapi", str(tmp_path / "api.yaml"), directory=tmp_path / "f"
    )

    assert (done.code, "api.yaml" in done.err, "anchors" in done.err) == (2, True, True)


def test_in_a_terminal_it_asks_for_what_is_missing(monkeypatch):
    asked = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.prompt", lambda text, default: asked.append(text) or default)
    said = founding._asked("http://clinic.city.example:80", "", "Our City", "")

    assert said == ("http://clinic.city.example:80", "clinic", "Our City", "data-sharing@city.example")
    assert asked == ["What to call it", "E-mail for objections"]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("http://127.0.0.1:9", "service"),
        ("https://clinic.x.example", "clinic"),
        ("http://localhost", "service"),
    ],
)
def test_a_service_is_called_by_its_host(address, name):
    assert founding._called(address) == name


def test_an_address_of_six_bytes_keeps_its_brackets():
    assert founding._address("http://[::1]:8000/api/") == ("http://[::1]:8000", "/api")


def test_json_is_json(tmp_path):
    with serving() as (url, _):
        done = init("--upstream", url, "--json", directory=tmp_path / "f")

    assert json.loads(done.out)["service"] == "residents"


def test_the_laws_of_a_place_wait_in_city_yaml_for_counsels_answers(tmp_path):
    with serving() as (url, _):
        done = init("--upstream", url, "--pack", "us-il-chicago", directory=tmp_path / "firewall")
    text = (tmp_path / "firewall" / "policies" / "city.yaml").read_text()

    assert done.code == 0, done.err
    assert "#   - pack: us-il-chicago" in text
    assert "#       status-request: ANSWER" in text
    assert command("check", str(tmp_path / "firewall" / "policies")).code == 0
