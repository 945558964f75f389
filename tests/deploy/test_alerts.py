"""Alerts are read by Prometheus, ask for numbers that there are, fire where they should, and lead to a page."""

import re
import shutil
import subprocess

import pytest
import yaml

from firewall.metrics import CANARY_REASONS, REASONS, Metrics
from firewall.model import Outcome
from tests.system.town import PROJECT

FOLDER = PROJECT / "deploy" / "prometheus"
RUNBOOKS = PROJECT / "docs" / "runbooks"
RULES = [
    rule for group in yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"] for rule in group["rules"]
]
NAMES = [rule["alert"] for rule in RULES]
TESTS = yaml.safe_load((FOLDER / "alerts_test.yml").read_text())["tests"]
OF_PROMETHEUS = {"up"}
SECTIONS = ["What it means for residents", "Look at", "Do", "Do not", "Call counsel when"]


def promtool(*words):
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not installed: the alerts were not tested")
    return subprocess.run(["promtool", *words], cwd=FOLDER, capture_output=True, text=True, timeout=120, check=False)  # fmt: skip


def series():
    """All names under which a number can be asked for."""
    for family in Metrics([], [], []).registry.collect():
        yield from (sample.name for sample in family.samples)
        if family.type == "histogram":
            yield from (f"{family.name}_{part}" for part in ("bucket", "count", "sum"))
        if family.type == "counter":
            yield f"{family.name}_total"


SERIES = set(series())


def names_in(expression):
    """Words of ours in an expression, without what stands in quotes."""
    return set(re.findall(r"\bfirewall_\w+", re.sub(r'"[^"]*"', "", expression)))


def test_prometheus_reads_the_configuration_and_the_rules():
    for kind, file in (("config", "prometheus.yml"), ("rules", "alerts.yml")):
        done = promtool("check", kind, file)
        assert done.returncode == 0, done.stdout + done.stderr
    assert yaml.safe_load((FOLDER / "prometheus.yml").read_text())["rule_files"] == ["alerts.yml"]


def test_alerts_fire_where_they_should_and_nowhere_else():
    done = promtool("test", "rules", "alerts_test.yml")

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_an_alert_has_a_test_in_which_it_fires_and_one_in_which_it_is_quiet(name):
    told = {test["name"]: test["promql_expr_test"] for test in TESTS if test["name"].startswith(f"{name} ")}

    assert set(told) == {f"{name} fires", f"{name} is quiet"}
    for what, value in ((" fires", 1), (" is quiet", 0)):
        (expected,) = told[name + what]
        assert f'alertname="{name}"' in expected["expr"]
        assert expected["exp_samples"] == [{"labels": "{}", "value": value}]


def test_each_test_is_about_an_alert():
    assert {test["name"].split()[0] for test in TESTS} == set(NAMES)


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_an_alert_is_written_like_the_others(rule):
    assert re.fullmatch(r"(?:[A-Z][a-z]+)+", rule["alert"])
    assert rule["labels"] == {"severity": rule["labels"]["severity"]}
    assert rule["labels"]["severity"] in {"critical", "warning", "info"}
    assert set(rule["annotations"]) == {"summary", "description", "runbook"}
    assert all(text.endswith(".") for key, text in rule["annotations"].items() if key != "runbook")


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_an_alert_asks_for_numbers_that_there_are(rule):
    asked = names_in(rule["expr"])

    assert asked <= SERIES
    assert asked or "up" in rule["expr"]


def test_labels_that_alerts_ask_for_are_of_the_closed_lists():
    known = {"reason": {*REASONS, *CANARY_REASONS}, "outcome": {one.name.lower() for one in Outcome}}
    for rule in RULES:
        for label, how, value in re.findall(r'(\w+)(=~|=)"([^"]+)"', rule["expr"]):
            if label in known:
                words = value.split("|") if how == "=~" else [value]
                matched = [any(re.fullmatch(word, one) for one in known[label]) for word in words]
                assert all(matched), (rule["alert"], value)


def test_names_are_given_once():
    assert len(NAMES) == len(set(NAMES))


# ---- pages


def test_each_alert_has_a_page_and_each_page_an_alert():
    assert {path.stem for path in RUNBOOKS.glob("*.md")} - {"README"} == set(NAMES)
    assert [rule["annotations"]["runbook"] for rule in RULES] == [
        f"docs/runbooks/{name}.md" for name in NAMES
    ]


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_a_page_says_what_somebody_who_was_woken_needs(rule):
    page = (RUNBOOKS / f"{rule['alert']}.md").read_text()
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)

    assert page.startswith(f"# {rule['alert']}\n")
    assert rule["labels"]["severity"] in page.splitlines()[2]
    assert headings == SECTIONS
    assert all(len(part.split()) > 1 for part in re.split(r"^## .+$", page, flags=re.MULTILINE))


def test_the_list_of_pages_is_whole_and_in_the_order_of_the_rules():
    listed = re.findall(
        r"^\| \[(\w+)\]\((\w+)\.md\) \| (\w+) \|", (RUNBOOKS / "README.md").read_text(), re.MULTILINE
    )

    assert listed == [(rule["alert"], rule["alert"], rule["labels"]["severity"]) for rule in RULES]
