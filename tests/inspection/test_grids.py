"""By column or record by record: the same leaves, and the same is said of it."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from firewall import inspection
from firewall.grid import Grid
from firewall.model import Category, Node, Outcome, Place, Treatment, View
from firewall.transform.shaping import is_plain
from tests.helpers import detectors
from tests.inspection.findings import finders, plan_of

often = settings(max_examples=250, deadline=None, database=None)

NAMES = ("id", "given", "family", "birthDate", "phone", "note", "code", "citizenshipCode", "nationality")
CATEGORIES = (
    "record.id",
    "identity.name",
    "identity.dob",
    "contact.phone",
    "case_notes",
    "immigration.citizenship",
)
TEXTS = (
    "", "x", "7", "a secret", "shared", "Ana", "Permit", "Ana Permit", "call Ana Permit", "1987-03-09", "born 9 March 1987",
    "A087654321", "file 087-654-321", "415-555-0199", "HN", "visa overstay", "her visa expired and she is undocumented",
    "Zo\u00eb", "name: Ana", "immigration status: pending", "+15550199", "QTA4NzY1NDMyMQ==",
)  # fmt: skip
OTHERS = (None, True, False, 1, 0, 87654321, Decimal("1.0"), Decimal("1.00"))

treatments = st.sampled_from(
    [
        *[Treatment(Outcome.RELEASE)] * 4,
        *[Treatment(Outcome.REMOVE)] * 3,
        Treatment(Outcome.COARSEN, "year"),
        Treatment(Outcome.PSEUDONYMIZE),
        Treatment(Outcome.MASK, "last-4"),
    ]
)


@st.composite
def tables(draw):
    names = tuple(draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True)))
    records = draw(st.integers(1, 6))
    values = st.sampled_from(TEXTS) if draw(st.booleans()) else st.sampled_from(TEXTS + OTHERS)
    column = st.lists(values, min_size=records, max_size=records)
    texts = st.lists(st.sampled_from(TEXTS), min_size=records, max_size=records)
    parts = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True).flatmap(
        lambda some: st.tuples(*[texts] * len(some)).map(lambda of: Grid(tuple(some), of, records))
    )
    columns = st.one_of(column, column, column, parts)
    return Grid(names, tuple(draw(columns) for _ in names), records)


@st.composite
def views(draw):
    """Some of the names are declared; a closed place is removed, and so it is in a real view."""
    places = []
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True)):
        treatment = draw(treatments)
        is_released = treatment.outcome is Outcome.RELEASE
        cuts = is_released and draw(st.booleans())
        marker = draw(st.sampled_from((None, None, "text", "null")))
        category = Category("case_notes" if cuts else draw(st.sampled_from(CATEGORIES)))
        places.append(Place(f"/*/{name}", (category,), treatment, cuts=cuts, marker=marker))
    plan = plan_of(("record.id",))
    known = {}

    def view_of(closed):
        if closed not in known:
            members = {
                place.pattern[3:]: Node(
                    replace(place, treatment=Treatment(Outcome.REMOVE), cuts=False)
                    if place.pattern in closed
                    else place
                )
                for place in places
            }
            known[closed] = View(Node(any=Node(members=members)), plan, 3, ("zeta",))
        return known[closed]

    return view_of


def pseudonymize(value):
    return f"psn_{len(value)}"


def spelled(tree):
    return [[(name, type(value), str(value)) for name, value in record.items()] for record in tree]


def times(counts):
    """How often what happened where: of a value that was taken out as two things, either may be told."""
    found = Counter()
    for count in counts:
        found[count.pattern, count.outcome] += count.times
    return found


def said(work):
    try:
        return work()
    except inspection.Failure as failure:
        return failure.why


def has_parts_of_their_own(grid, view):
    """Whether objects stand where what was declared does not leave just as it is."""
    members = view.root.any.members
    return any(
        isinstance(column, Grid) and name in members and not is_plain(members[name].place)
        for name, column in zip(grid.names, grid.columns, strict=True)
    )


def alike(grid, view_of, found):
    slow = said(lambda: inspection.withhold(grid.rows(), view_of, frozenset(), found, pseudonymize))
    fast = said(lambda: inspection.withhold_grid(grid, view_of, frozenset(), found, pseudonymize))
    if isinstance(fast, str):
        assert fast == slow
        return
    if fast is None:
        assert has_parts_of_their_own(grid, view_of(frozenset()))
        return
    assert spelled(fast.grid.rows()) == spelled(slow.tree)
    assert times(fast.screened.counts) == times(slow.counts)
    for name in ("latched", "closed", "expected", "removed"):
        assert getattr(fast.screened, name) == getattr(slow, name), name
    assert fast.screened.view.withheld == slow.view.withheld


@often
@given(tables(), views())
def test_columns_leave_as_records_do_whatever_is_found(grid, view_of):
    alike(grid, view_of, finders())


@often
@given(tables(), views())
def test_columns_leave_as_records_do_under_the_real_detectors(grid, view_of):
    alike(grid, view_of, detectors())


def test_what_is_said_of_records_together_is_left_to_who_looks_at_each():
    grid = Grid(("id",), (("1",),), 1)
    view = View(
        Node(any=Node(members={"id": Node(Place("/*/id", ("record.id",), Treatment(Outcome.RELEASE)))})),
        plan_of(()),
        0,
        (),
    )

    def sifted(view):
        return inspection.withhold_grid(grid, lambda _: view, frozenset(), finders(), pseudonymize)

    assert sifted(view) is not None
    assert sifted(replace(view, needs_names=True)) is None
    assert sifted(replace(view, alike=object())) is None
    assert sifted(replace(view, table=object())) is None
