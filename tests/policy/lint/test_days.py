from dataclasses import replace
from datetime import date

import pytest

from firewall.policy.lint import days
from firewall.policy.packs import Inclusion
from firewall.policy.yaml import Place
from tests.helpers_policy import bundle

AGREEMENT, LAW = "agreements/county.yaml", "laws/welcoming.yaml"


@pytest.mark.parametrize(
    ("today", "codes_"),
    [
        (date(2026, 12, 1), []),
        (date(2026, 12, 2), ["POL424"]),
        (date(2027, 1, 1), ["POL421", "POL424"]),
        (date(2027, 1, 2), ["POL421", "POL423"]),
        (date(2027, 1, 31), ["POL421", "POL423"]),
        (date(2027, 2, 1), ["POL420", "POL423"]),
    ],
)
def test_what_ends_or_is_to_be_looked_at_is_told_thirty_days_before(codes, today, codes_):
    assert codes(today, **{"samples/other.json": "{}"}) == codes_


def test_the_day_and_the_place_are_told(warned):
    (one,) = warned(**{LAW: ("    from: 2026-01-01\n", "    from: 2026-01-01\n    until: 2026-05-01\n")})

    assert (one.code, one.file, one.line) == ("POL403", LAW, 7)
    assert (
        one.says
        == "`welcoming-city/status-goes-to-counsel` ended on 2026-05-01, and closes nothing any more."
    )
    assert one.shows == "  - rule: status-goes-to-counsel"


DECLARED = "declares: [{word: no-onward, from: 2025-01-01, until: 2026-06-30, signed_by: A}]\nkind:"
RENEWED = DECLARED.replace("}]", "}, {word: no-onward, from: 2026-07-01, until: 2027-06-30, signed_by: A}]")


@pytest.mark.parametrize(
    ("becomes", "today", "told"),
    [
        ("until: 2026-06-30\nkind:", date(2026, 6, 15), ["POL426"]),
        ("until: 2026-06-30\nkind:", date(2026, 7, 1), ["POL425"]),
        ("until: 2026-06-30\nkind:", date(2026, 5, 1), []),
        (DECLARED, date(2026, 6, 15), ["POL428"]),
        (DECLARED, date(2026, 7, 1), ["POL427"]),
        (RENEWED, date(2026, 7, 1), []),
    ],
)
def test_contracts_and_declarations_of_partners_end_as_well(codes, becomes, today, told):
    assert codes(today, **{"partners/ice.yaml": ("kind:", becomes)}) == told


def line(pack, ends):
    return Inclusion(pack=pack, starts=date(2025, 1, 1), ends=ends, at=Place("city.yaml", 9, 5))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([line("us", date(2026, 6, 30))], ["POL416"]),
        ([line("us", date(2026, 5, 30))], ["POL415"]),
        ([line("us", None)], []),
        ([line("us", date(2026, 5, 30)), line("us", None)], []),
        ([line("us", date(2026, 5, 30)), line("us", date(2027, 5, 30))], []),
    ],
)
def test_a_pack_that_ends_is_told_unless_it_is_included_for_longer(lines, told):
    city = replace(bundle().city, packs=tuple(lines))

    assert [one.code for one in days.found(bundle(city=city), date(2026, 6, 15))] == told
