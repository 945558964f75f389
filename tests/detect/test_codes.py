import json

import pytest

from firewall.detect import lists
from firewall.detect.codes import AKIN, OWN, compile_codes
from firewall.detect.names import compile_lexicon
from firewall.errors import ConfigError
from tests import corpora

DATA = """
lists:
  test.list:
    says: x
    category: immigration.document
    called: {names: [coa], categories: [immigration.status]}
    near: {whole: [class], categories: [immigration]}
    before: [category]
    zeros: make no difference
    ranges: ["010-019"]
    also: {immigration.entry: [EWI]}
    codes: {C9: adjustment, EWI: entry without inspection, "3": three, IN: india, U1: victim}
"""


@pytest.fixture(scope="module")
def lexicon(sources):
    return compile_lexicon(text for path, text in sources.items() if path.startswith("names/"))


@pytest.fixture(scope="module")
def small(lexicon):
    return compile_codes([DATA], lexicon).lists[0]


@pytest.fixture(scope="module")
def codes(sources, lexicon):
    return compile_codes((text for path, text in sources.items() if path.startswith("codes/")), lexicon)


def read(codes, name, value):
    """What a value says under a name, by all lists that count there."""
    return {
        str(category)
        for known, confidence in codes.under(name)
        for category in known.read(value, own=confidence == OWN)
    }


# ---- how a code is read


@pytest.mark.parametrize(
    "text",
    [
        "C9",
        "c9",
        "(c)(9)",
        "C09",
        "(C) (09)",
        "c-9",
        "category C09",
        "Category (c)(9)",
        " C9 ",
        "C09 - adjustment pending",
        "C9: pending",
        "B1/C9",
        "C9 (pending)",
        "\uff23\uff19",
        "adjustment",
        "Adjustment",
        "uri://x/Y#C9",
    ],
)
def test_a_code_is_read_in_every_printed_form(small, text):
    assert small.read(text, own=True) == {"immigration.document"}


@pytest.mark.parametrize("text", ["", "C", "9", "C99", "XC9", "C9X", "cat nine", "x" * 500, "-", "/"])
def test_what_is_not_on_the_list_is_no_code(small, text):
    assert small.read(text, own=True) == frozenset()


def test_a_code_may_say_more_than_its_list(small):
    assert small.read("EWI", own=True) == {"immigration.document", "immigration.entry"}
    assert small.read("entry without inspection", own=True) == {"immigration.document", "immigration.entry"}


def test_a_range_is_a_number_of_the_same_width(small):
    assert [bool(small.read(text, own=True)) for text in ("010", "019", "020", "10", "0010", "01x")] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("text", ["3", "IN"])
def test_under_another_name_a_short_code_may_be_anything(small, text):
    assert small.read(text, own=True)
    assert not small.read(text, own=False)


# ---- where a code counts


def test_a_list_counts_under_its_own_names_and_under_others_of_its_subject(lexicon):
    codes = compile_codes([DATA], lexicon)

    assert [confidence for _, confidence in codes.under("coa_cd")] == [OWN]
    assert [confidence for _, confidence in codes.under("immigration_status")] == [AKIN]
    assert codes.under("state") == codes.under("class") == ()


def test_some_names_need_company(lexicon):
    codes = compile_codes([DATA], lexicon)

    assert codes.needs_company("class")
    assert not codes.needs_company("state")
    assert [confidence for _, confidence in codes.beside("class", frozenset(["immigration"]))] == [AKIN]
    assert codes.beside("class", frozenset(["photo"])) == ()


def test_names_are_remembered_within_bounds(lexicon):
    codes = compile_codes([DATA], lexicon)
    for number in range(5_000):
        codes.under(f"name{number}")
    codes.under("x" * 1_000)

    assert len(codes._by_name) <= 4_096


# ---- our lists


def admissions():
    data = json.loads((corpora.folder("fields", 993) / "niem_immigration_code_lists.json").read_text("utf-8"))
    return [code for known in data if "ClassOfAdmission" in known["type"] for code, _ in known["values"]]


def test_every_class_of_admission_counts_under_its_name(codes):
    missed = [
        (name, code)
        for code in admissions()
        for name in ("coa", "class_of_admission", "visaType")
        if "immigration.document" not in read(codes, name, code)
    ]

    assert len(admissions()) == 993
    assert missed == []


