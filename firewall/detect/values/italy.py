"""What the numbers of Italian authorities look like."""

from __future__ import annotations

from firewall.detect.values import checks
from firewall.detect.values.lookalikes import is_neither
from firewall.detect.values.shape import (
    ALONE,
    BARE,
    EXPLAINED,
    FAILED,
    GAP,
    GUESS,
    MEDIUM,
    STRONG,
    TAIL,
    Shape,
    spaced,
)
from firewall.detect.values.words import Words
from firewall.model import Category

IMMIGRATION = Category("immigration.identifier")
TAX = Category("government_id.tax")

_CF = Words(
    r"""
    c\.?f\.?; c f; tessera san*; codice fiscale; cod fisc*; codice fisc*; codici fiscali; cod fiscale;
    fiscal code; tessera sanitaria;
    agenzia (?:delle )?entrate; italian (?:tax|fiscal)*; tax (?:id|code|number)*; codigo fiscal;
    code fiscal; steuernummer; belasting*
    """
)
_STP = Words(
    r"""
    s\.?t\.?p\.?; e\.?n\.?i\.?; straniero temporaneamente presente; stranieri temporaneamente presenti;
    europeo non iscritto; codice (?:stp|eni); tesserino (?:stp|eni); tessera (?:stp|eni)
    """
)
_PERMIT = Words(
    r"""
    permess[oi] (?:di )?soggiorno; p\.?d\.?s\.?; carta (?:di )?soggiorno; titolo (?:di )?soggiorno;
    questura; italian residence*; residence permit; permiso de residencia; titre de sejour;
    aufenthaltstitel*; verblijfsvergunning; titulo de residencia; ricevuta (?:postale|assicurata)?;
    assicurata; permesso
    """,
    but="""
    permess[oi] (?:di |per (?:la )?|a )?(?:sosta|parcheggio|posteggio|circolazione|transito|accesso|guida|costruire
    |lavori|caccia|pesca|raccolta|maternita|paternita|retribuit[oi]|sindacal[ei]|ztl|invalidi|residenti);
    permess[oi] (?:auto|ztl|rosa)
    """,
)
_CUI = Words(
    r"""
    codice cui; numero cui; c\.u\.i\.?; cui (?:n|no|num|numero|code); cui:;
    codice univoco (?:individuale|identificativo)?; codice unico identificativo
    """
)
_VESTANET = Words(
    """
    vestanet; vesta ?net; c3; modello c3; commissione territoriale; numero vestanet
    """
)

_LETTER_OR_DIGIT = "[0-9LMNPQRSTUV]"


def _codice_fiscale(place: str, gap: str = "") -> str:
    """Surname, name, year, month, day, place of birth, check letter; a digit may be a letter (omocodia)."""
    two, three = f"{_LETTER_OR_DIGIT}{{2}}", f"{_LETTER_OR_DIGIT}{{3}}"
    parts = ("[A-Z]{3}", "[A-Z]{3}", two, "[ABCDEHLMPRST]", two, place, three, "[A-Z]")
    return gap.join(parts)


CODICE_FISCALE = Shape(
    id="it.codice-fiscale",
    category=TAX,
    core=_codice_fiscale("[A-Z]"),
    alone=STRONG,
    explained=STRONG,
    alone_failed=GUESS,
    explained_failed=0.8,
    words=_CF,
    check=checks.is_codice_fiscale,
)
CODICE_FISCALE_ABROAD = Shape(
    # Z and three digits in the place of a municipality: the country in which somebody was born.
    id="it.codice-fiscale-born-abroad",
    category=Category("country_of_birth"),
    core=_codice_fiscale("Z"),
    alone=EXPLAINED,
    alone_failed=GUESS,
    explained_failed=FAILED,
    words=_CF,
    check=checks.is_codice_fiscale,
)
CODICE_FISCALE_SPACED = Shape(
    id="it.codice-fiscale-spaced",
    category=TAX,
    core=_codice_fiscale("[A-Z]", GAP),
    explained_failed=0.8,
    words=_CF,
    check=checks.is_codice_fiscale,
)
CODICE_FISCALE_GROUPED = Shape(
    # Grouped as people write it, without a word beside it.
    id="it.codice-fiscale-grouped",
    category=TAX,
    core=(
        f"[A-Z]{{3}} [A-Z]{{3}} {_LETTER_OR_DIGIT}{{2}}[ABCDEHLMPRST]{_LETTER_OR_DIGIT}{{2}} "
        f"[A-Z]{_LETTER_OR_DIGIT}{{3}} ?[A-Z]"
    ),
    alone=EXPLAINED,
    check=checks.is_codice_fiscale,
)
CODICE_FISCALE_PROVISIONAL = Shape(
    # Eleven digits until the register knows the person.
    id="it.codice-fiscale-provisional",
    category=TAX,
    core=spaced(11),
    edge=BARE,
    words=_CF,
    before=56,
    explained=0.8,
    check=checks.is_provisional_codice_fiscale,
)
STP = Shape(
    # Straniero temporaneamente presente: irregularly there, by definition. ENI: a European who is not insured.
    id="it.stp",
    category=IMMIGRATION,
    core=rf"(?:S{GAP}T{GAP}P|E{GAP}N{GAP}I)[-#:\t-\r ._/]{{0,3}}{spaced(13)}",
    edge=TAIL,
    alone=STRONG,
    explained=STRONG,
)
STP_BARE = Shape(
    id="it.stp-bare",
    category=IMMIGRATION,
    core=rf"{spaced(13)}",
    edge=BARE,
    words=_STP,
    before=48,
)
PERMIT = Shape(
    id="it.residence-permit",
    category=IMMIGRATION,
    core=rf"(?:(?-i:[A-Z]{{1,2}}){GAP}|[A-Z]{{1,2}}){spaced(7, 8)}|[A-Z][A-Z0-9][0-9]{{6,7}}|[0-9]{{9}}|[0-9]{{12}}",
    edge=ALONE,
    explained=0.7,
    words=_PERMIT,
    before=60,
    after=28,
    fits=is_neither,
)
CUI = Shape(
    id="it.cui",
    category=IMMIGRATION,
    core=r"[0-9]{2}[A-Z0-9]{5,7}|[A-Z0-9]{0,3}[0-9]{4,9}[A-Z0-9]?",
    explained=MEDIUM,
    words=_CUI,
    before=24,
    after=0,
    fits=is_neither,
)
VESTANET = Shape(
    id="it.vestanet",
    category=IMMIGRATION,
    core=r"[A-Z]{0,3}[0-9]{6,9}|[A-Z]{2}[0-9]{5}",
    explained=MEDIUM,
    words=_VESTANET,
    before=32,
    after=16,
    fits=is_neither,
)

ITALY: tuple[Shape, ...] = (
    CODICE_FISCALE, CODICE_FISCALE_ABROAD, CODICE_FISCALE_SPACED, CODICE_FISCALE_GROUPED,
    CODICE_FISCALE_PROVISIONAL, STP, STP_BARE, PERMIT, CUI, VESTANET,
)  # fmt: skip
