"""Names that nobody of us wrote: the elements of NIEM 6.0, and the numbers that python-stdnum knows."""

import json
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.corpora import ROOT
from tests.detect.spellings import twelve

EVERYDAY = yaml.load(
    (Path(__file__).parent / "names/niem-everyday.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
)

# Which elements count, outside of the immigration domain: those whose own words say immigration, citizenship, nationality,
# birth, entry, visa or alien, or what the tree `origin` is about. Generous: a word is enough.
TELLING = re.compile(
    r"Citizen|Alien|Immigra|Visa|Deport|Asylum|Passport|Refugee|SEVIS|Naturaliz|Nationality|PersonBirth|Birthplace|Ethnicity|Religion|PersonRace"
    r"|ExchangeVisitor|PermanentResident|PortOfEntry|TimeInUS|AdmitTo|AdmittedDate|ClassOfAdmission|RemovalOrder|TravelDocument|Voluntary"
    r"|Smuggled|PersonSSN|StayDecision|EntryLocation|Stay(Action|Expiration)"
)
# Check digit procedures, and numbers of mere things.
NO_NUMBER_OF_ANYBODY = {
    "luhn",
    "damm",
    "verhoeff",
    "casrn",
    "ean",
    "gs1_128",
    "iso6346",
    "grid",
    "eu.ecnumber",
}
# Words of everyday language, recognised behind their country only.
ONLY_WITH_COUNTRY = {"be.bis", "jp.in_", "at.uid", "ch.uid", "ma.ice"}


def rows(path):
    file = ROOT / path
    if not file.exists():
        pytest.skip(f"corpora/{path} is not here: its names are not asked")
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@cache
def elements():
    return [(row["domain"], row["name"]) for row in rows("fields/niem_immigration_identity_fields.jsonl")]


def counts(domain, name):
    """
    In the immigration domain everything counts, but what a reviewed list names: elements that are not about a person, and
    elements whose names are everyday words of all systems (File, Resident, ProgramEndDate).
    """
    if domain == "immigration":
        return name not in EVERYDAY["not_about_a_person"] and name not in EVERYDAY["everyday_words"]
    return bool(TELLING.search(name))


def test_elements_about_immigration_are_told_in_twelve_spellings(lexicon):
    asked = [name for domain, name in elements() if counts(domain, name)]
    missed = [
        (name, kind) for name in asked for kind, way in twelve(name).items() if not lexicon.categories(way)
    ]

    assert len(asked) > 300
    assert missed == []


def test_every_element_of_the_immigration_domain_is_told_under_its_namespace(lexicon):
    uri = "{http://release.niem.gov/niem/domains/immigration/6.0/}"
    names = [name for domain, name in elements() if domain == "immigration"]
    trees = {name: {c.split(".")[0] for c in lexicon.categories(f"im:{name}")} for name in names}

    assert len(names) == 370
    assert [name for name, found in trees.items() if not found] == []
    assert [name for name in names if "immigration" not in lexicon.categories(uri + name)] == []


def test_the_list_of_everyday_words_names_elements_only():
    names = {name for domain, name in elements() if domain == "immigration"}

    assert {*EVERYDAY["not_about_a_person"], *EVERYDAY["everyday_words"]} <= names
    assert not set(EVERYDAY["not_about_a_person"]) & set(EVERYDAY["everyday_words"])


def modules():
    return sorted({row["module"].removeprefix("stdnum.") for row in rows("pii/stdnum_numbers.jsonl")})


def test_every_number_is_told_under_its_name(lexicon):
    missed = []
    for module in modules():
        country, _, name = module.rpartition(".")
        country, bare = country.strip("_"), name.strip("_")
        if module in NO_NUMBER_OF_ANYBODY or country == "iso7064":
            continue
        alone = [
            bare,
            bare.upper(),
            bare.capitalize(),
            f"{bare} number",
            f"{bare.upper()}_NO",
            f"{bare}__c",
            f"person_{bare}",
        ]
        qualified = [f"{country}_{bare}", f"{country}.{bare}", f"{country.upper()}_{bare.upper()}", f"{country}-{bare}",
                     f"{country} {bare} number", f"{country}{bare.capitalize()}"]  # fmt: skip
        ways = ([] if module in ONLY_WITH_COUNTRY else alone) + (qualified if country else [])
        missed += [(module, way) for way in ways if not lexicon.categories(way)]

    assert len(modules()) == 239
    assert missed == []


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("bsn", "government_id.national"),
        ("nl_bsn", "government_id.national"),
        ("BSN number", "government_id.national"),
        ("pesel", "government_id.national"),
        ("cpf", "government_id.national"),
        ("nie", "immigration.identifier"),
        ("bg_pnf", "immigration.identifier"),
        ("cr_cr", "immigration.identifier"),
        ("codiceFiscale", "government_id.tax"),
        ("codicefiscale", "government_id.tax"),
        ("vat", "government_id.tax"),
        ("us.ein", "government_id.tax"),
        ("iban", "financial.account"),
        ("bic", "financial.account"),
        ("imei", "device.id"),
        ("imsi", "device.id"),
        ("meid", "device.id"),
        ("siret", "contact.work"),
        ("isbn", "service_usage.library"),
        ("nl_identiteitskaartnummer", "government_id.passport"),
    ],
)
def test_a_number_gets_the_category_of_its_kind(lexicon, name, category):
    assert category in lexicon.categories(name)
