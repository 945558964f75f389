from datetime import date

import pytest

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
