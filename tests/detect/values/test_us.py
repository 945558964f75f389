import pytest

from tests.helpers_values import confidence, found, is_found

FOUND = [
    ("us.a-number", "A123456789"),
    ("us.a-number", "A012345678"),
    ("us.a-number", "A# 123-456-789"),
    ("us.a-number", "A012 345 678"),
    ("us.a-number", "a123456789"),
    ("us.a-number", '"alien_no":"A087654321"'),
    ("us.a-number-short", "alien A-12345678"),
    ("us.a-number-short", "A 1234567, alien file"),
    ("us.a-number-short", "green card a12-345-678"),
    ("us.a-number-context", "Alien Registration Number: 123456789"),
    ("us.a-number-context", "USCIS# 123-456-789"),
    ("us.a-number-context", "A-Number 12345678"),
    ("us.a-number-context", "uscis no. 087654321"),
    ("us.a-number-context", "registro de extranjero 012345678"),
    ("us.a-number-context", "alien_number 012345678"),
    ("us.a-number-context", "alienRegistrationNumber=012345678"),
    ("us.a-number-context", "012345678 (A-number)"),
    ("us.a-number-context", "012345678 is her alien number"),
    ("us.a-number-context", "alien no.\n012345678"),
    ("us.a-number-context", "Numéro d'étranger 012345678"),
    ("us.a-number-context", '{"alienNumber": "012345678"}'),
    ("us.a-number-context", "A-number, as it is printed on the front of the card: 012345678"),
    ("us.a-number-spaced", "A 0 1 2 3 4 5 6 7 8 (alien number)"),
    ("us.a-number-spaced", "A-number A01.234.5678"),
    ("us.a-number-spaced", "alien number 0 1 2 3 4 5 6 7 8"),
    ("us.a-number-spaced", "A-number is 012-345-\n678"),
    ("us.a-number-spaced", "USCIS number 01234/5678"),
    ("us.eoir", "EOIR case 012-345-678"),
    ("us.eoir", "master hearing for 012 345 678"),
    ("us.eoir", "immigration court, case 012345678"),
    ("us.eoir-attorney", "EOIR ID AB123456"),
    ("us.uscis-receipt", "IOE0912345678"),
    ("us.uscis-receipt", "EAC-22-123-45678"),
    ("us.uscis-receipt", "WAC 11 012 50960"),
    ("us.uscis-receipt", "lin2190012345"),
    ("us.uscis-receipt", "MSC*2190012345"),
    ("us.uscis-receipt", "SRC 2190\n012345"),
    ("us.uscis-receipt", "IOE.09.123.45678"),
    ("us.uscis-receipt-generic", "I-589 receipt ZLA2190012345"),
    ("us.uscis-receipt-generic", "receipt number I O E 0 9 1 2 3 4 5 6 7 8"),
    ("us.uscis-receipt-generic", "green card, card number AAA2190012345"),
    ("us.uscis-online-account", "myUSCIS account 012345678901"),
    ("us.uscis-online-account", "USCIS-Online-Konto 0123-4567-8901"),
    ("us.uscis-online-account", "online account 012345678901, as the I-797 says"),
    ("us.eoir", "Einwanderungsgericht, Aktenzeichen 123-456-789"),
    ("us.eoir", "juicio de deportación 123 456 789"),
    ("us.eoir-spaced", "EOIR 12345 6789"),
    ("us.a-number-short", "master hearing, A1234567"),
    ("us.uscis-online-account", "USCIS online account 0123-4567-8901"),
    ("us.naturalization-certificate", "N-550 certificate 12345678"),
    ("us.naturalization-certificate", "certificate of citizenship AA123456"),
    ("us.fingerprint-identification", "FIN: 1234567890"),
]


@pytest.mark.parametrize(("shape", "text"), FOUND)
def test_an_identifier_is_found(shape, text):
    assert is_found(shape, text)


@pytest.mark.parametrize(
    "text",
    [
        "BA123456789",
        "A1234567890",
        "A12345",
        "AAPL 123456789",
        "DIMMA1",
        "DIMM A1234567",
        "order A1234567",
        "licence A1234567",
        "anummer 1234567890",
        "account number 123456789",
        "Casa no. 1234567",
        "a 612 345 678",
        "ABC2190012345",
        "parcel ABC1234567890",
        "IOE091234567",
        "SRC12345678901",
        "012-345-678",
        "Invoice A012345678",
        "Part number A123-456-789",
        "SKU-A123456789",
        "Parking permit A123456789",
        "The alien movie: ticket 123456789",
        "Src: 10.0.0.1:8080",
        "SRC 192.168.10.101",
        "USCIS contact center 0800 is closed",
        "immigration court opens 01/15/2024",
        "asylum hearing on 20240115",
        "removal van order 12345678",
        "FINAL 1234567890",
        "Eid 12345678",
        "APN 123-456-789",
    ],
)
def test_what_only_looks_like_one_is_not(text):
    assert found(text) == {}


def test_a_woman_and_her_telephone_are_no_receipt():
    assert set(found("Lin 212-555-0144")) == {"contact.phone"}
    assert "us.uscis-receipt" not in found("Lin 2125550144")
    assert "us.uscis-receipt" in found("LIN 2190012345")


def test_a_removal_order_is_an_order_of_another_kind():
    assert confidence("us.a-number", "removal order A012345678") > confidence(
        "us.a-number", "order A012345678"
    )


def test_what_is_called_an_invoice_is_only_guessed():
    assert 0 < confidence("us.a-number", "invoice A012345678") < confidence("us.a-number", "see A012345678")
