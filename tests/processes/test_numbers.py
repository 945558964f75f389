"""The numbers of several processes are one, are added where they can be, and never go back."""

import re

import pytest
from prometheus_client.parser import text_string_to_metric_families

from firewall.metrics import Metrics
from firewall.processes.numbers import Together, collected

WORDS = (["clinic"], ["agency"], ["health"])


def metrics():
    return Metrics(*WORDS)


@pytest.fixture
def own():
    return metrics()


@pytest.fixture
def together(own):
    return Together(own.registry.collect)


def told(together):
    """Every sample by name and labels."""
    text = together.exposition().decode()
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def worked(exchanges):
    made = metrics()
    for _ in range(exchanges):
        made.exchanged("clinic", 200, 0.002)
    return made


def test_counters_and_histograms_are_added(together):
    together.heard(1, collected(worked(2).registry))
    together.heard(2, collected(worked(3).registry))
    found = told(together)

    assert found["firewall_requests_total", "clinic", "2xx"] == 5
    assert found["firewall_request_seconds_count", "clinic"] == 5
    assert found["firewall_request_seconds_bucket", "0.0025", "clinic"] == 5
    assert found["firewall_request_seconds_sum", "clinic"] == pytest.approx(0.01)


def test_the_last_numbers_of_a_worker_count_and_not_all_of_them(together):
    together.heard(1, collected(worked(2).registry))
    together.heard(1, collected(worked(3).registry))

    assert told(together)["firewall_requests_total", "clinic", "2xx"] == 3


def test_what_an_ended_worker_counted_stays_and_its_gauges_go(together):
    worker = worked(2)
    worker.watch(in_flight=lambda: 7, held_bytes=lambda: 9)
    together.heard(1, collected(worker.registry))
    before = told(together)
    together.ended(1)
    together.ended(1)
    together.heard(2, collected(worked(1).registry))
    after = told(together)

    assert before["firewall_exchanges_in_flight",] == 7
    assert after["firewall_exchanges_in_flight",] == 0
    assert after["firewall_requests_total", "clinic", "2xx"] == 3


def test_no_counter_ever_goes_back(together):
    seen = []
    for number in range(1, 6):
        for exchanges in range(3):
            together.heard(number, collected(worked(exchanges).registry))
            seen.append(told(together)["firewall_requests_total", "clinic", "2xx"])
        together.ended(number)
        seen.append(told(together)["firewall_requests_total", "clinic", "2xx"])

    assert seen == sorted(seen)
    assert seen[-1] == 10


def test_shared_gauges_are_added_and_the_others_are_the_supervisors(own, together):
    own.watch_cases(lambda: 4)
    own.read(
        {"firewall_ready": lambda: 0, "firewall_open_files": lambda: 9, "firewall_memory_bytes": lambda: 1}
    )
    for number in (1, 2):
        worker = metrics()
        worker.watch(in_flight=lambda: 2, held_bytes=lambda: 100)
        worker.read(
            {
                "firewall_ready": lambda: 1,
                "firewall_open_files": lambda files=10 * number: files,
                "firewall_memory_bytes": lambda: 7,
                "firewall_log_lines_dropped_total": lambda: 2,
            }
        )
        together.heard(number, collected(worker.registry))
    found = told(together)

    assert (found["firewall_exchanges_in_flight",], found["firewall_body_bytes_held",]) == (4, 200)
    assert found["firewall_cases_open",] == 4
    assert found["firewall_ready",] == 0  # whatever a worker says
    assert (found["firewall_open_files",], found["firewall_memory_bytes",]) == (20, 15)


def test_the_policy_is_told_once(own, together):
    from datetime import UTC, datetime

    own.policy_loaded("a" * 64, datetime(2026, 11, 22, tzinfo=UTC))
    worker = metrics()
    worker.policy_loaded("b" * 64, datetime(2026, 11, 21, tzinfo=UTC))
    together.heard(1, collected(worker.registry))
    text = together.exposition().decode()

    assert re.findall(r"^firewall_policy_info\{.*", text, re.MULTILINE) == [
        f'firewall_policy_info{{digest="{"a" * 12}"}} 1.0'
    ]


def test_every_series_of_one_process_is_there_of_several(own, together):
    alone = own.exposition().decode()
    text = together.exposition().decode()

    assert [line for line in text.splitlines() if line.startswith("# ")] == [
        line for line in alone.splitlines() if line.startswith("# ")
    ]
    assert told(together).keys() == {
        (sample.name, *(value for _, value in sorted(sample.labels.items())))
        for family in text_string_to_metric_families(alone)
        for sample in family.samples
    }
