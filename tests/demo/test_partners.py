from collections import Counter

import aiohttp
import pytest

from firewall.app import load_policies
from firewall.demo import clinic
from firewall.demo.city import NAMES, City
from firewall.demo.partners import ASKS, BROKER, COLLECTOR, ICE, NOBODY, PARTNERS, VENDOR, Ask
from tests.system.town import POLICIES


def test_there_are_thirty_exchanges_by_everyone_with_every_service():
    assert len(ASKS) == 30
    assert {ask.service for ask in ASKS} == {*NAMES}
    assert {ask.partner for ask in ASKS} == {*(partner.id for partner in PARTNERS), NOBODY}


def test_the_vendor_asks_for_ice_and_the_broker_for_a_collector():
    behind = {partner.id: partner.on_behalf_of for partner in PARTNERS if partner.on_behalf_of}

    assert behind == {VENDOR: ICE, BROKER: COLLECTOR}


def test_ice_and_its_vendor_ask_for_the_same_patient():
    targets = {ask.target for ask in ASKS if ask.partner in {ICE, VENDOR} and ask.target.endswith("1001")}

    assert targets == {"/patients/1001"}
    assert Counter(ask.partner for ask in ASKS if ask.target == "/patients/1001")[VENDOR] == 1


def test_somebody_unknown_asks_for_who_is_there_and_who_is_not():
    assert [ask.target for ask in ASKS if ask.partner == NOBODY] == [
        f"/patients/{clinic.WITH_STATUS}",
        f"/patients/{clinic.MISSING}",
    ]


@pytest.mark.parametrize("partner", [partner.id for partner in PARTNERS])
def test_everyone_known_says_a_purpose(partner):
    assert all("Purpose-Of-Use" in ask.headers for ask in ASKS if ask.partner == partner)


def test_claims_are_sent_only_where_made():
    assert Ask(shows="", partner=NOBODY, service="clinic", target="/").headers == {
        "Accept": "application/json"
    }


def test_body_and_its_type_go_together():
    json = Ask(shows="", partner=NOBODY, service="clinic", target="/", json={"name": "Ñ"})
    form = Ask(shows="", partner=NOBODY, service="clinic", target="/", form=(("name", "Ñ"),))

    assert (json.body, json.headers["Content-Type"]) == ('{"name":"Ñ"}'.encode(), "application/json")
    assert (form.body, form.headers["Content-Type"]) == (b"name=%C3%91", "application/x-www-form-urlencoded")


async def test_every_exchange_makes_sense_to_its_service(tmp_path):
    """Without a firewall, each would get what it asks for: that is what the demo is about."""
    async with City.start(tmp_path) as city, aiohttp.ClientSession() as session:
        for ask in ASKS:
            base = city.upstreams[ask.service]
            async with session.request(
                ask.method, base + ask.target, headers=ask.headers, data=ask.body or None
            ) as response:
                expected = 404 if clinic.MISSING in ask.target else {"GET": 200, "POST": 201}[ask.method]
                assert response.status == (200 if ask.target == "/students/search" else expected), ask.shows


def test_the_partner_files_say_the_same_of_everyone():
    known = load_policies(POLICIES).bundle.partners
    for partner in PARTNERS:
        assert known[partner.id].kind == partner.kind
        assert known[partner.id].on_behalf_of == ((partner.on_behalf_of,) if partner.on_behalf_of else ())
