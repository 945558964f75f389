from zoneinfo import ZoneInfo

from firewall.policy.zones import zones


def test_every_name_of_the_list_is_a_zone():
    assert all(ZoneInfo(name).key == name for name in zones())


def test_the_list_holds_what_cities_need_and_nothing_that_depends_on_the_machine():
    assert {"UTC", "America/Chicago", "America/New_York", "Europe/Berlin", "Atlantic/Canary"} <= set(zones())
    assert "localtime" not in zones()
