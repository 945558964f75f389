"""What no single country prints: passports, Eurodac references, cards of a city, marks on a licence."""

from __future__ import annotations

from firewall.detect.values.lookalikes import is_neither
from firewall.detect.values.shape import EXPLAINED, GAP, MEDIUM, SPACE, WORD, Edge, Shape, spaced
from firewall.detect.values.words import Words
from firewall.model import Category

IMMIGRATION = Category("immigration.identifier")

_PASSPORT = Words(
    """
    passports? ?(?:no|num|number|nr|nbr|id|book|card|#)?s?; pasaporte;
    (?:numero|num|no|n) (?:de |du |do |di )?(?:pasaporte|passeport|passaporte|passaporto); passeport;
    reisepass*; pass (?:nr|nummer); passnummer; passaporto; paspoort*; passaporte; travel document*;
    ppn; psprt; documento de viaje; titre de voyage; reiseausweis*; titolo di viaggio; reisdocument*;
    documento de viagem
    """
)
_EURODAC = Words(
    """
    eurodac*; eurodac (?:no|nr|num|number|nummer|numero|ref|reference|hit|treffer|id)s?;
    dublin (?:unit|hit|treffer|iii|ref|no|nr|num|fall|case)*;
    (?:reference|referencia|riferimento|numero|referentie) dublin; daktyloskop*; fingerprint hit; category [1-9] hit
    """
)
_MUNICIPAL = Words(
    """
    idnyc; id nyc; city ?key; municipal (?:id|identification|card)*;
    city (?:id|identification) (?:card|number|no)?; tarjeta (?:municipal|vecinal|ciudadana);
    carte citoyenne; stadtpass; stadspas; cartao municipe; new haven resident card; elm city;
    carta cittadina; identificacion municipal
    """
)

PASSPORT = Shape(
    id="passport",
    category=Category("government_id.passport"),
    core=rf"(?:(?-i:[A-Z]{{1,3}}){GAP}|[A-Z]{{1,3}})[0-9]{{5,9}}[A-Z]?|[0-9]{{2}}[A-Z]{{2}}[0-9]{{5}}|[0-9]{{7,9}}|[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{{8}}",
    explained=0.7,
    words=_PASSPORT,
    before=32,
    after=16,
    fits=lambda value: sum(map(str.isdigit, value)) > 2 and is_neither(value),  # noqa: PLR2004  # no word has three
)
_STATE = 2
_STATES = "AT|BE|BG|CH|CY|CZ|DE|DK|EE|EL|GR|ES|FI|FR|HR|HU|IE|IS|IT|LI|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK"


def _is_no_word(value: str) -> bool:
    """`DE 1 Treffer` is none; in one piece behind the state, capitals and one more digit are enough."""
    digits = sum(map(str.isdigit, value))
    in_one_piece = not any(map(str.isspace, value[_STATE:].lstrip()))
    return digits > 3 or (value.isupper() and in_one_piece and digits > 1)  # noqa: PLR2004


EURODAC = Shape(
    # Member state, category of the person, number (Regulation (EU) 2024/1358, article 16). Also a VAT number.
    id="eu.eurodac",
    category=IMMIGRATION,
    core=(
        rf"(?:{_STATES}){GAP}[1-9]{GAP}"
        rf"(?:[A-Z0-9]{{4,20}}|[A-Z0-9]{{1,8}}(?:[-. /][0-9][A-Z0-9]{{0,8}}){{1,4}}|{spaced(4, 20)})"
    ),
    explained=0.8,
    words=_EURODAC,
    fits=_is_no_word,
)
MUNICIPAL = Shape(
    id="us.municipal-id",
    category=Category("government_id.municipal"),
    core=r"[A-Z]{0,3}[0-9]{7,16}|[0-9]{4}(?:[- ][0-9]{4}){2,3}",
    explained=MEDIUM,
    words=_MUNICIPAL,
    before=32,
    after=16,
    fits=is_neither,
)

# ---- marks on a driver's licence (domain words of the states, AAMVA card design standard)

_S = rf"{SPACE}{{1,3}}"
_H = r"[-\t-\r ]{0,2}"
LICENCE_MARK = Shape(
    id="us.licence-mark",
    category=Category("government_id.driver"),
    core=(
        rf"federal{_S}limits{_S}apply|not{_S}(?:valid{_S})?for{_S}(?:official{_S})?federal{_S}(?:purposes?|identification|id|use)"
        rf"|driv(?:ing|er'?s?){_S}privilege{_S}(?:card|only|permit)|driver'?s?{_S}authorization{_S}card|(?:drive|driving){_S}only{_S}(?:licen[cs]e|card|permit)"
        rf"|not{_S}for{_S}(?:real{_S}id|identification){_S}purposes|AB{_H}60{_S}licen[cs]e|standard{_S}licen[cs]e{_S}\(?undocumented\)?"
    ),
    alone=EXPLAINED,
)
_LICENCE_STATUS = rf"limited{_H}term|temporary{_S}visitor|status{_S}check|non{_H}domiciled"
LICENCE_STATUS = Shape(
    # Given to those whose presence is temporary.
    id="us.licence-status",
    category=Category("immigration.status"),
    core=_LICENCE_STATUS,
    # Rarer than the words that explain it.
    prefilter=f"(?i)(?:{_LICENCE_STATUS})",
    explained=0.8,
    words=Words(
    """
    dl; dls; dln; licen[cs]e*; driv*; cdl; clp; id card; dmv; rmv; bmv; permit; real id; aamva;
    licencia*; conducir; permis de conduire; fuhrerschein*; fuehrerschein*; patente; rijbewijs;
    carta de conducao; card; endorsement; visa; expir*
    """
),
)  # fmt: skip
LICENCE_STATUS_PRINTED = Shape(
    # In capitals, as on the card.
    id="us.licence-status-printed",
    category=Category("immigration.status"),
    core=rf"LIMITED{_H}TERM|TEMPORARY{_S}VISITOR|NON{_H}DOMICILED|TEMPORARY{_S}VISITOR{_S}?/{_S}?STATUS{_S}CHECK",
    case=True,
    alone=0.8,
)
LICENCE_CODE = Shape(
    # AAMVA elements: DDD limited duration, DDN non-domiciled, DDA compliance.
    id="us.licence-code",
    category=Category("immigration.status"),
    core=rf"(?:DDD|DDN){SPACE}?[=:]?{SPACE}?1|DDA{SPACE}?[=:]?{SPACE}?N",
    edge=Edge(WORD.left, r"(?![0-9])", WORD.before, "(?:$|[^0-9])"),
    case=True,
    alone=MEDIUM,
)

DOCUMENTS: tuple[Shape, ...] = (
    PASSPORT, EURODAC, MUNICIPAL, LICENCE_MARK, LICENCE_STATUS, LICENCE_STATUS_PRINTED, LICENCE_CODE,
)  # fmt: skip
