"""What the numbers of French authorities look like, and the scheme that exists only for people without papers."""

from __future__ import annotations

from firewall.detect.values import checks
from firewall.detect.values.lookalikes import is_neither
from firewall.detect.values.shape import BARE, EXPLAINED, GAP, MEDIUM, STRONG, WORD, Shape, compact, spaced
from firewall.detect.values.words import Words
from firewall.model import Category

IMMIGRATION = Category("immigration.identifier")
NATIONAL = Category("government_id.national")

_AGDREF_LABEL = Words(
    """
    agdref; (?:numero|num|no|n) (?:d'?)?(?:usager )?etranger;
    (?:numero|num|no|n) (?:national )?(?:d'?identification )?(?:d'?)?etranger;
    french (?:foreigner|immigration) (?:no|number|id); foreigner (?:number|no|id); numero de extranjero;
    (?:franz[a-z]* )?auslandernummer; (?:numero|num|no|n) (?:di )?stranier[oi]; vreemdelingennummer;
    (?:numero|num|no|n) de (?:estrangeiro|extranjero); numero personnel; (?:numero|num|nr|no|n) anef;
    (?:numero|num|nr|no|n) (?:de )?(?:titre|carte) (?:de )?sejour;
    (?:identifiant|id|matricule|ref|reference) (?:d'?)?etranger;
    identifiant (?:agdref|anef); titre (?:de )?sejour (?:no|n|numero); carte de sejour (?:no|n|numero);
    (?:numero|num|nr|no|n) (?:de |du )?(?:dossier (?:etranger|prefecture|anef|titre)|titre (?:de )?sejour|recepisse)*;
    recepisse (?:no|n|numero); agdref ?2; numero (?:d'?)?usager;
    french (?:residence permit|titre de sejour) (?:no|number); (?:numero|num|nr|no|n) (?:fne|etr);
    (?:numero|num|nr|no|n) (?:de |du )?(?:dossier d'|ressortissant |resident )etranger;
    french (?:alien|foreign national|foreigners?(?:'s?)?) (?:no|number|id); foreign national (?:no|number|id);
    dossier etranger; (?:numero|num|nr|no|n) (?:de |du )?(?:carte de resident|usager anef|compte anef)
    """
)
_AGDREF = Words(
    """
    agdref; (?:numero|num|no|n) (?:d'?)?(?:usager )?etranger;
    (?:numero|num|no|n) (?:national )?(?:d'?identification )?(?:d'?)?etranger; etrangers?; anef;
    prefecture; titre de sejour; carte de sejour; recepisse; numero personnel; carte de resident;
    french (?:foreigner|residence|immigration)*; foreigner (?:number|no|id); numero de extranjero;
    auslandernummer; numero straniero; vreemdelingennummer; numero de estrangeiro;
    (?:numero|num|no|n) (?:de )?dossier (?:prefecture|anef|etranger); oqtf; apatride
    """,
    but="a l ?'?etranger; langues? etrangeres?; (?:affaires|legion|pays|bureau des) etrang*",
)
_ASYLUM = Words(
    """
    ofpra; cnda; guda; dna; (?:numero|num|no|n) (?:de )?(?:dossier )?(?:ofpra|cnda|guda|dna);
    attestation de demande d'?asile; demande d'?asile; demandeur d'?asile; ofii; spada; dublin
    """
)
_NIR = Words(
    r"""
    n\.?i\.?r\.?; (?:numero|num|no|n) (?:de )?secu*; securite sociale; insee; carte vitale; assure*;
    nss; (?:numero|num|no) (?:d'?)?inscription au repertoire; french social security; social security;
    sozialversicherung*; seguridad social; sicurezza sociale; seguranca social; nia; cpam; ameli;
    immatriculation; (?:numero|num|no|n) (?:de )?(?:ss|secu|s\.s\.?); numero d'?assure*; secu; n o secu;
    sec(?:urite)? soc(?:iale)?; matricule; assuree? sociale?;
    franz[a-z]* sozialversicherung*; french (?:ssn|nir|insurance)*; repertoire national; rnipp; matricule (?:secu|ss)
    """
)
_TAX = Words(
    """
    numero fiscal*; spi; identifiant fiscal; (?:numero|num) (?:d'?)?identification fiscale; french tax*;
    tax (?:id|number)*; reference (?:de l'?)?avis; impots; dgfip
    """
)

