from datetime import date

import pytest

from firewall.cli.founding import _vocabulary
from firewall.founding.texts import First


@pytest.fixture(scope="session")
def words():
    """The vocabulary that comes with the program: its files, and what they say."""
    return _vocabulary()


@pytest.fixture
def first():
    return First(
        city="our-city",
        title="Our City",
        contact="data@city.example",
        service="residents",
        partner="first-partner",
        kind="city-agency",
        purpose="service-delivery",
        shares=("record",),
        today=date(2026, 11, 29),
    )
