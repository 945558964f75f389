"""The words that may be told."""

import ast
from datetime import UTC, datetime

from structlog.testing import capture_logs

from firewall import logs, telling
from firewall.front.wire import _REASONS
from firewall.statuses import PASSED_ON
from tests.helpers import bundle
from tests.test_architecture import SOURCES, called, tree


def test_all_ids_of_a_policy_may_be_told():
    found = bundle()
    words = telling.words_of(found)

    assert {*found.routes, *found.partners, *found.rules_by_id, "unknown", "public-health"} <= words
    assert {"/citizenshipCode", "/notes"} <= words


def test_nothing_that_residents_wrote_or_were_asked_about_is_a_word_of_it():
    assert not [word for word in telling.words_of(bundle()) if " " in word]


def codes_of_the_code():
    """Every literal that the product gives as the cause of a failure."""
    for path in SOURCES:
        if "survey" in path.parts:  # what `init` and `scan` read is no exchange
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and called(node) in {"Failure", "Unreadable", "UpstreamError"}:
                yield from (one.value for one in node.args if isinstance(one, ast.Constant))
            if (
                isinstance(node, ast.keyword)
                and node.arg == "failure"
                and isinstance(node.value, ast.Constant)
            ):
                yield node.value.value


def test_all_reasons_of_the_code_may_be_told():
    """Else an operator reads ``?`` where a cause should stand."""
    known = (
        telling.CODES
        | {f"upstream-{status}" for status in PASSED_ON.values()}
        | {code for _, code in _REASONS}
    )

    assert sorted({code for code in codes_of_the_code() if code} - known) == []


def test_the_policy_in_force_brings_its_words(tmp_path):
    logs.configure(file=tmp_path / "log")
    try:
        telling.in_force(bundle())

        told = logs.attributes("uninspectable", {"route": "clinic:patient", "reasons": ["not-json", "zq"]})
    finally:
        logs.close()

    assert told == {"route": "clinic:patient", "reasons": ["not-json", "?"]}


def test_a_rule_that_is_to_be_reviewed_within_30_days_is_told_with_the_days_that_are_left():
    found = bundle()
    days = [
        datetime(2026, 12, 1, tzinfo=UTC),
        datetime(2026, 12, 2, tzinfo=UTC),
        datetime(2027, 2, 1, tzinfo=UTC),
    ]
    said = []
    for day in days:
        with capture_logs() as lines:
            telling.to_be_reviewed(found, day)
        said.append({(line["rule"], line["days"]) for line in lines if line["event"] == "rule-review-due"})

    rules = found.rules_by_id
    assert said == [set(), {(id_, 30) for id_ in rules}, {(id_, 0) for id_ in rules}]
