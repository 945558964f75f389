"""What United States papers of entry, study and work carry: I-94, SEVIS, visas, employment authorization."""

from __future__ import annotations

from firewall.detect.values.lookalikes import is_plain
from firewall.detect.values.shape import (
    ALONE,
    BARE,
    GAP,
    LETTER,
    MEDIUM,
    STRONG,
    Shape,
    spaced,
)
from firewall.detect.values.words import Words
from firewall.model import Category

IMMIGRATION = Category("immigration.identifier")
DOCUMENT = Category("immigration.document")

_I94 = Words(
    """
    i ?94[aw]?; admission (?:no|num|number|record|nbr|id)s?; arrival (?:/ )?departure; admitted until;
    numero (?:de )?admision; registro de (?:entrada|llegada); numero d'?admission; record of arrival;
    departure (?:no|num|number|record); cbp (?:admission|entry); numero di ammissione; toelatingsnummer;
    einreisenummer; numero de admissao
    """
)
_SEVIS = Words(
    """
    sevis; sevp; i ?20; ds ?2019; f ?[12]; j ?[12]; m ?1; student visa; visa de estudiante;
    exchange visitor; dso; i ?901; opt; cpt; international student*; visa etudiant; studentenvisum
    """
)
_SEVIS_LABEL = Words("sevis; sevis (?:id|no|num|number|nbr)s?; sevis ?#")
_FOIL = Words(
    """
    visas? (?:no|nbr|num|number|nr|foil|control|id|nummer|numero)s?; visa (?:stamp|sticker|label) (?:no|num|number);
    visas? ?#;
    visas? foil (?:no|num|number|id)?; foils? (?:no|num|number|nbr|nr|id)?; foil (?:of the|de la|del|du|des) visas?;
    (?:numero|num|no|n) (?:de |del |do |du )?foil (?:de |del |do |du )?(?:la )?vis(?:a|ado|to|um);
    (?:us|u.s.|american|nonimmigrant|non immigrant|immigrant) visas?; visas? (?:b ?1 ?/ ?b ?2|[bfhjlmoptu] ?[1-4][ab]?);
    (?:b ?1 ?/ ?b ?2|[bfhjlmoptu] ?[1-4][ab]?) visas?; visas? de no inmigrante; visado americano; visa americana;
    folio de (?:la )?visa; folien?nummer ?visum; visumfolie; visum ?folien ?(?:nr|nummer); visumaufkleber; visumsticker;
    vignette visa;
    numero (?:di |del )?(?:foglio|adesivo) visto; vinheta (?:de )?visto; etiqueta (?:de |del )?vis(?:a|ado);
    (?:numero|num|no|n) (?:de |del |do |du )?(?:la )?vis(?:a|ado|to); numero (?:di |del )?visto;
    visum(?:nummer|nr); visum (?:nummer|nr); visado (?:num|numero|no|n); vignette (?:no|num|number)?;
    numero de vignette
    """
)
_CONTROL = Words("(?:visa )?control (?:no|num|number|nbr)s?; numero de control; visa control")
_EAD = Words(
    """
    eads?; i ?76[56]; (?:employment|work) authori[sz]*; work (?:permit|card)s?; permiso de trabajo;
    autorizacion de (?:empleo|trabajo); 274a.12; eligibility categor*; permis de travail;
    autorisation de travail; arbeitserlaubnis*; permesso di lavoro; werkvergunning;
    autorizacao de trabalho; tarjeta de (?:trabajo|empleo); permiso (?:para|de) (?:trabajar|empleo); carte de travail;
    arbeitsgenehmigung*; autorizzazione (?:al|di) (?:lavoro|impiego); tewerkstellingsvergunning*; licenca de trabalho;
    employment card*; card categor*; categoria de elegibilidad; category code
    """
)
_EAD_LABEL = Words(
    r"""
    (?:eads?|i ?76[56]|work permit|permiso de trabajo|eligibility)[^0-9()]{0,24}categor[a-z]{1,4};
    (?:eads?|i ?76[56]|work permit|permiso de trabajo|eligibility)[^0-9()]{0,24}(?:code|codigo|under|clas[se]e?|type);
    (?:employment|work) authori[sz]ation[^0-9()]{0,24}(?:categor[a-z]{1,4}|code|under|class|type);
    eligibility; eads?; i ?76[56]; categor(?:y|ia|ie) (?:for|of|de|du|del) (?:the )?(?:ead|work permit|employment)
    """
)

