"""What says of a number that it is something else: an invoice, a telephone, a part."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol, cast

import re2

from firewall.detect.spelling import split

REACH = 28
"""How far before a number its label may begin."""

# `"label": "I-94", "value": "`, with one more member between, and `<td>I-94</td><td>`.
_VALUE = (
    "value|val|valor|valore|valeur|wert|waarde|answer|respuesta|antwort|reponse|risposta|antwoord|resposta|content|"
    "contenido|contenu|inhalt|inhoud|contenuto|data|text|texto|texte|testo|tekst|number|numero|nummer"
)
# No names of what people have: a number may be an A-number and stand in a passport.
_BEHIND = re.compile(
    r"[\t ]{0,2}[(\[](?:the |your |our )?(?:library|loyalty|parking|invoice|parcel|tracking|order|parts?|serial|meter|"
    r"inventory|phone|tel|fax|biblioteca|bibliotheque|bibliothek|bibliotheek|factura|facture|rechnung|fattura|factuur|fatura|"
    r"pedido|commande|bestellung|paket|paquete|colis|pakket|seriennummer|zahler|contador|compteur|contatore|telefon\w?)"
    r"(?:[ -](?:card|account|no\.?|number|permit|id|reading|ref))?[)\]]",
    re.IGNORECASE,
)
_NAME = (
    "label|field|name|key|question|title|caption|etiqueta|campo|pregunta|etiquette|champ|libelle|question|bezeichnung|"
    "feld|frage|etichetta|domanda|veld|vraag|rotulo|pergunta"
)
_SAYS_VALUE = re.compile(
    rf"""["']\s?,\s?(?:["'][a-z_]{{1,12}}["']\s?:\s?["']?[a-z]{{1,12}}["']?\s?,\s?)?["'](?:{_VALUE})["']\s?:\s?["']?\Z"""
    r"|</[a-z]{1,8}>\s{0,8}(?:<[a-z]{1,8}(?:\s[^<>]{0,48})?>\s{0,8}){0,2}\Z",
    re.IGNORECASE,
)
_SAYS_NAME = re.compile(
    rf"""["']?\s?,\s?["'](?:{_NAME})["']\s?:\s?["'][^"'{{}}\[\]]{{0,24}}""", re.IGNORECASE
)
LONGEST_SAYING = 80
"""How long what stands between a name and its value may be."""


def before_value(introduction: str) -> str:
    """Return what stands before a value without what a table or a pair puts between a name and its value."""
    found = _SAYS_VALUE.search(introduction, max(0, len(introduction) - LONGEST_SAYING))
    return f"{introduction[: found.start()]}: " if found else introduction


def is_something_else_behind(text: str, end: int) -> bool:
    """Tell whether brackets behind a number say that it is something else: `866230639170 (library)`."""
    return _BEHIND.match(text, end) is not None


def is_name_next(gap: str) -> bool:
    """Tell whether what stands behind a value says that its name comes next."""
    return _SAYS_NAME.fullmatch(gap) is not None


