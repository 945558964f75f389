"""What says of a number that it is something else: an invoice, a telephone, a part."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol, cast

import re2

REACH = 28
"""How far before a number its label may begin."""

_MEMORY = 8 << 20
_FIRST_WORD = re.compile(r"\A[A-Za-z0-9]+")


class _Search(Protocol):
    """What we use of a compiled RE2 expression that captures."""

    def finditer(self, text: bytes) -> Iterable[_Other]: ...


class _Other(Protocol):
    def start(self, group: int) -> int: ...


def _compile(pattern: str) -> _Search:
    options = re2.Options()
    options.max_mem = _MEMORY
    return cast("_Search", re2.compile(pattern.encode(), options))


# A removal order is no order of goods.
# A removal order is no order of goods.
_NO_ORDER = r"(?:removal|deportation|court|supervision|final|detention|exclusion)[ _-]orders?"
# What says of a number that it is something else, in seven languages.
_CLEAR = """
    parking permits?; permit parking;
    invoices?; facturas?; factures?; rechnung[a-z]{0,8}; fattur[ae]; factuur[a-z]{0,6}; faturas?;
    purchase; order (?:no|number|id|ref); pedidos?; commandes?; bestell[a-z]{0,9}; encomendas?;
    auftrag[a-z]{0,9}; parcels?; packages?; tracking; shipments?; paquetes?; colis;
    pakket[a-z]{0,6}; sendung[a-z]{0,9}; part (?:no|number|num|nr); sku; serials?; seriennummer;
    serial number; artikel[a-z]{0,7}; firmware; asset tag; dimm[a-z]?; meter; zahler[a-z]{0,7};
    contador; compteur; contatore; polic(?:y|ies); insurance claims?; isbn; issn; upc; gtin; imei;
    mac address; uuid; cas registry; warehouse; inventory; toner; chassis; iban; bic; swift;
    konto[a-z]{0,7}; rekening[a-z]{0,7}; routing; bank account; visa (?:card|ending|debit|credit);
    (?:credit|debit|payment|gift|loyalty|library) cards?; phones?; tel; telephone; telefono;
    telefon[a-z]{0,8}; telefone; telefoon[a-z]{0,6}; fax; callback; whatsapp; zip; post ?code; plz;
    parking; parkausweis; parkeer[a-z]{0,10}; plates?; kennzeichen; nummernschild; kenteken; targa;
    dockets?; apn; ssn; social security; passports?; pasaporte; reisepass[a-z]{0,7}; passeport;
    passaporto; paspoort[a-z]{0,6}; passaporte; licen[cs]es?; dob; date of birth; birth ?date;
    fecha; datum; nacimiento; geburts[a-z]{0,6}; naissance; nascita; nascimento; geboorte[a-z]{0,6};
    issued; expir[a-z]{0,6}; valid until; timestamp; epoch
    """
# Words that mean something else as well: they count where they stand straight before it.
_DIRECT = """
    orders?; ordine; receipts? from; bills?; quotes?; cheques?; tickets?; shipped; pakete?; pacco;
    envio; parts?; models?; items?; articles?; articulos?; products?; produkt[a-z]{0,7}; versions?;
    version[a-z]{0,4}; builds?; assets?; batch; charge; lots?; memory; modules?; speicher[a-z]{0,7};
    ram; ean; flights?; vin; mac; doi; chemical; reagent; hex; hash; commit; checksum; equipment;
    printer; engine; sensor; devices?; bank; kto; compte; cuenta; conto; conta; checking; accounts?;
    account number; transactions?; amounts?; totals?; cell; mobile; mobil[a-z]{0,8}; movil;
    portable; handy; call; rooms?; suite; postal; gis; library; loyalty; employee (?:no|number|id);
    personal?nummer; badge; locker; born; birth; nacid[oa]; geb; geboren; nee?; nat[oa]; nascid[oa];
    invoice total; meters; student (?:no|number|id); matrikel[a-z]{0,8}; apt
    """


def _alternatives(*listed: str) -> str:
    return "|".join(word.strip() for text in listed for word in text.split(";"))


_NAMING = (
    r"(?:[^a-z0-9\n]{1,3}(?:no|nr|num|number|numero|nummer|id|code|ref|reference|is|was|of|at|the)\b){0,3}"
)
_ANYWHERE = _compile(rf"(?i)\b(?:{_NO_ORDER}|({_alternatives(_CLEAR)}))\b")
_LABEL = _compile(rf"(?i)\b(?:{_NO_ORDER}|({_alternatives(_CLEAR, _DIRECT)}))\b{_NAMING}[^a-z0-9]{{1,4}}\z")


def is_labelled_otherwise(text: str, start: int) -> bool:
    """Tell whether the word straight before a place says that it is an order, a part, a telephone."""
    before = text[max(0, start - REACH) : start]
    return _begins(_LABEL, before if start <= REACH else _FIRST_WORD.sub("", before))


def labels_otherwise(introduction: str, since: int) -> bool:
    """
    Tell whether the end of an introduction says so, in words that begin not before ``since``.

    What stands before it is looked at: a removal order is not an order.
    """
    return _begins(_LABEL, introduction, since)


def names_another(text: str) -> bool:
    """Tell whether a text names another kind of number without a doubt."""
    return _begins(_ANYWHERE, text)


def _begins(search: _Search, text: str, since: int = 0) -> bool:
    # What is not ASCII stays one character, so that places are the same.
    plain = text.replace("_", " ").encode("ascii", "replace")
    return any(found.start(1) >= since for found in search.finditer(plain))
