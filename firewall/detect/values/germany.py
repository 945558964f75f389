"""What the numbers of German authorities look like, and the sections of law that name a status."""

from __future__ import annotations

import re

from firewall.detect.values import checks
from firewall.detect.values.lookalikes import is_neither, is_plain
from firewall.detect.values.shape import BARE, EXPLAINED, GAP, MEDIUM, WORD, Edge, Shape, compact, spaced
from firewall.detect.values.words import Words
from firewall.model import Category

IMMIGRATION = Category("immigration.identifier")
DOCUMENT = Category("immigration.document")
STATUS = Category("immigration.status")
TAX = Category("government_id.tax")
NATIONAL = Category("government_id.national")

_AZR = Words(
    """
    azr; azr ?#; azr (?:nummer|nr|zahl|number|no)s?; auslanderzentralregister*;
    auslaenderzentralregister*; (?:central )?register of foreigners;
    central (?:aliens|foreigners) register; registro central de extranjeros;
    registre central des etrangers; registro centrale (?:degli )?stranieri;
    registo central de estrangeiros; azrn?; auslanderakte; auslaenderakte; auslanderbehorde;
    auslaenderbehoerde; vreemdelingenregister; german foreigner*; zentralregister; auslanderregister*;
    auslaenderregister*; (?:abh|auslander|auslaender) (?:nr|nummer|kennung|id); foreigners register;
    registre des etrangers; registro de extranjeros; registro stranieri; registo de estrangeiros
    """
)
_BAMF = Words(
    """
    bamf; bamf (?:az|aktenzeichen|nr|nummer|number|file|ref|reference); bundesamt*; asyl*; asylum*;
    asilo; asile; flucht*; fluecht*; federal office; dublin; asiel*; migration und fluchtlinge
    """,
    but="asilo (?:nido|comunale|infantile|privato); salle d'?asile; (?:tier|katzen|hunde|igel)asyl*",
)
_PERMIT = Words(
    """
    aufenthaltstitel*; eat (?:nr|nummer|karte|no|number); elektronischer aufenthaltstitel;
    aufenthaltserlaubnis*; niederlassungserlaubnis*; aufenthaltsgestattung*; duldung*;
    fiktionsbescheinigung*; blaue karte*; aufenthaltskarte*; german residence*;
    residence (?:permit|title|card); permiso de residencia; titre de sejour; permesso di soggiorno;
    verblijfsvergunning; titulo de residencia; ankunftsnachweis*; reiseausweis*; zusatzblatt*;
    passersatz*
    """
)
_TAX = Words(
    """
    steuer ?id*; steuer id (?:nr|nummer); steueridentifikation*; steuerliche identifikation*;
    identifikationsnummer; idnr; id ?nr; tin; german tax*; tax (?:id|number|identification)*;
    numero fiscal*; numero d'?identification fiscale; codice fiscale tedesco; steuernummer;
    bundeszentralamt*
    """
)
_PENSION = Words(
    """
    rvnr; rv ?nummer; rentenversicherung*; sozialversicherung*; versicherungsnummer*; sv ?(?:nummer|nr);
    svnr; vsnr; german (?:pension|social)*; social (?:security|insurance); seguridad social;
    securite sociale; deutsche rentenversicherung
    """
)
_AUSTRIA = Words(
    """
    ifa ?(?:zahl|nr|nummer|number)?; bfa ?(?:zahl|gz)?; fremdenregister; iza; grundversorgung;
    asylwerber*
    """
)
_SWITZERLAND = Words(
    """
    zemis; zemis (?:nr|nummer|number|no); auslanderausweis*; auslaenderausweis*; simic; symic;
    livret (?:pour )?etrangers?; sem (?:nr|nummer|number|ref); permis [bcfglns]; ausweis [bcfglns];
    n ?ausweis; f ?ausweis
    """
)

