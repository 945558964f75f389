"""Logs: one JSON object a line, to standard error, with codes and counts and never a value."""

from __future__ import annotations

import logging
import sys

import structlog


def configure() -> None:
    """Set up structlog, and keep libraries that quote what they received from saying anything."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    # asyncio and aiohttp put the bytes they choke on into their messages (threats J08).
    for name in ("aiohttp", "asyncio"):
        logging.getLogger(name).handlers = [_CodesOnly()]
        logging.getLogger(name).propagate = False


class _CodesOnly(logging.Handler):
    """Tells that something happened, where, and of which class; nothing of what it said."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        structlog.get_logger().warning("library", source=record.name, error=error, line=record.lineno)
