import pytest

from firewall.detect.recognizer import ACTS
from firewall.detect.values.others import (
    begins_with_label,
    is_called_otherwise,
    is_labelled_otherwise,
    is_something_else_behind,
    labels_otherwise,
    names_another,
)


@pytest.mark.parametrize(
    ("text", "otherwise"),
    [
        ("invoice 123", True),
        ("Invoice no. 123", True),
        ("Rechnungsnummer: 123", True),
        ("the order number is 123", True),
        ("order_id=123", True),
        ("telephone (123", True),
        ("nothing 123", False),
        ("removal order 123", False),
        ("final removal order no. 123", False),
        ("invoice for her, file 123", False),
        ("invoiceNo 123", True),
        ("asset_tag_txt: 123", True),
        ("Número de serie 123".replace("ú", "u"), True),
        ("modulo de memoria 123", True),
        ("plaza para aparcar n.o 123", True),
        ("PO 123", True),
        ("Flight A-123", True),
        ("Flight for A-123", False),
        ("po-box 5 of her, 123", False),
        ('{"label": "invoice no.", "value": "123', True),
        ('{"label": "file no.", "value": "123', False),
        ("<td>Invoice no.</td> <td>123", True),
        ("reorder 123", False),
        ("a very long text that ends with an xinvoice 123", False),
    ],
)
def test_the_word_straight_before_a_number_labels_it(text, otherwise):
    assert is_labelled_otherwise(text, text.index("123")) is otherwise


def test_a_word_that_begins_too_early_is_the_explaining_one():
    assert labels_otherwise("account ", 0)
    assert not labels_otherwise("online account ", len("online account"))


def test_where_a_number_was_read_is_no_label_of_one_that_is_explained():
    assert is_labelled_otherwise("waybill 123", 9)
    assert not is_labelled_otherwise("waybill 123", 9, is_explained=True)
    assert is_labelled_otherwise("invoice 123", 8, is_explained=True)
    assert not labels_otherwise(" on contract: ", 0)


@pytest.mark.parametrize(
    "text",
    [
        "SSN on contract: 536-90-4399",
        "SSN in ledger 536904399",
        "536-90-4399 (SSN)",
        "contract 536-90-4399 (SSN)",
        "A number on prescription: A012345678",
        "USCIS# barcode A012345678",
        "Alien no (see contract) A012345678",
    ],
)
def test_what_a_number_is_outweighs_where_it_was_read(detectors, text):
    hits = detectors.scanner.scan_texts([text])

    assert [name for _, span, name in hits if span.confidence >= ACTS and text[span.start] in "A5c"]


def test_a_word_with_two_meanings_counts_only_before_the_number():
    assert names_another("see the invoice of")
    assert not names_another("as a part of the file")


@pytest.mark.parametrize(
    ("names", "otherwise"),
    [
        (("invoice_no_txt",), True),
        (("appl_invoice_no",), True),
        (("ticketId",), True),
        (("AssetTag",), True),
        (("purchase-order",), True),
        (("Invoice_No__c",), True),
        (("order", "number"), True),
        (("specimen_id",), True),
        (("CostCenter",), True),
        (("bill-of-lading_no",), True),
        (("contractor_id",), False),
        (("certificate_no",), False),
        (("order", "client_number"), False),
        (("file_number",), False),
        (("invoice_client",), False),
        ((), False),
    ],
)
def test_names_of_members_label_a_number_as_words_before_it_do(names, otherwise):
    assert is_called_otherwise(names) is otherwise


@pytest.mark.parametrize(
    ("behind", "is_other"),
    [
        (" (library)", True),
        ("(invoice no.)", True),
        (" [tracking number]", True),
        (" (passport)", False),
        (" (library, and her file)", False),
        (" library", False),
    ],
)
def test_brackets_behind_a_number_may_say_that_it_is_something_else(behind, is_other):
    assert is_something_else_behind(f"123{behind}", 3) is is_other


@pytest.mark.parametrize(
    ("value", "is_label"),
    [("PO 12345", True), ("VIN-12345", True), ("PO12345", False), ("AB 12345", False), ("12345", False)],
)
def test_letters_before_a_number_may_be_a_label_and_no_part_of_it(value, is_label):
    assert begins_with_label(value) is is_label
