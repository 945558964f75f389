"""What the taxpayer numbers of the United States look like."""

from __future__ import annotations

from firewall.detect.values.shape import (
    BARE,
    DIGITS,
    GAP,
    MEDIUM,
    STRONG,
    Shape,
    compact,
    spaced,
)
from firewall.detect.values.words import Words
from firewall.model import Category

TAX = Category("government_id.tax")

_ITIN = Words(
    r"""
    i?tins?; atin; individual taxpayer; taxpayer (?:id|identification|no|num|number)?; w ?7;
    tax (?:id|identification|payer|no|number)s?;
    numero de (?:identificacion )?(?:del |de )?contribuyente; identificacion (?:fiscal|tributaria);
    numero fiscal; irs; numero de contribuable; steuer(?:nummer|id); tax ?payers?(?: (?:id|no|num|number))?;
    (?:numero|num|no|n|id|codigo) (?:de |del |do |da )?(?:identifica(?:cion|cao) (?:personal )?(?:de |del |do )?)?
    (?:contribu(?:yente|inte)|impuestos?)s?; cp ?565; codice (?:fiscale |contribuente )?itin;
    numero d'?identification (?:individuelle |fiscale? )?(?:du |de )?(?:contribuable)?; belastingnummer;
    contribuyente*; contribuable*; contribuinte*; contribuente*; steuerzahler*; belastingbetaler*; i\.t\.i\.n\.?;
    fiscal number;
    steuer ?identifikations(?:nummer)?
    """
)
_SSN = Words(
    """
    ssns?; ss ?#; ss (?:no|num|number); soc(?:ial)? sec*; social; (?:numero de |num de )?seguro social;
    nss; seguridad social; securite sociale; sozialversicherung*; previdenza sociale; seguranca social;
    sofi ?nummer; sin ssn; tin; taxpayer; social sec*; numero social; numero (?:de )?securite sociale;
    (?:numero|num|no|n|tarjeta|nro) (?:de |del )?(?:el )?seguro(?: social)?; carte de securite sociale
    """
)

# ---- tax

_ITIN_GROUP = r"(?:5[0-9]|6[0-5]|7[0-9]|8[0-8]|9[0-2]|9[4-9])"
_IMPOSSIBLE_AREAS = frozenset({"000", "666"})


def _is_possible_ssn(value: str) -> bool:
    """No such area, group or serial is given out (Social Security Administration, RM 10201.030)."""
    digits = compact(value)
    return (
        digits[:3] not in _IMPOSSIBLE_AREAS
        and digits[0] != "9"
        and digits[3:5] != "00"
        and digits[5:] != "0000"
    )


ITIN = Shape(
    id="us.itin",
    category=TAX,
    core=rf"9[0-9]{{2}}[-\t-\r .]{_ITIN_GROUP}[-\t-\r .]?[0-9]{{4}}",
    edge=DIGITS,
    alone=MEDIUM,
    explained=STRONG,
    words=_ITIN,
)
ITIN_BARE = Shape(
    # Group 93 is an adoption number (ATIN); any other group after such a word is a misread one.
    id="us.itin-bare",
    category=TAX,
    core=rf"9{GAP}[0-9]{GAP}{spaced(7)}",
    edge=BARE,
    explained=0.8,
    words=_ITIN,
    before=72,
)
SSN = Shape(
    id="us.ssn",
    category=TAX,
    core=r"[0-9]{3}[-\t-\r ][0-9]{2}[-\t-\r ][0-9]{4}",
    edge=DIGITS,
    alone=MEDIUM,
    explained=STRONG,
    words=_SSN,
    fits=_is_possible_ssn,
)
SSN_BARE = Shape(
    # An impossible number after such a word counts: a placeholder says that there is none.
    id="us.ssn-bare",
    category=TAX,
    core=rf"(?:[0-9]{{9}}|{spaced(9)})",
    edge=BARE,
    explained=0.8,
    words=_SSN,
    before=72,
)


US_TAX: tuple[Shape, ...] = (ITIN, ITIN_BARE, SSN, SSN_BARE)
