"""A clock that nobody can set back."""

from datetime import timedelta

from firewall.sources.forward import Forward
from tests.helpers_signed import NOW


def test_it_tells_the_hour_and_goes_on_when_the_clock_is_set_back():
    now, steady = [NOW], [100.0]
    forward = Forward(lambda: now[0], lambda: steady[0])
    assert forward() == NOW

    now[0], steady[0] = NOW + timedelta(seconds=10), 110.0
    assert forward() == NOW + timedelta(seconds=10)

    now[0], steady[0] = NOW - timedelta(hours=3), 120.0
    assert forward() == NOW + timedelta(seconds=20)

    now[0], steady[0] = NOW + timedelta(hours=1), 130.0
    assert forward() == NOW + timedelta(hours=1)