# ---- admission, study, visa

I94 = Shape(
    # Since May 2019: nine digits, a letter, a digit.
    id="us.i94",
    category=IMMIGRATION,
    core=r"[0-9]{9}[A-Z][0-9]",
    edge=ALONE,
    alone=MEDIUM,
    words=_I94,
)
I94_SPACED = Shape(
    id="us.i94-spaced",
    category=IMMIGRATION,
    core=rf"{spaced(9)}{GAP}[A-Z]{GAP}[0-9]",
    explained=0.8,
    words=_I94,
)
I94_OLD = Shape(
    # Eleven digits are also a phone number with its country code.
    id="us.i94-old",
    category=IMMIGRATION,
    core=rf"(?:[0-9]{{11}}|{spaced(11)})",
    edge=BARE,
    explained=0.7,
    words=_I94,
    before=72,
    fits=is_plain,
)
SEVIS = Shape(
    id="us.sevis",
    category=IMMIGRATION,
    core=r"N[0-9]{10}",
    edge=ALONE,
    alone=MEDIUM,
    explained=STRONG,
    words=_SEVIS,
)
SEVIS_APART = Shape(
    # The letter apart: it is never a telephone's.
    id="us.sevis-apart",
    category=IMMIGRATION,
    core=r"N[-#:\t-\r ._]{1,2}[0-9]{10}",
    edge=ALONE,
    explained=0.8,
    words=_SEVIS,
)
SEVIS_SPACED = Shape(
    id="us.sevis-spaced",
    category=IMMIGRATION,
    core=rf"(?:N[-#:\t-\r .]{{0,2}})?{spaced(10)}",
    edge=BARE,
    explained=0.8,
    words=_SEVIS_LABEL,
    before=40,
    after=28,
    fits=is_plain,
)
VISA_FOIL = Shape(
    # Eight digits are also a date.
    id="us.visa-foil",
    category=IMMIGRATION,
    core=rf"(?:{LETTER}{spaced(7)}|{spaced(8)})",
    explained=0.7,
    words=_FOIL,
    before=72,
    after=28,
    fits=is_plain,
)
VISA_CONTROL = Shape(
    # Eight to twelve characters (SAVE Verification of Lawful Presence).
    id="us.visa-control",
    category=IMMIGRATION,
    core=r"[0-9]{8,14}",
    edge=BARE,
    explained=0.6,
    words=_CONTROL,
    before=28,
    after=20,
    fits=is_plain,
)

# ---- employment authorization, 8 CFR 274a.12. Also a vertebra, a paper size, a paragraph.

_SUBLETTER = r"(?:[\t-\r ]?\((?:[A-C]|i{1,3}|iv|v)\))?"
EAD_CATEGORY = Shape(
    id="us.ead-category",
    category=DOCUMENT,
    core=rf"\([AC]\)[\t-\r ]?(?:\((?:0?[1-9]|[1-3][0-9]|40)\)|0[1-9]|[1-3][0-9]|40|[1-9]){_SUBLETTER}",
    explained=0.8,
    words=_EAD,
)
EAD_CODE = Shape(
    id="us.ead-code",
    category=DOCUMENT,
    core=r"[AC][- ]?(?:\((?:0?[1-9]|[1-3][0-9]|40)\)|0[1-9]|[1-3][0-9]|40)(?:[A-CP]|\([A-CP]\)|\((?:i{1,3}|iv)\))?",
    explained=0.6,
    words=_EAD,
    before=60,
    after=40,
)
EAD_DIGIT = Shape(
    id="us.ead-digit",
    category=DOCUMENT,
    core=r"[AC][- ]?[1-9]",
    explained=0.5,
    words=_EAD_LABEL,
    before=4,
    after=10,
)


US_ENTRY: tuple[Shape, ...] = (
    I94, I94_SPACED, I94_OLD, SEVIS, SEVIS_APART, SEVIS_SPACED, VISA_FOIL, VISA_CONTROL,
    EAD_CATEGORY, EAD_CODE, EAD_DIGIT,
)  # fmt: skip
