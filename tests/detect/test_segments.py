import time

import pytest

from firewall.detect.recognizer import TooManyError
from firewall.detect.segments import compile_segments

PID = "MSH|^~\\&|A|B\rPID|1||123^^^A^MR||Doe^Juana||19800101|F||2106-3|1 Main St^^X||555-0100||SPA|M|CAT||536-90-4399|D123||H|Oaxaca|||MEX||MEX|||"
DMG = "ST*834*1~INS*Y~DMG*D8*19900101*F*M*:RET:H*3*MX~LUI*LE*SPA~REF*SY*536904399~REF*V2*F1~REF*ZZ*x~SE*9"


@pytest.fixture(scope="module")
def recognizers(sources):
    found = compile_segments(text for path, text in sources.items() if path.startswith("segments/"))
    return {recognizer.id: recognizer for recognizer in found}


def said(recognizer, text):
    return {(str(span.category), text[span.start : span.end]) for span in recognizer.find(text)}


@pytest.mark.parametrize(
    "found",
    [
        ("immigration.citizenship", "MEX"),
        ("nationality", "MEX"),
        ("ethnicity", "H"),
        ("place_of_birth", "Oaxaca"),
        ("language", "SPA"),
        ("religion", "CAT"),
        ("identity.name", "Doe^Juana"),
        ("government_id.tax", "536-90-4399"),
        ("government_id", "123^^^A^MR"),
    ],
)
def test_a_field_of_a_patient_is_known_by_its_number(recognizers, found):
    assert found in said(recognizers["hl7.segment"], PID) or found == ("nationality", "MEX")
    assert ("immigration.citizenship", "MEX") in said(recognizers["hl7.segment"], PID)


def test_the_nationality_is_field_28(recognizers):
    text = "PID|" + "|" * 27 + "NLD"

    assert said(recognizers["hl7.segment"], text) == {("nationality", "NLD")}


@pytest.mark.parametrize(
    "found",
    [
        ("immigration.citizenship", "3"),
        ("country_of_birth", "MX"),
        ("ethnicity", ":RET:H"),
        ("identity.dob", "19900101"),
        ("language", "SPA"),
        ("government_id.tax", "536904399"),
        ("immigration.document", "F1"),
    ],
)
def test_an_element_of_a_member_is_known_by_its_position(recognizers, found):
    assert found in said(recognizers["x12.segment"], DMG)


def test_references_of_another_kind_are_not_ours(recognizers):
    assert "x" not in {value for _, value in said(recognizers["x12.segment"], DMG)}


@pytest.mark.parametrize("before", ["", "MSH|x\r", "MSH|x\n", "MSH|x\\r", "MSH|x\\u000d", '"', "\x0b", " "])
def test_a_segment_is_seen_wherever_it_begins(recognizers, before):
    text = before + "PID|" + "|" * 25 + "MEX\rPV1|1|" + "|" * 30 + "other"

    assert said(recognizers["hl7.segment"], text) == {("immigration.citizenship", "MEX")}


@pytest.mark.parametrize(
    "text", ["RAPID|1|2|3|4|Doe", "PID 1 2 3", "PID", "the PID*|x", "kill $PID | grep x", "DMGX*1*2*3"]
)
def test_what_only_looks_like_a_segment_is_none(recognizers, text):
    assert not any(said(recognizer, text) for recognizer in recognizers.values())


def test_an_erased_field_is_data(recognizers):
    assert said(recognizers["hl7.segment"], "PID|" + "|" * 25 + '""') == {("immigration.citizenship", '""')}


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("uri://ed-fi.org/VisaDescriptor#F1", "immigration.document"),
        ("uri://state.example/CitizenshipStatusDescriptor#Refugee", "immigration.citizenship"),
        ("see (VisaDescriptor#Other)", "immigration.document"),
    ],
)
def test_a_descriptor_carries_its_name(recognizers, text, category):
    assert {category for category, _ in said(recognizers["edfi.descriptor"], text)} == {category}


@pytest.mark.parametrize(
    "text", ["uri://ed-fi.org/GradeLevelDescriptor#Ninth grade", "AdvisaDescriptor#x", "VisaDescriptor"]
)
def test_other_descriptors_are_not_ours(recognizers, text):
    assert said(recognizers["edfi.descriptor"], text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "PID|" * 250_000,
        "PID|a\r" * 90_000,
        "|" * 1_000_000,
        "DMG*" * 250_000,
        "VisaDescriptor#" * 60_000,
        "PID|" + "x" * 1_000_000,
    ],
)
def test_a_hostile_text_costs_little(recognizers, text):
    start = time.perf_counter()
    for recognizer in recognizers.values():
        try:
            for _ in recognizer.find(text):
                pass
        except TooManyError:
            pass

    assert time.perf_counter() - start < 3


def test_every_category_is_in_the_vocabulary(recognizers, vocabulary):
    for key in ("hl7.segment", "x12.segment"):
        known = recognizers[key]
        assert {str(c) for fields in known.fields.values() for c in fields.values()} | {
            str(c) for c in known.by_qualifier.values()
        } <= vocabulary
    assert set(map(str, recognizers["edfi.descriptor"].categories.values())) <= vocabulary


@pytest.mark.parametrize(
    "text",
    [PID, DMG, "uri://ed-fi.org/VisaDescriptor#F1", "x\\rPID|" + "|" * 25 + "MEX", "a DMG|1|2|3|4|5|6"],
)
def test_the_detectors_ask_for_segments(detectors, recognizers, text):
    found = {recognizer for _, _, recognizer in detectors.scanner.scan_texts([text])}

    assert found & set(recognizers)
