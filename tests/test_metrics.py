import math
import random
import string
from datetime import UTC, datetime

import pytest

from firewall.ended import Streamed
from firewall.metrics import REASONS, Metrics
from firewall.model import (
    UNINSPECTABLE,
    CaseId,
    Category,
    Count,
    Decision,
    Exchange,
    Kind,
    Outcome,
    PartnerId,
    Party,
    Requester,
    Ruling,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def metrics():
    return Metrics(
        ["clinic", "school"], ["public-health", "immigration-enforcement.civil"], ["identity.name", "health"]
    )


def ruling(outcome=Outcome.RELEASE, kind="public-health", status=200, **decided):
    party = Party(PartnerId("p"), Kind(kind))
    exchange = Exchange(id="1", at=NOW, requester=Requester(party=party), method="GET", route=None)
    return Ruling(
        exchange=exchange,
        decision=Decision(policy="d", outcome=outcome, **decided),
        status=status,
        case=CaseId("C"),
    )


def value(metrics, name, **labels):
    return metrics.registry.get_sample_value(name, labels)


def series(metrics):
    return sum(1 for line in metrics.exposition().splitlines() if line and not line.startswith(b"#"))


@pytest.mark.parametrize(
    ("status", "label"),
    [
        (200, "2xx"),
        (101, "2xx"),
        (204, "2xx"),
        (202, "202"),
        (404, "4xx"),
        (502, "5xx"),
        (302, "5xx"),
        (0, "5xx"),
    ],
)
def test_answers_are_counted_by_service_and_class(metrics, status, label):
    metrics.exchanged("clinic", status, 0.003)

    assert value(metrics, "firewall_requests_total", service="clinic", status=label) == 1
    assert value(metrics, "firewall_request_seconds_count", service="clinic") == 1


def test_a_service_that_nobody_declared_is_other(metrics):
    metrics.exchanged("536-90-4399", 200, 0.1)

    assert value(metrics, "firewall_requests_total", service="other", status="2xx") == 1


def test_rulings_are_counted_by_outcome_and_top_level_kind(metrics):
    metrics.decided(ruling(Outcome.REFER, "immigration-enforcement.civil", 202))
    metrics.decided(ruling(Outcome.REFUSE, "unheard-of.kind", 403))

    assert value(metrics, "firewall_decisions_total", outcome="refer", kind="immigration-enforcement") == 1
    assert value(metrics, "firewall_decisions_total", outcome="refuse", kind="other") == 1


def test_an_exchange_is_counted_once_though_it_is_ruled_on_twice(metrics):
    metrics.decided(ruling(status=0))
    metrics.decided(ruling(status=200))

    assert value(metrics, "firewall_decisions_total", outcome="release", kind="public-health") == 1


def test_what_was_withheld_is_counted_by_top_level_category(metrics):
    counts = (
        Count("/name", Category("identity.name"), Outcome.REMOVE, 3),
        Count("/dob", Category("identity.dob"), Outcome.COARSEN, 5),
        Count("/x", Category("secret.kind"), Outcome.REFER, 2),
    )
    metrics.decided(ruling(counts=counts))

    assert value(metrics, "firewall_withheld_total", category="identity") == 3
    assert value(metrics, "firewall_withheld_total", category="other") == 2


def test_what_could_not_be_inspected_is_counted_by_reason(metrics):
    found = (Count("", UNINSPECTABLE, Outcome.REFUSE, 1),)
    metrics.decided(ruling(Outcome.REFUSE, reasons=("duplicate-key",), counts=found))
    metrics.decided(ruling(Outcome.REFUSE, reasons=("536-90-4399",), counts=found))

    assert value(metrics, "firewall_uninspectable_total", reason="duplicate-key") == 1
    assert value(metrics, "firewall_uninspectable_total", reason="other") == 1


def test_latches_are_counted(metrics):
    metrics.decided(ruling(latched=("/a", "/b")))

    assert value(metrics, "firewall_latches_total") == 2


def test_the_house(metrics):
    metrics.parser_refused()
    metrics.committed(17, 0.002)
    metrics.policy_loaded("0123456789abcdef" * 4, NOW)
    metrics.watch_cases(lambda: 5)
    metrics.watch_halted(lambda: True)
    metrics.watch(lambda: 3, lambda: 1000)

    assert value(metrics, "firewall_unparsed_requests_total") == 1
    assert value(metrics, "firewall_exchanges_in_flight") == 3
    assert value(metrics, "firewall_body_bytes_held") == 1000
    assert value(metrics, "firewall_audit_entries") == 17
    assert value(metrics, "firewall_audit_commit_seconds_count") == 1
    assert value(metrics, "firewall_policy_info", digest="0123456789ab") == 1
    assert value(metrics, "firewall_policy_loaded_timestamp_seconds") == NOW.timestamp()
    assert value(metrics, "firewall_cases_open") == 5
    assert value(metrics, "firewall_record_halted") == 1


def test_streams_by_what_they_gave_and_how_they_ended(metrics):
    for why in ("", "", "requester-left", "truncated-coding", "536-90-4399"):
        metrics.streamed(Streamed(3, 50, why))

    assert value(metrics, "firewall_stream_records_total") == 15
    assert value(metrics, "firewall_stream_bytes_total") == 250
    assert value(metrics, "firewall_streams_total", result="whole") == 2
    assert value(metrics, "firewall_streams_total", result="requester-left") == 1
    assert value(metrics, "firewall_streams_total", result="truncated-coding") == 1
    assert value(metrics, "firewall_streams_total", result="other") == 1


def test_who_was_not_believed_and_what_was_renewed(metrics):
    metrics.credential_refused("token-replayed")
    metrics.tls_renewed(True)
    metrics.tls_renewed(False)
    metrics.token_keys_renewed(False)

    assert value(metrics, "firewall_credentials_refused_total", reason="token-replayed") == 1
    assert value(metrics, "firewall_tls_renewals_total", result="used") == 1
    assert value(metrics, "firewall_tls_renewals_total", result="kept") == 1
    assert value(metrics, "firewall_token_key_renewals_total", result="kept") == 1


def test_a_new_policy_replaces_the_old_one(metrics):
    for n in range(5):
        metrics.policy_loaded(f"{n}" * 64, NOW)

    assert metrics.exposition().count(b"firewall_policy_info{") == 1


def test_there_are_at_most_2000_series_whatever_is_declared_and_whatever_arrives():
    words = [f"word-{n}.below" for n in range(5000)]
    metrics = Metrics(words, words, words)
    odd = random.Random(7)
    for _ in range(35_000):  # three calls each
        word = "".join(odd.choices(string.printable, k=12))
        metrics.exchanged(word, odd.randrange(1000), odd.random())
        metrics.decided(
            ruling(
                odd.choice(list(Outcome)),
                word,
                odd.randrange(600),
                reasons=(word,),
                counts=(
                    Count(word, Category(word), Outcome.REMOVE, 1),
                    Count("", UNINSPECTABLE, Outcome.REFUSE, 1),
                ),
                latched=(word,),
            )
        )
        metrics.policy_loaded(word, NOW)

    assert series(metrics) <= 2000


def test_nothing_that_arrives_adds_a_series(metrics):
    before = series(metrics)
    metrics.policy_loaded("a" * 64, NOW)
    for word in ("clinic", "elsewhere", "", "other", "public-health", "a.b"):
        metrics.exchanged(word, 200, 0.1)
        metrics.decided(
            ruling(kind=word, reasons=(word,), counts=(Count("", Category(word or "x"), Outcome.REMOVE, 1),))
        )

    assert series(metrics) == before


def test_two_sets_of_numbers_do_not_meet():
    one, other = Metrics(["a"], [], []), Metrics(["a"], [], [])
    one.exchanged("a", 200, 0.1)

    assert value(other, "firewall_requests_total", service="a", status="2xx") == 0


def test_reasons_are_codes():
    assert all(reason.replace("-", "").replace("8", "").isalpha() for reason in REASONS)
    assert len(set(REASONS)) == len(REASONS)


def test_canaries_that_failed_are_counted_by_reason(metrics):
    metrics.canary_failed("not-blocked")

    assert value(metrics, "firewall_canary_failures_total", reason="not-blocked") == 1
    assert value(metrics, "firewall_canary_failures_total", reason="not-recorded") == 0


def test_a_number_is_asked_for_when_it_is_read(metrics):
    states = iter([True, False])
    metrics.read({"firewall_ready": lambda: next(states), "firewall_log_lines_dropped_total": lambda: 7})

    assert [value(metrics, "firewall_ready") for _ in range(2)] == [1, 0]
    assert value(metrics, "firewall_log_lines_dropped_total") == 7


def test_a_number_that_cannot_be_had_takes_no_other_with_it(metrics):
    def gone():
        raise OSError(5, "Input/output error")

    metrics.read({"firewall_disk_free_bytes": gone, "firewall_ready": lambda: 1})

    assert b"firewall_disk_free_bytes NaN\n" in metrics.exposition()
    assert b"firewall_ready 1.0\n" in metrics.exposition()
    assert math.isnan(value(metrics, "firewall_open_files"))


def test_a_number_that_is_not_listed_is_a_fault(metrics):
    with pytest.raises(KeyError, match="firewall_redy"):
        metrics.read({"firewall_redy": lambda: 1})


def test_what_a_draft_would_change_is_counted_under_a_closed_set():
    metrics = Metrics()
    metrics.drafted("newly-refused", 3)
    metrics.drafted("zqcanary", 1)
    said = metrics.exposition().decode()

    assert 'firewall_draft_exchanges_total{change="newly-refused"} 3.0' in said
    assert "zqcanary" not in said


def test_yes_and_no_are_numbers():
    """A worker that sends its supervisor anything else is cut off."""
    metrics = Metrics()
    metrics.read({"firewall_ready": lambda: True})
    (sample,) = [
        sample
        for family in metrics.registry.collect()
        for sample in family.samples
        if sample.name == "firewall_ready"
    ]

    assert type(sample.value) is float
