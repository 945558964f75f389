"""How an exchange ended."""

from dataclasses import replace
from datetime import UTC, datetime

from firewall.ended import CutShort, Ended
from firewall.model import UNKNOWN, CaseId, Decision, Exchange, Outcome, Ruling

ASKED = Exchange(id="1", at=datetime(2026, 6, 1, tzinfo=UTC), requester=UNKNOWN, method="GET", route=None)
ENDED = Ended(asked=ASKED, ruling=None, status=503, seconds=0.1, received_bytes=1, sent_bytes=2)


def test_without_a_ruling_it_is_what_was_asked():
    assert (ENDED.exchange, ENDED.decision, ENDED.case) == (ASKED, None, None)


def test_with_one_it_is_what_was_ruled_on():
    read = replace(ASKED, records_asked=7)
    decision = Decision(policy="d", outcome=Outcome.REFER)
    ended = replace(ENDED, ruling=Ruling(exchange=read, decision=decision, status=202, case=CaseId("C")))

    assert (ended.exchange, ended.decision, ended.case) == (read, decision, "C")


def test_an_address_does_not_show_where_it_is_printed():
    assert "192.0.2.7" not in repr(replace(ENDED, address="192.0.2.7"))


def test_what_did_not_arrive_whole_is_told_in_bytes():
    assert CutShort("id", 3, 7).facts == {"bytes_at_most": 3, "bytes_of": 7, "decision": "id"}
