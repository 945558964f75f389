"""
What a server's refusal means to an operator, by its code.

INVARIANT: never the server's own words: they may quote what they are about.
"""

from __future__ import annotations

_BY_CODE = {
    "08": "the connection failed",
    "25006": "it takes no writes, as a standby does: name the primary, or find out who made it read-only",
    "28": "it does not let this role in: see to record.password_file, and to the server's pg_hba.conf",
    "3D000": "it has no such database: create it, with ENCODING 'UTF8'",
    "3F000": "the schema `record` is not there",
    "42501": "the role may not do that: give it the rights of deploy/postgres/record.sql",
    "42P01": "a table of the record is not there",
    "53100": "its disk is full",
    "53200": "it has no memory left",
    "53300": "it has no connection left: raise max_connections",
    "55P03": "another process keeps the record locked",
    "57014": "it gave up for want of time",
    "57P": "it is starting or stopping",
    "58": "its machine or its disk failed",
    "XX": "it found itself damaged",
}


def meaning(code: str) -> str:
    """Explain the longest beginning of an SQLSTATE that is known; the code follows in any case."""
    for length in range(len(code), 1, -1):
        if code[:length] in _BY_CODE:
            return f"{_BY_CODE[code[:length]]} ({code})"
    return f"it refused ({code or 'without a code'})"
