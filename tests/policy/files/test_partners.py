from datetime import date

import pytest

from firewall.policy.load import examine, load
from tests.helpers_policy import FOLDER, folder

COUNTY = FOLDER["partners/county.yaml"]


def partner(text):
    return load(folder(**{"partners/county.yaml": text})).partners["county-public-health"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("dns:a.example", "dns:a.example"),
        ("uri:spiffe://city/a", "uri:spiffe://city/a"),
        ("email:a@b.example", "email:a@b.example"),
        ("sha256:" + "ab" * 32, "sha256:" + "ab" * 32),
        ("sha256:" + ":".join(["AB"] * 32), "sha256:" + "ab" * 32),
    ],
)
def test_a_certificate_is_named_in_one_form(written, kept):
    assert partner(COUNTY.replace("dns:health.county.example", written)).certificates == (kept,)


@pytest.mark.parametrize("written", ["sha1:abcd", "sha256:ab", "dns:", "a.example", "sha256:" + "zz" * 32])
def test_what_names_no_certificate_is_a_fault(written):
    _, faults = examine(
        folder(**{"partners/county.yaml": COUNTY.replace("dns:health.county.example", written)})
    )

    assert [f.says for f in faults] == [
        "A certificate is named by `dns:...`, `uri:...`, `email:...` or `sha256:...`."
    ]


def test_a_chain_and_recipients_are_kept_in_their_order():
    known = partner(
        COUNTY + "on_behalf_of: [ice-ero]\nonward: [vendor, ice-ero]\n".replace("vendor, ", "city-agency, ")
    )

    assert known.on_behalf_of == ("ice-ero",)
    assert known.onward == ("city-agency", "ice-ero")


def test_a_circle_of_two_is_told_at_both():
    ice = FOLDER["partners/ice.yaml"] + "on_behalf_of: [county-public-health]\n"
    files = {"partners/ice.yaml": ice, "partners/county.yaml": COUNTY + "on_behalf_of: [ice-ero]\n"}
    _, faults = examine(folder(**files))

    assert [(f.file, f.says) for f in faults] == [
        ("partners/county.yaml", "`county-public-health` acts on behalf of itself, through others."),
        ("partners/ice.yaml", "`ice-ero` acts on behalf of itself, through others."),
    ]


CREDENTIALS = 'credentials: {certificates: ["dns:health.county.example"], api_keys: yes}'


def with_credentials(written):
    assert CREDENTIALS in COUNTY
    return folder(**{"partners/county.yaml": COUNTY.replace(CREDENTIALS, f"credentials: {{{written}}}")})


def test_a_partner_is_known_by_tokens_and_demands_an_authority():
    known = load(
        with_credentials(
            'certificates: ["dns:a"], ca: county-ca, tokens: ["county-login#svc#1", "state#A b"]'
        )
    )
    found = known.partners["county-public-health"]

    assert (found.ca, found.tokens) == ("county-ca", ("county-login#svc#1", "state#A b"))


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ('tokens: ["svc-health"]', "A subject of tokens is named by `issuer#subject`."),
        ('tokens: ["#svc"]', "A subject of tokens is named by `issuer#subject`."),
        ('tokens: ["county#"]', "A subject of tokens is named by `issuer#subject`."),
        ('tokens: ["County#svc"]', "A subject of tokens is named by `issuer#subject`."),
        ("tokens: []", "The list of `tokens` is empty."),
        ('certificates: ["dns:a"], ca: County CA', "A `ca` is named in small letters, digits and hyphens."),
        ("ca: county", "`ca` says who signs `certificates`, and there are none."),
    ],
)
def test_credentials_that_name_nobody_are_a_fault(written, says):
    _, faults = examine(with_credentials(written))

    assert [fault.says for fault in faults] == [says]


def test_a_subject_of_two_partners_is_a_fault():
    ice = FOLDER["partners/ice.yaml"] + 'credentials: {tokens: ["county#svc"]}\n'
    files = with_credentials('tokens: ["county#svc"]') | {"partners/ice.yaml": ice}
    _, faults = examine(files)

    assert [fault.says for fault in faults if "county#svc" in fault.says] == [
        "Its `county#svc` also is `county-public-health`."
    ]


# ---- declarations and contracts

DECLARED = (
    COUNTY
    + """\
declares:
  - {word: il-alpr-declaration, from: 2026-01-01, until: 2026-12-31, signed_by: Sheriff of Bexar County}
"""
)


def test_a_declaration_has_a_word_dates_and_who_signed_it():
    (known,) = partner(DECLARED).declares

    assert (known.word, known.signed_by) == ("il-alpr-declaration", "Sheriff of Bexar County")
    assert [known.counts_on(date(2026, *day)) for day in ((1, 1), (12, 31))] == [True, True]
    assert [known.counts_on(day) for day in (date(2025, 12, 31), date(2027, 1, 1))] == [False, False]


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("il-alpr-declaration", "il-alpr-declartion", "`il-alpr-declartion` is not a declaration."),
        (", signed_by: Sheriff of Bexar County", "", "A declaration needs `signed_by:`."),
        ("until: 2026-12-31", "until: 2025-12-31", "The declaration ends before it begins."),
    ],
)
def test_what_is_wrong_with_a_declaration_is_a_fault(was, becomes, says):
    _, faults = examine(folder(**{"partners/county.yaml": DECLARED.replace(was, becomes)}))

    assert [f.says for f in faults] == [says]


def test_a_partner_may_have_a_contract_that_begins_and_ends():
    known = partner(COUNTY + "from: 2026-01-01\nuntil: 2026-06-30\n")

    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert [known.has_contract_on(day) for day in days] == [False, True, True, False]
    assert partner(COUNTY).has_contract_on(date(1999, 1, 1))
