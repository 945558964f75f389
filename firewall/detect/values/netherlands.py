"""What the numbers of Dutch, Belgian, Swedish and Norwegian authorities look like."""

from __future__ import annotations

from firewall.detect.values import checks
from firewall.detect.values.lookalikes import is_neither
from firewall.detect.values.shape import (
    BARE,
    GAP,
    MEDIUM,
    STRONG,
    WORD,
    Edge,
    Shape,
    compact,
    spaced,
)
from firewall.detect.values.words import Words
from firewall.model import Category

IMMIGRATION = Category("immigration.identifier")
DOCUMENT = Category("immigration.document")
NATIONAL = Category("government_id.national")

_V_LABEL = Words(
    """
    v (?:nummer|nr|number|no|num|numero); vnummer; vreemdeling(?:en)? ?(?:nummer|nr); numero v;
    vreemd[a-z]* (?:nummer|nr|no|id); (?:zaak|dossier|klant) ?(?:nummer|nr)? (?:van de |bij de )?ind;
    dutch (?:alien|foreigner|immigration) (?:no|number|id); ind (?:nummer|number|nr);
    numero de extranjero; numero d'?etranger; auslandernummer; numero (?:di )?straniero;
    numero de estrangeiro; foreigner (?:number|no|id); alien (?:number|no)
    """
)
_V_NUMBER = Words(
    """
    v (?:nummer|nr|number|no|num|numero); vreemdelingennummer; vreemdelingen*; vreemdeling*; ind;
    ind (?:nummer|number|nr|dossier); uniek vreemdelingen*; dutch (?:alien|foreigner|immigration)*;
    numero v; immigratie en naturalisatie*; verblijfs*; coa; asielzoeker*; asiel*; vnummer;
    foreigner (?:number|no|id); alien (?:number|no); dt&v; avim
    """
)
_DOCUMENT = Words(
    """
    verblijfs*; document ?(?:nummer|nr|number|no)?; residence (?:document|permit|card); w ?document;
    vreemdelingen*; titre de sejour; aufenthaltstitel*; permiso de residencia; permesso di soggiorno
    """
)
_BSN = Words(
    r"""
    bsn; b\.s\.n\.?; burger ?service ?(?:nummer|nr); sofi ?(?:nummer|nr); citizen service number;
    burgerserv*; burger serv*; dutch (?:id|national|citizen|tax)*; numero (?:de )?(?:service|ciudadano);
    numero bsn; persoonsnummer
    """
)
_SCHOOL = Words(
    """
    onderwijs ?(?:nummer|nr); ond(?:erw|erwijs)? (?:nummer|nr); persoonsgebonden (?:nummer|nr); onr; pgn;
    education number; persoonsgebonden nummer; onderwijsnr; leerling*;
    bron; duo; dutch education*; school number
    """,
    but="leerling(?:en)?(?:vervoer|raad|pas|kaart)*; duo (?:abonnement|ticket|kaart)*",
)
_NISS = Words(
    """
    niss; insz; rijksregister*; registre national; rrn; nrn; national register*; numero national;
    nationaal nummer; nationalregister*; numero de registro nacional; bis:;
    bis (?:registernummer|register ?nr|register|nummer|nr|numero|number|no)s?; registro nazionale;
    (?:numero (?:de )?)?registre bis; identificatienummer bis; numero bis; bisnummer; bcss; ksz; sociale zekerheid;
    securite sociale; belgi*
    """
)
_BIS_WORD = Words("bis")
_BIS = Words(
    """
    bis:; bis ?(?:registernummer|register ?nr|register|nummer|nr|numero|number|no|registration)s?; numero bis;
    (?:numero|no|n) (?:de )?registre bis; registre bis; niss; insz; belgi*; rijksregister*;
    registre national; national register*
    """
)
_OE = Words(
    r"""
    (?:numero|num|no|n) (?:o\.?e|sp|ov); (?:o\.?e\.?|ov|sp) (?:nummer|nr|number|no|numero|dossier);
    office des etrangers; dienst vreemdelingenzaken; dvz; annexe (?:13|26|35|19|15)*;
    bijlage (?:13|26|35|19|15)*; fedasil; cgra; cgvs; attestation d'?immatriculation
    """
)
_COORDINATION = Words(
    """
    samordnings*; coordination (?:number|no)*; personnummer; person ?nr;
    swedish (?:id|personal|coordination)*; numero de coordin*; koordinationsnummer; skatteverket;
    sverige; sweden; numero di coordinamento; coordinatienummer; numero de coordenacao;
    migrationsverket; svensk*
    """
)
_D_NUMBER = Words(
    """
    d ?(?:nummer|number|nr|no|numero); fodselsnummer; fodsels*; fnr; dnr; personnummer;
    norwegian (?:id|national|d)*; norsk*; folkeregister*; norge; norway; udi; skatteetaten
    """
)

