"""
Logs: one JSON object a line, with codes and counts and never a value.

What may be told stands in one table (``table.py``); a thread writes it (``writer.py``).
"""

from __future__ import annotations

import atexit
import logging
import os
from collections.abc import Callable, Collection, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec
import structlog

from firewall.ended import Ended
from firewall.errors import ConfigError
from firewall.logs.access import Access
from firewall.logs.allowed import Allowed, Told
from firewall.logs.table import LIBRARIES
from firewall.logs.writer import Appended, Descriptor, Writer

_FLUSH_S = 2.0
_STANDARD_ERROR = 2


@dataclass(frozen=True, slots=True)
class _Running:
    """What ``configure`` set up."""

    writer: Writer
    allowed: Allowed
    access: Access | None


_running: list[_Running] = []
"""Logs belong to the process: there is one set of them, or none yet."""


def configure(level: str = "info", file: Path | None = None, *, access: bool = False) -> None:
    """
    Set up the logs of this process, and keep libraries that quote what they received from saying anything.

    ``file`` is for the lines, else standard error; ``access`` is one line an exchange.  May be called again.
    Raises ConfigError where the file cannot be written.
    """
    close()
    allowed, release = Allowed(), version()
    writer = Writer(_sink(file), _notice(release))
    _running.append(_Running(writer, allowed, Access(writer.put, allowed, release) if access else None))
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _listed(allowed, {"version": release}),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Lines(writer.put),
    )
    # asyncio and aiohttp put the bytes they choke on into their messages (threats J08).
    for name in LIBRARIES:
        logging.getLogger(name).handlers = [_CodesOnly()]
        logging.getLogger(name).propagate = False
    atexit.register(close)


def _begin_anew() -> None:
    """After a fork: this process has its own thread to write with, and its own count of what it dropped."""
    for one in _running:
        one.writer.begin_anew()


os.register_at_fork(after_in_child=_begin_anew)


def know(words: Collection[str], codes: Iterable[str], policy: str) -> None:
    """Take the words that may be told from now on: ids of the policy in force, codes of the code."""
    for one in _running:
        one.allowed.know(words, codes, policy)


def digest_addresses(secret: bytes) -> None:
    """Have the access log tell two addresses apart, by a digest under a key of the house."""
    for one in _running:
        if one.access is not None:
            one.access.digest_addresses(secret)


def exchanged(ended: Ended) -> None:
    """Tell of an exchange, where there is an access log."""
    if _running and (access := _running[0].access) is not None:
        access.tell(ended)


def attributes(event: str, said: Mapping[str, object]) -> dict[str, Told]:
    """Return what of it may be told outside of the log, such as in a span: the same and nothing else."""
    return _running[0].allowed.keys(event, said) if _running else {}


def dropped() -> int:
    """How many lines were not written, since nobody took them."""
    return _running[0].writer.dropped if _running else 0


def flush(timeout_s: float = _FLUSH_S) -> bool:
    """Wait until everything so far was written."""
    return all(one.writer.flush(timeout_s) for one in _running)


def close() -> None:
    """Write what is left.  May be called twice."""
    for one in _running:
        one.writer.close(_FLUSH_S)
    _running.clear()


def _sink(file: Path | None) -> Appended | Descriptor:
    if file is None:
        return Descriptor(_STANDARD_ERROR)
    try:
        return Appended(file)
    except OSError as error:
        raise ConfigError(
            f"logs.file: {file} cannot be written ({error.strerror}). Make its folder, or take another."
        ) from None


class _Lines:
    """What structlog writes to."""

    def __init__(self, put: Callable[[bytes], None]) -> None:
        self._put = put

    def msg(self, line: bytes) -> None:
        self._put(line)

    debug = info = warning = error = critical = msg


def _listed(allowed: Allowed, always: Mapping[str, str]) -> structlog.typing.Processor:
    def process(_: object, __: str, said: MutableMapping[str, Any]) -> bytes:  # structlog's own type
        name, level, timestamp = str(said.pop("event")), said.pop("level"), said.pop("timestamp")
        line = {"policy": allowed.policy, "pid": os.getpid(), **always, **allowed.keys(name, said)}
        return _encoded({**line, "event": allowed.event(name), "level": level, "timestamp": timestamp})

    return process


def _encoded(line: Mapping[str, Told]) -> bytes:
    return msgspec.json.encode(line, order="sorted") + b"\n"


def _notice(version: str) -> Callable[[int], bytes]:
    return lambda times: _encoded(
        {"event": "lines-dropped", "level": "warning", "pid": os.getpid(), "times": times, "version": version}
    )


def version() -> str:
    try:
        return metadata.version("data-sharing-firewall")
    except metadata.PackageNotFoundError:
        return ""


class _CodesOnly(logging.Handler):
    """Tells that something happened, where, and of which class; nothing of what it said."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        source = record.name.partition(".")[0]
        structlog.get_logger().warning("library", source=source, error=error, line=record.lineno)
