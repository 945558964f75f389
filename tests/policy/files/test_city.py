from firewall.policy.load import load
from tests.helpers_policy import FOLDER, folder


def city(**changes):
    return load(folder(**{"city.yaml": FOLDER["city.yaml"], **changes})).city


def test_a_city_says_who_it_is_and_whom_to_write_to():
    known = city()

    assert (known.name, known.title) == ("springfield", "City of Springfield")
    assert known.contact == "Law Department, law@springfield.example"
    assert known.languages == ("en", "es")
    assert known.publication == ""


def test_phone_address_and_profile_are_kept():
    text = FOLDER["city.yaml"].replace("example}", "example, phone: 555-0100, url: https://x.example}")
    known = city(**{"city.yaml": text + "publication: {profile: small}\n"})

    assert known.contact == "Law Department, law@springfield.example, 555-0100, https://x.example"
    assert known.publication == "small"
