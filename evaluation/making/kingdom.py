"""The identifiers of the United Kingdom (domain reference 2.3)."""

from __future__ import annotations

from evaluation.making import numbers as n
from evaluation.making.spec import Spec

IDENTIFIER = "immigration.identifier"
s, one = n.shaped, n.one_of

BRP = Spec(
    id="uk.brp",
    category=IDENTIFIER,
    formats=(
        (s("ZU9999999"), "ZU"),
        (s("ZUX999999"), "X in third place"),
        (s("RF9999999"), "RF"),
        (s("RFX999999"), "X in third place"),
        (s("ZR9999999"), "ZR"),
        (s("ZU 9999999"), "a space"),
    ),
    names={
        "en": (
            "BRP",
            "BRP number",
            "Biometric Residence Permit",
            "BRP no.",
            "Biometric residence permit number",
            "BRC number",
            "BRP card",
            "residence permit (BRP)",
        )
    },
    fields=("brp_no", "brp_number", "brp", "biometric_residence_permit_no", "brp_card_number"),
    alike=(s("ZU9999999"), s("AB9999999"), s("RF9999999"), s("ZU999999"), s("AZU9999999"), s("@@9999999")),
    traps=(
        (
            "en",
            "UK passport <X>, British citizen, seen",
            s("AA9999999"),
            "a British passport|government_id.passport",
        ),
        ("en", "Passport number <X> (British)", s("AB9999999"), "a British passport|government_id.passport"),
        ("en", "Residents' parking permit <X>, blue car", s("ZU9999999"), "a parking permit"),
        ("en", "Residence permit for parking: <X>", s("RF9999999"), "a parking permit"),
        ("en", "RF module <X> in the bin lorry tracker", s("RF9999999"), "a radio module"),
        ("en", "Cheque <X> returned", s("AB9999999"), "a cheque"),
    ),
    positives=(
        ("en", "BRP expired 31 Dec 2024, no. [[ZUX482913]], now eVisa", "expired"),
        ("en", "ILR holder. Biometric card [[RF4829134]] (BRP) copied.", "the word after it"),
    ),
)

SHARE = Spec(
    id="uk.share-code",
    category=IDENTIFIER,
    formats=(
        (n.share_code("K** *** ***"), "groups with spaces"),
        (n.share_code("K**-***-***"), "groups with hyphens"),
        (n.share_code("K********"), "plain"),
        (n.share_code("K** *** ***"), "groups with spaces"),
    ),
    names={
        "en": (
            "share code",
            "Share code",
            "right to work share code",
            "eVisa share code",
            "Right to rent share code",
            "UKVI share code",
            "Home Office share code",
            "immigration share code",
        )
    },
    fields=(
        "share_code",
        "evisa_share_code",
        "rtw_share_code",
        "share_code_result",
        "right_to_work_share_code",
    ),
    alike=(
        n.share_code("K** *** ***"),
        n.share_code("K********"),
        s("W99 999"),
        s("X9@ 9@9 9@9"),
        s("R99-999-99"),
    ),
    traps=(
        ("en", "DVLA driving licence check code <X>", s("*9* *9* @9"), "a licence check"),
        ("en", "Share price code <X> on the exchange", s("W9@9"), "a share"),
        ("en", "Ride share voucher <X>", n.share_code("S********"), "a voucher"),
        ("en", "Wifi voucher <X>", n.share_code("W** *** ***"), "a voucher"),
        ("en", "Discount code <X> at the leisure centre", n.share_code("S** *** ***"), "a discount"),
        ("en", "Software licence key <X>", n.share_code("R**-***-***"), "a licence key"),
    ),
    positives=(
        ("en", "Landlord check: tenant gave share code [[R7K 4MX 92B]] and DOB", "right to rent"),
        ("en", "prove your right to work with code [[W3H7KX2P9]] on gov.uk", "no word share"),
    ),
)

HOME_OFFICE = Spec(
    id="uk.home-office-reference",
    category=IDENTIFIER,
    formats=(
        (s("@9999999"), "plain"),
        (s("@9999999/8"), "with a dependant"),
        (s("@1999999"), "plain"),
        (s("@9999999/99"), "two digits"),
    ),
    names={
        "en": (
            "Home Office reference",
            "Home Office ref",
            "HO ref",
            "Home Office ref.",
            "HO reference",
            "Our ref (Home Office)",
            "Home Office ref no",
            "HO Ref No",
            "UKVI ref",
        )
    },
    fields=("home_office_ref", "ho_ref", "horef", "ho_number", "home_office_reference", "ho_ref_no"),
    alike=(s("@9999999"), s("@9999999/9"), s("@@9999999"), s("@99999999")),
    traps=(
        ("en", "Home office desk, item <X>, 120 cm", s("@9999999"), "a desk"),
        ("en", "Working from home; office ref <X>", s("@9999999"), "a letter"),
        ("en", "Planning ref <X>, loft conversion", s("@9999999"), "planning"),
        ("en", "Council tax ref <X>", s("89999999"), "council tax"),
        ("en", "Our ref <X>, missed bin collection", s("@9999999"), "a bin"),
        ("en", "Penalty charge notice <X>", s("@9999999"), "a parking fine"),
    ),
    positives=(
        ("en", "Asylum support s95 granted, HO ref: [[M1746208/2]]", "dependant"),
        ("en", "Letter from Home Office (Lunar House) quoting [[K2019384]]", "no word for the number"),
    ),
)

