from collections import Counter

import aiohttp
import pytest

from firewall.demo import clinic
from firewall.demo.city import City
from firewall.demo.partners import (
    ASKS,
    COUNTY,
    HOUSING,
    ICE,
    NOBODY,
    PARTNERS,
    PORTAL,
    UNIVERSITY,
    VENDOR,
    Ask,
)


def test_there_are_some_fifteen_exchanges_by_everyone():
    assert 14 <= len(ASKS) <= 18
    assert {ask.partner for ask in ASKS} == {*(partner.id for partner in PARTNERS), NOBODY}


def test_the_vendor_asks_for_ice():
    [vendor] = [partner for partner in PARTNERS if partner.id == VENDOR]

    assert vendor.on_behalf_of == ICE


def test_ice_and_its_vendor_ask_for_the_same_patient():
    targets = {ask.target for ask in ASKS if ask.partner in {ICE, VENDOR} and ask.target.endswith("1001")}

    assert targets == {"/patients/1001"}
    assert Counter(ask.partner for ask in ASKS if ask.target == "/patients/1001")[VENDOR] == 1


def test_somebody_unknown_asks_for_who_is_there_and_who_is_not():
    assert [ask.target for ask in ASKS if ask.partner == NOBODY] == [
        f"/patients/{clinic.WITH_STATUS}",
        f"/patients/{clinic.MISSING}",
    ]


@pytest.mark.parametrize("partner", [COUNTY, HOUSING, ICE, VENDOR, UNIVERSITY, PORTAL])
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