V_NUMBER = Shape(
    # Vreemdelingenwet 2000, article 107. The A-number of the population register has ten digits too.
    id="nl.v-number",
    category=IMMIGRATION,
    core=spaced(10),
    edge=BARE,
    explained=0.8,
    words=_V_LABEL,
    before=64,
    after=32,
)
V_NUMBER_NEARBY = Shape(
    # A leading zero is a telephone's.
    id="nl.v-number-nearby",
    category=IMMIGRATION,
    core=r"[1-9][0-9]{9}",
    edge=BARE,
    explained=0.7,
    words=_V_NUMBER,
    before=64,
    after=32,
)


def _has_digits(value: str) -> bool:
    """Two digits: IV-INFUSIONEN is a department."""
    return sum(map(str.isdigit, value)) > 2  # noqa: PLR2004  # the 2 of W2 may be one of them


RESIDENCE_DOCUMENT = Shape(
    # Its type stands before it: III and IV are asylum, W and W2 papers of those who wait.
    id="nl.residence-document",
    category=DOCUMENT,
    core=rf"(?:I{{1,3}}|IV|V|W2?)[\t-\r ]?-[\t-\r ]?V{GAP}[A-Z0-9]{{3}}{GAP}[A-Z0-9]{{2,3}}{GAP}[A-Z0-9]{{2,3}}",
    alone=STRONG,
    explained=STRONG,
    words=_DOCUMENT,
    fits=lambda value: len(compact(value).partition("V")[2]) >= 8 and _has_digits(value),  # noqa: PLR2004  # eight behind the V
)
RESIDENCE_DOCUMENT_OTHER = Shape(
    id="nl.residence-document-other",
    category=DOCUMENT,
    core=r"(?:I{1,3}|IV|V|W2?)[\t-\r ]?-[\t-\r ]?[A-Z0-9]{9}",
    case=True,
    alone=MEDIUM,
    words=_DOCUMENT,
    fits=_has_digits,
)
BSN = Shape(
    # One in eleven numbers of nine digits passes the test.
    id="nl.bsn",
    category=NATIONAL,
    core=rf"(?:[0-9]{{8,9}}|{spaced(9)})",
    edge=BARE,
    words=_BSN,
    before=72,
    check=checks.is_bsn,
)
SCHOOL_NUMBER = Shape(
    # Given to pupils who have no BSN.
    id="nl.onderwijsnummer",
    category=NATIONAL,
    core=rf"1{GAP}0{GAP}{spaced(7)}",
    edge=BARE,
    words=_SCHOOL,
    before=72,
    check=checks.is_onderwijsnummer,
)
_MARK = r"[-\t-\r ./]"
BIS = Shape(
    # Month of birth and 20 or 40: not in the national register.
    id="be.bis",
    category=IMMIGRATION,
    core=(
        rf"[0-9]{{2}}{_MARK}(?:[23][0-9]|4[0-9]|5[0-2]){_MARK}[0-9]{{2}}{_MARK}{{1,2}}[0-9]{{3}}{_MARK}?[0-9]{{2}}"
    ),
    alone=0.8,
    explained=STRONG,
    words=_BIS,
    check=checks.is_belgian,
)
_BIS_MONTHS = frozenset(range(20, 33)) | frozenset(range(40, 53))


