"""The policy as a page: whole, in part, and for everybody."""

import json

import pytest

from firewall.pages.document import Items, Paragraph, Section, Table, sections
from firewall.pages.page import About, page
from firewall.pages.written import html, markdown
from firewall.replay.sides import side
from tests.pages.helpers import city, document, known
from tests.replay.helpers import TODAY


def said(page):
    """Every text of a page."""
    found = [line.text for block in page.lead for line in (block.line,)]
    for section in sections(page):
        found.append(section.title)
        for block in section.blocks:
            match block:
                case Paragraph():
                    found.append(block.line.text)
                case Items():
                    found += [line.text for line in block.lines]
                case Table():
                    found += [block.caption, *block.columns]
                    found += [line.text for row in block.rows for cell in row for line in cell]
    return found


def titles(page):
    return [section.title for section in page.sections]


def test_the_whole_policy_is_there():
    page, bundle = document(), city().bundle
    found = said(page)

    assert titles(page) == ["Who gets what", "Agreements, duties and emergencies", "Laws", "The words"]
    assert {a.id for a in bundle.agreements} <= set(found)
    assert {r.says.strip() for r in bundle.rules} <= set(found)
    assert {c.name for c in bundle.cases if c.rule} <= set(found)
    assert bundle.digest in found[0]


def test_it_is_in_spanish_around_the_citys_own_words():
    page = document("es")

    assert titles(page)[0] == "Quién recibe qué"
    assert {r.says.strip() for r in city().bundle.rules} <= set(said(page))


def test_one_partner_sees_what_concerns_it_and_its_chain():
    page = document(about=About(partner="acme-analytics"))
    found = said(page)

    assert any("status-goes-to-counsel" in text for text in found)  # it acts for ICE
    assert "DSA-2026-014" not in found
    assert "County Public Health" not in found


def test_a_page_of_one_partner_says_nothing_of_the_others():
    found = said(document(about=About(partner="county-public-health")))

    assert not [text for text in found if text.startswith(("Everyone else", "Nobody"))]
    assert "County Public Health gets nothing from this service." in found


def test_a_page_of_one_category_says_who_does_not_get_that_alone():
    found = said(document(about=About(category="immigration.status")))

    assert "Nobody gets immigration.status from this service." in found
    assert "Nobody gets anything from this service." not in found


def test_one_service():
    found = said(document(about=About(service="clinic")))

    assert "Harbor City Clinic" in found
    assert "Harbor City 311" not in found
    assert "DSA-2026-014" in found


def test_one_category_with_what_stands_above_and_below_it():
    found = said(document(about=About(category="immigration.status")))

    assert "status-goes-to-counsel" in found  # it is about `immigration`
    assert "no-contact-information" not in found


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_public_page_has_nothing_that_somebody_who_wants_in_could_use(language):
    bundle = city().bundle
    public = document(language, is_public=True)
    texts = html(public), markdown(public)
    hidden = [
        *(s.upstream for s in bundle.services),
        *(name for p in bundle.partners.values() for name in (*p.certificates, *p.tokens)),
        *(c.name for c in bundle.cases),
        *(a.signed_by for a in bundle.agreements),
        *(f"{a.records_per_day} records" for a in bundle.agreements if a.records_per_day),
        "127.0.0.1", "samples/", "/patients/",
    ]  # fmt: skip

    for text in texts:
        assert [word for word in hidden if word and word in text] == []
        assert all(p.title in html(public) for p in bundle.partners.values() if "," not in p.title)
        assert bundle.digest in text


@pytest.mark.parametrize("is_public", [True, False])
def test_no_value_of_a_sample_is_on_a_page(is_public):
    def values(tree):
        if isinstance(tree, dict):
            return [value for one in tree.values() for value in values(one)]
        if isinstance(tree, list):
            return [value for one in tree for value in values(one)]
        return [str(tree)] if isinstance(tree, str) and len(tree) > 6 else []

    text = html(document(is_public=is_public))
    # What the policy itself says (a word of the vocabulary, say) is nobody's.
    own = " ".join(text for name, text in city().texts.items() if not name.startswith("samples/"))
    found = [
        v for t in city().bundle.samples.values() for v in values(json.loads(t)) if v in text and v not in own
    ]

    assert found == []


def test_what_is_seen_of_a_running_firewall_stands_first():
    first = Section("In force")
    found = page(
        side(city().bundle), TODAY, "en", about=About(service="clinic"), first=[first], known=known()
    )

    assert titles(found)[0] == "In force"
