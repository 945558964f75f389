"""The gate: a change may not lower a figure, on either half.  And the gate itself can fall."""

import pytest

from evaluation import gate
from evaluation.cases import read
from evaluation.gate import Fall, fallen, measured, raised
from evaluation.look import look, product_examine
from evaluation.look_names import product_names
from evaluation.run import product
from evaluation.tally import Tally, tally, verdicts

KEY = ("open", "identifiers", "texts", "class", "us.a-number")
GROUP = "/".join(KEY)


@pytest.fixture(scope="module")
def looks():
    return look(read(), product(), product_examine(), find_names=product_names())


def test_no_figure_is_below_its_floor(looks):
    falls = fallen(tally(verdicts(looks)), gate.read())

    assert not falls, "\n" + gate.table(falls)


def test_no_detector_raises_on_any_case(looks):
    assert [one.case.id for one in looks if one.failed] == []


def test_documents_are_looked_at(looks):
    skipped = sum(one.skipped for one in looks)
    if skipped:
        pytest.skip(f"this build cannot examine documents: {skipped} cases not run")


def test_the_floor_guards_both_halves_and_every_class(looks):
    classes = {(one.case.half, one.case.kind, one.case.name) for one in looks if one.case.text is not None}
    guarded = {tuple(group.split("/")) for group in gate.read()}

    assert {(half, kind, "texts", "class", name) for half, kind, name in classes} <= guarded


# ---- the gate itself


def counts(found, false, labels=100):
    return {KEY: Tally(cases=labels, labels=labels, found=found, false=false)}


def test_the_same_figures_pass():
    assert fallen(counts(67, 3), measured(counts(67, 3))) == []


def test_higher_figures_pass():
    assert fallen(counts(68, 2), measured(counts(67, 3))) == []


def test_one_more_miss_falls():
    (fall,) = fallen(counts(66, 0), measured(counts(67, 0)))

    assert fall == Fall(GROUP, "recall", 0.67, 0.66)
    assert GROUP in gate.table([fall])
    assert "floor 0.67  now 0.66" in gate.table([fall])


def test_one_more_mistake_falls():
    (fall,) = fallen(counts(67, 4), measured(counts(67, 3)))

    assert fall.figure == "precision"


def test_a_group_that_is_not_measured_any_more_falls():
    falls = fallen({}, measured(counts(67, 3)))

    assert {fall.now for fall in falls} == {None}
    assert "not measured" in gate.table(falls)


def test_a_smaller_exam_falls():
    (fall,) = fallen(counts(50, 0, labels=50), measured(counts(60, 0)))

    assert (fall.figure, fall.floor, fall.now) == ("cases", 100, 50)


def test_a_recall_that_is_not_measured_any_more_falls():
    without = {KEY: Tally(cases=100, labels=0, false=3)}

    assert Fall(GROUP, "recall", 0.67, None) in fallen(without, measured(counts(67, 3)))


def test_finding_nothing_any_more_falls_in_recall():
    assert [fall.figure for fall in fallen(counts(0, 0), measured(counts(67, 3)))] == ["recall"]


def test_a_new_group_needs_no_floor():
    assert fallen(counts(1, 99), {}) == []


def test_a_floor_is_raised_and_never_lowered():
    floor = measured(counts(67, 3))

    assert raised(counts(70, 9), floor)[GROUP] == floor[GROUP] | {"recall": 0.7}
    assert raised({}, floor) == floor


def test_a_floor_is_lowered_by_force():
    assert raised(counts(50, 50), measured(counts(67, 3)), force=True)[GROUP] == {
        "cases": 100,
        "recall": 0.5,
        "precision": 0.5,
    }


def test_only_the_guarded_groups_have_a_floor():
    assert measured({(*KEY[:3], "category", "immigration"): Tally(cases=1, labels=1)}) == {}


def test_traps_have_a_floor():
    key = ("open", "phrases", "texts", "trap", "de")

    assert measured({key: Tally(cases=3, passed=2)}) == {"open/phrases/texts/trap/de": {"passed": 0.6666}}


def test_a_floor_is_read_as_it_was_written(tmp_path):
    floor = measured(counts(67, 3))
    gate.write(floor, tmp_path / "floor.json")

    assert gate.read(tmp_path / "floor.json") == floor


def test_without_a_floor_nothing_passes(tmp_path):
    with pytest.raises(FileNotFoundError):
        gate.read(tmp_path / "floor.json")
