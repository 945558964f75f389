"""A town that is watched: every exchange has its line and its trace, and no value of anybody's is in either."""

import base64
import json
import logging

import pytest
import structlog

from firewall import logs
from firewall.logs.table import EVENTS, LIBRARIES
from tests.collector import collecting
from tests.system import test_canary as canaries
from tests.system import town
from tests.system.town import COUNTY, ICE, NOBODY

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
PLANTED = [*canaries.SPELLINGS, TRACE.split("-")[1].encode(), bytes.fromhex(TRACE.split("-")[1])]


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """Plays all exchanges; yields them with the lines, the collector and what the services saw."""
    folder = tmp_path_factory.mktemp("watched")
    before = [(log, log.handlers, log.propagate) for log in map(logging.getLogger, LIBRARIES)]
    logs.configure(file=folder / "log.jsonl", access=True)
    with collecting() as (collector, endpoint):
        with town.running(
            folder / "city", more=f'[traces]\nendpoint = "{endpoint}"\nsample = 1.0\n'
        ) as running:
            canaries.infest(running.directory)
            answers = [
                running.ask(partner, target, method=method, json=body, headers=planted_headers())
                for partner in (COUNTY, ICE, NOBODY)
                for method, target, body in canaries.ASKED
                if "#" not in target
            ]
            entries = {entry["id"]: entry for entry in running.entries()}
        logs.close()
        yield running, answers, entries, read(folder / "log.jsonl"), collector
    structlog.reset_defaults()
    for log, handlers, propagate in before:
        log.handlers, log.propagate = handlers, propagate


def planted_headers():
    word = canaries.CANARY("header")
    return (("Traceparent", TRACE), ("Tracestate", f"a={word}"), ("Baggage", f"b={word}"), ("User-Agent", word),
            ("X-Request-Id", word), ("X-Forwarded-For", word))  # fmt: skip


def read(path):
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def exchanges(lines):
    return {line["decision"]: line for line in lines if line["event"] == "exchange"}


def test_each_answer_has_one_line_that_says_what_the_record_says(watched):
    _, answers, entries, lines, _ = watched
    told = exchanges(lines)
    decided = {a.decision: entries[a.decision] for a in answers if a.decision in entries}

    assert len(decided) > 40
    for id_, entry in decided.items():
        line = told[id_]
        assert line["outcome"] == entry["outcome"]
        assert line.get("route", "") == (f"{entry['service']}:{entry['route']}" if entry.get("route") else "")
        assert line.get("rules", []) == entry["rules"][:16]
        assert line["policy"] == entry["policy"][:12]


def test_nothing_that_was_planted_is_in_a_line(watched):
    _, _, _, lines, _ = watched
    said = json.dumps(lines).encode()

    assert len(lines) > 60
    assert [stem for stem in PLANTED if stem in said.lower() or stem in said] == []
    assert b"127.0.0.1" not in said


def test_lines_have_the_keys_of_the_table_and_no_word_is_hidden(watched):
    """A ``?`` would be a word of ours that the table does not know."""
    _, _, _, lines, _ = watched
    always = {"event", "level", "pid", "policy", "timestamp", "version"}

    for line in lines:
        assert set(line) <= set(EVENTS[line["event"]]) | always, line
        assert "?" not in [*line.values(), *line.get("reasons", []), *line.get("rules", [])], line


def test_each_exchange_is_one_trace_without_the_requester_s_id(watched):
    _, answers, _, lines, collector = watched
    spans = collector.spans()
    roots = {span.said["firewall.decision"]: span for span in spans if span.name == "exchange"}

    assert set(exchanges(lines)) == set(roots)
    assert all(span.parent == "" and not span.raw.links for span in roots.values())
    assert TRACE.split("-")[1] not in {span.trace for span in spans}
    shared = next(a for a in answers if a.status == 200 and a.header("Fields-Withheld") not in {None, "0"})
    trace = roots[shared.decision].trace
    assert {span.name for span in spans if span.trace == trace} == {
        "exchange", "introduce", "inspect-request", "service", "inspect-answer", "record"
    }  # fmt: skip


def test_nothing_that_was_planted_is_in_a_span(watched):
    _, _, _, _, collector = watched
    decoded = repr([span.raw for span in collector.spans()]).encode()

    assert [stem for stem in PLANTED if stem in collector.bytes or stem in decoded] == []
    assert {key for span in collector.spans() for key in span.said} <= {
        f"firewall.{key}" for event in ("exchange", "service") for key in EVENTS[event]
    }


def test_the_search_finds_what_it_looks_for():
    word = canaries.CANARY("x").encode()

    assert [stem for stem in PLANTED if stem in word]
    assert [stem for stem in PLANTED if stem in base64.b64encode(b"--" + word)]
