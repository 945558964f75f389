import pytest

from firewall.detect import lists
from firewall.detect.combinations import compile_combinations
from firewall.detect.names import compile_lexicon
from firewall.errors import ConfigError


@pytest.fixture(scope="module")
def lexicon(sources):
    return compile_lexicon(text for path, text in sources.items() if path.startswith("names/"))


@pytest.fixture(scope="module")
def combinations(sources, lexicon):
    return compile_combinations(
        (text for path, text in sources.items() if path.startswith("combinations/")), lexicon
    )


def judged(combinations, members):
    return {(rule.removeprefix("combination."), name) for name, _, rule, _ in combinations.judge(members)}


CITIZEN_CHILD = {"relationship": "child", "country_of_birth": "US", "ssn": "536-90-4399"}

CASES = {
    "itin-without-ssn": (
        [
            ({"itin": "912-90-3456", "ssn": None}, {"itin", "ssn"}),
            ({"itin": "912-90-3456"}, {"itin"}),
            ({"ITIN": "912-90-3456", "SSN": "999-99-9999"}, {"ITIN", "SSN"}),
            ({"applicant_itin": 912903456, "socialSecurityNumber": "N/A"}, {"applicant_itin", "socialSecurityNumber"}),
            ({"itin": "912-90-3456", "ssn": ""}, {"itin", "ssn"}),
        ],
        [
            {"itin": "912-90-3456", "ssn": "536-90-4399"},
            {"itin": None, "ssn": None},
            {"itin": "N/A"},
            {"ssn": None},
        ],
    ),
    "itin-in-place-of-ssn": (
        [({"ssn": "912-90-3456"}, {"ssn"}), ({"tax_id": "900701234"}, {"tax_id"})],
        [{"ssn": "536-90-4399"}, {"order_id": "912-90-3456"}, {"ssn": None}],
    ),
    "reason-for-no-ssn": (
        [({"ssn_na_reason": "not eligible"}, {"ssn_na_reason"}), ({"noSsnReason": "I am not eligible"}, {"noSsnReason"})],
        [{"ssn_na_reason": None}, {"reason": "not eligible"}],
    ),
    "ssn-quality-and-none": (
        [({"SSN": None, "SSNDataQuality": 99}, {"SSN", "SSNDataQuality"}), ({"ssn": "", "ssn_data_quality": "9"}, {"ssn", "ssn_data_quality"})],
        [{"SSN": "536904399", "SSNDataQuality": 1}, {"SSN": None, "SSNDataQuality": 1}, {"DataQuality": 99}],
    ),
    "only-a-consular-card": (
        [({"id_type": "Matrícula Consular", "id_number": "1234567"}, {"id_type"}), ({"document_type": "foreign passport", "ssn": None}, {"document_type", "ssn"})],
        [{"id_type": "Matrícula Consular", "ssn": "536-90-4399"}, {"id_type": "driver license"}, {"document_type": "foreign passport", "driver_license": "X123"}],
    ),
    "consular-number-and-nothing-else": (
        [({"consular_id": "1234567"}, {"consular_id"}), ({"matricula_consular": "1234567", "ssn": None}, {"matricula_consular", "ssn"})],
        [{"consular_id": "1234567", "ssn": "536-90-4399"}, {"consular_id": None}, {"consular_id": "1", "dl_number": "D123"}],
    ),
    "proxies-together": (
        [
            ({"country_of_birth": "x", "preferred_language": "es", "interpreter_needed": False}, {"country_of_birth", "preferred_language", "interpreter_needed"}),
            ({"birthPlace": None, "nationality": "x", "first_language": "so"}, {"birthPlace", "nationality", "first_language"}),
            ({"place_of_birth": "x", "interpreter": True, "USInitialSchoolEntry": "2021"}, {"place_of_birth", "interpreter", "USInitialSchoolEntry"}),
        ],
        [{"country_of_birth": "x", "preferred_language": "es"}, {"country_of_birth": "x", "place_of_birth": "y", "first_language": "es"}, {"language": "python", "country": "US", "year": 1}],
    ),
    "codice-fiscale-of-somebody-born-abroad": (
        [({"codice_fiscale": "HMDSRA90A41Z343B"}, {"codice_fiscale"}), ({"CF": "hmdsra90a41z343b"}, {"CF"})],
        [{"codice_fiscale": "RCCMNL83S18D969H"}, {"code": "HMDSRA90A41Z343B"}],
    ),
    "nir-of-somebody-born-abroad": ([({"nir": "1 85 05 99 351 123 45"}, {"nir"})], [{"nir": "1 85 05 78 006 084 36"}, {"phone": "1850599351123"}]),
    "provisional-nir": ([({"num_secu": "7 85 05 99 351 123"}, {"num_secu"})], [{"num_secu": "1 85 05 78 006 084 36"}]),
    "curp-of-somebody-born-abroad": ([({"curp": "GOMC900101HNEXXX09"}, {"curp"})], [{"curp": "GOMC900101HDFXXX09"}]),
    "number-for-foreigners-in-spain": ([({"dni": "X2482300W"}, {"dni"}), ({"nif": "M1234567L"}, {"nif"})], [{"dni": "12345678Z"}, {"sku": "X2482300W"}]),
    "number-outside-the-dutch-register": ([({"bsn": "101222331"}, {"bsn"})], [{"bsn": "111222333"}]),
    "number-outside-the-belgian-register": ([({"rijksregisternummer": "98.47.28-997.65"}, {"rijksregisternummer"})], [{"rijksregisternummer": "85.07.30-033.28"}]),
    "number-outside-the-swedish-register": ([({"personnummer": "701063-2391"}, {"personnummer"})], [{"personnummer": "811228-9874"}]),
    "number-outside-the-norwegian-register": ([({"fodselsnummer": "41018012345"}, {"fodselsnummer"})], [{"fodselsnummer": "01018012345"}]),
    "licence-that-ends-with-the-stay": (
        [({"limited_term": True, "expiration_date": "2027-01-01"}, {"limited_term", "expiration_date"}), ({"DDD": "1", "DBA": "20270101"}, {"DDD", "DBA"})],
        [{"limited_term": False, "expiration_date": "2027-01-01"}, {"DDD": "0", "DBA": "20270101"}, {"limited_term": True}, {"expiration_date": "2027-01-01"}],
    ),
    "work-permit-and-its-end": ([({"ead_category": "C09", "valid_until": None}, {"valid_until"})], [{"parking_permit": "x", "valid_until": "2027"}, {"ead_category": "C09"}]),
    "check-that-must-be-repeated": ([({"right_to_work": "checked", "follow_up_date": "2027-01-01"}, {"follow_up_date"})], [{"right_to_work": "checked", "follow_up_date": None}, {"follow_up_date": "2027"}]),
    "share-code": ([({"share_code": None}, {"share_code"}), ({"eVisaShareCode": "W4B 9X7 K2Q"}, {"eVisaShareCode"})], [{"promo_code": "W4B9X7K2Q"}, {"code": "x", "shares": 3}]),
    "no-dutch-residence-title": (
        [({"burgerservicenummer": "1", "nationaliteiten": [{"nationaliteit": {"code": "0052"}}]}, {"nationaliteiten"}), ({"bsn": "1", "nationaliteit": "Syrische", "verblijfstitel": None}, {"nationaliteit"})],
        [
            {"burgerservicenummer": "1", "nationaliteiten": [{"code": "0001"}]},
            {"burgerservicenummer": "1", "nationaliteit": "Syrische", "verblijfstitel": {"aanduiding": {"code": "26"}}},
            {"nationaliteit": "Syrische"},
            {"bsn": "1", "nationaliteit": None},
        ],
    ),
    "citizen-children-of-parents-without-number": (
        [({"children": [{"country_of_birth": "US"}], "parents": [{"ssn": "x1"}, {"ssn": None}]}, {"children", "parents"}), ({"child": {"birth_country": "USA"}, "mother": {"ssn": "000-00-0000"}}, {"child", "mother"})],
        [
            {"children": [{"country_of_birth": "US"}], "parents": [{"ssn": "536-90-4399"}]},
            {"children": [{"country_of_birth": "MX"}], "parents": [{"ssn": None}]},
            {"children": ["x"], "parents": [{"name": "y"}]},
            {"children": None, "parents": None},
        ],
    ),
    "citizen-children-in-one-list": (
        [({"household_members": [CITIZEN_CHILD, {"relationship": "mother", "ssn": ""}]}, {"household_members"})],
        [{"household_members": [CITIZEN_CHILD, {"relationship": "mother", "ssn": "536-90-4399"}]}, {"household_members": [{"relationship": "mother", "ssn": ""}]}, {"household_members": 4}],
    ),
    "tuition-exemption": ([({"tuition_class": "AB 540"}, {"tuition_class"})], [{"tuition_class": "resident"}, {"class": "AB540"}]),
    "programme-for-irregular-residents": (
        [({"program": "Emergency Medicaid"}, {"program"}), ({"leistungsart": "AsylbLG"}, {"leistungsart"}), ({"aide": "AME"}, {"aide"})],
        [{"program": "SNAP"}, {"name": "AME"}, {"program": None}],
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", sorted(CASES))
def test_a_rule_sees_what_it_is_about_and_nothing_else(combinations, rule):
    positive, negative = CASES[rule]
    for members, names in positive:
        assert {name for key, name in judged(combinations, members) if key == rule} == names, members
    for members in negative:
        assert rule not in {key for key, _ in judged(combinations, members)}, members


def test_every_rule_is_tested_above(combinations):
    assert {rule.id.removeprefix("combination.") for rule in combinations.rules} == set(CASES)


@pytest.mark.parametrize(
    "members",
    [
        {"name": "a", "value": 3},
        {"type": "order", "value": 3},
        {"id": 1, "children": [{"id": 2}], "parent": None},
        {"status": "open", "created": "2026", "language": "en"},
        {"program": "python", "language": "en", "version": 3},
        {},
    ],
)
def test_ordinary_objects_say_nothing_together(combinations, members):
    assert combinations.judge(members) == []


def test_what_cannot_be_met_by_the_names_is_not_asked_for(combinations):
    assert combinations.relevant(("id", "street", "amount")) == ()
    assert [rule.id for rule in combinations.relevant(("itin",))] == ["combination.itin-without-ssn"]


@pytest.mark.parametrize("rule", sorted(CASES))
def test_a_rule_that_holds_is_among_the_relevant(combinations, rule):
    for members, _ in CASES[rule][0]:
        assert f"combination.{rule}" in {known.id for known in combinations.relevant(members)}


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        False,
        [],
        {},
        "N/A",
        "unknown",
        "None",
        "000-00-0000",
        "999999999",
        "888-88-8888",
        0,
        "-",
        "  ",
        "XXX-XX-XXXX",
        "No SSN",
    ],
)
def test_these_hold_nothing(combinations, value):
    assert combinations._words.is_blank(value)


