"""What the numbers of United States immigration authorities look like: people, cases, receipts."""

from __future__ import annotations

import re

from firewall.detect.values.lookalikes import is_date, is_plain
from firewall.detect.values.shape import (
    ALONE,
    BARE,
    MEDIUM,
    STRONG,
    TAIL,
    Shape,
    spaced,
)
from firewall.detect.values.words import Words
from firewall.model import Category

IMMIGRATION = Category("immigration.identifier")
DOCUMENT = Category("immigration.document")
TAX = Category("government_id.tax")

# ---- words. What they are called in the languages of the people they are about, and of their helpers.

_A_LABEL = Words(
    """
    a ?#; a (?:number|num|no|nbr|nr|nummer|numero|zahl)s?; a-?files?;
    aliens? (?:registration|reg|file)(?: (?:number|no|num|nbr|id|card))?;
    aliens? (?:no|num|number|nbr|id|nummer)s?; aliens? ?#; alien:; aliens? (?:file|record); uscis ?#;
    uscis (?:no|num|number|nbr|id|nummer)s?; uscis; arn; anumber;
    (?:numero|num|no|n) de (?:registro de )?extranjer[oa]s?; registro de extranjer[oa]s?;
    registro de inmigra*; numero (?:a|alien); numero d'?(?:enregistrement (?:d'?)?)?etranger;
    (?:numero|num|no) (?:de |d'?)?alien; auslanderregister*; auslanderregistrierung*; alien nummer;
    registrazione (?:dello )?stranier[oi]; numero (?:di registrazione )?stranier[oi];
    vreemdelingenregistratie*; registr?o de estrangeir[oa]s?; numero de (?:registr?o de )?estrangeir[oa]s?;
    numero (?:de )?extranjer[oa] (?:de )?uscis
    """
)
_ALIEN = _A_LABEL + Words(
    r"""
    aliens?; green card*; eads?; eoir; immigra*; inmigra*; migra*; extranjer*; etranger*; einwander*;
    auslander*; stranier*; vreemdeling*; estrangeir*; imigra*; removal*; deport*; asylum*; asylee*;
    asil*; asile*; asyl*; refugee*; undocumented; dhs; permanent resident*; resident card;
    tarjeta de residen*; detainer; detain*; naturali*; daca; tps;
    ice (?:file|detain\w*|custody|hold|ero|case|number|no|officer|agent); notice to appear; nta;
    i ?(?:862|213|247[adnx]?|220[ab]|551|766|485|589)
    """
)
_USCIS = Words(
    """
    uscis;
    i ?(?:797[a-f]?|130|485|765|131|589|821d?|90|129f?|539|751|140|360|918|914|601a?|551|766|864);
    n ?(?:400|600|565); immigra*; inmigra*; imigra*; petition*; peticion; asylum; asilo; asile; asyl;
    receipt (?:no|num|number|notice|nbr)s?; receipt ?#; case (?:status|receipt); numero de recibo;
    recibo; notice of action; green card; card (?:no|num|number); work permit; ead; daca; egov;
    service center; adjustment of status; numero de recu; eingangsnummer
    """
)
_HEARING = Words(
    """
    eoir; immigration (?:court|judge|case)s?;
    (?:removal|master|individual|merits|bond|deportation) (?:calendar )?(?:hearing|calendar|proceeding|case)s?;
    cort?e de (?:in)?migracion; tribunal de inmigracion; juez de inmigracion;
    board of immigration appeals; bia; notice to appear; nta; notice of hearing; acis;
    tribunal de l'?immigration; einwanderungsgericht; immigratierechtbank; tribunale dell'?immigrazione;
    tribunal de imigracao; orr; uac; unaccompanied (?:child|minor)*;
    uc portal; sponsor (?:case|id);
    (?:juzgado|audiencia|juicio|caso|proceso) (?:de |en )?(?:la )?(?:corte de )?(?:in)?migracion; corte migratoria;
    (?:juicio|proceso|caso|orden|procedimiento)s? de (?:deportacion|expulsion|remocion); juez de migracion;
    (?:cour|juge|tribunal|audience) (?:de l'?|d'?|en )immigration; procedure (?:d'?expulsion|de renvoi);
    einwanderungs(?:gericht|richter|verfahren)*; abschiebe(?:verfahren|anhorung)*; immigratie ?rechter;
    (?:giudice|corte|udienza|procedura) (?:dell'?|di )immigrazione; procedura di espulsione;
    (?:juiz|corte|audiencia|processo) de imigracao; processo de (?:deportacao|remocao);
    asylum (?:hearing|case|interview|court); immigration hearing*; (?:final )?order of removal;
    in (?:removal|deportation) proceedings?; court of immigration; dockets? of (?:the )?immigration;
    hearings? (?:of|for) (?:the |an )?aliens?; aliens? hearing*;
    (?:master|merits) hearing*; dhs file; immigration docket
    """
)
_ONLINE = Words(
    """
    online account*; my ?uscis(?: (?:online )?account)?;
    elis(?: (?:account|konto|compte|cuenta|conto|conta))?; uscis (?:online )?account*; oan;
    cuenta (?:en linea )?(?:de )?uscis;
    (?:my ?)?uscis (?:on ?line )?(?:konto|compte|cuenta|conto|conta|rekening);
    (?:konto|compte|cuenta|conto|conta|rekening) (?:en ligne |en linea |on ?line )?(?:de |da |do |del |bij |bei )?
    (?:my ?)?uscis;
    uscis
    """
)
# Every library and every water company gives an online account.
_WHOSE_ACCOUNT = Words("elis; my ?uscis; oan; alien*") + _USCIS
_CERTIFICATE = Words(
    """
    n ?5(?:50|70|60|61); (?:naturali[sz]ation|citizenship) certificates?;
    certificates? of (?:naturali[sz]ation|citizenship); certificado de (?:naturalizacion|ciudadania);
    certificat de (?:naturalisation|citoyennete)
    """
)
_FINGERPRINT = Words(
    """
    fingerprint (?:identification|id) (?:no|num|number)?; fin (?:no|num|number|id); fin ?#; fin:;
    ident (?:eid|enc|id|no|number|encounter); eid (?:no|number); ice (?:subject|person) id
    """
)
_ATTORNEY = Words("eoir (?:id|attorney|no|num|number)s?; eoir ?#; attorney id; eregistry; ecas")

