"""A letter's target gets the digest that the request for it gets."""

import pytest

from firewall.errors import ReviewError
from firewall.targets import digest_of
from tests.helpers import HEALTH, ICE, KEYS, World, compiled, encoded


def of(asked, body=b"", **changes):
    return digest_of(compiled(), KEYS.digest, asked, body, **changes)


async def asked(route, requester=ICE, **changes):
    return (await World().ask(requester, route, **changes)).exchange.target


async def test_a_path_is_the_request_for_it():
    assert of("/clinic/patients/77") == await asked("clinic:patient")


async def test_a_filter_belongs_to_it_and_a_selection_does_not():
    target = await asked("clinic:patients", query=[("name", "Amina Haddad"), ("fields", "name")])

    assert (
        of("/clinic/patients?name=Amina%20Haddad")
        == of("/clinic/patients?fields=name&name=Amina+Haddad")
        == target
    )


async def test_a_body_belongs_to_it():
    body = {"filter": {"name": "Amina"}}

    assert of("/clinic/patients/search", encoded(body)) == await asked("clinic:search", HEALTH, body=body)


async def test_a_form_belongs_to_it():
    form = "application/x-www-form-urlencoded"
    target = await asked("clinic:search", HEALTH, message={"body": b"name=Amina", "media_type": form})

    assert of("/clinic/patients/search", b"name=Amina", media_type=form) == target


def test_another_record_has_another_digest():
    assert of("/clinic/patients/77") != of("/clinic/patients/78")


def test_another_city_has_another_digest():
    assert of("/clinic/patients/77") != digest_of(compiled(), b"other", "/clinic/patients/77")


@pytest.mark.parametrize(
    "target",
    [
        "/clinic/doctors/77",
        "/nowhere/77",
        "/",
        "clinic/patients/77",
        "/clinic/../patients/77",
        "/clinic/patients/%zz",
        "",
    ],
)
def test_what_nobody_could_ask_is_refused_with_what_to_do(target):
    with pytest.raises(ReviewError, match=r"/clinic/patients/77|as it is asked for"):
        of(target)


def test_a_body_that_cannot_be_read_is_refused_without_quoting_it():
    with pytest.raises(ReviewError) as caught:
        of("/clinic/patients/search", b'{"filter": Amina')
    assert "not-json" in str(caught.value)
    assert "Amina" not in str(caught.value)
