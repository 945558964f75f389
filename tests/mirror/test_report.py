import json

from firewall.mirror.report import advice, made, plain

BASE = {"kind": "mirrored-answer", "at": "2026-11-22T00:00:00Z", "requester": {"id": "county", "kind": "peer-local"},
        "service": "clinic", "route": "patient", "purpose": "public-health", "outcome": "release", "rules": [], "reasons": [],
        "counts": [], "latched": []}  # fmt: skip
UNKNOWN = {"id": "", "kind": "unknown"}
VENDOR = {"id": "acme", "kind": "vendor-surveillance", "behind": ["ice-ero"], "onward": ["data-broker"]}


def report(*changes):
    return made(enumerate(json.dumps(BASE | change).encode() for change in changes))


def test_outcomes_are_counted_by_route_requester_and_purpose():
    told = plain(report({}, {}, {"requester": VENDOR, "outcome": "refer", "rules": ["law/rule"]}))

    assert (told["exchanges"], told["outcomes"]) == (3, {"release": 2, "refer": 1})
    assert told["by"] == [
        {"route": "clinic:patient", "requester": "county", "kind": "peer-local", "purpose": "public-health", "outcome": "release", "why": "", "exchanges": 2},
        {"route": "clinic:patient", "requester": "acme for ice-ero (passes on to data-broker)", "kind": "vendor-surveillance", "purpose": "public-health",
         "outcome": "refer", "why": "law/rule", "exchanges": 1},
    ]  # fmt: skip


def test_rules_are_counted_with_what_came_of_it():
    told = plain(
        report(
            {"rules": ["law/one", "law/two"]},
            {"rules": ["law/one"], "outcome": "hold"},
            {"rules": ["law/one"]},
        )
    )

    assert told["rules"] == [
        {"rule": "law/one", "outcome": "release", "exchanges": 2},
        {"rule": "law/one", "outcome": "hold", "exchanges": 1},
        {"rule": "law/two", "outcome": "release", "exchanges": 1},
    ]


def test_members_that_would_be_taken_out_are_counted_in_exchanges_not_in_records():
    told = plain(
        report({"counts": [["/notes", "case_notes", "remove", 20], ["/dob", "identity.dob", "coarsen", 20]]})
    )

    assert told["members"] == [
        {
            "route": "clinic:patient",
            "member": "/notes",
            "category": "case_notes",
            "outcome": "remove",
            "exchanges": 1,
        }
    ]


def test_what_nobody_declared_latches_unknowns_and_what_could_not_be_inspected_is_advised_on():
    found = report(
        {"counts": [["?", "unclassified", "remove", 3]]},
        {"latched": ["/phone"]},
        {"requester": UNKNOWN, "outcome": "refuse", "reasons": ["nothing-opened"]},
        {
            "outcome": "refuse",
            "reasons": ["unknown-media-type"],
            "counts": [["", "uninspectable", "refuse", 1]],
        },
        {"service": None, "route": None, "outcome": "refuse", "reasons": ["no-route"]},
        {"kind": "unparsed", "reason": "bad-header", "times": 4},
        {"kind": "noted", "what": "mirror-lost", "facts": {"missed": 5, "broken": 1}},
    )
    told, said = plain(found), "\n".join(advice(found))

    assert (told["missed"], told["broken"], told["unparsed"]) == (5, 1, {"bad-header": 4})
    assert told["undeclared"] == {"clinic:patient": 1}
    assert told["latches"] == [{"route": "clinic:patient", "member": "/phone", "exchanges": 1}]
    assert told["unknown"] == [{"route": "clinic:patient", "purpose": "public-health", "exchanges": 1}]
    assert told["uninspectable"] == [
        {"route": "clinic:patient", "reason": "unknown-media-type", "exchanges": 1}
    ]
    for words in (
        "does not declare",
        "/phone",
        "unknown-media-type",
        "somebody unknown",
        "fit no route",
        "were missed",
    ):
        assert words in said


def test_where_no_service_was_asked_that_is_said():
    assert "ask = true" in "\n".join(advice(report({"kind": "mirrored-request"})))
    assert "ask = true" not in "\n".join(advice(report({})))


def test_an_empty_record_makes_an_empty_report():
    assert plain(report())["exchanges"] == 0
    assert list(advice(report())) == []


def test_what_a_firewall_really_decided_is_not_counted():
    assert plain(report({"kind": "decided"}, {"kind": "intended"}))["exchanges"] == 0
