"""Every line that a log can hold."""

from __future__ import annotations

from firewall.logs.table import EVENTS, Kind
from reference.tables import code, table

_KINDS = {
    Kind.CLASS: "the class of an exception",
    Kind.CODE: "a code",
    Kind.CODES: "codes",
    Kind.WORD: "a word of the policy",
    Kind.WORDS: "words of the policy",
    Kind.ID: "a decision id",
    Kind.CASE: "a case",
    Kind.PLACE: "a file of the policy and a line",
    Kind.DIGEST: "hexadecimal digits",
    Kind.COUNT: "a whole number",
    Kind.SECONDS: "a number",
}

_HEAD = """\
Lines of JSON. Beside these keys each has `event`, `level`, `timestamp`, `pid` and `version`. Whatever is not listed is
left out of a line, and a value that is not of its kind is `?`.
"""


def section() -> str:
    rows = [
        (code(event), ", ".join(f"{code(key)}: {_KINDS[kind]}" for key, kind in keys.items()))
        for event, keys in EVENTS.items()
    ]
    return f"{_HEAD}\n{table(('event', 'keys'), rows)}"
