import re

import pytest

from firewall.demo.people import CITY_DAY, SEED, Standing, chance, made_up_alien_number, residents


@pytest.fixture(scope="module")
def people():
    return residents(chance("test"), 1_000, seed=SEED)


def test_same_seed_gives_same_people(people):
    assert residents(chance("test"), 1_000, seed=SEED) == people


def test_another_seed_gives_other_people(people):
    assert residents(chance("test", 3), 1_000, seed=3) != people


def test_parts_of_the_city_have_people_of_their_own(people):
    assert residents(chance("another part"), 1_000, seed=SEED) != people


def test_people_come_from_many_places(people):
    assert len({person.birth_country for person in people}) >= 20
    assert len({person.language for person in people}) >= 18


def test_alien_numbers_were_never_issued():
    rng = chance("test")

    assert all(re.fullmatch(r"A000[1-9][0-9]{5}", made_up_alien_number(rng)) for _ in range(1_000))


def test_who_was_born_a_citizen_has_no_alien_number(people):
    citizens = [person for person in people if person.standing is Standing.CITIZEN]

    assert citizens
    assert all(person.alien_number is None and person.arrived is None for person in citizens)


def test_phone_numbers_are_those_kept_for_fiction(people):
    assert all(re.fullmatch(r"\+1-\d{3}-555-01\d\d", person.phone) for person in people)


def test_postal_codes_belong_to_nobody(people):
    assert all("00400" < person.postal_code < "00501" for person in people)


def test_nobody_arrives_before_birth_or_after_today(people):
    assert all(person.born <= person.arrived <= CITY_DAY for person in people if person.arrived)


def test_ages_stay_in_their_range():
    ages = [(CITY_DAY - pupil.born).days / 365 for pupil in residents(chance("t"), 500, seed=1, ages=(5, 18))]

    assert min(ages) >= 5
    assert max(ages) < 18


def test_family_name_stands_first_where_it_does(people):
    for person in people:
        if person.birth_country == "CN":
            assert person.full_name == person.family + person.given
        if person.birth_country == "VN":
            assert person.full_name == f"{person.family} {person.given}"
