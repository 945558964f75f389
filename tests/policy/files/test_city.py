from datetime import UTC, date, datetime, timedelta

import pytest

from firewall.policy.load import examine, load
from tests.helpers_policy import FOLDER, folder


def city(**changes):
    return load(folder(**{"city.yaml": FOLDER["city.yaml"], **changes})).city


def test_a_city_says_who_it_is_and_whom_to_write_to():
    known = city()

    assert (known.name, known.title) == ("springfield", "City of Springfield")
    assert known.contact == "Law Department, law@springfield.example"
    assert known.languages == ("en", "es")
    assert known.publication == ""


def test_phone_address_and_profile_are_kept():
    text = FOLDER["city.yaml"].replace("example}", "example, phone: 555-0100, url: https://x.example}")
    known = city(**{"city.yaml": text + "publication: {profile: small}\n"})

    assert known.contact == "Law Department, law@springfield.example, 555-0100, https://x.example"
    assert known.publication == "small"


def test_a_city_has_the_time_zone_that_it_names_and_else_utc():
    chicago = city(**{"city.yaml": FOLDER["city.yaml"] + "timezone: America/Chicago\n"})
    late = datetime(2026, 2, 1, 5, 59, tzinfo=UTC)

    assert city().timezone == "UTC"
    assert (city().day(late), chicago.day(late)) == (date(2026, 2, 1), date(2026, 1, 31))
    assert chicago.day(late + timedelta(minutes=1)) == date(2026, 2, 1)


@pytest.mark.parametrize(
    "name", ["America/Chigaco", "localtime", "CST6CDT/..", "posix/UTC", "america/chicago", "../UTC"]
)
def test_a_time_zone_that_is_none_is_a_fault(name):
    _, faults = examine(folder(**{"city.yaml": FOLDER["city.yaml"] + f"timezone: {name}\n"}))

    assert [f.says for f in faults] == [f"`{name}` is not a time zone."]
