"""Whoever logs says what the table lists: the product's own code is read for it."""

import ast
import re

import pytest

from firewall.errors import ConfigError, Fault, PolicyError
from firewall.logs.allowed import Allowed
from firewall.logs.table import EVENTS, UNLISTED, Kind
from firewall.reloading import told as told_of
from tests.test_architecture import ROOT, SOURCES, called, name_of, tree

LEVELS = {"debug", "info", "warning", "error", "critical", "exception"}


def called_level(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and called(node) in LEVELS


def is_logger(node):
    return ast.unparse(node) in {"_log", "structlog.get_logger()"}


def told():
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if called_level(node) and is_logger(node.func.value):
                yield f"{name_of(path)}:{node.lineno}", node


LINES = list(told())


def test_the_lines_are_found():
    assert len(LINES) > 12


@pytest.mark.parametrize(("where", "node"), LINES, ids=[where for where, _ in LINES])
def test_a_line_of_the_code_is_in_the_table(where, node):
    """Add the event and its keys to EVENTS in firewall/logs/table.py; else it is told as ``unlisted``."""
    assert len(node.args) == 1, "an event, and keys"
    assert isinstance(node.args[0], ast.Constant), "an event is a constant"
    event = node.args[0].value

    assert event in EVENTS
    assert {keyword.arg for keyword in node.keywords} - {None} <= set(EVENTS[event])


def test_keys_that_a_function_gives_are_in_the_table():
    given = [where for where, node in LINES if any(keyword.arg is None for keyword in node.keywords)]
    faults = (
        PolicyError((Fault("laws/a.yaml", 7, 1, "It is wrong."),)),
        PolicyError((Fault("laws", 1, 1, "No law is left.", why="no-law-left"),)),
        ConfigError("It is gone."),
        KeyError("x"),
    )

    assert {place.split(":")[0] for place in given} == {"firewall/reloading.py"}
    assert {key for fault in faults for key in told_of(fault)} == set(EVENTS["policy-not-loaded"])
    assert Allowed().keys("policy-not-loaded", told_of(faults[0])) == {"faults": 1, "where": "laws/a.yaml:7"}


def test_no_line_has_a_traceback():
    """Its text may show values."""
    assert [where for where, node in LINES if called(node) == "exception"] == []


def test_there_is_no_other_way_to_log():
    """A bound logger, or the standard library's, would go past the table or past the test above."""
    loggers = [
        f"{name_of(path)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"logging.getLogger", "structlog.stdlib.get_logger"}
    ]  # fmt: skip

    # The reader of PDF is told to say nothing: it would quote what it reads.
    assert {place.split(":")[0] for place in loggers} <= {
        "firewall/logs/__init__.py",
        "firewall/formats/pdf/__init__.py",
    }


def test_names_are_plain():
    for event, keys in EVENTS.items():
        assert event.replace("-", "").isalpha(), event
        assert all(key.replace("_", "").isalpha() for key in keys), event


def test_nothing_is_of_a_kind_that_takes_any_text():
    assert {kind.name for kind in Kind} == {
        "CLASS", "CODE", "CODES", "WORD", "WORDS", "ID", "CASE", "PLACE", "DIGEST", "COUNT", "SECONDS"
    }  # fmt: skip
    assert EVENTS[UNLISTED] == {}


def test_the_papers_list_every_event_with_its_keys():
    paper = (ROOT / "docs" / "watching.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| ([^|]*) \| ([^|]+) \|$", paper, re.MULTILINE)

    assert {event: set(re.findall(r"`(\w+)`", keys)) for event, keys, _ in rows} == {
        event: set(keys) for event, keys in EVENTS.items()
    }
