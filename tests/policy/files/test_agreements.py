import pytest

from firewall.model import Direction, Outcome, Treatment
from firewall.policy.files.agreements import treatment_of
from firewall.policy.load import examine, load
from firewall.policy.outcomes import REMOVE
from firewall.policy.words import SUPPRESSIONS
from firewall.suppression import NOT_YET
from tests.helpers_policy import FOLDER, YEAR, agreement, folder, shares

COUNTY = FOLDER["agreements/county.yaml"]


def read(was="", becomes=""):
    return load(folder(**{"agreements/county.yaml": COUNTY.replace(was, becomes, 1)})).agreements[0]


def told(text, other=""):
    files = {"agreements/county.yaml": text} | ({"agreements/other.yaml": other} if other else {})
    return [f.says for f in examine(folder(**files))[1]]


def test_every_word_of_the_example_is_kept():
    known = read()

    assert (known.id, known.basis, known.principal) == ("DSA-2026-014", "agreement", "county-public-health")
    assert (known.services, known.purposes) == (("clinic",), {"public-health"})
    assert known.asks_by == ("record.id", "identity.name")
    assert [s.treatment for s in known.shares] == [Treatment(Outcome.RELEASE), YEAR]
    assert (known.records_per_request, known.records_per_day) == (50, 2000)
    assert (known.through, known.onward, known.duties) == ((), (), ())
    assert known.direction is Direction.INBOUND
    assert known.signed_by == "Health Commissioner"
    assert (known.starts.isoformat(), known.ends.isoformat()) == ("2026-02-01", "2027-01-31")
    assert not known.cut_spans


def test_an_agreement_does_not_count_before_it_is_signed():
    assert told(COUNTY.replace("on: 2026-02-01", "on: 2026-02-02")) == [
        "It is signed after the day from which it counts."
    ]


@pytest.mark.parametrize("basis", ["duty", "emergency"])
def test_a_duty_that_nobody_has_to_confirm_is_a_fault(basis):
    """It outranks law: by a claimed purpose alone, a claim would open."""
    outright = COUNTY.replace("basis: agreement", f"basis: {basis}")

    assert [says.partition(":")[0] for says in told(outright)] == [
        f"Nobody has to say that the {basis} exists"
    ]
    assert told(outright.replace("needs: {}", "needs: {approval: privacy-officer}")) == []
    # A declaration is the requester's own word.
    own_word = told(outright.replace("needs: {}", "needs: {declaration: [no-onward]}"))
    assert [says.partition(":")[0] for says in own_word] == [f"Nobody has to say that the {basis} exists"]
    assert told(outright + "direction: outbound\n") == []


def test_needs_text_and_direction_are_kept():
    known = read(
        "needs: {}",
        "needs: {process: [judicial-warrant], approval: privacy-officer}\ntext: cut-spans\ndirection: outbound",
    )

    assert (known.needs.process, known.needs.approval) == ({"judicial-warrant"}, "privacy-officer")
    assert known.cut_spans
    assert known.direction is Direction.OUTBOUND


@pytest.mark.parametrize(
    ("written", "treatment"),
    [
        ("pseudonymize", Treatment(Outcome.PSEUDONYMIZE)),
        ("{mask: last-4}", Treatment(Outcome.MASK, "last-4")),
        ("{coarsen: 1km}", Treatment(Outcome.COARSEN, "1km")),
    ],
)
def test_a_share_may_give_a_part(written, treatment):
    assert read("{coarsen: year}", written).shares[1].treatment == treatment


@pytest.mark.parametrize(
    "written",
    [
        "release",
        "remove",
        "{mask: last-9}",
        "{mask: [last-4]}",
        "{coarsen: year, mask: last-4}",
        "{refuse: year}",
    ],
)
def test_a_share_gives_in_no_other_way(written):
    assert len(told(COUNTY.replace("{coarsen: year}", written))) == 1


def test_an_intake_agreement_may_share_nothing():
    text = COUNTY[: COUNTY.index("shares:")] + "shares: none\n" + COUNTY[COUNTY.index("needs:") :]

    assert load(folder(**{"agreements/county.yaml": text})).agreements[0].shares == ()


def test_two_agreements_that_share_a_category_differently_are_a_fault():
    other = COUNTY.replace("DSA-2026-014", "DSA-2").replace("{coarsen: year}", "{coarsen: month}")

    assert told(COUNTY, other) == [
        "`DSA-2` and `DSA-2026-014` share `identity.dob` differently with the same requester."
    ]


def test_a_wider_word_that_is_shared_differently_is_found_below_it():
    other = COUNTY.replace("DSA-2026-014", "DSA-2").replace(
        "identity.name]\n  - data: [identity.dob]", "language]\n  - data: [identity]"
    )

    assert told(COUNTY, other) == [
        "`DSA-2` and `DSA-2026-014` share `identity.name` differently with the same requester."
    ]


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("with: county-public-health", "with: ice-ero"),
        ("[public-health]", "[research]"),
        ("services: [clinic]", "services: ['clinic:intake']"),
        ("from: 2026-02-01", "from: 2027-02-01"),
        ("basis: agreement", "basis: agreement\ndirection: outbound"),
    ],
)
def test_agreements_that_never_meet_may_differ(was, becomes):
    first = (
        COUNTY.replace("services: [clinic]", "services: ['clinic:patient']")
        if "intake" in becomes
        else COUNTY
    )
    other = (
        COUNTY.replace("DSA-2026-014", "DSA-2")
        .replace("{coarsen: year}", "{coarsen: month}")
        .replace(was, becomes)
    )

    assert told(first, other.replace("2027-01-31", "2028-01-31")) == []


