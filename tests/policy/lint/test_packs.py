from firewall.policy.faults.table import made
from firewall.policy.lint.packs import for_the_city
from tests.helpers_policy import FOLDER

LAW = "packs/us-il/laws/trust-act.yaml"


def told(*faults):
    return sorted({(one.code, one.file, dict(one.words)["word"]) for one in for_the_city(faults)})


def test_what_the_city_wrote_is_told_as_it_is():
    assert told(made("laws/own.yaml", 3, 5, "POL401", word="own/rule")) == [
        ("POL401", "laws/own.yaml", "own/rule")
    ]


def test_quotations_and_tests_of_a_pack_are_for_who_writes_it():
    assert told(made(LAW, 3, 5, "POL401", word="a"), made(LAW, 3, 5, "POL430", word="a")) == []


def test_a_duty_that_nobody_signed_for_is_told():
    duty = made("packs/uk/agreements/schedule-3.yaml", 1, 1, "POL422", word="uk/schedule-3")

    assert told(duty) == [("POL422", "packs/uk/agreements/schedule-3.yaml", "uk/schedule-3")]


def test_a_day_to_look_again_is_told_once_for_the_pack():
    rules = [
        made(LAW, line, 5, "POL424", word=f"us-il/trust-act/{line}", day="2027-01-01") for line in (3, 9)
    ]

    assert told(*rules) == [("POL424", "packs/us-il/pack.yaml", "us-il")]


PACK = (
    "pack: ours\ntitle: Ours\njurisdiction: us-example\nsays: Our code.\nadvice: None.\nsources: [Code 1]\n"
)


def test_a_pack_that_stands_in_the_folder_and_is_not_in_force_is_told(warned):
    (one,) = warned(**{"packs/ours/pack.yaml": PACK})

    assert (one.code, one.file, one.line) == ("POL417", "packs/ours/pack.yaml", 1)
    assert (
        one.says
        == "The pack `ours` stands in the folder and is not in force: `city.yaml` does not include it."
    )


def test_a_pack_in_force_is_not_told_so(codes):
    line = FOLDER["city.yaml"] + "packs:\n  - pack: ours\n    from: 2026-01-01\n"
    clinic = FOLDER["services/clinic.yaml"].replace("service: clinic\n", "service: clinic\nkind: clinic\n")

    assert codes(**{"packs/ours/pack.yaml": PACK, "city.yaml": line, "services/clinic.yaml": clinic}) == []