_KEY = rf"(?:{GAP}[0-9]{{2}})?"
# Sex; year; month, or 20 and more where it is not known (INSEE); place; order in the month; key.
_BORN = rf"{GAP}[0-9]{{2}}{GAP}(?:0[1-9]|1[0-2]|[2-9][0-9]){GAP}"
_PLACE = rf"(?:[0-9]{{2}}|2[AB]){GAP}[0-9]{{3}}"

AGDREF = Shape(
    # Ten digits, nine in older files.
    id="fr.agdref",
    category=IMMIGRATION,
    core=spaced(9, 10),
    edge=BARE,
    explained=0.8,
    words=_AGDREF_LABEL,
    before=80,
    after=32,
)
AGDREF_NEARBY = Shape(
    # Beside a prefecture ten digits in pairs are its telephone.
    id="fr.agdref-nearby",
    category=IMMIGRATION,
    core=r"[1-9][0-9]{8,9}|[1-9][0-9]{2}[ .][0-9]{3}[ .][0-9]{3,4}",
    edge=BARE,
    explained=0.7,
    words=_AGDREF,
    before=64,
    after=32,
)
ASYLUM = Shape(
    id="fr.asylum-file",
    category=IMMIGRATION,
    core=r"(?:(?-i:[A-Z]{1,3})[-\t-\r ]?|[A-Z]{0,3})[0-9]{2,10}(?:[-/][0-9]{2,8}){0,2}",
    explained=MEDIUM,
    words=_ASYLUM,
    before=32,
    after=16,
    fits=lambda value: len(compact(value)) >= 7 and is_neither(value),  # noqa: PLR2004  # less is a year or a day
)
NIR = Shape(
    id="fr.nir",
    category=NATIONAL,
    core=rf"[123478]{_BORN}{_PLACE}{GAP}[0-9]{{3}}{GAP}[0-9]{{2}}",
    alone=0.8,
    explained=STRONG,
    words=_NIR,
    check=checks.is_nir,
)
NIR_SHORT = Shape(
    # Without its key, or with the separators moved. Provisional ones begin with 7 or 8.
    id="fr.nir-short",
    category=NATIONAL,
    core=rf"[123478]{_BORN}{_PLACE}{GAP}[0-9]{{3}}|{spaced(15)}",
    words=_NIR,
    before=60,
)
NIR_ABROAD = Shape(
    # Department 99: born abroad. Then three digits for the country, three for the order.
    id="fr.nir-born-abroad",
    category=Category("country_of_birth"),
    core=rf"[123478]{_BORN}99{GAP}[0-9]{{3}}{GAP}[0-9]{{3}}{GAP}[0-9]{{2}}",
    alone=0.8,
    explained=EXPLAINED,
    words=_NIR,
    check=checks.is_nir,
)
TAX = Shape(
    id="fr.numero-fiscal",
    category=Category("government_id.tax"),
    core=rf"[0-3]{GAP}{spaced(12)}",
    edge=BARE,
    explained=0.8,
    words=_TAX,
    before=48,
)
AME = Shape(
    # Aide medicale de l'Etat is for residents without papers, and nobody else.
    id="fr.ame",
    category=Category("immigration.status"),
    core=r"(?:aide[\t-\r ]{1,3}medicale[\t-\r ]{1,3}(?:de|d')[\t-\r ]{0,3}(?:l')?[\t-\r ]{0,2}etat)",
    alone=EXPLAINED,
)
AME_SHORT = Shape(
    id="fr.ame-short",
    category=Category("immigration.status"),
    core=r"A\.?M\.?E",
    case=True,
    # Rarer than the words that explain it.
    prefilter=rf"{WORD.before}A\.?M\.?E{WORD.behind}",
    explained=0.8,
    words=Words(
    """
    aide medicale; beneficiaire*; droits?; cpam; secu; assurance maladie; carte; titulaire;
    renouvellement; sans papiers; irreguli*; couverture; prise en charge; ouverture; attestation;
    sejour; etranger*; puma; css; cmu; undocumented; sous l'?ame; patient*; dossier; demande
    """
),
    before=48,
    after=48,
)  # fmt: skip

FRANCE: tuple[Shape, ...] = (AGDREF, AGDREF_NEARBY, ASYLUM, NIR, NIR_SHORT, NIR_ABROAD, TAX, AME, AME_SHORT)
