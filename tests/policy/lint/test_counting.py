"""What `check` says of statistics; each code is brought by tests/policy/faults/test_every_code.py too."""

import pytest

from tests.policy.faults.test_every_code import AGREEMENT, TABLE, statistical, suppressing


def of(codes, service, agreement):
    return [
        code for code in codes(**{**service, **agreement}) if code in {"POL450", "POL470", "POL471", "POL473"}
    ]


@pytest.mark.parametrize(
    ("table", "profile", "asks", "told"),
    [
        (TABLE, "cms", "record.id", []),
        (TABLE, "cms", "identity.dob", ["POL471"]),
        (TABLE, "cms", "identity", ["POL471"]),
        (TABLE[:-1] + ", totals_by: [dob]}", "cms", "identity.dob", []),
        (TABLE, "high_risk", "record.id", ["POL473"]),
        (TABLE.replace("[dob, name]", "[dob]"), "high_risk", "record.id", []),
        (TABLE, "uk_dwp", "record.id", ["POL450"]),
        ("", "cms", "record.id", ["POL470"]),
    ],
)
def test_what_leaves_nothing_or_too_much_is_told(codes, table, profile, asks, told):
    assert of(codes, statistical(table), suppressing(profile, asks)) == told


def test_the_agreement_is_where_it_is_told(warned):
    told = [one for one in warned(**{**statistical(""), **suppressing("cms")}) if one.code == "POL470"]

    assert [one.file for one in told] == [AGREEMENT]
