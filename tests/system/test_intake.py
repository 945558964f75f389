"""Collecting less, through the real proxy: what the city's own portal sends, and what of it a service stores."""

import json
import sqlite3
from contextlib import closing
from urllib.parse import urlencode

import pytest

from tests.system.town import PORTAL, PURPOSES, fetch

STATUS = "zq-undocumented"
REPORT = {
    "category": "noise", "address": "1 Main St", "text": "Loud music.", "reporter": {"name": "Ana Ruiz", "phone": "555-0100"},
    "immigrationStatus": STATUS, "visa": {"kind": STATUS}, "_method": "DELETE",
}  # fmt: skip
FLAT = {
    "category": "noise", "address": "1 Main St", "text": "Loud music.", "reporter_name": "Ana Ruiz", "reporter_phone": "555-0100",
    "immigrationStatus": STATUS,
}  # fmt: skip


def sent(town, body, media_type, headers=()):
    return fetch(
        town.url,
        f"/311/requests?immigrationStatus={STATUS}",
        "POST",
        [
            ("Host", "city"), ("Purpose-Of-Use", PURPOSES[PORTAL]), ("Authorization", f"Bearer {town.keys[PORTAL]}"),
            ("Content-Type", media_type), ("Content-Length", str(len(body))), *headers,
        ],
        body,
    )  # fmt: skip


def stored(town):
    (path,) = town.directory.rglob("311.sqlite")
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT * FROM requests").fetchall()


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (json.dumps(REPORT).encode(), "application/json"),
        (urlencode(FLAT).encode(), "application/x-www-form-urlencoded"),
    ],
)
def test_what_a_form_need_not_ask_reaches_no_service(town, body, media_type):
    before = len(stored(town))
    answer = sent(town, body, media_type, [("X-HTTP-Method-Override", "DELETE")])
    after = stored(town)

    assert answer.status in {200, 201}, town.entry(answer)["reasons"]
    assert len(after) == before + 1
    assert "Ana Ruiz" in after[-1]
    assert STATUS not in repr(after)
    assert STATUS not in repr(town.entry(answer))


def test_a_form_that_means_another_method_is_refused(town):
    before = stored(town)
    answer = sent(
        town, urlencode({**FLAT, "_method": "DELETE"}).encode(), "application/x-www-form-urlencoded"
    )

    assert (answer.status, town.entry(answer)["reasons"]) == (400, ["method-override"])
    assert stored(town) == before