_DAY = re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
AZR = Shape(
    # Day of the first entry, five digits, a check digit whose rule is not public. `5 AZR 123/22` is a court file.
    id="de.azr",
    category=IMMIGRATION,
    core=rf"(?:[0-9]{{12}}|{spaced(12)})",
    edge=BARE,
    words=_AZR,
    # One that begins with a zero is grouped as a telephone number is; it begins with a day all the same.
    fits=lambda value: is_neither(value) or _DAY.match(compact(value)) is not None,
)
BAMF = Shape(
    # The three digits are the key of the country of origin.
    id="de.bamf",
    category=IMMIGRATION,
    core=r"[0-9]{7,8}[\t-\r ]?-[\t-\r ]?[0-9]{3}",
    edge=BARE,
    explained=0.8,
    words=_BAMF,
)
BAMF_LOOSE = Shape(
    id="de.bamf-loose",
    category=IMMIGRATION,
    core=rf"[0-9](?:{GAP}[0-9]){{6,7}}[-\t-\r /._]{{1,3}}[0-9]{{3}}",
    edge=BARE,
    explained=MEDIUM,
    words=Words(
        """
    bamf; bundesamt*; bamf (?:az|aktenzeichen|nr|nummer|number|file|ref|reference); asylverfahren*;
    asyl ?az; az (?:des |im )?asyl*; asylaktenzeichen*; asylakte*;
    (?:aktenzeichen|az|gz) (?:des |vom |beim )?bundesamt*;
    asylum (?:file|case|procedure)*; dossier d'?asile; expediente de asilo; asieldossier; processo de asilo
    """
    ),
    before=72,
)
# Offices of a city, courts and matters, none of which is asylum.
_OFFICE = (
    "(?:(?:stadt|kreis|landes)?(?:bauordnungs|bauaufsichts|ordnungs|standes|gesundheits|vermessungs|steuer|strassenverkehrs"
    "|rechts|personal|versorgungs|wohnungs|veterinar|veterinaer|kataster|grundsicherungs|liegenschafts|stadtplanungs)amt"
    "|[a-z]{2,16}[b-df-qt-z]amt|[a-z]{0,14}(?:geld|hilfe|zulassungs|fuhrerschein|vollstreckungs|uberwachungs|melde|vergabe"
    "|gebuhren)(?:stelle|behorde)|(?:genehmigungs|aufsichts|verkehrs|naturschutz|wasser|waffen|gewerbe|denkmalschutz)behorde"
    "|[a-z]{0,14}(?:gericht|anwaltschaft|kanzlei|kasse|versicherung|genossenschaft|polizei|werke|notariat)"
    "|notar|feuerwehr|bauantrag|baugenehmigung|bauvorhaben|bauakte|wohngeld|elterngeld|kindergeld|bafog|hundesteuer"
    "|grundsteuer|gewerbe|bussgeld|ordnungswidrig|verkehr|nachlass|grundbuch|miet|unfall|schaden|mahn|vollstreck|insolvenz)"
)
_FILE = "(?:aktenzeichen|az|gesch[a-z]{0,13} z|gesch[a-z]{0,13}|gz)"
# `Finanzamt Leipzig, Az.`
_PLACES = "(?:[^a-z0-9]{1,3}[a-z]{3,16})?[^a-z0-9]{1,3}"
BAMF_FILE = Shape(
    # Courts write their files otherwise: 12 C 345/22.
    id="de.bamf-file",
    category=IMMIGRATION,
    core="[0-9]{7,8}-[0-9]{3}",
    edge=BARE,
    explained=MEDIUM,
    words=Words(
        "aktenzeichen; az; geschaftszeichen; geschaeftszeichen; gesch z; gz; file (?:no|number|ref|reference); "
        "dossier",
        but=f"{_FILE} (?:nr )?(?:(?:der|des|dem|vom|beim|bei|von) )?{_OFFICE}*; {_OFFICE}[a-z]{{0,16}}{_PLACES}{_FILE}",
    ),
    before=24,
    after=16,
)


def _is_serial(value: str) -> bool:
    """Letters and digits: a word, or a number alone, is none."""
    return sum(map(str.isdigit, value)) >= 3 and any(map(str.isalpha, value))  # noqa: PLR2004  # what no word has


