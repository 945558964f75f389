"""What the numbers of United Kingdom authorities look like."""

from __future__ import annotations

import re

from firewall.detect.values import checks
from firewall.detect.values.lookalikes import is_neither
from firewall.detect.values.shape import (
    BARE,
    FAILED,
    GAP,
    GUESS,
    LETTER,
    MEDIUM,
    SPACE,
    STRONG,
    Shape,
    compact,
    spaced,
)
from firewall.detect.values.words import Words
from firewall.model import Category

IMMIGRATION = Category("immigration.identifier")
DOCUMENT = Category("immigration.document")
NATIONAL = Category("government_id.national")

# Work at home, and a nursery.
_REMOTE = """
    (?:im|ins) home office; home ?office (?:desk|chair|printer|monitor|equipment|set ?up|tag|allowance|laptop)*;
    home ?office (?:pauschale|regelung|ausstattung|vereinbarung)*; homeoffice*;
    asilo (?:nido|comunale|infantile|privato)
"""
_BRP = Words(
    r"""
    br[pc]; br[pc] (?:no|num|number|card|id|nummer|nr|numero)s?;
    br[pc] (?:card |doc |document )?serial(?: no| number)?; b\.r\.[pc]\.?;
    bio (?:residence )?permit*;
    biometric (?:residence|immigration|residence permit|card|res|permit)*;
    biometri[a-z]{0,6} (?:aufenthalt|verblijf)*;
    (?:permis|permiso|permesso|titulo|titre|autorizacao) (?:de |di |of )?[a-z]{4,12} biometri*;
    residence (?:permit|card)s?;
    uk (?:residence|visa|permit)*; evisa; immigration document; permiso de residencia biometrico;
    permiso de residencia; permis de residence; titre de sejour; aufenthaltstitel*; aufenthaltskarte;
    permesso di soggiorno; verblijfs*; titulo de residencia; home office; permit (?:no|num|number);
    leave to remain; ukvi; frontier worker*; rtw; right to work
    """,
    but=f"""
    (?:parking|residents?'?|residential|skip|street|building|visitors?'?|dig|event|gun|fishing|taxi)
    (?:parking )?permits? ?(?:no|num|number)?; {_REMOTE}
    """,
)
_SHARE = Words(
    """
    share ?codes?; shr ?codes?; code to share; sharing code; online status code; right to (?:work|rent);
    prove your (?:right|status)*; e ?visa; view and prove*;
    immigration status (?:service|code)?; codigo (?:para )?compartir; codigo de comparticion;
    code de partage; sharecode; freigabecode; share code; codice di condivisione; deelcode;
    codigo de partilha; rtw; rtr; ukvi; settled status; euss; status code; (?:rtw|rtr|ukvi|work|rent) code;
    teilungscode; codigo de participacion; immigration status; home office
    """
)
_SHARE_LABEL = Words(
    """
    share ?codes?; shr ?codes?; code to share; sharing code; codigo (?:para )?compartir;
    codigo de comparticion; code de partage; freigabecode;
    codice di condivisione; deelcode; codigo de partilha; (?:evisa|work|rent|status|ukvi) code;
    right to (?:work|rent) (?:share )?code
    """
)
_HOME_OFFICE = Words(
    r"""
    home office; home off\.?; h/o (?:ref|no|num|id|file|case)*; ho ref*; ho (?:no|num|number|id|case|file);
    horef; h\.o\. (?:ref|reference); ukvi;
    ukba; immigration (?:ref|reference|officer|enforcement|bail); asylum claims?; asylum*; case owner;
    is ?96; iap; ho reference*; ref(?:erencia|erence)? (?:del |du )?home office;
    aktenzeichen home office; kenmerk home office; rferimento home office; leave to remain; nrpf; asilo;
    asile; asyl; asiel; bail 201; section 95
    """,
    but=_REMOTE,
)
_UAN_LABEL = Words(
    r"""
    u\.?a\.?n\.?; uan (?:no|number|ref); unique app*; (?:eu )?settlement scheme (?:ref|no|number|app|case|id)*;
    (?:euss|ukvi|visa|settled status|home office) (?:application|app|ref|reference|case)*;
    application (?:reference|ref)*; numero unico de solicitud; numero de demande unique;
    einmalige antragsnummer; numero di domanda; aanvraagnummer
    """
)
_UAN = Words(
    """
    euss; eu settlement*; settlement scheme; settled status; pre settled; ukvi; homes for ukraine; asf;
    visa application
    """
)
_GWF = Words("gwf; global web form; visa application*; ukvi")
_IHS = Words("ihs; immigration health surcharge; health surcharge")
_CAS = Words(
    """
    cas (?:no|num|number|ref|reference|id|statement|nummer|numero)s?; confirmation of acceptance*; cas;
    student route; tier 4
    """
)
_COS = Words(
    """
    cos (?:no|num|number|ref|reference|id)s?; certificates? of sponsorship; cos; sponsor licence;
    skilled worker; certificado de patrocinio
    """
)
_ARC = Words(
    """
    arc:; arc ?#; arc (?:no|num|number|card|ref); application registration card;
    asylum registration card; asylum card; tarjeta de solicitante de asilo
    """
)
_SUPPORT = Words(
    """
    nass; nass (?:ref|reference|no|number)*; aspen; aspen (?:card|no|number);
    (?:section|s) ?(?:95|98) (?:ref|reference|support|no|number); asylum support*; migrant help
    """
)
_PORT = Words(
    """
    port (?:ref|reference)*; port of entry ref*; landing card; is81; border force ref*;
    cid (?:no|number|ref); home office person id; atlas (?:id|no|ref); customer number; ukvi customer*
    """
)
_NINO = Words(
    r"""
    n\.?i\.?n\.?o?\.?; nino; national insurance*; nat(?:l|ional)? ins(?:urance)?; ni (?:no|nr|number|num)s?; ni ?#;
    n i (?:no|nr|number|num);
    n\.i\.?; seguro nacional; assurance nationale; nationale versicherung*; seguranca nacional;
    assicurazione nazionale
    """
)
_NHS = Words(
    r"""
    nhs; nhs (?:no|num|number|id|nummer|numero)s?; n\.h\.s\.?; national health service; chi (?:no|number);
    health service number; numero nhs
    """
)