def test_two_agreements_of_one_name_are_a_fault():
    assert told(COUNTY, COUNTY) == ["The agreement `DSA-2026-014` is given twice."]


def test_three_proxies_together_are_a_fault_and_two_are_not():
    three = COUNTY.replace("data: [identity.name]", "data: [country_of_birth, previous_country, religion]")
    two = COUNTY.replace("data: [identity.name]", "data: [country_of_birth, religion]")

    assert told(three) == [
        "`DSA-2026-014` shares country_of_birth, previous_country, religion: together they tell who has no secure status."
    ]
    assert told(two) == []


def test_what_an_agreement_says_of_a_word_is_the_stricter_of_what_it_says():
    known = agreement(shares=(shares("identity"), shares("identity.dob", treatment=YEAR)))

    assert treatment_of(known, "identity.dob") == YEAR
    assert treatment_of(known, "identity.name") == Treatment(Outcome.RELEASE)
    assert treatment_of(known, "contact") is None


@pytest.mark.parametrize(
    ("marker", "faults"),
    [("text", 0), ("null", 0), ("number", 1), ("boolean", 1), ("list", 1), ("object", 1)],
)
def test_a_pseudonym_is_text_and_its_member_must_take_text(marker, faults):
    clinic = FOLDER["services/clinic.yaml"]
    typed = clinic.replace("    fields:\n", f"    markers: {{/name: {marker}}}\n    fields:\n", 1)
    shared = COUNTY.replace("shares:\n", "shares:\n  - data: [identity.name]\n    as: pseudonymize\n", 1)
    found = examine(folder(**{"services/clinic.yaml": typed, "agreements/county.yaml": shared}))[1]

    assert len([f for f in found if "its marker says" in f.says]) == faults


@pytest.mark.parametrize(
    ("match", "place", "faults"),
    [
        ("GET /patients", "/items/*/id", 1),
        ("GET /patients", "/*/id", 0),
        ("GET /patients", "/papers", 0),
        ("GET /patients/{id}", "/papers/*/number", 0),
        ("GET /patients/{id}/visits", "/items/*/id", 1),
    ],
)
def test_a_limit_on_records_needs_a_place_where_they_are_counted(match, place, faults):
    path = "    path: {id: record.id}\n" if "{id}" in match else ""
    route = f"  - route: more\n    match: {match}\n{path}    fields:\n      {place}: record.meta\n"
    clinic = FOLDER["services/clinic.yaml"].replace("routes:\n", f"routes:\n{route}", 1)
    found = examine(folder(**{"services/clinic.yaml": clinic}))[1]

    assert len([f for f in found if "nothing says where" in f.says]) == faults


# ---- statistics

STATISTICAL = FOLDER["services/clinic.yaml"].replace(
    "match: GET /patients/{id}", "match: GET /patients/{id}\n    statistical: yes"
)
COUNTS = COUNTY.replace("services: [clinic]", 'services: ["clinic:patient"]').replace(
    "{coarsen: year}", "{suppress: %s}"
)


@pytest.mark.parametrize("profile", SUPPRESSIONS)
def test_small_counts_are_suppressed_by_a_named_rule_or_do_not_go_out(profile):
    known = load(folder(**{"services/clinic.yaml": STATISTICAL, "agreements/county.yaml": COUNTS % profile}))

    share = known.agreements[0].shares[1]
    suppressed = Treatment(Outcome.COARSEN, profile)
    assert (share.suppress, share.treatment) == (profile, REMOVE if profile in NOT_YET else suppressed)
    assert treatment_of(known.agreements[0], "identity.dob") == share.treatment


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"agreements/county.yaml": COUNTS % "cms"}, "and `clinic:patient` is no route of statistics."),
        (
            {"services/clinic.yaml": STATISTICAL, "agreements/county.yaml": COUNTS % "cmss"},
            "`cmss` is not a way to suppress small counts.",
        ),
        (
            {"services/clinic.yaml": STATISTICAL, "agreements/county.yaml": COUNTS % "[cms]"},
            "`suppress` must be one piece of text.",
        ),
        (
            {
                "services/clinic.yaml": STATISTICAL,
                "agreements/county.yaml": (COUNTS % "cms").replace('["clinic:patient"]', "[clinic]"),
            },
            "and `clinic:intake` is no route of statistics.",
        ),
    ],
)
def test_suppression_that_cannot_be_meant_is_a_fault(files, says):
    _, faults = examine(folder(**files))

    assert [says in fault.says for fault in faults] == [True]


def test_a_rule_suppresses_nothing():
    law = FOLDER["laws/welcoming.yaml"].replace("then: refer", "then: {suppress: cms}")
    _, faults = examine(folder(**{"laws/welcoming.yaml": law}))

    assert [fault.code for fault in faults] == ["POL141"]
