"""The dashboard shows numbers that there are, in words that Prometheus reads."""

import json
import re

import pytest
import yaml

from tests.deploy.test_alerts import SERIES, names_in, promtool
from tests.system.town import PROJECT

FOLDER = PROJECT / "deploy" / "grafana"
BOARD = json.loads((FOLDER / "dashboards" / "firewall.json").read_text())
PANELS = [panel for panel in BOARD["panels"] if panel["type"] != "row"]
SHOWN = [(panel["title"], one["expr"]) for panel in PANELS for one in panel["targets"]] + [
    (one["name"], one["expr"]) for one in BOARD["annotations"]["list"]
]
BY_TITLE = {f"{title}-{n}": expr for n, (title, expr) in enumerate(SHOWN)}


def plain(expr):
    """With Grafana's variables filled in."""
    return expr.replace("$__rate_interval", "1m").replace("$instance", ".*")


@pytest.mark.parametrize("expr", BY_TITLE.values(), ids=BY_TITLE)
def test_a_panel_asks_for_numbers_that_there_are(expr):
    assert names_in(expr)
    assert names_in(expr) <= SERIES


@pytest.mark.parametrize("expr", BY_TITLE.values(), ids=BY_TITLE)
def test_labels_are_those_of_the_series(expr):
    known = {
        "outcome",
        "kind",
        "status",
        "service",
        "category",
        "reason",
        "le",
        "digest",
        "instance",
        "result",
        "change",
        "duty",
    }
    told = re.findall(r"by \(([^)]*)\)", expr) + re.findall(r"(\w+)(?:=~|!=|=)\"", expr)

    assert {word.strip() for part in told for word in part.split(",")} <= known


def test_prometheus_reads_every_question(tmp_path):
    rules = [{"record": f"asked:{n}", "expr": plain(expr)} for n, (_, expr) in enumerate(SHOWN)]
    file = tmp_path / "asked.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "asked", "rules": rules}]}))

    done = promtool("check", "rules", str(file))

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(SHOWN)} rules found" in done.stdout


def test_every_series_but_the_parts_of_others_is_shown():
    """A number that nobody looks at is one that nobody needs."""
    shown = {name for _, expr in SHOWN for name in names_in(expr)}
    parts = re.compile(r"_(bucket|count|sum|total|info)$")

    assert {parts.sub("", name) for name in SERIES} == {parts.sub("", name) for name in shown}


def test_panels_have_a_name_and_say_what_they_are():
    titles = [panel["title"] for panel in PANELS]

    assert len(titles) == len(set(titles))
    assert all(panel["description"].endswith(".") for panel in PANELS)
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(BOARD["panels"])


def test_panels_do_not_lie_on_each_other():
    taken = set()
    for panel in BOARD["panels"]:
        at = panel["gridPos"]
        cells = {
            (column, line)
            for column in range(at["x"], at["x"] + at["w"])
            for line in range(at["y"], at["y"] + at["h"])
        }
        assert at["x"] + at["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells


def test_everything_asks_the_data_source_that_was_chosen():
    chosen = {"type": "prometheus", "uid": "${datasource}"}
    asking = [*PANELS, *(one for panel in PANELS for one in panel["targets"]), *BOARD["annotations"]["list"]]

    assert all(one["datasource"] == chosen for one in asking)
    assert [one["name"] for one in BOARD["templating"]["list"]] == ["datasource", "instance"]


def test_it_stands_where_grafana_is_told_to_look():
    provider = FOLDER / "provisioning" / "dashboards" / "firewall.yml"
    source = FOLDER / "provisioning" / "datasources" / "prometheus.yml"

    assert yaml.safe_load(provider.read_text())["providers"][0]["options"]["path"] == "/etc/firewall-grafana"
    assert "./deploy/grafana:/etc/firewall-grafana:ro" in (PROJECT / "docker-compose.yml").read_text()
    given = yaml.safe_load(source.read_text())["datasources"][0]["uid"]
    assert BOARD["templating"]["list"][0]["current"]["value"] == given