BRP = Shape(
    # British passports since 2015 look the same.
    id="uk.brp",
    category=DOCUMENT,
    core=rf"(?:(?-i:[A-Z]{GAP}[A-Z]){GAP}|[A-Z]{{2}})[X0-9]{GAP}{spaced(6)}",
    explained=0.8,
    words=_BRP,
)
BRP_ZU = Shape(
    # The prefix of most of them.
    id="uk.brp-zu",
    category=DOCUMENT,
    core=r"(?:ZU|RF)[X0-9][0-9]{6}|[A-Z]{2}X[0-9]{6}",
    case=True,
    alone=GUESS,
    explained=0.8,
    words=_BRP,
)
_CODE = "[A-Z0-9]"


_REFERENCE = re.compile(r"[A-Za-z]{3}[^A-Za-z0-9]{1,3}[0-9]{3}[^A-Za-z0-9]{0,3}[0-9]{3}")
"""`Ref 870614`, `see 870-614`."""


def _has_both(value: str) -> bool:
    """Letters and digits: three words of three letters are a sentence."""
    digits = sum(map(str.isdigit, value))
    is_whole = value.isupper() or value.isalnum()
    if _REFERENCE.fullmatch(value):
        return False
    return digits > 2 or (digits > 0 and is_whole)  # noqa: PLR2004  # no words have three


def _grouped(first: str, others: str) -> str:
    three = rf"[-\t-\r ./_]{{0,3}}[{others}]{{3}}"
    return f"[{first}][{others}]{{2}}{three}{three}"


