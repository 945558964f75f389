import pytest

from tests.helpers_values import confidence, found, is_found

FOUND = [
    ("uk.brp", "BRP ZU1234567"),
    ("uk.brp", "biometric residence permit no. RF 123 4567"),
    ("uk.brp-zu", "BRP: ZUX123456"),
    ("uk.share-code", "share code W4B 9X7 K2Q"),
    ("uk.share-code", "share code R12-3AB-4CD"),
    ("uk.share-code", "sharecode: S12345678"),
    ("uk.share-code", "W4B9X7K2Q is the right to work code"),
    ("uk.share-code-letters", "share code: WKD FHX QRT"),
    ("uk.share-code-spaced", "share code W 4 B 9 X 7 K 2 Q"),
    ("uk.home-office", "Home Office ref B1234567"),
    ("uk.home-office", "HO ref: X1234567/2"),
    ("uk.home-office", "asylum claim B 123 4567"),
    ("uk.uan", "UAN 3434-1234-5678-9012"),
    ("uk.uan", "1212-0001-2345-6789/00 (UAN)"),
    ("uk.uan", "UAN 4111 1111 1111 1111"),
    ("uk.uan-nearby", "EUSS 3434123456789012"),
    ("uk.uan-grouped", "EUSS: 3434-1234-5678-9012"),
    ("uk.share-code", "The right to rent code given to us was SDF 9EP 3B9"),
    ("uk.share-code", "share code: rsqqcsh2z"),
    ("uk.nino-spaced", "nat ins no is ZR-35-81-84-D"),
    ("uk.brp", "Biometric res. permit #ZR-7393627"),
    ("uk.gwf", "GWF012345678"),
    ("uk.gwf", "gwf 012 345 678"),
    ("uk.ihs", "IHS123456789"),
    ("uk.cas", "CAS number E4G7BF0A12B3C4"),
    ("uk.cos", "certificate of sponsorship C2G7K12345A"),
    ("uk.arc", "ARC number ABC/123456"),
    ("uk.asylum-support", "NASS ref 12/03/00123"),
    ("uk.port-reference", "port ref EAD/123456"),
    ("uk.nino", "AB123456C"),
    ("uk.nino", "NI number AB 12 34 56 C"),
    ("uk.nino-spaced", "NINo A B 1 2 3 4 5 6 C"),
    ("uk.nhs", "NHS 943 476 5919"),
    ("uk.home-office", "H/O ref O3067991/9"),
    ("uk.home-office", "R002 2535 (Home Off. ref)"),
    ("uk.uan", "Unique App. Number 3434-1234-5678-9012"),
    ("uk.brp", "BRP serial: RF8964758"),
    ("uk.nino", "TS-87-87-27-A"),
    ("uk.nhs", "N.H.S. no. 943 476 5919"),
]


@pytest.mark.parametrize(("shape", "text"), FOUND)
def test_an_identifier_is_found(shape, text):
    assert is_found(shape, text)


@pytest.mark.parametrize(
    "text",
    [
        "ZU123456",
        "AZU1234567",
        "X4B 9X7 K2Q",
        "W4B9X7",
        "AB1234567",
        "3434 1234",
        "4111-1111-1111-1111",
        "GB123456A",
        "promo code W4B9X7K2Q",
        "Share this: RUN THE CAR",
        "share price W12 345 678",
        "office printer model B1234567",
        "CAS 7732-18-5",
        "arc welding kit AB12345",
        "BRP spare part AB1234567",
        "Residential parking permit no. RF5893980 for a blue van",
        "parking permit number ZU1234567",
        "home office desk B1234567",
        "ZU1234567",
        "3434-1234-5678-9012",
        "right to work on the roof, ref 870 614",
        "B1234567",
        "asilo nido, iscrizione L-7291479",
        "im Home Office B1234567",
    ],
)
def test_what_only_looks_like_one_is_not(text):
    assert found(text) == {}


def test_a_card_number_is_no_application_number_without_its_name():
    assert "uk.uan-nearby" not in found("visa application paid with 4111 1111 1111 1111")


def test_a_wrong_check_digit_lowers_the_confidence_and_clears_nothing():
    assert 0 < confidence("uk.nhs", "NHS 9434765918") < confidence("uk.nhs", "NHS 9434765919")