@pytest.mark.parametrize("value", ["536-90-4399", 536904399, True, ["x"], {"a": None}, "no", "Nina", 7])
def test_these_hold_something(combinations, value):
    assert not combinations._words.is_blank(value)


def test_every_rule_says_why_and_where_from(sources, vocabulary):
    data = lists.merged(text for path, text in sources.items() if path.startswith("combinations/"))
    for key, rule in lists.section(data["rules"]).items():
        assert rule["says"], key
        assert rule["source"], key
        assert rule["implies"] in vocabulary, key
        assert 0.4 <= float(rule["confidence"]) <= 1, key
    used = str(data["rules"])
    assert [word for word in lists.section(data["members"]) if word not in used] == []


def test_names_are_remembered_within_bounds(combinations):
    combinations.relevant(tuple(f"name{number}" for number in range(5_000)))

    assert len(combinations._by_name) <= 4_096


RULE = """
blank: [x]
true: [y]
members: {ssn: {names: [ssn]}}
rules:
  broken:
    all: [{member: ssn, is: there}]
    implies: photo
    confidence: 0.5
"""


def test_of_some_conditions_as_many_as_asked_for_must_hold(lexicon):
    some = "[{member: ssn, is: present}, {member: itin, is: present}, {member: visa, is: absent}]"
    text = RULE.replace("all: [{member: ssn, is: there}]", f"some: {some}\n    least: 2").replace(
        "members: {ssn: {names: [ssn]}}",
        "members: {ssn: {names: [ssn]}, itin: {names: [itin]}, visa: {names: [visa]}}",
    )
    rules = compile_combinations([text], lexicon)

    assert {name for name, *_ in rules.judge({"ssn": 1, "itin": None})} == {"ssn"}
    assert {name for name, *_ in rules.judge({"ssn": 1, "itin": 2})} == {"ssn", "itin"}
    assert rules.judge({"ssn": 1, "itin": None, "visa": 1}) == []
    assert rules.judge({"ssn": None, "itin": None}) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("is: there", "is: somewhere"),
        ("member: ssn,", "member: itin,"),
        ("implies: photo", "says: x"),
        ("is: there", "is: marked, marks: [unknown-mark]"),
        ("    all: [{member: ssn, is: there}]", "    all: yes"),
        ("    implies: photo", "    implies: photo\n    on: [itin]"),
    ],
)
def test_a_broken_rule_stops_the_start(lexicon, old, new):
    assert compile_combinations([RULE], lexicon).judge({"ssn": 1})
    with pytest.raises(ConfigError):
        compile_combinations([RULE.replace(old, new)], lexicon)
