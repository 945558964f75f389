"""One line an exchange."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from firewall.ended import Ended
from firewall.logs.access import Access, Line
from firewall.logs.allowed import HIDDEN, Allowed
from firewall.logs.table import EVENTS
from firewall.model import (
    CaseId,
    Decision,
    Exchange,
    Kind,
    Outcome,
    PartnerId,
    Party,
    Purpose,
    Requester,
    RouteId,
    RuleId,
    Ruling,
)  # fmt: skip

ID = "019a0000-0000-7000-8000-0000000000ab"
AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
REQUESTER = Requester(
    party=Party(PartnerId("ice-ero"), Kind("immigration-enforcement")), authenticated_by="mtls"
)
EXCHANGE = Exchange(
    id=ID,
    at=AT,
    requester=REQUESTER,
    method="GET",
    route=RouteId("clinic:patient"),
    purpose=Purpose("removal"),
)
DECISION = Decision(
    policy="ab" * 32, outcome=Outcome.REFER, rules=(RuleId("law/one"),), reasons=("not-json",), withheld=4
)
ENDED = Ended(
    asked=EXCHANGE,
    ruling=Ruling(exchange=EXCHANGE, decision=DECISION, status=202, case=CaseId("C-7F3K-2M9Q")),
    status=202,
    seconds=1.5,
    received_bytes=3,
    sent_bytes=400,
    address="192.0.2.7",
)


@pytest.fixture
def allowed():
    allowed = Allowed()
    allowed.know(
        ["clinic:patient", "ice-ero", "immigration-enforcement", "removal", "law/one"],
        ["not-json"],
        "cd" * 32,
    )
    return allowed


def told(allowed, ended=ENDED, secret=b""):
    lines = []
    access = Access(lines.append, allowed, version="1")
    if secret:
        access.digest_addresses(secret)
    access.tell(ended)
    (line,) = lines
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1
    return json.loads(line)


def test_it_says_who_asked_what_and_how_it_ended(allowed):
    assert told(allowed) == {
        "case": "C-7F3K-2M9Q", "decision": ID, "event": "exchange", "kind": "immigration-enforcement", "level": "info",
        "method": "GET", "ms": 1500.0, "outcome": "refer", "partner": "ice-ero", "pid": os.getpid(), "policy": "ab" * 6, "proof": "mtls",
        "purpose": "removal", "reasons": ["not-json"], "received_bytes": 3, "route": "clinic:patient", "rules": ["law/one"],
        "sent_bytes": 400, "status": 202, "timestamp": "2026-06-01T12:00:01.500000Z", "version": "1", "withheld": 4,
    }  # fmt: skip


def test_where_nothing_was_ruled_on_it_says_so_and_names_the_policy_in_force(allowed):
    line = told(allowed, replace(ENDED, ruling=None, status=503))

    assert (line["outcome"], line["status"], line["policy"]) == ("none", 503, "cd" * 6)
    assert not {"rules", "reasons", "case", "withheld"} & set(line)


def test_what_no_policy_names_is_hidden():
    line = told(Allowed())

    hidden = {key for key, value in line.items() if value in (HIDDEN, [HIDDEN])}
    assert hidden == {"route", "partner", "kind", "purpose", "rules", "reasons"}


def test_it_is_the_table_s_event(allowed):
    always = {"event", "level", "pid", "timestamp", "version"}

    assert set(Line.__struct_fields__) - always == set(EVENTS["exchange"])


def test_an_address_is_another_one_each_day(allowed):
    key = b"k" * 32
    today = told(allowed, secret=key)["address"]
    asked = replace(EXCHANGE, at=AT.replace(day=2))
    tomorrow = told(allowed, replace(ENDED, asked=asked, ruling=None), secret=key)["address"]

    assert len(today) == 16
    assert today != tomorrow
    assert "address" not in told(allowed)
    assert "address" not in told(allowed, replace(ENDED, address=None), secret=key)