def _is_bis(value: str) -> bool:
    return int(compact(value)[2:4]) in _BIS_MONTHS


BIS_BARE = Shape(
    id="be.bis-bare",
    category=IMMIGRATION,
    core=spaced(11),
    edge=BARE,
    words=_NISS,
    fits=_is_bis,
    check=checks.is_belgian,
)
BIS_NAMED = Shape(
    # The word means `until` in German: then the check digits decide.
    id="be.bis-named",
    category=IMMIGRATION,
    core=spaced(11),
    edge=BARE,
    explained_failed=0.0,
    words=_BIS_WORD,
    before=16,
    after=12,
    fits=_is_bis,
    check=checks.is_belgian,
)
NISS = Shape(
    id="be.niss",
    category=NATIONAL,
    core=spaced(11),
    edge=BARE,
    words=_NISS,
    check=checks.is_belgian,
)
OE = Shape(
    # The file of the Belgian immigration office.
    id="be.immigration-office",
    category=IMMIGRATION,
    core=r"[0-9](?:[. ]?[0-9]{3}){2}",
    edge=BARE,
    explained=MEDIUM,
    words=_OE,
    before=32,
    after=20,
    fits=is_neither,
)
_SWEDISH = Edge(WORD.left, r"(?![A-Za-z0-9])(?!-[0-9])", WORD.before, WORD.behind)
COORDINATION = Shape(
    # Day of birth and 60.
    id="se.samordningsnummer",
    category=IMMIGRATION,
    core=r"(?:19|20)?[0-9]{2}(?:0[1-9]|1[0-2])(?:6[1-9]|[78][0-9]|9[01])[-+][0-9]{4}",
    edge=_SWEDISH,
    alone=MEDIUM,
    explained=STRONG,
    words=_COORDINATION,
    check=checks.is_swedish,
)
COORDINATION_BARE = Shape(
    id="se.samordningsnummer-bare",
    category=IMMIGRATION,
    core=rf"(?:(?:19|20){GAP})?[0-9]{{2}}{GAP}[0-9]{{2}}{GAP}(?:6[1-9]|[78][0-9]|9[01]){GAP}[0-9]{{4}}",
    edge=BARE,
    words=_COORDINATION,
    check=checks.is_swedish,
)
PERSONNUMMER = Shape(
    id="se.personnummer",
    category=NATIONAL,
    core=(
        rf"(?:(?:19|20){GAP})?[0-9]{{2}}{GAP}(?:0[1-9]|1[0-2]){GAP}(?:0[1-9]|[12][0-9]|3[01])"
        r"[-+\t-\r ./]{0,2}[0-9]{4}"
    ),
    edge=BARE,
    words=_COORDINATION,
    check=checks.is_swedish,
)
D_NUMBER = Shape(
    # Day of birth and 40.
    id="no.d-number",
    category=IMMIGRATION,
    core=rf"[4-7]{GAP}[0-9]{GAP}[0-9]{GAP}{spaced(8)}",
    edge=BARE,
    words=_D_NUMBER,
    check=checks.is_norwegian,
)
FODSELSNUMMER = Shape(
    id="no.fodselsnummer",
    category=NATIONAL,
    core=rf"[0-3]{GAP}[0-9]{GAP}[0-9]{GAP}{spaced(8)}",
    edge=BARE,
    words=_D_NUMBER,
    check=checks.is_norwegian,
)

NETHERLANDS: tuple[Shape, ...] = (
    V_NUMBER, V_NUMBER_NEARBY, RESIDENCE_DOCUMENT, RESIDENCE_DOCUMENT_OTHER, BSN, SCHOOL_NUMBER, BIS,
    BIS_BARE, BIS_NAMED, NISS, OE, COORDINATION, COORDINATION_BARE, PERSONNUMMER, D_NUMBER, FODSELSNUMMER,
)  # fmt: skip
