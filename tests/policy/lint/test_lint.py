from firewall.policy.faults.table import is_warning
from firewall.policy.lint import warnings
from firewall.policy.load import examine
from tests.helpers_policy import ROOT
from tests.policy.lint.conftest import TODAY, all_of


def test_warnings_are_sorted_by_place_and_carry_their_line():
    found = all_of()

    assert list(found) == sorted(found)
    assert all(map(is_warning, found))
    assert all(w.shows for w in found)


def test_the_example_city_has_no_warning_that_can_be_mended():
    folder = ROOT / "policies"
    sources = {
        p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*") if p.is_file()
    }
    bundle, faults = examine(sources)

    assert faults == ()
    # Quotations are counsel's to confirm, and what nobody needs is given to nobody.
    assert {w.code for w in warnings(bundle, sources, TODAY)} == {"POL401", "POL410"}