# ---- A-numbers

# A digit may stand wherever a reader copies it to; a date may not.
_NINE = r"(?:[0-9]{9}|[0-9]{3}[-\t-\r .][0-9]{3}[-\t-\r .][0-9]{3})"
_SEVEN_OR_EIGHT = (
    r"(?:[0-9]{7,8}|[0-9]{2}[-\t-\r .][0-9]{3}[-\t-\r .][0-9]{3}|[0-9][-\t-\r .][0-9]{3}[-\t-\r .][0-9]{3})"
)
_AFTER_A = r"[-#:.\t-\r *_]{0,3}"


def _is_no_phrase(value: str) -> bool:
    """In lower case nothing may stand between: `a 612 345 678` is Spanish, and a telephone number."""
    return value[0] == "A" or value[1] not in " \t\n\v\f\r.:*_"


_SSN_SHAPE = re.compile(r"[0-9]{3}[^0-9][0-9]{2}[^0-9][0-9]{4}")
# What the other shapes find.
_USUAL = re.compile(rf"(?:A{_AFTER_A})?(?:{_NINE}|{_SEVEN_OR_EIGHT})", re.ASCII | re.IGNORECASE)


def _is_spaced_a_number(value: str) -> bool:
    """With its letter anything but a day; without, no telephone and no social security number either."""
    if _USUAL.fullmatch(value):
        return False
    if value[0] in "Aa":
        return not is_date(value.lstrip("Aa-#:.* _"))
    return is_plain(value) and not _SSN_SHAPE.fullmatch(value)


A_NUMBER = Shape(
    id="us.a-number",
    category=IMMIGRATION,
    core=rf"A[-#:\t-\r ]{{0,3}}{_NINE}",
    edge=ALONE,
    alone=MEDIUM,
    explained=STRONG,
    words=_ALIEN,
    fits=_is_no_phrase,
)
A_NUMBER_SHORT = Shape(
    # Seven and eight digits: also a California driver's licence, a visa foil, an order.
    id="us.a-number-short",
    category=IMMIGRATION,
    core=rf"A{_AFTER_A}(?:{_NINE}|{_SEVEN_OR_EIGHT})",
    edge=TAIL,
    words=_ALIEN + _HEARING,
    fits=lambda value: not is_date(value[1:].lstrip("-#:.* _")),
)
A_NUMBER_CONTEXT = Shape(
    # The digits alone, beside what they are.
    id="us.a-number-context",
    category=IMMIGRATION,
    core=rf"(?:{_NINE}|{_SEVEN_OR_EIGHT})",
    edge=BARE,
    words=_A_LABEL,
    before=56,
    after=28,
    fits=is_plain,
)
A_NUMBER_SPACED = Shape(
    # Separators moved: A 0 1 2 3 4 5 6 7 8, A01.234.5678, 01234 5678.
    id="us.a-number-spaced",
    category=IMMIGRATION,
    core=rf"(?:A{_AFTER_A})?{spaced(8, 9)}",
    edge=BARE,
    explained=0.8,
    words=_A_LABEL,
    before=40,
    after=20,
    fits=_is_spaced_a_number,
)
EOIR = Shape(
    # The number of a case before the immigration court is the A-number, often written without its letter.
    id="us.eoir",
    category=IMMIGRATION,
    core=_NINE,
    edge=BARE,
    explained=0.8,
    words=_HEARING,
)
EOIR_SPACED = Shape(
    id="us.eoir-spaced",
    category=IMMIGRATION,
    core=spaced(8, 9),
    edge=BARE,
    explained=0.7,
    words=_HEARING,
    before=40,
    after=20,
    fits=_is_spaced_a_number,
)
EOIR_ATTORNEY = Shape(
    id="us.eoir-attorney",
    category=IMMIGRATION,
    core=r"[A-Z]{2}[0-9]{6}",
    explained=0.6,
    words=_ATTORNEY,
    before=40,
)

