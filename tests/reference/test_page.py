"""docs/reference.md says what the program does, and all of it."""

import re
import tomllib

import pytest

from firewall import config
from firewall.config.reading import Reading
from firewall.front.problems import KINDS
from firewall.logs.table import EVENTS, Kind
from firewall.metrics import REASONS
from firewall.policy.files import reading
from reference import commands, logs, metrics, policy, problems, reasons, settings
from reference.__main__ import PAGE, main
from reference.page import page
from reference.tables import table


def test_the_page_is_up_to_date():
    assert PAGE.read_text("utf-8") == page(), "docs/reference.md is older than the program. Run: make docs"


def test_the_check_tells_a_page_that_is_older(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("reference.__main__.PAGE", tmp_path / "reference.md")
    monkeypatch.setattr("reference.__main__.page", lambda: "a page")

    assert main(["--check"]) == 1
    assert "make docs" in capsys.readouterr().err
    assert main([]) == 0
    assert main(["--check"]) == 0


def test_a_cell_holds_no_end_of_a_cell():
    assert table(("a", "b"), [("x|y", "two\nlines")]) == "| a | b |\n| --- | --- |\n| x\\|y | two lines |\n"


# ---- configuration


def test_every_key_that_the_program_asks_for_is_told(monkeypatch, tmp_path):
    asked = set()
    take = Reading._take

    def noting(self, table_, key, default):
        asked.add((table_, key))
        return take(self, table_, key, default)

    monkeypatch.setattr(Reading, "_take", noting)
    config.load("", tmp_path)

    # Beside these the example shows tables and keys whose names the city chooses.
    assert asked - {(key.table, key.name) for key in settings.told()} == set()


def test_every_key_says_what_it_must_be_and_what_it_is_for():
    silent = [key for key in settings.told() if not settings.must_be(key) or not key.remark]

    assert silent == []


def test_defaults_are_those_of_the_example():
    for key in settings.told():
        value = tomllib.loads(f"x = {key.value}")["x"]
        assert (tomllib.loads(config.EXAMPLE).get(key.table, {}).get(key.name) == value) is key.is_default


# ---- policy files


def test_every_key_of_every_kind_of_block_is_told(monkeypatch):
    seen = {}
    init = reading.Section.__init__

    def noting(self, node, faults, *, what, known, required=()):
        seen.setdefault(what, set()).update(known if node is not None else ())
        init(self, node, faults, what=what, known=known, required=required)

    monkeypatch.setattr(reading.Section, "__init__", noting)
    found = policy.blocks()

    assert len(found) > 12
    assert {what: set(block.known) for what, block in found.items()} == {
        what: keys for what, keys in seen.items() if keys
    }


def test_the_loader_is_left_as_it_was():
    before = reading.Section.__init__, reading.Section.choice
    policy.blocks()

    assert (reading.Section.__init__, reading.Section.choice) == before


def test_words_are_told_with_their_list():
    found = policy.blocks()

    assert found["route"].takes["otherwise"] == "one of `refuse`, `remove`"
    assert found["agreement"].takes["purposes"] == "a list; each is a purpose"
    assert found["service"].takes["existence"] == "one of `open`, `protected`"


# ---- commands, metrics, problems, reasons


def test_every_command_is_told_with_its_options():
    text = commands.section()

    assert {"firewall run", "firewall audit verify", "firewall process add"} <= {
        name for name, _ in commands.commands()
    }
    assert "`--config, -c <path>`" in text
    assert "Completion" not in text


def test_every_series_is_told_once():
    told = re.findall(r"^\| `(\w+)` \|", metrics.section(), re.MULTILINE)

    assert told == [metrics.name_of(family) for family in metrics.families()]
    assert "firewall_policy_info" in told


def test_every_log_line_is_told():
    told = re.findall(r"^\| `([a-z-]+)` \|", logs.section(), re.MULTILINE)

    assert told == list(EVENTS)
    assert set(logs._KINDS) == set(Kind)


def test_every_problem_is_told():
    told = re.findall(r"^\| (\d+) \|", problems.section(), re.MULTILINE)

    assert told == [str(status) for status in KINDS]


def test_every_reason_has_words():
    codes = reasons.codes()

    assert set(REASONS) <= codes
    assert sorted(codes - reasons.MEANS.keys() - reasons.OF_CREDENTIALS.keys()) == [], (
        "say in reference/reasons.py what it means"
    )


def test_words_without_a_reason_are_not_shown():
    shown = set(re.findall(r"^\| `([a-z0-9-]+)` \|", reasons.section(), re.MULTILINE))

    assert shown == reasons.codes()


def test_a_reason_in_the_text_of_the_program_is_found():
    assert {
        "bad-method",
        "engine-failed",
        "too-many-findings",
        "upstream-failed",
        "nothing-opened",
        "bad-message",
    } <= reasons.codes()


@pytest.mark.parametrize(("word", "status"), [("method", "405"), ("too-slow", "408"), ("body-too-large", "413"), ("no-route", "404"), ("upstream-timeout", ""), ("not-json", "400")])  # fmt: skip
def test_a_reason_is_told_with_what_the_requester_gets(word, status):
    row = next(line for line in reasons.section().splitlines() if line.startswith(f"| `{word}` |"))

    assert row.split("|")[2].strip() == status
