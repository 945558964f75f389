"""What units of lists have in common: how one ends that is none."""

from io import BytesIO

import pytest

from firewall.files.lists import ListUnits, NoListError
from firewall.files.units import Cut, Unit
from firewall.formats import Limits
from firewall.formats.base import Unreadable


class Halves(ListUnits):
    """Gives what it reads at once, and then fails."""

    failure = None
    around = None

    def _units(self):
        while self._fill():
            yield Unit(bytes(self._held), len(self._held))
            self._held.clear()
        if self.failure is not None:
            raise self.failure


@pytest.mark.parametrize("failure", [NoListError("not-a-list"), Unreadable("not-a-list")])
def test_a_list_that_ends_badly_says_why_in_a_unit_of_nothing(failure):
    units = Halves(BytesIO(b"abcd"), Cut(of_records=True, block_bytes=2), Limits())
    units.failure = failure

    assert list(units) == [Unit(b"ab", 2), Unit(b"cd", 2), Unit(b"", 0, "not-a-list")]


def test_one_that_ends_well_says_nothing_more():
    assert list(Halves(BytesIO(b"ab"), Cut(of_records=True), Limits())) == [Unit(b"ab", 2)]
