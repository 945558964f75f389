import pytest

from tests.helpers_values import found, is_found

FOUND = [
    ("passport", "passport number AB1234567"),
    ("passport", "Reisepass C01X00T47"),
    ("passport", "pasaporte nº G12345678"),
    ("passport", "passport is 123456789"),
    ("eu.eurodac", "Eurodac DE1A23B4567"),
    ("eu.eurodac", "Eurodac-Nr. IT2 0012345"),
    ("eu.eurodac", "eurodac FR39900123456"),
    ("eu.eurodac", "relevé eurodac LT1BVDBQ1"),
    ("eu.eurodac", "Eurodac-nummer: BE-1Q9BJ4S"),
    ("eu.eurodac", "Eurodac hit: LU 2OCZOTDP3"),
    ("eu.eurodac", "numero Eurodac MT 5K0PCEMA"),
    ("us.municipal-id", "IDNYC 1234567890"),
    ("us.licence-mark", "FEDERAL LIMITS APPLY"),
    ("us.licence-mark", "Not for Federal Identification"),
    ("us.licence-mark", "driving privilege card"),
    ("us.licence-mark", "AB 60 license"),
    ("us.licence-status", "limited-term licence"),
    ("us.licence-status-printed", "LIMITED TERM"),
    ("us.licence-status-printed", "TEMPORARY VISITOR"),
    ("us.licence-status-printed", "NON-DOMICILED"),
    ("us.licence-code", "DDD1"),
    ("us.licence-code", "DDN=1"),
]


@pytest.mark.parametrize(("shape", "text"), FOUND)
def test_an_identifier_is_found(shape, text):
    assert is_found(shape, text)


@pytest.mark.parametrize(
    "text",
    [
        "DEX1234",
        "UK112345",
        "VAT DE123456789",
        "Eurodac DE 1 Treffer",
        "Eurodac: DE 1 Treffer am 3.",
        "EURODAC: DE 1 TREFFER AM 3.",
        "Eurodac DE 12treffer",
        "Eurodac regulation (EU) 2024/1358",
        "temporary visitor parking",
        "for a limited term",
        "passport issued 20240115",
        "pass 1234567",
        "DDD0",
    ],
)
def test_what_only_looks_like_one_is_not(text):
    assert found(text) == {}


def test_only_the_number_is_found_and_not_the_words_before_it():
    assert found("passport is 123456789")["passport"] == "123456789"
