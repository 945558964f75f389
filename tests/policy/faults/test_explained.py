"""Each example brings the fault that it shows, from text; and the small city that it is mended in has none."""

from datetime import date
from unittest.mock import patch

import pytest

from firewall.policy.faults.explained import explanation, shown, whys
from firewall.policy.faults.table import FIRST_WARNING, LANGUAGES, entries
from firewall.policy.lint import warnings
from firewall.policy.load import examine
from tests.helpers_policy import folder, parse_once

TODAY = date(2026, 6, 15)


def found(files):
    with patch("firewall.policy.load.parse", parse_once):
        bundle, faults = examine(files)
    return faults if bundle is None else warnings(bundle, files, TODAY)


def told(files):
    return {(fault.code, fault.says) for fault in found(files)}


BEFORE = told(folder())


@pytest.mark.parametrize("code", shown())
def test_the_example_of_a_code_brings_it_from_text(code):
    example = shown()[code]
    files = folder()
    assert example.after in files[example.file]
    files[example.file] = files[example.file].replace(example.after, example.before, 1)
    new = told(files) - BEFORE

    assert code in {one for one, _ in new}
    assert all(fault.file for fault in found(files))
    if code < FIRST_WARNING:
        assert all(one < FIRST_WARNING for one, _ in new)


def test_the_mended_city_has_no_fault():
    assert all(code >= FIRST_WARNING for code, _ in BEFORE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_it_matters_is_said_of_codes_that_there_are(language):
    assert set(whys(language)) <= set(entries())
    assert set(whys(language)) == set(whys("en"))
    assert all(text.endswith(".") for text in whys(language).values())


def test_an_explanation_has_all_of_it():
    told = explanation("POL041", "es")

    assert told.entry.says == "`{word}` no es una categoría."
    assert told.why.startswith("Las categorías están en vocabulary/data.yaml.")
    assert (told.example.before, told.example.after) == ("- data: [identity.nam]", "- data: [identity.name]")


def test_there_is_none_of_a_code_that_is_not_there():
    with pytest.raises(KeyError):
        explanation("POL999")
