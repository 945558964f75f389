import pytest

from firewall.front import addressed
from firewall.front.parts import Match

SEGMENTS = ("clinic", "table")


def read(raw, dialect="postgrest", known=SEGMENTS):
    def match(path):
        return (
            Match("clinic:table", "http://x", existence_protected=True, dialect=dialect)
            if path == known
            else None
        )

    return addressed.read(raw, match)


def test_a_target_is_read_as_ever():
    assert read("/clinic/table?age=gte.18") == (SEGMENTS, (("age", "gte.18"),), "")


def test_a_column_that_comes_twice_goes_on_as_one_condition():
    assert read("/clinic/table?age=gte.18&age=lt.65") == (SEGMENTS, (("and", "(age.gte.18,age.lt.65)"),), "")


@pytest.mark.parametrize(
    ("raw", "dialect", "why"),
    [
        ("/clinic/table?age=gte.18&age=lt.65", "", "duplicate-name"),
        ("/clinic/table?age=gte.18&age=lt.65", "fhir", "duplicate-name"),
        ("/clinic/other?age=gte.18&age=lt.65", "postgrest", "duplicate-name"),
        ("/clinic/table?select=id&select=name", "postgrest", "duplicate-name"),
        ("/clinic/table?age=gte.18&Age=lt.65", "postgrest", "duplicate-name"),
        ("/clinic/table?age=gte.18&age=lt.65&age[]=eq.1", "postgrest", "duplicate-name"),
        ("/clinic/table?age=gte.18&age=lt.65&_method=DELETE", "postgrest", "method-override"),
        ("/clinic/table?age=gte.18&age=lt.%2565", "postgrest", "double-encoding"),
        ("/clinic/../table?age=gte.18&age=lt.65", "postgrest", "dot-segment"),
        ("/clinic/table?age=gte.18&age", "postgrest", "malformed-pair"),
    ],
)
def test_what_cannot_be_read_in_one_way_has_a_reason_and_nothing_else(raw, dialect, why):
    assert read(raw, dialect) == ((), (), why)


def test_many_of_them_are_too_many():
    assert read(f"/clinic/table?{'&'.join(['age=gt.1'] * 200)}")[2] == "too-many-fields"
