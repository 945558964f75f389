"""What is counted of what was pruned."""

from firewall.model import UNCLASSIFIED, Category, Count, Outcome, Place, Shape, Treatment
from firewall.transform.pruned import UNDECLARED, Pruned

RELEASED = Place("/*/name", (Category("identity.name"),), Treatment(Outcome.RELEASE))
REMOVED = Place("/*/dob", (Category("identity.dob"),), Treatment(Outcome.REMOVE))


def test_each_place_counts_as_often_as_it_was_met_by_itself_and_in_objects_of_one_shape():
    shape = Shape(("name",), ("name",), (RELEASED,), (), (("dob", REMOVED),), ())
    pruned = Pruned(seen={RELEASED: 1}, shapes={shape: 3})

    assert pruned.counts() == (
        Count("/*/name", Category("identity.name"), Outcome.RELEASE, 4),
        Count("/*/dob", Category("identity.dob"), Outcome.REMOVE, 3),
    )
    assert pruned.has_dropped


def test_what_nobody_declared_counts_under_no_name():
    assert Pruned(undeclared=2).counts() == (Count(UNDECLARED, UNCLASSIFIED, Outcome.REMOVE, 2),)
    assert Pruned(undeclared=2).has_dropped
    assert not Pruned(seen={RELEASED: 1}).has_dropped
