import dataclasses
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.audit import entry
from firewall.model import (
    CaseId,
    Category,
    Count,
    Decision,
    Digest,
    Exchange,
    Kind,
    LegalProcess,
    Outcome,
    PartnerId,
    Party,
    ProcessKind,
    Purpose,
    Requester,
    RouteId,
    RuleId,
)

AT = datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC)
CANARY = "María López 536-90-4399"

PROCESS = LegalProcess(
    id="P-1",
    kind=ProcessKind("judicial-warrant"),
    bases=frozenset({"judicial"}),
    opens=True,
    partner=PartnerId("ice-ero"),
    categories=frozenset({Category("identity.name")}),
    targets=frozenset({Digest(CANARY)}),
    purposes=frozenset({Purpose(CANARY)}),
    starts=AT,
    ends=AT,
    verified_by=CANARY,
    case=CaseId(CANARY),
)
EXCHANGE = Exchange(
    id="01J0",
    at=AT,
    requester=Requester(
        party=Party(PartnerId("carrier"), Kind("vendor")),
        authenticated_by="mtls",
        on_behalf_of=(Party(PartnerId("ice-ero"), Kind("immigration-enforcement.civil")),),
        onward=(Party(PartnerId(""), Kind("state-agency")),),
    ),
    method="GET",
    route=RouteId("clinic:patient"),
    purpose=Purpose("immigration-enforcement"),
    claims=frozenset({ProcessKind("judicial-warrant"), ProcessKind("admin-subpoena-dhs")}),
    target=Digest("ab12"),
    processes=(PROCESS,),
    asks=frozenset({Category("record.id"), Category("identity.name")}),
)
DECISION = Decision(
    policy="f00d",
    outcome=Outcome.REFER,
    rules=(RuleId("welcoming-city:status-goes-to-counsel"),),
    openers=("DSA-2026-014",),
    reasons=("no-route",),
    counts=(Count("/name", Category("identity.name"), Outcome.REMOVE, 2),),
    withheld=3,
    records=1,
    latched=("clinic:patient /note",),
    duties=("record-request",),
)


def decided(exchange=EXCHANGE, decision=DECISION):
    return entry.decided(exchange, decision, case=CaseId("LC-7"), status=202)


def test_decided_says_this_and_no_more():
    assert json.loads(decided()) == {
        "v": 1,
        "kind": "decided",
        "id": "01J0",
        "at": "2026-03-01T12:00:00.000005Z",
        "requester": {
            "id": "carrier",
            "kind": "vendor",
            "by": "mtls",
            "behind": ["ice-ero"],
            "onward": ["state-agency"],
        },
        "purpose": "immigration-enforcement",
        "claims": ["admin-subpoena-dhs", "judicial-warrant"],
        "processes": ["P-1"],
        "direction": "inbound",
        "duties": ["record-request"],
        "service": "clinic",
        "route": "patient",
        "method": "GET",
        "target": "ab12",
        "asks": ["identity.name", "record.id"],
        "policy": "f00d",
        "outcome": "refer",
        "status": 202,
        "rules": ["welcoming-city:status-goes-to-counsel"],
        "openers": ["DSA-2026-014"],
        "reasons": ["no-route"],
        "counts": [["/name", "identity.name", "remove", 2]],
        "withheld": 3,
        "records": 1,
        "latched": ["clinic:patient /note"],
        "case": "LC-7",
    }


def test_who_showed_a_credential_that_was_not_believed_is_told_with_the_reason():
    asked = dataclasses.replace(EXCHANGE.requester, refused=("token-replayed", CANARY))
    said = json.loads(decided(dataclasses.replace(EXCHANGE, requester=asked)))

    assert said["requester"]["refused"] == ["token-replayed", "?"]
    assert "refused" not in json.loads(decided())["requester"]


def test_intended_says_what_decided_does_but_no_answer():
    before, after = json.loads(entry.intended(EXCHANGE, DECISION)), json.loads(decided())

    assert before == {**after, "kind": "intended", "status": None, "case": None}


def test_mirrored_says_what_decided_does_under_a_kind_of_its_own():
    decided = json.loads(entry.decided(EXCHANGE, DECISION, case=None, status=200))
    by_answer = json.loads(entry.mirrored(EXCHANGE, DECISION, status=200, by_answer=True))
    by_request = json.loads(entry.mirrored(EXCHANGE, DECISION, status=None, by_answer=False))

    assert by_answer == {**decided, "kind": "mirrored-answer"}
    assert by_request == {**decided, "kind": "mirrored-request", "status": None}


def test_unparsed_says_this_and_no_more():
    said = json.loads(entry.unparsed("01J1", AT, "bad-request-line", 3))

    assert said == {
        "v": 1,
        "kind": "unparsed",
        "id": "01J1",
        "at": "2026-03-01T12:00:00.000005Z",
        "reason": "bad-request-line",
        "times": 3,
    }