_MEMORY = 8 << 20
_LONGEST_NAME = 128
_LETTERS_APART = re.compile(r"[A-Za-z]{2,}[^A-Za-z0-9]{1,4}(?=[0-9])")
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
    issued; expir[a-z]{0,6}; valid until; timestamp; epoch; de serie;
    (?:numero|num|no|n) serie; serienummer;
    numero di serie; work orders?; catalog(?:ue)? item
    """
# Words that mean something else as well: they count where they stand straight before it.
_DIRECT = r"""
    orders?; ordine; receipts? from; bills?; quotes?; cheques?; tickets?; shipped; pakete?; pacco;
    envio; parts?; models?; items?; articles?; articulos?; products?; produkt[a-z]{0,7}; versions?;
    version[a-z]{0,4}; builds?; assets?; batch; charge; lots?; memory; modules?; speicher[a-z]{0,7};
    ram; ean; flights?; vin; mac; doi; chemical; reagent; hex; hash; commit; checksum; equipment;
    printer; engine; sensor; devices?; bank; kto; compte; cuenta; conto; conta; checking; accounts?;
    account number; transactions?; amounts?; totals?; cell; mobile; mobil[a-z]{0,8}; movil;
    portable; handy; call; rooms?; suite; postal; gis; library; loyalty; employee (?:no|number|id);
    personal?nummer; badge; locker; born; birth; nacid[oa]; geb; geboren; nee; ne le; nat[oa]; nascid[oa];
    invoice total; meters; student (?:no|number|id); matrikel[a-z]{0,8}; apt; po; p\.o\.?; bids?; tenders?;
    licitacion; appel d'?offres; ausschreibung; vergabe(?:nummer)?; aanbesteding; aparcamiento; aparcar;
    estacionamiento; estacionar; stationnement; parcheggio; sosta; estacionamento; parkschein; memori[ae];
    memoire; geheugen[a-z]{0,8}; seriale; matricola; piezas?; pieces?; pezz[oi]; pecas?; repuestos?;
    recambios?; ricamb(?:io|i); teile?; teilenummer; ersatzteil[a-z]{0,7}; onderdeel[a-z]{0,7}; partij;
    partida; lotes?; lott[oi]; losnummer; catalog(?:ue|o)?; katalog[a-z]{0,7}; storung[a-z]{0,9};
    incidents?; incidencia; ocorrencia; averia; avaria; service requests?; reservation; reserva;
    buchung[a-z]{0,7}; booking; boeking[a-z]{0,8}; prenotazione; vouchers?; coupons?; gutschein[a-z]{0,7};
    modelo; modele; modello; quotation; presupuesto; devis; angebot[a-z]{0,7}; preventivo; orcamento;
    lieferschein[a-z]{0,7}; albaran; container; pallets?; cartridges?;
    vendors?; suppliers?; bus(?: line)?; routes?; session; trace; payment; plots?; flurstuck[a-z]{0,8};
    zaehler[a-z]{0,7}; bestel[a-z]{0,8}; articol[oi]; referencia catastral; confirmation;
    stock; shelf; rack; bin; slot; pole; hydrant; valve; pump; elevator; boiler; fleet; truck; bike; scooter;
    camera; router; laptop; monitor; keyboard; battery; bulb; tires?; seat; gate; stop; job; quote; ascensor;
    caldera; camion; aufzug; ascenseur; ascensore; elevador
    """
# Words that may as well say where a number was read, as in `SSN on contract: 536-90-4399`: they count where they stand
# straight before it and nothing explains it.
_WEAK = r"""
    specimens?; accession; barcodes?; waybills?; consignments?; bills? of lading; requisitions?; drawings?;
    blueprints?; ledger; cost cent(?:er|re); naics; duns; aba; sort ?code; manholes?; 311 requests?; request 311
    """


def _alternatives(*listed: str) -> str:
    return "|".join(word.strip() for text in listed for word in text.split(";"))


# What stands behind such words: `invoiceNo`, `asset_tag_txt`, `n.o`, `the order number is`.
_JOINED = r"(?:no|nr|nbr|num|number|nummer|numero|id|ref|code|tag)?s?"
_NAMING = (
    r"(?:[^a-z0-9\n]{1,3}(?:no|nr|nbr|num|number|numero|nummer|n\.?o?|id|code|ref|reference|tag|key|txt|str|c|de|"
    r"is|was|of|at|the)\b){0,3}"
)
# A letter that belongs to the number: `Flight A-123`.
_OWN = "(?:[a-z][-# ]?)?"
_ANYWHERE = _compile(rf"(?i)\b(?:{_NO_ORDER}|({_alternatives(_CLEAR)}))\b")


def _label(*listed: str) -> _Search:
    return _compile(
        rf"(?i)\b(?:{_NO_ORDER}|({_alternatives(*listed)}){_JOINED})\b{_NAMING}[^a-z0-9]{{1,4}}{_OWN}\z"
    )


_STRONG_LABEL, _LABEL = _label(_CLEAR, _DIRECT), _label(_CLEAR, _DIRECT, _WEAK)


def is_labelled_otherwise(text: str, start: int, *, is_explained: bool = False) -> bool:
    """Tell whether the word straight before a place says that it is an order, a part, a telephone."""
    low = max(0, start - REACH - LONGEST_SAYING)
    before = before_value(text[low:start])
    near = before[-REACH:]
    label = _STRONG_LABEL if is_explained else _LABEL
    return _begins(label, near if low == 0 and near == before else _FIRST_WORD.sub("", near))


def labels_otherwise(introduction: str, since: int) -> bool:
    """
    Tell whether the end of an introduction says so, in words that begin not before ``since``.

    What stands before it is looked at: a removal order is not an order.
    """
    return _begins(_STRONG_LABEL, before_value(introduction), since)


def begins_with_label(value: str) -> bool:
    """Tell whether letters and a blank before the digits of a value are no part of it: ``PO 12345``, ``VIN 12345``."""
    found = _LETTERS_APART.match(value)
    return found is not None and _begins(_LABEL, found[0])


@lru_cache(maxsize=4096)
def is_called_otherwise(names: tuple[str, ...]) -> bool:
    """Tell whether a value stands under names of members, the nearest last, that say so: ``order``, ``number``."""
    return _begins(_LABEL, f"{' '.join(word for name in names for word in split(name[:_LONGEST_NAME]))}: ")


def names_another(text: str) -> bool:
    """Tell whether a text names another kind of number without a doubt."""
    return _begins(_ANYWHERE, text)


def _begins(search: _Search, text: str, since: int = 0) -> bool:
    # What is not ASCII stays one character, so that places are the same.
    plain = text.replace("_", " ").encode("ascii", "replace")
    return any(found.start(1) >= since for found in search.finditer(plain))