PERMIT = Shape(
    # Nine characters without vowels and lookalikes, and a check digit (Personalausweisverordnung, ICAO Doc 9303).
    id="de.residence-permit",
    category=DOCUMENT,
    core=r"[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}[0-9]?",
    explained=0.7,
    words=_PERMIT,
    before=60,
    fits=_is_serial,
)
TAX_ID = Shape(
    id="de.steuer-id",
    category=TAX,
    core=rf"[1-9]{GAP}{spaced(10)}",
    edge=BARE,
    words=_TAX,
    before=60,
    check=checks.is_idnr,
)
PENSION = Shape(
    id="de.rentenversicherung",
    category=NATIONAL,
    core="[0-9]{2} ?[0-9]{6} ?[A-Z] ?[0-9]{3}",
    alone=MEDIUM,
    words=_PENSION,
    check=checks.is_pension_number,
)
PENSION_SPACED = Shape(
    id="de.rentenversicherung-spaced",
    category=NATIONAL,
    core=rf"{spaced(8)}{GAP}[A-Z]{GAP}{spaced(3)}",
    words=_PENSION,
    check=checks.is_pension_number,
)
_LAWS = (
    "AufenthG|Aufenth\\.?G|Aufenthalts?G|Aufenthaltsgesetz(?:es)?|AsylG|Asylgesetz(?:es)?|AsylVfG|AsylbLG"
    "|Asylbewerberleistungsgesetz(?:es)?|Freizu?e?gG(?:/EU)?|AufenthV|StAG|BVFG|German (?:Residence|Asylum) Act"
)
_S = r"[\t-\r ]"
_SIGN = rf"(?:(?:\u00a7){{1,2}}|Paragra(?:f|ph)(?:en)?|Par\.?|Section|Sec\.|Art\.){_S}?"
_SUBSECTION = rf"(?:Abs(?:atz|\.)?|\(){_S}?[0-9]{{1,2}}[a-z]?\)?"
_SENTENCES = (
    rf"(?:[\t-\r ,]{{0,2}}(?:S(?:atz|\.)?|Nr\.?|Nummer|Alt\.?|Hs\.?){_S}?[0-9]{{1,2}}[a-z]?){{0,3}}"
    rf"(?:{_S}ff?\.?)?"
)
_PLACE = (
    rf"[0-9]{{1,3}}(?:{_S}?[a-z])?(?:{_S}[IVX]{{1,4}}[a-z]?(?:{_S}[0-9]{{1,2}})?)?"
    rf"(?:[\t-\r ,]{{0,2}}{_SUBSECTION})?{_SENTENCES}"
)
_WITH = (
    rf"[\t-\r ,]{{0,2}}(?:i\.?{_S}?V\.?{_S}?m\.?|in{_S}Verbindung{_S}mit|und|oder|bis|auf|zu|nach|statt|[-,/])"
    rf"{_S}?(?:(?:\u00a7){{1,2}}{_S}?)?"
)
_PLACES_OF_LAW = rf"{_PLACE}(?:{_WITH}(?:{_PLACE}|{_SUBSECTION}{_SENTENCES})){{0,2}}[\t-\r ,]{{0,3}}"
SECTION = Shape(
    # A section of these acts names a status, or the lack of one. Guidance and statutes do too.
    id="de.section-of-residence-law",
    category=STATUS,
    core=(
        rf"(?:{_SIGN}|\b){_PLACES_OF_LAW}(?:(?:des|der|of{_S}the|de{_S}la){_S})?(?:{_LAWS})"
        rf"|(?:{_LAWS})[\t-\r ,:(]{{1,3}}(?:\u00a7){{1,2}}{_S}?{_PLACE}"
    ),
    edge=Edge("", r"(?![A-Za-z0-9])", "", WORD.behind),
    prefilter=f"(?i)(?:{_LAWS}){WORD.behind}",
    alone=EXPLAINED,
)
IFA = Shape(
    id="at.ifa",
    category=IMMIGRATION,
    core=r"[0-9]{7,10}(?:[-/][0-9]{4,9})?",
    edge=BARE,
    explained=MEDIUM,
    words=_AUSTRIA,
    before=32,
    after=20,
    fits=is_neither,
)
ZEMIS = Shape(
    id="ch.zemis",
    category=IMMIGRATION,
    core=r"[0-9]{3}[. ]?[0-9]{3}[. ]?[0-9]{2,3}(?:[.-][0-9])?",
    edge=BARE,
    explained=MEDIUM,
    words=_SWITZERLAND,
    before=40,
    after=20,
    fits=is_plain,
)

GERMANY: tuple[Shape, ...] = (
    AZR, BAMF, BAMF_LOOSE, BAMF_FILE, PERMIT, TAX_ID, PENSION, PENSION_SPACED, SECTION, IFA, ZEMIS,
)  # fmt: skip