# ---- receipts, cards and accounts of USCIS

# The service centers; IOE is the electronic system.
_CENTERS = "EAC|VSC|WAC|CSC|LIN|NSC|SRC|TSC|MSC|NBC|IOE|YSC|PSC"
_HYPHEN = r"[-\t-\r *./_]"
_TEN = (
    rf"(?:[0-9]{{10}}|[0-9]{{2}}{_HYPHEN}?[0-9]{{3}}{_HYPHEN}?[0-9]{{5}}|[0-9]{{3,5}}{_HYPHEN}[0-9]{{5,7}}"
    rf"|[0-9]{{4}}{_HYPHEN}[0-9]{{3}}{_HYPHEN}[0-9]{{3}})"
)
_AS_PHONE = re.compile(
    r"[A-Za-z]{3}[^0-9A-Za-z]{1,3}(?:[0-9]{3}[-. ][0-9]{3}[-. ]?[0-9]{4}|(?P<bare>[0-9]{10}))\Z"
)


def _is_no_name(value: str) -> bool:
    """`Lin 212-555-0144` is a woman and her telephone; ten digits behind capitals are a receipt."""
    phone = _AS_PHONE.match(value)
    return phone is None or (phone["bare"] is not None and value[:3].isupper())


RECEIPT = Shape(
    id="us.uscis-receipt",
    category=IMMIGRATION,
    core=rf"(?:{_CENTERS}){_HYPHEN}{{0,2}}{_TEN}",
    edge=TAIL,
    alone=STRONG,
    explained=STRONG,
    fits=_is_no_name,
)
RECEIPT_GENERIC = Shape(
    # Asylum and field offices have prefixes of their own; so have parcels and orders.
    id="us.uscis-receipt-generic",
    category=IMMIGRATION,
    core=rf"(?:[A-Z]{_HYPHEN}{{0,2}}){{3}}(?:{_TEN}|{spaced(10, gap=_HYPHEN + '{0,2}')})",
    edge=TAIL,
    explained=0.7,
    words=_USCIS,
    fits=_is_no_name,
)
ONLINE_ACCOUNT = Shape(
    id="us.uscis-online-account",
    category=IMMIGRATION,
    core=r"(?:[0-9]{12}|[0-9]{4}[- .][0-9]{4}[- .][0-9]{4}|[0-9]{3}[- .][0-9]{3}[- .][0-9]{3}[- .][0-9]{3})",
    edge=BARE,
    explained=0.7,
    words=_ONLINE,
    beside=_WHOSE_ACCOUNT,
    before=72,
)
CERTIFICATE = Shape(
    id="us.naturalization-certificate",
    category=IMMIGRATION,
    core=r"[A-Z]{0,2}[0-9]{6,12}",
    explained=0.7,
    words=_CERTIFICATE,
    before=40,
    fits=is_plain,
)
FINGERPRINT = Shape(
    id="us.fingerprint-identification",
    category=Category("biometrics.fingerprint"),
    core=r"[0-9]{8,12}",
    edge=BARE,
    explained=0.6,
    words=_FINGERPRINT,
    before=24,
    after=16,
    fits=is_plain,
)

US: tuple[Shape, ...] = (
    A_NUMBER, A_NUMBER_SHORT, A_NUMBER_CONTEXT, A_NUMBER_SPACED, EOIR, EOIR_SPACED, EOIR_ATTORNEY,
    RECEIPT, RECEIPT_GENERIC, ONLINE_ACCOUNT, CERTIFICATE, FINGERPRINT,
)  # fmt: skip
