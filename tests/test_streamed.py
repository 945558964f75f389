"""What streams gave, in numbers."""

from prometheus_client import CollectorRegistry

from firewall.ended import Streamed
from firewall.streamed import ENDS, Numbers


def test_each_end_has_a_series_from_the_start_and_any_other_is_one():
    registry = CollectorRegistry()
    numbers = Numbers(registry)
    assert {
        how: registry.get_sample_value("firewall_streams_total", {"result": how}) for how in ENDS
    } == dict.fromkeys(ENDS, 0)

    numbers.add(Streamed(2, 30, "engine-failed:KeyError"))

    assert registry.get_sample_value("firewall_streams_total", {"result": "other"}) == 1
    assert registry.get_sample_value("firewall_stream_records_total") == 2
