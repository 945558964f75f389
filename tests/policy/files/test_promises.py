"""``promises.yaml``: what can be promised, and what is no promise."""

import pytest

from firewall.model import Direction, Outcome, Treatment
from firewall.policy.load import examine, load
from firewall.policy.rules import Says
from tests.helpers_policy import FOLDER, REMOVE, YEAR, folder

NEVER = """
promises:
  - promise: no-status
    says: Status stays.
    cite: Municipal Code 2-173-030
    never_receives: [immigration]
    to: [immigration-enforcement]
    except_to: [ice-ero]
    at: ["clinic:patient"]
    for: [public-health]
    direction: inbound
    unless: [judicial, DSA-2026-014]
    from: 2026-02-01
    until: 2026-12-31
"""
ALWAYS = """
promises:
  - promise: county
    says: The county learns it.
    always_receives: [identity.name]
    to: [county-public-health]
    for: [public-health]
    at: ["clinic:patient"]
    during: [DSA-2026-014]
    from: 2026-02-01
"""


def read(text):
    return load(folder(**{"promises.yaml": text})).promises


def told(text):
    return [f.says for f in examine(folder(**{"promises.yaml": text}))[1]]


def test_every_word_of_a_promise_is_kept():
    (known,) = read(NEVER)

    assert (known.id, known.says, known.cite) == ("no-status", "Status stays.", "Municipal Code 2-173-030")
    assert (known.what, known.data, known.bound) == (Says.NEVER_RECEIVES, ("immigration",), REMOVE)
    assert (known.to, known.except_to) == (("immigration-enforcement",), ("ice-ero",))
    assert (known.routes, known.purposes, known.direction) == (
        ("clinic:patient",),
        {"public-health"},
        Direction.INBOUND,
    )
    assert known.unless == {"judicial", "DSA-2026-014"}
    assert (known.starts.isoformat(), known.ends.isoformat()) == ("2026-02-01", "2026-12-31")
    assert (known.at.file, known.at.line) == ("promises.yaml", 3)


def test_what_somebody_always_receives_is_kept_too():
    (known,) = read(ALWAYS)

    assert (known.what, known.data) == (Says.ALWAYS_RECEIVES, ("identity.name",))
    assert known.bound == Treatment(Outcome.RELEASE)
    assert known.during == ("DSA-2026-014",)


def test_whoever_is_never_answered_gets_nothing_at_all():
    (known,) = read(NOBODY)

    assert (known.what, known.data, known.bound) == (Says.NEVER_ANSWERED, (), REMOVE)


def test_a_bound_says_how_much_may_be_received():
    assert read(NEVER.replace("    at:", "    more_than: {coarsen: year}\n    at:"))[0].bound == YEAR
    assert read(ALWAYS.replace("    at:", "    at_least: {coarsen: year}\n    at:"))[0].bound == YEAR


def test_without_the_file_nothing_is_promised():
    assert load(folder()).promises == ()


NOBODY = NEVER.replace("never_receives: [immigration]", "never_answered: yes")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (NEVER.replace("[immigration]", "[imigration]"), "`imigration` is not a category."),
        (NEVER.replace("[judicial,", "[judicial-decree,"), "`judicial-decree` is not a basis, a kind of legal process or an agreement."),
        (NEVER.replace("to: [immigration-enforcement]", "to: [ice]"), "`ice` is not a partner or a kind of requester."),
        (NEVER.replace("    never_receives: [immigration]\n", ""), "Nothing says what is promised: `never_receives`, `always_receives`, `never_answered`."),
        (NEVER.replace("    to:", "    never_answered: yes\n    to:"), "A promise says one thing."),
        (NOBODY.replace("yes", "no"), "`never_answered` is `yes`."),
        (NOBODY.replace("    at:", "    more_than: {coarsen: year}\n    at:"), "`more_than` belongs to `never_receives`."),
        (NEVER.replace("    at:", "    during: [DSA-2026-014]\n    at:"), "`during` belongs to `always_receives`."),
        (ALWAYS.replace("    for: [public-health]\n", ""), "Who always receives something needs `for:`."),
        (ALWAYS.replace("    at:", "    unless: [judicial]\n    at:"), "`unless` names what opens, and here something is to be open."),
        (ALWAYS.replace("[identity.name]", "[language]"), "Nothing at clinic:patient is declared as `language`, so nobody could receive it there."),
        (NEVER.replace("2026-12-31", "2026-01-31"), "The promise ends before it begins."),
        (NEVER.replace("[ice-ero]", "[immigration-enforcement]"), "The promise excepts everyone it is about."),
        (NEVER + NEVER.replace("\npromises:\n", ""), "The promise `no-status` is given twice."),
        ("promises: []\n", "`promises` must be a list with at least one entry."),
        (NEVER.replace("    from: 2026-02-01\n", ""), "A promise needs `from:`."),
    ],
)  # fmt: skip
def test_what_is_no_promise_is_a_fault(text, says):
    assert says in told(text)


def test_a_fault_says_where():
    (fault,) = examine(folder(**{"promises.yaml": NEVER.replace("[immigration]", "[imigration]")}))[1]

    assert (fault.file, fault.line, fault.column) == ("promises.yaml", 6, 22)
    assert fault.remedy.startswith("Did you mean `immigration` or ")


def test_the_folder_of_these_tests_has_what_they_name():
    assert "DSA-2026-014" in FOLDER["agreements/county.yaml"]
