"""Logs: one JSON object a line, with codes and counts and never a value."""

import asyncio
import json
import logging
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest
import structlog

from firewall import logs
from firewall.ended import Ended
from firewall.errors import ConfigError
from firewall.logs.table import LIBRARIES
from firewall.model import UNKNOWN, Exchange
from tests.system.town import environment

CANARY = "Zebulon Quartermain"
ID = "019a0000-0000-7000-8000-0000000000ab"


@pytest.fixture(autouse=True)
def as_before():
    before = [(log, log.handlers, log.propagate) for log in map(logging.getLogger, LIBRARIES)]
    yield
    logs.close()
    structlog.reset_defaults()
    for log, handlers, propagate in before:
        log.handlers, log.propagate = handlers, propagate


def lines(capfd):
    assert logs.flush()
    told = capfd.readouterr()
    assert told.out == ""
    return [json.loads(line) for line in told.err.splitlines()]


def ended(**said):
    exchange = Exchange(
        id=ID, at=datetime(2026, 6, 1, tzinfo=UTC), requester=UNKNOWN, method="GET", route=None
    )
    return Ended(
        asked=exchange, ruling=None, status=404, seconds=0.002, received_bytes=0, sent_bytes=9, **said
    )


def test_a_line_is_an_object_with_sorted_keys(capfd):
    logs.configure()
    logs.know(["clinic:patient", "/notes"], [], "0123456789abcdef")

    structlog.get_logger().info("latched", route="clinic:patient", member="/notes", decision=ID)

    (line,) = lines(capfd)
    assert list(line) == sorted(line)
    assert (line["event"], line["level"], line["route"]) == ("latched", "info", "clinic:patient")
    assert (line["pid"], line["policy"], line["decision"]) == (os.getpid(), "0123456789ab", ID)
    assert line["timestamp"].endswith("Z")
    assert "version" in line


def test_what_is_only_for_debugging_is_not_told(capfd):
    logs.configure()

    structlog.get_logger().debug("worker-replaced")

    assert lines(capfd) == []


def test_the_level_is_the_operator_s(capfd):
    logs.configure("error")

    structlog.get_logger().warning("worker-replaced")
    structlog.get_logger().error("canary-not-blocked")

    assert [line["event"] for line in lines(capfd)] == ["canary-not-blocked"]


def test_what_the_table_does_not_list_is_not_told(capfd):
    logs.configure()

    structlog.get_logger().error(CANARY, name=CANARY)
    structlog.get_logger().error("upstream-fault", error="KeyError", name=CANARY)

    told = lines(capfd)
    assert CANARY not in json.dumps(told)
    assert [line["event"] for line in told] == ["unlisted", "upstream-fault"]
    assert [line["left_out"] for line in told] == [1, 1]


def test_a_text_in_the_place_of_a_code_is_hidden(capfd):
    logs.configure()

    structlog.get_logger().error("upstream-fault", error=f"KeyError: {CANARY}")

    (line,) = lines(capfd)
    assert line["error"] == "?"


@pytest.mark.parametrize("name", ["aiohttp", "asyncio", "aiohttp.server", "aiohttp.access", "aiohttp.web"])
def test_a_library_that_quotes_what_it_received_is_heard_without_its_words(capfd, name):
    logs.configure()

    try:
        int(CANARY)
    except ValueError:
        logging.getLogger(name).exception("bad request line: %s", CANARY)

    (line,) = lines(capfd)
    assert CANARY not in json.dumps(line)
    assert (line["event"], line["source"], line["error"]) == ("library", name.split(".")[0], "ValueError")


def test_a_library_s_words_do_not_go_on_to_whoever_else_listens(capfd):
    logs.configure()
    heard = []
    listener = logging.Handler()
    listener.emit = lambda record: heard.append(record.getMessage())
    logging.getLogger().addHandler(listener)

    try:
        for name in LIBRARIES:
            logging.getLogger(name).error("unread bytes: %s", CANARY)
        assert logs.flush()
    finally:
        logging.getLogger().removeHandler(listener)

    assert heard == []


def test_a_library_without_an_error_is_heard_as_well(capfd):
    logs.configure()

    logging.getLogger("aiohttp.server").error("unread bytes: %r", CANARY.encode())

    (line,) = lines(capfd)
    assert line["error"] == ""
    assert "Zebulon" not in json.dumps(line)


async def test_a_task_that_died_is_told_by_its_class(capfd):
    logs.configure()

    asyncio.get_running_loop().call_exception_handler({"message": CANARY, "exception": KeyError(CANARY)})

    assert CANARY not in json.dumps(lines(capfd))


def test_to_configure_twice_says_nothing_twice(capfd):
    logs.configure()
    logs.configure()

    logging.getLogger("asyncio").error("x")

    assert len(lines(capfd)) == 1


def test_an_exchange_is_told_where_there_is_an_access_log(capfd):
    logs.exchanged(ended())
    logs.configure()
    logs.exchanged(ended())
    logs.configure(access=True)
    logs.exchanged(ended())

    (line,) = lines(capfd)
    assert (line["event"], line["decision"], line["status"], line["outcome"]) == ("exchange", ID, 404, "none")


def test_an_address_is_told_under_a_key_or_not_at_all(capfd):
    logs.configure(access=True)
    logs.exchanged(ended(address="192.0.2.7"))
    logs.flush()
    logs.configure(access=True)
    logs.digest_addresses(b"k" * 32)
    logs.exchanged(ended(address="192.0.2.7"))
    logs.exchanged(ended(address="192.0.2.7"))
    logs.exchanged(ended(address="192.0.2.8"))

    without, *told = lines(capfd)
    assert "address" not in without
    assert told[0]["address"] == told[1]["address"] != told[2]["address"]
    assert "192.0.2" not in json.dumps(told)


def test_lines_go_to_a_file_that_others_cannot_read(tmp_path, capfd):
    logs.configure(file=tmp_path / "log.jsonl")

    structlog.get_logger().error("canary-not-blocked")

    assert lines(capfd) == []
    assert b"canary-not-blocked" in (tmp_path / "log.jsonl").read_bytes()
    assert (tmp_path / "log.jsonl").stat().st_mode & 0o077 == 0


def test_a_file_that_cannot_be_written_is_an_error_with_a_remedy(tmp_path):
    with pytest.raises(ConfigError, match=r"logs\.file: .* cannot be written .* Make its folder"):
        logs.configure(file=tmp_path / "nowhere" / "log.jsonl")


def test_before_it_is_set_up_nothing_is_told_and_nothing_breaks():
    logs.know(["x"], [], "")
    logs.digest_addresses(b"k" * 32)
    logs.exchanged(ended())

    assert logs.flush()
    assert (logs.dropped(), logs.attributes("exchange", {"status": 1})) == (0, {})


FORKS = """
import os, sys, warnings
import structlog
from firewall import logs
logs.configure()
structlog.get_logger().error("stop-not-recorded")  # so that there is a thread, which stays behind
logs.flush()
if os.fork() == 0:
    structlog.get_logger().error("canary-not-blocked")
    logs.close()
    os._exit(0)
os.wait()
structlog.get_logger().error("canary-not-recorded")
"""


def test_a_process_that_was_forked_logs_by_itself_and_under_its_own_number():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FORKS], capture_output=True, text=True, env=environment(), timeout=60, check=True
    )  # fmt: skip
    told = [json.loads(line) for line in done.stderr.splitlines()]

    assert sorted(line["event"] for line in told) == [
        "canary-not-blocked", "canary-not-recorded", "stop-not-recorded"
    ]  # fmt: skip
    assert len({line["pid"] for line in told}) == 2
