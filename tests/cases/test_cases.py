import io
import zipfile
from functools import cache

import pytest

from tests.cases.made import CANARY
from tests.cases.playing import by_engine, by_file, by_proxy, cases, golden
from tests.formats import archives

CASES = {case.name: case for case in cases()}


def everything(body):
    """A body, and what is packed in it."""
    return archives.everything(body) if zipfile.is_zipfile(io.BytesIO(body)) else body


@cache
def over_sockets():
    return by_proxy(CASES.values())


@cache
def expected():
    return golden()


def test_each_case_has_what_is_expected_of_it_and_nothing_is_expected_of_none():
    assert CASES.keys() == expected().keys()
    assert len(CASES) >= 150


@pytest.mark.parametrize("name", CASES)
def test_engine_file_and_proxy_agree_on_what_leaves_and_on_what_is_recorded(name):
    case = CASES[name]

    alone = by_engine(case)

    assert alone.told == expected()[name]
    assert by_file(case) == alone
    assert over_sockets()[name] == alone
    assert over_sockets()[name].media_type == alone.media_type
    assert alone.body is None or CANARY.encode() not in everything(alone.body)


@pytest.mark.parametrize(
    "name",
    [n for n in CASES if n.startswith(("csv", "tsv", "ndjson", "alike-csv", "alike-tsv", "alike-ndjson"))],
)
def test_a_file_in_units_of_one_record_leaves_the_same_bytes(name):
    whole, cut = by_file(CASES[name]), by_file(CASES[name], unit_bytes=1)

    assert cut.body == whole.body
    assert cut.said["reasons"] == whole.said["reasons"]


def test_in_many_cases_something_stands_that_must_not_leave():
    """Else the look for it would say nothing."""
    marked = {
        case.media_type.partition(";")[0]
        for case in CASES.values()
        if CANARY.encode() in everything(case.body)
    }

    assert len(marked) >= 25


def test_most_is_released_and_what_is_withheld_stands_nowhere():
    bodies = [told["body"] for told in expected().values() if "body" in told]

    assert len(bodies) >= 15
    assert not [body for body in bodies for secret in ("HN", "A219384756", "1987-03-09") if secret in body]
