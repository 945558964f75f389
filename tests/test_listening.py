"""What a requester says in a conversation: as an intake takes it, or not at all."""

import pytest

from firewall.answers import Answers
from firewall.inspection import Failure
from firewall.listening import Listening
from firewall.model import Exchange
from tests.helpers import HEALTH, NOON, World, compiled


def listening(route="clinic:intake", method="POST"):
    city, policy = World(compiled()), compiled()
    exchange = Exchange(id="x", at=NOON, requester=HEALTH, method=method, route=route)
    answers = Answers(city.engine._means, policy, exchange)
    return Listening(answers, policy.plan(exchange), policy.route_of(exchange)), city


def test_what_is_not_taken_is_left_out_and_counted():
    one, city = listening()

    assert one.heard(b'{"name": "Ana", "citizenshipCode": "HN"}') == b'{"name":"Ana"}'
    assert one.heard(b'{"citizenshipCode": "HN"}') == b"{}"
    assert [count.times for count in one.counts if "citizenship" in count.pattern] == [2]
    assert not city.people.latches


def test_where_a_route_takes_nothing_it_takes_no_message():
    one, _ = listening("clinic:patient", "GET")

    with pytest.raises(Failure, match="message-not-taken"):
        one.heard(b"{}")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"x", "not-json"),
        (b'"Ana"', "not-accepted"),
        (b"7", "not-accepted"),
        (b'{"a":1,"a":2}', "duplicate-key"),
    ],
)
def test_what_cannot_be_vouched_for_goes_no_further(text, why):
    with pytest.raises(Failure, match=why):
        listening()[0].heard(text)
