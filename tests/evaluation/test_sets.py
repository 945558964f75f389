"""The sets are what their README says."""

import json
from collections import Counter, defaultdict
from pathlib import Path
from random import Random

import pytest
from stdnum.be import bis
from stdnum.es import nie, nif
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.it import codicefiscale
from stdnum.mx import curp
from stdnum.nl import bsn, onderwijsnummer
from stdnum.pt import nif as portuguese_nif
from stdnum.us import itin

from evaluation import make_names
from evaluation.make_sets import HALVES, SPECS, cases
from evaluation.making import numbers

SETS = Path(__file__).parents[2] / "evaluation" / "sets"


def lines(half, name):
    path = SETS / half / "identifiers" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.id)
def test_the_committed_files_are_what_the_generator_makes(spec):
    made = cases(spec)

    for half in HALVES:
        assert made[half] == lines(half, spec.id)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.id)
def test_a_class_is_large_and_balanced(spec):
    for half in HALVES:
        kinds = Counter(case["kind"] for case in lines(half, spec.id))

        assert kinds["positive"] >= 80
        assert kinds["negative"] >= 80


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.id)
def test_a_case_says_where(spec):
    for half in HALVES:
        for case in lines(half, spec.id):
            assert case["class"] == spec.id
            if "document" in case:
                assert case["path"].startswith("/")
                continue
            assert bool(case["spans"]) == (case["kind"] == "positive"), case["id"]
            for start, end in case["spans"]:
                assert 0 <= start < end <= len(case["text"])
                assert case["text"][start:end] == case["text"][start:end].strip()


def test_no_text_and_no_document_stands_in_both_halves_or_is_both():
    homes, kinds = defaultdict(set), defaultdict(set)
    for half in HALVES:
        for spec in SPECS:
            for case in lines(half, spec.id):
                whole = case.get("text") or json.dumps(case["document"], sort_keys=True)
                homes[spec.id, whole].add(half)
                kinds[whole].add(case["kind"])

    assert [whole for whole, halves in homes.items() if len(halves) > 1] == []
    assert [whole for whole, both in kinds.items() if len(both) > 1] == []


def test_ids_are_unique():
    ids = Counter(case["id"] for half in HALVES for spec in SPECS for case in lines(half, spec.id))

    assert [name for name, count in ids.items() if count > 1] == []


def made(maker, times=200):
    random = Random(7)
    return [maker(random) for _ in range(times)]


@pytest.mark.parametrize(
    ("maker", "valid"),
    [
        (numbers.nie("X-9-L"), nie.is_valid),
        (numbers.nif_m, nif.is_valid),
        (numbers.french_nir("fr"), nir.is_valid),
        (numbers.french_nir("99", separated=True), nir.is_valid),
        (numbers.fiscal_code("Z"), codicefiscale.is_valid),
        (numbers.fiscal_code("A", omocodia=True), codicefiscale.is_valid),
        (numbers.bsn, bsn.is_valid),
        (numbers.onderwijsnummer, onderwijsnummer.is_valid),
        (numbers.bis("99.99.99-999.99"), bis.is_valid),
        (numbers.portuguese_nif, portuguese_nif.is_valid),
        (numbers.nhs("999 999 9999"), nhs.is_valid),
        (numbers.curp(), curp.is_valid),
        (numbers.curp("NE"), curp.is_valid),
    ],
)
def test_check_digits_are_right(maker, valid):
    assert [number for number in made(maker) if not valid(number)] == []


@pytest.mark.parametrize(
    ("maker", "valid"),
    [
        (numbers.wrong_nie("X9L"), nie.is_valid),
        (numbers.wrong_fiscal_code, codicefiscale.is_valid),
        (numbers.not_bsn, bsn.is_valid),
        (numbers.not_nhs, nhs.is_valid),
    ],
)
def test_wrong_check_digits_are_wrong(maker, valid):
    assert [number for number in made(maker) if valid(number)] == []


def test_old_itins_are_itins():
    groups = {number[4:6] for number in made(numbers.itin("-"))}

    assert {g for g in groups if itin.is_valid(f"912-{g}-1234")} <= groups
    assert not groups & {"49", "66", "69", "89", "93"}


@pytest.mark.parametrize(
    ("lines_of", "widths"),
    [(numbers.td1, {30}), (numbers.td2, {36}), (numbers.td3, {44}), (numbers.visa, {36, 44})],
)
def test_zones_have_the_widths_of_the_standard(lines_of, widths):
    for zone in made(lines_of):
        assert {len(line) for line in zone} <= widths


def test_check_digits_of_zones_are_those_of_the_specimen():
    line = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"  # the example of ICAO 9303 part 4

    assert numbers.check_digit(line[:9]) == line[9]
    assert numbers.check_digit(line[:10] + line[13:20] + line[21:43]) == line[43]


# ---- names


@pytest.mark.parametrize("half", HALVES)
def test_the_sets_of_names_are_what_the_generator_makes(half):
    for name, made in make_names.sets(half).items():
        text = (SETS / half / "names" / f"{name}.jsonl").read_text("utf-8")

        assert [json.loads(line) for line in text.splitlines()] == made


def test_every_origin_has_as_many_names_in_both_halves_and_no_text_stands_in_both():
    texts = {half: [case for cases in make_names.sets(half).values() for case in cases] for half in HALVES}
    origins = [Counter(case.get("origin") for case in texts[half]) for half in HALVES]
    one, other = ({case["text"] for case in texts[half]} for half in HALVES)

    assert origins[0] == origins[1]
    assert len(origins[0]) > 10
    assert not one & other


@pytest.mark.parametrize("origin", make_names.ORIGINS)
def test_no_name_of_an_origin_stands_in_both_halves(origin):
    for names in (make_names.ORIGINS[origin].given, make_names.ORIGINS[origin].family):
        one, other = (set(make_names.half_of(names, half)) for half in HALVES)

        assert one | other == set(names)
        assert not one & other