def test_no_class_of_admission_counts_without_a_name(codes):
    found = [
        (name, code)
        for code in admissions()
        for name in (
            "state",
            "class",
            "country",
            "room",
            "size",
            "code",
            "model",
            "unit",
            "help_key",
            "bus_line",
        )
        if read(codes, name, code)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("coa", "U1", "immigration.protected_relief"),
        ("coa", "T-1", "immigration.protected_relief"),
        ("coa", "384", "immigration.protected_relief"),
        ("coa", "SL6", "immigration.protected_relief"),
        ("coa", "RE1", "immigration.protected_relief"),
        ("coa", "AS1", "immigration.protected_relief"),
        ("coa", "DAS", "immigration.protected_relief"),
        ("coa", "IB1", "immigration.protected_relief"),
        ("coa", "EWI", "immigration.status"),
        ("coa", "EWI", "immigration.entry"),
        ("coa", "PWA", "immigration.entry"),
        ("coa", "TPS", "immigration.status"),
        ("coa", "ERF", "immigration.proceedings"),
        ("coa", "IJ", "immigration.proceedings"),
        ("coa", "DEP", "immigration.proceedings"),
        ("coa", "USC", "immigration.citizenship"),
        ("visa_type", "B1/B2", "immigration.document"),
        ("visa", "H-1B", "immigration.document"),
        ("ead_category", "C08", "immigration.protected_relief"),
        ("ead_category", "(c)(8)", "immigration.proceedings"),
        ("ead_category", "C31", "immigration.protected_relief"),
        ("ead_category", "(c)(18)", "immigration.proceedings"),
        ("ead_category", "C33", "immigration.status"),
        ("ead_category", "A12", "immigration.status"),
        ("ead_category", "(a)(10)", "immigration.proceedings"),
        ("ead_code", "8 CFR 274a.12(c)(3)(i)(B)", "immigration.document"),
        ("ead_code", "C03B", "immigration.document"),
        ("dmg06", "4", "immigration.status"),
        ("DMG06", "1", "immigration.citizenship"),
        ("citizenship_status_code", "3", "immigration.status"),
        ("CitizenshipStatusDescriptor", "uri://ed-fi.org/CitizenshipStatusDescriptor#Refugee", "immigration.protected_relief"),
        ("visaDescriptor", "uri://ed-fi.org/VisaDescriptor#F1", "immigration.document"),
        ("studentCharacteristicDescriptor", "Refugee", "immigration.protected_relief"),
        ("studentCharacteristics", "Asylee", "immigration.status"),
        ("student_characteristic", "Immigrant", "education.newcomer"),
        ("studentCharacteristicDescriptor", "uri://ed-fi.org/StudentCharacteristicDescriptor#Unaccompanied Youth", "child.unaccompanied"),
        ("aid_code", "C1", "immigration.status"),
        ("aidCode", "58", "immigration.status"),
        ("medicaid_scope", "restricted", "immigration.status"),
        ("aid_code", "01", "immigration.protected_relief"),
        ("DDD", "1", "immigration.status"),
        ("DDN", "1", "immigration.status"),
        ("limited_term", "Y", "immigration.status"),
        ("license_class", "AB60", "immigration.status"),
        ("licenseType", "Driving Privilege Card", "immigration.status"),
        ("DDA", "N", "government_id.driver"),
        ("DriverLicenseREALIDComplianceCode", "F", "government_id.driver"),
        ("SSNDataQuality", "99", "government_id.tax"),
        ("document_type", "I-862", "immigration.proceedings"),
        ("doc_type", "Form I-94", "immigration.entry"),
        ("BenefitEvidenceCategoryCode", "I-220B", "immigration.proceedings"),
        ("form_number", "I-918", "immigration.protected_relief"),
        ("id_type", "matricula consular", "government_id.consular"),
        ("id_type", "foreign passport", "government_id.passport"),
        ("identifier_type", "PRC", "immigration.status"),
        ("identifier_type", "PPN", "government_id.passport"),
        ("verblijfstitel", "98", "immigration.proceedings"),
        ("aanduidingVerblijfstitelCode", "37", "immigration.status"),
        ("staatsangehoerigkeit", "475", "nationality"),
        ("Staatsangehörigkeit", "998", "nationality"),
        ("ausweisart", "N", "immigration.protected_relief"),
        ("ltr_type", "ILR", "immigration.status"),
        ("visa_cancellation_reason", "DEPORTINIT", "immigration.proceedings"),
    ],
)  # fmt: skip
def test_a_code_says_what_it_means(codes, name, value, expected):
    assert expected in read(codes, name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", "AR"),
        ("country", "DE"),
        ("class", "F1"),
        ("vertebra", "C5"),
        ("paper", "A4"),
        ("room", "C33"),
        ("document_type", "invoice"),
        ("form", "W-4"),
        ("form_number", "I-9"),
        ("aid_code", "30"),
        ("license_class", "C"),
        ("license_class", "CDL"),
        ("identifier_type", "MR"),
        ("coa", "certificate of analysis 12"),
        ("student_characteristic", "Gifted"),
        ("throughput", "TPS"),
        ("quality", "99"),
        ("visa_country", "IN"),
    ],
)
def test_what_only_looks_like_a_code_says_nothing(codes, name, value):
    assert read(codes, name, value) == set()


def test_a_child_of_a_citizen_is_no_victim(codes):
    """C31 is one thing as a class of admission, and another as a ground for a work permit."""
    assert "immigration.protected_relief" not in read(codes, "coa", "C31")


def test_every_list_says_where_it_comes_from(sources):
    data = lists.merged(text for path, text in sources.items() if path.startswith("codes/"))
    for key, known in lists.section(data["lists"]).items():
        assert known["says"], key
        assert known["source"], key


def test_every_category_of_a_code_is_in_the_vocabulary(codes, vocabulary):
    assert {str(c) for known in codes.lists for found in known.codes.values() for c in found} <= vocabulary
    assert {str(known.category) for known in codes.lists} <= vocabulary


@pytest.mark.parametrize(
    "broken",
    [
        {"category": "[a]"},
        {"codes": "{C9: [a]}"},
        {"also": "{immigration.entry: [NONE]}"},
        {"ranges": '["1-100"]'},
        {"ranges": "[ab]"},
    ],
)
def test_a_broken_list_stops_the_start(lexicon, broken):
    ((_key, _value),) = broken.items()
    parts = {"says": "x", "category": "photo", "codes": "{C9: x}", **broken}
    text = "lists:\n  broken:\n" + "".join(f"    {k}: {v}\n" for k, v in parts.items())
    with pytest.raises(ConfigError):
        compile_codes([text], lexicon)


@pytest.mark.parametrize("name", ["coa_ledger", "eadArchive", "hot_work_permit_no", "work_permit_crane"])
def test_codes_do_not_count_under_a_false_friend_of_their_name(codes, name):
    assert codes.under(name) == ()


@pytest.mark.parametrize(
    "name", ["coa", "applicant_coa_code", "EAD Category", "work_permit", "document_type", "aid_code"]
)
def test_codes_count_under_their_name_and_its_longer_forms(codes, name):
    assert codes.under(name)