SHARE_CODE = Shape(
    # W for work, R for rent, S for other: with a date of birth it opens the live record.
    id="uk.share-code",
    category=IMMIGRATION,
    # In one case where it is grouped: `was SND NQC P2B` begins behind the verb.
    core=rf"(?-i:{_grouped('WRS', 'A-Z0-9')}|{_grouped('wrs', 'a-z0-9')})|[WRS]{_CODE}{{8}}",
    explained=0.8,
    words=_SHARE,
    after=48,
    fits=_has_both,
)
SHARE_CODE_LETTERS = Shape(
    # One in ten has no digit at all; then only its own name tells it from three words.
    id="uk.share-code-letters",
    category=IMMIGRATION,
    core="[WRS][A-Z0-9]{2}[- ]?[A-Z0-9]{3}[- ]?[A-Z0-9]{3}",
    case=True,
    explained=0.7,
    words=_SHARE_LABEL,
    before=20,
    after=24,
)
SHARE_CODE_SPACED = Shape(
    id="uk.share-code-spaced",
    category=IMMIGRATION,
    core=rf"[WRS](?:(?:[-\t-\r ./_]{{1,2}}{_CODE}){{8}}|(?:[\n\r]{{0,2}}{_CODE}){{8}})",
    explained=0.7,
    words=_SHARE,
    before=48,
    fits=_has_both,
)
HOME_OFFICE = Shape(
    # Initial of the surname and seven digits; also a Californian licence, a short A-number.
    id="uk.home-office",
    category=IMMIGRATION,
    core=rf"{LETTER}{spaced(7)}(?:{SPACE}?/{SPACE}?[0-9]{{1,3}})?",
    explained=0.8,
    words=_HOME_OFFICE,
)
UAN = Shape(
    # Sixteen digits are a payment card too; but one card number in ten is a UAN.
    id="uk.uan",
    category=IMMIGRATION,
    core=rf"{spaced(16)}(?:{SPACE}?/{SPACE}?[0-9]{{2}})?",
    edge=BARE,
    explained=0.8,
    explained_failed=MEDIUM,
    words=_UAN_LABEL,
    before=56,
    check=lambda value: not checks.is_card_number(value[:16]),
)
UAN_NEARBY = Shape(
    id="uk.uan-nearby",
    category=IMMIGRATION,
    core=r"[0-9]{4}[-\t-\r ]?[0-9]{4}[-\t-\r ]?[0-9]{4}[-\t-\r ]?[0-9]{4}(?:/[0-9]{2})?",
    edge=BARE,
    explained=0.7,
    explained_failed=0.0,
    words=_UAN,
    check=lambda value: not checks.is_card_number(value[:16]),
)
UAN_GROUPED = Shape(
    id="uk.uan-grouped",
    category=IMMIGRATION,
    core=r"(?:3434|1212)[- ][0-9]{4}[- ][0-9]{4}[- ][0-9]{4}(?:/[0-9]{2})?",
    edge=BARE,
    alone=GUESS,
    explained=0.8,
    words=_UAN,
    check=lambda value: not checks.is_card_number(value[:16]),
)
GWF = Shape(
    id="uk.gwf",
    category=IMMIGRATION,
    core=rf"GWF[-#:\t-\r ._/]{{0,2}}{spaced(9)}",
    alone=STRONG,
    explained=STRONG,
    words=_GWF,
)
IHS = Shape(
    id="uk.ihs",
    category=IMMIGRATION,
    core=rf"IHS[-#:\t-\r ._/]{{0,2}}(?:[A-Z]{{0,2}})?{spaced(9)}",
    alone=STRONG,
    explained=STRONG,
    words=_IHS,
)
CAS = Shape(
    # Fourteen characters; the CAS number of a chemical has two hyphens.
    id="uk.cas",
    category=IMMIGRATION,
    core=r"[A-Z][A-Z0-9]{13}",
    explained=0.7,
    words=_CAS,
    before=48,
    after=20,
    fits=lambda value: sum(map(str.isdigit, value)) > 4,  # noqa: PLR2004  # no word has as many
)
COS = Shape(
    id="uk.cos",
    category=IMMIGRATION,
    core=r"C[A-Z0-9]{10}|[A-Z][0-9][A-Z0-9]{9}",
    explained=0.7,
    words=_COS,
    before=48,
    after=20,
    fits=lambda value: sum(map(str.isdigit, value)) > 4,  # noqa: PLR2004  # no word has as many
)
ARC = Shape(
    id="uk.arc",
    category=DOCUMENT,
    core=r"(?:(?-i:[A-Z]{2,4})[-\t-\r /]?|[A-Z]{2,4})[0-9]{4,9}(?:[-/][0-9]{1,6})?|[A-Z][0-9]{7,9}",
    explained=MEDIUM,
    words=_ARC,
    before=32,
    after=16,
)
SUPPORT = Shape(
    # Support for destitute asylum seekers.
    id="uk.asylum-support",
    category=IMMIGRATION,
    core=r"[0-9]{2}/[0-9]{2}/[0-9]{4,6}(?:/[0-9]{1,3})?|[0-9]{6,10}|[0-9]{4}(?: [0-9]{4}){3}",
    edge=BARE,
    explained=MEDIUM,
    words=_SUPPORT,
    before=36,
    after=16,
    fits=is_neither,
)
PORT = Shape(
    id="uk.port-reference",
    category=IMMIGRATION,
    core=r"[A-Z]{2,4}/[0-9]{4,9}(?:/[0-9]{1,4})?|[A-Z]{0,3}[0-9]{6,9}(?:/[0-9]{1,4})?",
    explained=FAILED,
    words=_PORT,
    before=24,
    after=12,
    fits=is_neither,
)
# Never given out as the first two letters (HM Revenue and Customs, NIM39110).
_NO_NINO = frozenset({"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"})
NINO = Shape(
    id="uk.nino",
    category=NATIONAL,
    core="[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[A-D]",
    alone=MEDIUM,
    explained=STRONG,
    words=_NINO,
    fits=lambda value: compact(value)[:2] not in _NO_NINO,
)
NINO_SPACED = Shape(
    id="uk.nino-spaced",
    category=NATIONAL,
    core=rf"(?:(?-i:[A-Z]{GAP}[A-Z]){GAP}|[A-Z]{{2}}){spaced(6)}(?:{GAP}[A-DFM])?",
    explained=0.7,
    words=_NINO,
    before=72,
)
NHS = Shape(
    # Ten digits in groups of 3, 3 and 4: an American telephone number.
    id="uk.nhs",
    category=NATIONAL,
    core=spaced(10),
    edge=BARE,
    words=_NHS,
    before=72,
    check=checks.is_nhs,
)

UK: tuple[Shape, ...] = (
    BRP, BRP_ZU, SHARE_CODE, SHARE_CODE_LETTERS, SHARE_CODE_SPACED, HOME_OFFICE, UAN, UAN_NEARBY, UAN_GROUPED, GWF, IHS,
    CAS, COS, ARC, SUPPORT, PORT, NINO, NINO_SPACED, NHS,
)  # fmt: skip
