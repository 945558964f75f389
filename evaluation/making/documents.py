"""Members of JSON documents: a value under its name, in the spellings and nestings that systems use."""

from __future__ import annotations

from random import Random
from typing import Any

from evaluation.making.words import NAMES

Placed = tuple[dict[str, Any], str]
"""A document, and the JSON Pointer of the value in it."""


def spelled(random: Random, name: str) -> str:
    """Return one of the ways in which systems write a name of several words."""
    words = name.split("_")
    style = random.choice(
        ("snake", "snake", "camel", "pascal", "kebab", "upper", "prefix", "suffix", "salesforce")
    )
    if style == "camel":
        return words[0] + "".join(word.capitalize() for word in words[1:])
    if style == "pascal":
        return "".join(word.capitalize() for word in words)
    if style == "kebab":
        return "-".join(words)
    if style == "upper":
        return name.upper()
    if style == "prefix":
        return f"{random.choice(('appl', 'cust', 'pers'))}_{name}"
    if style == "suffix":
        return f"{name}_txt"
    if style == "salesforce":
        return "_".join(word.capitalize() for word in words) + "__c"
    return name


def placed(random: Random, name: str, value: object) -> Placed:
    """Put a value under a name into one of five nestings."""
    person = random.choice(NAMES)
    shape = random.choice(("flat", "flat", "nested", "listed", "paired", "deep"))
    if shape == "nested":
        return {"id": random.randint(1, 99), "client": {"name": person, name: value}}, f"/client/{name}"
    if shape == "listed":
        return {"records": [{"name": person}, {name: value, "open": True}]}, f"/records/1/{name}"
    if shape == "paired":
        return {"name": person, "fields": [{"field": name, "value": value}]}, "/fields/0/value"
    if shape == "deep":
        return {"data": {"intake": {"page": 2, "answers": {name: value}}}}, f"/data/intake/answers/{name}"
    return {"id": random.randint(1, 99), "name": person, name: value}, f"/{name}"


HAND: tuple[tuple[str, dict[str, Any], str, tuple[tuple[str, str], ...], str], ...] = (
    ("us.a-number", {"order": {"number": "A123456789", "total": 12.5}}, "/order/number", (), "an order"),
    ("us.a-number", {"dl_no": "A1234567", "dl_state": "CA"}, "/dl_no", (("/dl_no", "government_id.driver"),), "a California licence"),
    ("us.a-number", {"dimm_status": "ok", "module": "A12345678"}, "/module", (), "a memory module"),
    ("us.a-number", {"citizen_id": 123456789, "citizenPortal": True}, "/citizen_id", (), "a resident of the city's portal"),
    ("nl.v-number", {"aNummer": "2871234567"}, "/aNummer", (("/aNummer", "government_id.national"),), "the population register"),
    ("nl.v-number", {"anummer": "1234567890"}, "/anummer", (("/anummer", "government_id.national"),), "the population register"),
    ("us.visa-foil", {"payment": {"visa_card": "L1234567", "brand": "visa"}}, "/payment/visa_card", (("/payment/visa_card", "financial"),), "a payment card"),
    ("us.visa-foil", {"visaAuthCode": "12345678", "amount": 4}, "/visaAuthCode", (("/visaAuthCode", "financial"),), "a card payment"),
    ("mx.matricula-consular", {"matricula": "7654321", "curso": "3B"}, "/matricula", (("/matricula", "education"), ("/matricula", "vehicle")), "an enrolment"),
    ("us.ead-category", {"paper_size": "A4", "room": "C10"}, "/room", (), "a room"),
    ("us.ead-category", {"category": "C9", "kind": "work order"}, "/category", (), "a work order"),
    ("us.uscis-receipt", {"till": {"receipt_no": "000123", "items": 3}}, "/till/receipt_no", (("/till/receipt_no", "immigration.identifier"),), "a till, under a name that cannot be told apart"),
    ("de.bamf", {"aktenzeichen": "1234567-999", "amt": "Bauamt"}, "/aktenzeichen", (("/aktenzeichen", "system"),), "a building file"),
    ("uk.brp", {"parking": {"residents_permit_no": "ZU1234567"}}, "/parking/residents_permit_no", (), "a parking permit"),
    ("uk.share-code", {"share": {"ticker": "W4B9X7K2Q"}}, "/share/ticker", (), "a share"),
    ("us.i94", {"admission_ticket": "12345678901", "museum": "city"}, "/admission_ticket", (), "a museum"),
    ("us.i94", {"interstate": "I-94", "mile": 12}, "/mile", (("/interstate", "immigration"),), "a road"),
    ("us.ssn", {"social_media_id": "536904399"}, "/social_media_id", (("/social_media_id", "contact.social"),), "an account"),
    ("us.itin", {"itinerary_no": "912904455"}, "/itinerary_no", (), "an itinerary"),
    ("it.stp-eni", {"stp_cable": "STP6", "metri": 3}, "/stp_cable", (), "a cable"),
    ("fr.agdref", {"langue_etrangere": "8123456789"}, "/langue_etrangere", (("/langue_etrangere", "language"),), "a language class"),
    ("es.tie-support", {"soporte_tecnico": "E12345678"}, "/soporte_tecnico", (), "technical support"),
    ("pt.residence-title", {"titulo": "A12345678", "autor": "Eça"}, "/titulo", (), "a book"),
)  # fmt: skip
"""Class, document, path, what is true of something else, and what it is: all of them look-alikes."""
