"""Logs: one JSON object a line, with codes and counts and never a value."""

import asyncio
import json
import logging

import pytest
import structlog

from firewall import logs

CANARY = "Zebulon Quartermain"
LIBRARIES = ("aiohttp", "asyncio")


@pytest.fixture(autouse=True)
def as_before():
    before = [(log, log.handlers, log.propagate) for log in map(logging.getLogger, LIBRARIES)]
    yield
    structlog.reset_defaults()
    for log, handlers, propagate in before:
        log.handlers, log.propagate = handlers, propagate


def lines(capsys):
    told = capsys.readouterr()
    assert told.out == ""
    return [json.loads(line) for line in told.err.splitlines()]


def test_a_line_is_an_object_with_sorted_keys(capsys):
    logs.configure()

    structlog.get_logger().info("latched", route="clinic:patient", member="/notes")

    (line,) = lines(capsys)
    assert list(line) == sorted(line)
    assert (line["event"], line["level"], line["route"]) == ("latched", "info", "clinic:patient")
    assert line["timestamp"].endswith("Z")


def test_what_is_only_for_debugging_is_not_told(capsys):
    logs.configure()

    structlog.get_logger().debug("detail")

    assert lines(capsys) == []


@pytest.mark.parametrize("name", ["aiohttp", "asyncio", "aiohttp.server", "aiohttp.access", "aiohttp.web"])
def test_a_library_that_quotes_what_it_received_is_heard_without_its_words(capsys, name):
    logs.configure()

    try:
        int(CANARY)
    except ValueError:
        logging.getLogger(name).exception("bad request line: %s", CANARY)

    (line,) = lines(capsys)
    assert CANARY not in json.dumps(line)
    assert (line["event"], line["source"], line["error"]) == ("library", name, "ValueError")


def test_a_library_s_words_do_not_go_on_to_whoever_else_listens():
    logs.configure()
    heard = []
    listener = logging.Handler()
    listener.emit = lambda record: heard.append(record.getMessage())
    logging.getLogger().addHandler(listener)

    try:
        for name in LIBRARIES:
            logging.getLogger(name).error("unread bytes: %s", CANARY)
    finally:
        logging.getLogger().removeHandler(listener)

    assert heard == []


def test_a_library_without_an_error_is_heard_as_well(capsys):
    logs.configure()

    logging.getLogger("aiohttp.server").error("unread bytes: %r", CANARY.encode())

    (line,) = lines(capsys)
    assert line["error"] == ""
    assert "Zebulon" not in json.dumps(line)


async def test_a_task_that_died_is_told_by_its_class(capsys):
    logs.configure()

    asyncio.get_running_loop().call_exception_handler({"message": CANARY, "exception": KeyError(CANARY)})

    assert CANARY not in json.dumps(lines(capsys))


def test_to_configure_twice_says_nothing_twice(capsys):
    logs.configure()
    logs.configure()

    logging.getLogger("asyncio").error("x")

    assert len(lines(capsys)) == 1