def test_staffed_says_who_did_what_and_why():
    said = json.loads(
        entry.staffed(
            "01J2", AT, "j.ruiz", "case.grant", "LC-7", {"why": "Año", "uses": 1, "data": ["identity"]}
        )
    )

    assert said == {
        "v": 1,
        "kind": "staffed",
        "id": "01J2",
        "at": "2026-03-01T12:00:00.000005Z",
        "by": "j.ruiz",
        "act": "case.grant",
        "subject": "LC-7",
        "facts": {"why": "Año", "uses": 1, "data": ["identity"]},
    }


def test_noted_says_what_the_firewall_did():
    said = json.loads(entry.noted("01J3", AT, "reload", {"policy": "f00d"}))

    assert said == {
        "v": 1,
        "kind": "noted",
        "id": "01J3",
        "at": "2026-03-01T12:00:00.000005Z",
        "what": "reload",
        "facts": {"policy": "f00d"},
    }


@pytest.mark.parametrize(
    "said",
    [
        decided(),
        entry.intended(EXCHANGE, DECISION),
        entry.unparsed("01J1", AT, "x", 1),
        entry.staffed("01J2", AT, "b", "a", "s", {"z": 1, "a": "ñ"}),
        entry.noted("01J3", AT, "w", {"z": 1, "a": [1 * "b"]}),
    ],
)
def test_bytes_are_canonical(said):
    again = json.dumps(json.loads(said), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert said == again.encode()


CAME_ALONG = [
    {"id": CANARY},
    {"method": CANARY},
    {"purpose": CANARY},
    {"claims": frozenset({CANARY})},
    {"target": CANARY},
    {"selects": frozenset({CANARY})},
    {"over_limit": frozenset({CANARY})},
    {"requester": dataclasses.replace(EXCHANGE.requester, authenticated_by=CANARY)},
    {"processes": (dataclasses.replace(PROCESS, id=CANARY),)},
]


@pytest.mark.parametrize("change", CAME_ALONG, ids=lambda change: next(iter(change)))
def test_what_came_with_a_request_does_not_get_in(change):
    exchange = dataclasses.replace(EXCHANGE, **change)

    for said in (decided(exchange), entry.intended(exchange, DECISION)):
        assert CANARY not in json.loads(said).values()
        assert "4399" not in said.decode()


def test_a_path_in_place_of_the_digest_does_not_get_in():
    exchange = dataclasses.replace(EXCHANGE, target=Digest("/patients/4711"))

    assert json.loads(decided(exchange))["target"] == "?"


def test_a_value_in_place_of_a_reason_does_not_get_in():
    decision = dataclasses.replace(DECISION, reasons=(CANARY,))

    assert json.loads(decided(decision=decision))["reasons"] == ["?"]
    assert b"4399" not in entry.unparsed(CANARY, AT, CANARY, 1)


def test_a_long_word_does_not_get_in():
    assert json.loads(decided(dataclasses.replace(EXCHANGE, method="A" * 101)))["method"] == "?"


def test_what_is_not_known_is_null():
    exchange = dataclasses.replace(
        EXCHANGE,
        route=None,
        purpose=None,
        requester=dataclasses.replace(EXCHANGE.requester, authenticated_by=None),
    )
    said = json.loads(entry.decided(exchange, DECISION, case=None, status=404))

    assert (said["service"], said["route"], said["purpose"], said["case"], said["requester"]["by"]) == (
        None,
    ) * 5


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_of_staff_can_be_written_and_read_without_a_control_character(text):
    said = entry.staffed("01J2", AT, text, "act", text, {"why": text, "data": [text]})

    shown = said.decode()
    assert json.loads(said)["facts"]["why"] == text.encode("utf-8", "replace").decode()
    assert not [
        each for each in shown if ord(each) < 32 or 0x7F <= ord(each) <= 0x9F or each in "\u202e\u2028\u200b"
    ]


def test_times_are_utc_and_sort_as_text():
    tokyo = timezone(timedelta(hours=9))

    assert entry.instant(datetime(2026, 3, 1, 8, tzinfo=tokyo)) == "2026-02-28T23:00:00.000000Z"
    assert entry.instant(AT) == "2026-03-01T12:00:00.000005Z"
    assert entry.instant(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00.000000Z"


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_the_earlier_time_is_the_smaller_text(one, other):
    assert (entry.instant(one) < entry.instant(other)) == (one < other)


def test_what_stands_around_the_records_of_each_part_is_counted_out_and_what_is_inside_stays():
    def said(*counts):
        return decided(decision=dataclasses.replace(DECISION, counts=counts))

    def count(pattern, times):
        return Count(pattern, Category("record.meta"), Outcome.REMOVE, times)

    part = said(count("/l/@v", 1), count("/l/p/name", 9), count("/l/p", 2), count("?", 5), count("/l/pp", 1))
    around = said(
        count("/l/@v", 1), count("/l/p/name", 1), count("/l/p", 1), count("?", 3), count("/l/pp", 4)
    )

    own = json.loads(entry.without(part, around, "/l/p"))

    assert {one[0]: one[3] for one in own.pop("counts")} == {"/l/p/name": 9, "/l/p": 2, "?": 2}
    assert own == {key: value for key, value in json.loads(part).items() if key != "counts"}
