"""Judicial is not official: the forms and the issuers that no judge stands behind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.review.judicial import AdministrativeForms, IssuerKind, ProcessFacts, executive_words

ADMINISTRATIVE = ProcessFacts(
    basis="none",
    issuer=IssuerKind.ADMINISTRATIVE,
    opens=False,
    forms=("I-200", "I-203", "I-205", "I-247A", "I-286", "I-138", "I-862", "I-220B", "Notice of Action"),
)
JUDICIAL = ProcessFacts(basis="judicial", issuer=IssuerKind.JUDICIAL, opens=True, forms=("AO 93",))
FORMS = AdministrativeForms([ADMINISTRATIVE, JUDICIAL])


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("I-200", "I-200"),
        ("i-200", "I-200"),
        ("I200", "I-200"),
        ("Form I 200 (Rev. 09/16)", "I-200"),
        ("DHS Form I-205", "I-205"),
        ("I-247A", "I-247A"),
        ("I-247D", "I-247A"),
        ("I-247", "I-247A"),
        ("I-220A", "I-220B"),
        ("l-200", "I-200"),
        ("1-200", "I-200"),
        ("I\u2010200", "I-200"),
        ("I\u2013200", "I-200"),
        ("I - 200", "I-200"),
        ("I_138", "I-138"),
        ("\u0406-200", "I-200"),
        ("\uff29\uff0d\uff12\uff10\uff10", "I-200"),
        ("AO 93 / I-862", "I-862"),
        ("notice of action", "Notice of Action"),
    ],
)
def test_administrative_form_is_known_however_it_is_written(text, form):
    assert FORMS.named_in(text) == form


@pytest.mark.parametrize(
    "text", ["", "AO 93", "AO 442", "I-2000", "XI-200", "SI-200", "Writ 1200", "200", "I-9", "I-20"]
)
def test_other_forms_are_not_taken_for_one(text):
    assert FORMS.named_in(text) == ""


@pytest.mark.parametrize(
    "issuer",
    [
        "Immigration Judge A. Smith",
        "IMMIGRATION JUDGE",
        "U.S. Immigration-Judge Smith",
        "Immigration  Judges of the district",
        "Chicago Immigration Court",
        "Executive Office for Immigration Review",
        "EOIR",
        "IJ Smith",
        "Board of Immigration Appeals",
        "Deportation Officer Jones",
        "Supervisory Detention and Deportation Officer",
        "Field Office Director, Chicago",
        "U.S. Immigration and Customs Enforcement",
        "ICE ERO",
        "Department of Homeland Security",
        "U.S. Customs and Border Protection",
        "\u0406mmigration Judge",
        "Immigration_Judge",
    ],
)
def test_issuer_of_the_executive_branch_is_known(issuer):
    assert executive_words(issuer)


@pytest.mark.parametrize(
    "issuer",
    [
        "",
        "Hon. M. Alvarez",
        "U.S. Magistrate Judge",
        "U.S. District Court, N.D. Ill.",
        "Judge Ice",
        "Judge E. Ero",
        "Circuit Court of Cook County",
        "Justice Price",
    ],
)
def test_judges_and_courts_are_not_taken_for_one(issuer):
    assert executive_words(issuer) == ""


@given(st.text())
def test_nothing_a_clerk_types_raises(text):
    FORMS.named_in(text)
    executive_words(text)


@pytest.mark.parametrize(("basis", "bases"), [("judicial", {"judicial"}), ("none", set()), ("", set())])
def test_basis_none_is_no_basis(basis, bases):
    assert ProcessFacts(basis=basis, issuer=IssuerKind.ANYONE, opens=False).bases == bases
