"""Once a day what is over long enough goes, and the record says how much."""

import asyncio
import json
from datetime import timedelta

import pytest

from firewall.audit.store import Reader
from firewall.errors import ReviewError
from firewall.keeping import retaining
from firewall.keeping.retaining import forgot_entry, keep_retaining
from firewall.review.forgetting import Forgotten
from firewall.review.store import Store
from tests.helpers_keeping import AT, furnished, opened
from tests.review.test_forgetting import process


@pytest.fixture
def data(tmp_path):
    data = furnished(tmp_path / "data")
    with Store.open(data / "review.sqlite") as store:
        process(store, "long-over", AT - timedelta(days=400))
        process(store, "over", AT - timedelta(days=10))
    return data


async def retained(data, days, seconds=1.0):
    with opened(data) as record:
        try:
            async with asyncio.timeout(seconds):
                await keep_retaining(data, record, days, lambda: AT)
        except TimeoutError:
            pass


def noted(data):
    reader = Reader(data)
    try:
        said = [json.loads(raw) for _, raw in reader.entries(5, 99)]
    finally:
        reader.close()
    return [entry["facts"] for entry in said if entry["what"] == "forgot"]


async def test_what_is_over_for_so_many_days_goes_and_is_on_record(data):
    await retained(data, 30)

    assert noted(data) == [
        {"before": (AT - timedelta(days=30)).isoformat(), "cases": 0, "processes": 1, "duties": 0}
    ]


async def test_without_a_number_of_days_it_ends_at_once_and_nothing_goes(data):
    await asyncio.wait_for(retained(data, None, 30.0), 20)

    assert noted(data) == []


async def test_where_nothing_goes_nothing_is_recorded(data):
    await retained(data, 3650)

    assert noted(data) == []


async def test_a_store_that_fails_is_tried_again_and_ends_nothing(data, monkeypatch):
    monkeypatch.setattr(retaining, "_EVERY_S", 0.01)
    tries = []

    def fails(*_):
        tries.append(1)
        raise ReviewError("the review store cannot be used")

    monkeypatch.setattr(retaining, "_forgotten", fails)
    await retained(data, 30)

    assert len(tries) > 1


def test_an_entry_names_numbers_and_nobody():
    said = json.loads(forgot_entry(AT, AT, Forgotten(2, 1)))

    assert (said["what"], said["facts"]["cases"], said["facts"]["processes"]) == ("forgot", 2, 1)