UAN = Spec(
    id="uk.uan",
    category=IDENTIFIER,
    formats=(
        (n.uan("-"), "hyphens"),
        (n.uan(" "), "spaces"),
        (n.uan("-", "/00"), "with a tail"),
        (n.uan("-"), "hyphens"),
    ),
    names={
        "en": (
            "UAN",
            "Unique Application Number",
            "UAN (visa application)",
            "Unique application number (UAN)",
            "UKVI UAN",
            "EUSS application UAN",
        )
    },
    fields=("uan", "uan_number", "unique_application_number", "ukvi_uan"),
    alike=(
        n.payment_card("-"),
        n.payment_card(" "),
        n.payment_card(""),
        s("9999-9999-9999"),
        s("9999 9999 9999 9999 999"),
    ),
    traps=(
        ("en", "Card <X> declined", n.payment_card("-"), "a payment card|financial"),
        ("en", "Visa <X> exp 09/27", n.payment_card(" "), "a payment card|financial"),
        ("en", "Meter point <X>", s("99 999 999 999 99"), "a meter"),
        ("en", "Library barcode <X>", n.payment_card(" "), "a library card"),
        ("en", "Gift card <X>, 25 pounds", n.payment_card("-"), "a gift card"),
    ),
)

GWF_IHS = Spec(
    id="uk.gwf-ihs",
    category=IDENTIFIER,
    alone=True,
    formats=(
        (s("GWF999999999"), "visa application"),
        (s("IHS999999999"), "health surcharge"),
        (n.lowered(s("GWF999999999")), "lower case"),
        (s("GWF 999999999"), "space"),
        (s("IHS-999999999"), "hyphen"),
        (s("GWF099999999"), "leading zero"),
    ),
    names={
        "en": (
            "GWF reference",
            "GWF number",
            "IHS reference",
            "IHS number",
            "Immigration Health Surcharge",
            "GWF ref",
            "Visa application ref",
            "IHS ref",
        )
    },
    fields=("gwf_no", "gwf_number", "ihs_reference", "ihs_number", "gwf_reference"),
    alike=(s("GWF99"), s("IHS9999"), s("AGWF999999999"), s("HIS999999999"), s("GWR999999999"), s("IHS99999")),
    traps=(
        ("en", "IHS Markit report <X>", s("2024-99"), "a report"),
        ("en", "GWR train ticket <X>", s("GWR999999999"), "a train ticket"),
        ("en", "Heat spreader (IHS) <X>", s("999999"), "a processor"),
        ("en", "Gas boiler GWF<X>, serviced", s("99"), "a boiler"),
    ),
)

NINO = Spec(
    id="uk.nino",
    category="government_id.national",
    formats=(
        (n.nino("@@999999$"), "plain"),
        (n.nino("@@ 99 99 99 $"), "groups"),
        (n.lowered(n.nino("@@999999$")), "lower case"),
        (n.nino("@@-99-99-99-$"), "hyphens"),
        (n.nino("@@ 999999 $"), "two spaces"),
    ),
    names={
        "en": (
            "National Insurance number",
            "NINo",
            "NI number",
            "NI No.",
            "National Insurance No",
            "NINO",
            "Nat Ins No",
        )
    },
    fields=("nino", "ni_number", "national_insurance_number", "ni_no", "nino_applicant"),
    alike=(s("QQ999999E"), s("@@99999@"), s("@@9999999@"), s("A9999999B"), s("DF999999Z"), s("@@@999999")),
    traps=(
        ("en", "National Insurance office, queue ticket <X>", s("@99"), "a queue ticket"),
        ("en", "Postcode <X>", s("SW9A 9AA"), "a postcode"),
        ("en", "Insurance policy <X>, van", s("@@9999999999"), "a policy"),
        ("en", "NI (Northern Ireland) office, form <X>", s("@@99999"), "Northern Ireland"),
        ("en", "Number plate <X>", s("@@99 @@@"), "a number plate|vehicle"),
    ),
)

NHS = Spec(
    id="uk.nhs",
    category="government_id.national",
    formats=(
        (n.nhs("9999999999"), "plain"),
        (n.nhs("999 999 9999"), "groups"),
        (n.nhs("999-999-9999"), "hyphens"),
        (n.nhs("999 999 9999"), "groups"),
    ),
    names={"en": ("NHS number", "NHS No.", "NHS no", "NHS", "NHS Number (PDS)", "NHS num")},
    fields=("nhs_number", "nhs_no", "nhs_num", "nhsnumber", "patient_nhs_number"),
    alike=(n.not_nhs, n.not_nhs, s("999999999"), s("99999999999")),
    traps=(
        ("en", "Phone <X> after 5", s("0207999999"), "a phone"),
        ("en", "NHS car park ticket <X>", s("999999"), "a car park"),
        ("en", "NHS job reference <X>, porter", s("99999"), "a job"),
        ("en", "NHS trust order <X>, gloves", s("999-99-9999-9"), "an order"),
        ("en", "ISBN <X>", s("1-899999-99-9"), "a book"),
        ("en", "Meter <X> read", n.not_nhs, "a meter"),
    ),
)

SPECS = (BRP, SHARE, HOME_OFFICE, UAN, GWF_IHS, NINO, NHS)
