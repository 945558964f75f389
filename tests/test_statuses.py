import pytest

from firewall import statuses
from firewall.model import Phase


@pytest.mark.parametrize(
    ("status", "open_", "protected"),
    [
        (400, 400, 400), (404, 404, 404), (405, 405, 405), (409, 409, 404), (410, 404, 404), (412, 412, 404),
        (415, 415, 415), (422, 422, 422), (429, 429, 429),
        (401, None, None), (403, None, None), (304, None, None), (500, None, None), (503, None, None), (101, None, None),
    ],
)  # fmt: skip
def test_a_refusal_of_the_service_tells_no_more_than_it_may(status, open_, protected):
    assert statuses.of_service(status, is_protected=False) == open_
    assert statuses.of_service(status, is_protected=True) == protected


@pytest.mark.parametrize(
    ("why", "status"),
    [
        ("body-too-large", 413), ("unknown-media-type", 415), ("content-coding", 415), ("method", 405),
        ("too-slow", 408), ("over-budget", 503), ("detector-failed", 502), ("engine-failed", 502), ("duplicate-key", 400), ("never-heard-of", 400),
    ],
)  # fmt: skip
def test_a_request_that_cannot_be_inspected_is_told_why_in_a_number(why, status):
    assert statuses.of_failure(why, Phase.REQUEST) == status


def test_an_answer_that_cannot_be_inspected_is_the_services_failure():
    assert {statuses.of_failure(why, Phase.RESPONSE) for why in ("residue", "method", "not-json")} == {502}
