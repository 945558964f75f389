"""The law left, the rule right, the tests below; agreements with their terms."""

from dataclasses import replace
from datetime import date

from firewall.pages.laws import agreements, laws, terms
from firewall.pages.words import in_language
from firewall.policy.diff.contexts import Side
from firewall.policy.rules import Case, Expect, Given, GivenProcess
from tests.helpers_diff import REQUESTERS, city
from tests.helpers_policy import HERE, REFER, agreement, needs, rule

EN, ES = in_language("en"), in_language("es")
RULE = rule(
    REFER, "immigration", id="welcoming/status", says="Status is not handed over.", cite="Code 1", quote="Text.",
    url="https://law.example/1", to=("enforcement",), except_to=("vendor",), claims=frozenset({"admin-subpoena"}),
    yields_to=frozenset({"judicial"}), review_by=date(2027, 1, 1), duties=("record",), notice="Referred.",
)  # fmt: skip
CASE = Case(
    name="ICE asks", rule=RULE.id, at=HERE,
    given=Given(requester="ice", purpose="enforcement", route="clinic:patient", process=(GivenProcess(kind="admin-subpoena"), GivenProcess(kind="consent", covers=("identity",), by="Ana"))),
    expect=Expect(outcome="refer", status=202, kept=("/name",), removed=("/status",)),
)  # fmt: skip


def lines(cell):
    return {line.label: line.text for line in cell}


def rule_of(section):
    return section.parts[0].parts[0]


def test_the_law_stands_left_and_the_rule_right_and_the_tests_below():
    both, tests = rule_of(laws(EN, [RULE], [CASE], is_public=False)).blocks
    law, told = map(lines, both.rows[0])

    assert both.columns == ("The law", "The rule")
    assert law == {"Citation": "Code 1", "Quotation": "Text.", "Read it": "https://law.example/1"}
    assert told == {
        "Says": "Status is not handed over.", "Applies to": "enforcement", "But not to": "vendor", "At": "every service",
        "For": "any purpose", "Where somebody claims": "admin-subpoena", "About": "immigration",
        "Then it": "is referred to a person", "Gives way to": "judicial", "In force": "from 2026-01-01",
        "To be reviewed by": "2027-01-01", "Duties": "record", "What the requester is told": "Referred.",
    }  # fmt: skip
    assert [line.text for cell in tests.rows[0] for line in cell] == [
        "ICE asks", "ice, clinic:patient", "enforcement", "consent (identity)", "claims admin-subpoena",
        "refer (202)", "+ /name", "- /status",
    ]  # fmt: skip


def test_what_counsel_has_not_confirmed_is_said_to_be_that():
    law = lines(
        rule_of(laws(EN, [replace(RULE, quote="unconfirmed")], [], is_public=False)).blocks[0].rows[0][0]
    )

    assert law["Quotation"] == "not confirmed by counsel"


def test_only_an_address_of_the_web_is_a_link():
    for url in ("javascript:alert(1)", "data:text/html,x", "", "file:///etc/passwd"):
        cell = rule_of(laws(EN, [replace(RULE, url=url)], [], is_public=True)).blocks[0].rows[0][0]

        assert [line.href for line in cell if line.href] == []


def test_what_a_request_asks_by_and_who_has_declared_are_terms():
    told = lines(terms(EN, replace(RULE, asked_by=("identity",), unless_declared="no-onward")))

    assert (told["Where somebody asks by"], told["Not to who has declared"]) == ("identity", "no-onward")


def test_a_rule_about_the_whole_exchange_for_everybody_says_so():
    told = lines(terms(ES, rule(REFER)))

    assert (told["Se aplica a"], told["Sobre"], told["Cede ante"]) == (
        "todos",
        "el intercambio entero",
        "nada",
    )


def test_tests_of_several_files_stand_at_the_laws_and_none_on_a_public_page():
    loose = replace(CASE, rule=None)

    assert laws(EN, [RULE], [loose], is_public=False).blocks[0].caption == "Tests of several files"
    public = laws(EN, [RULE], [CASE, loose], is_public=True)
    assert public.blocks == ()
    assert len(rule_of(public).blocks) == 1


AGREEMENT = agreement(
    "identity.name", title="Follow-up", through=("dealer",), services=("clinic:patient",), cut_spans=True,
    needs=needs("warrant", approval="officer"), records_per_request=5, records_per_day=9, k_anonymity=5, duties=("review",),
    asks_by=("record.id",), onward=("vendor",),
)  # fmt: skip


def terms_of(some, *, is_public):
    known = Side(city(some), REQUESTERS)
    _, told = agreements(EN, known, [some], is_public=is_public).blocks[0].rows[0]
    return told


def test_an_agreement_says_all_its_terms_to_staff():
    told = [(line.label, line.text) for line in terms_of(AGREEMENT, is_public=False)]

    assert told == [
        ("With", "County Health"),
        ("Carried by", "DEALER"),
        ("Basis", "agreement"),
        ("About", "clinic:patient"),
        ("For", "health"),
        ("Shares", "identity.name (as it is)"),
        ("Shares", "free text with what is found in it cut out"),
        ("Needs", "the approval of officer, warrant"),
        ("May be passed on to", "vendor"),
        ("Duties", "review"),
        ("In force", "from 2026-01-01 until 2026-12-31"),
        ("May be asked by", "record.id"),
        ("Limits", "5 records a request, 9 records a day, no record that fewer than 5 look like"),
        ("Signed by", "Commissioner"),
    ]


def test_outside_nobody_is_told_what_helps_to_get_in():
    told = " ".join(line.text for line in terms_of(AGREEMENT, is_public=True))

    assert "record.id" not in told
    assert "records a" not in told
    assert "Commissioner" not in told
    assert "clinic:patient" not in told
    assert "County Health" in told


def test_an_agreement_that_nobody_signed_opens_nothing_and_says_so():
    told = [line.text for line in terms_of(replace(AGREEMENT, signed_by=""), is_public=True)]

    assert "nobody: it opens nothing" in told
