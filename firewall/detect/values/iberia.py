"""What the numbers of Spanish, Portuguese and Mexican authorities look like."""

from __future__ import annotations

from firewall.detect.values import checks
from firewall.detect.values.lookalikes import is_date, is_neither
from firewall.detect.values.shape import BARE, EXPLAINED, GAP, GUESS, MEDIUM, STRONG, Shape, spaced
from firewall.detect.values.words import Words
from firewall.model import Category

IMMIGRATION = Category("immigration.identifier")
TAX = Category("government_id.tax")
NATIONAL = Category("government_id.national")
CONSULAR = Category("government_id.consular")
BIRTH_COUNTRY = Category("country_of_birth")

_NIE = Words(
    r"""
    n\.?i\.?e\.?; nie; tie;
    (?:numero|num|no|n) (?:de )?identi(?:dad|ficacion) (?:de |del )?extranjer[oa]s?; extranjer*;
    extranjeria; tarjeta de identidad; tarjeta de residencia; permiso de residencia;
    spanish (?:foreigner|residence)*; foreigner*; numero d'?identite d'?etranger; auslander*; straniero;
    vreemdeling*; estrangeir*; residencia; asilo; proteccion internacional; arraigo; dni
    """
)
_TIE = Words(
    """
    tie; (?:numero|num|no|n)? (?:de )?soporte; ixesp; tarjeta de identidad de extranjer*;
    support (?:no|number); tarjeta de residencia; card support; numero de support;
    documento de identidad de extranjer*
    """,
    but="""
    (?:(?:numero|num|no|n) (?:de )?)?soporte (?:tecnico|informatico|al? |it|de (?:tv|pared|bici|software))*;
    (?:technical|it|customer|tech) support*; support (?:ticket|case|line|desk|request)*
    """,
)
_EXPEDIENTE = Words(
    """
    (?:(?:numero|num|no|n) (?:de )?)?expediente (?:de )?(?:extranjer|asilo|residencia|arraigo|nacionalidad)*;
    oficina de extranjer*; extranjeria; arraigo; mercurio;
    solicitud de (?:residencia|asilo|nacionalidad|arraigo); autorizacion de residencia
    """
)
_DNI = Words(
    r"""
    d\.?n\.?i\.?; n\.?i\.?f\.?; documento nacional de identidad; identificacion fiscal;
    spanish (?:id|national id|tax)*; cedula; tax (?:id|number); numero fiscal; national id; id card;
    identity card; steuernummer; codice fiscale spagnolo
    """
)
_PT_TAX = Words(
    r"""
    n\.?i\.?f\.?; contribuinte; (?:numero|num|nr|no|n o|n) (?:de )?(?:contribuinte|identificacao fiscal);
    identificacao fiscal; financas; portuguese tax*; tax (?:id|number); numero fiscal*; (?:num|nr|n o|n) fiscal;
    no fiscal:; no fiscal (?:do|da|portugues|pt);
    (?:cont|contr|contrib) (?:numero|num|nr|no|n o|n); (?:numero|num|nr|n o|n) (?:de |do )?contrib;
    no contrib[.]*; no de contrib;
    identif[a-z]* fiscal; nipc; portug[a-z]* (?:steuer|fiscal)*; numero fiscal[e]? portug*;
    steuernummer; codice fiscale portoghese; belastingnummer; autoridade tributaria; identification fiscale
    """
)
_NISS = Words(
    r"""
    n\.?i\.?s\.?s\.?; seguranca social; identificacao da seguranca social; portuguese social security;
    social security; seg social; seg\. soc\.?; beneficiario (?:da )?(?:ss|s\.s\.|seg)*;
    sozialversicherung*; securite sociale; seguridad social; sicurezza sociale; sociale zekerheid;
    (?:numero|num|nr|no|n o|n) (?:da |de )?(?:ss|s\.s\.); (?:ss|s\.s\.|s social) (?:numero|num|nr|no|n o|n);
    (?:numero|num|nr|no|n o|n) (?:de|do) beneficiari*; (?:num|nr|n o) benef*
    """
)
_CC = Words(
    """
    cartao (?:de |do )?cidadao; cc; bilhete de identidade; citizen card; documento de identificacao;
    citoyen portugais
    """
)
_PT_PERMIT = Words(
    r"""
    titulo de residencia; autorizacao de residencia; aima; sef; manifestacao de interesse;
    processo (?:aima|sef|de residencia); portuguese residence*; estrangeiros e fronteiras;
    cartao de residencia; numero de processo; titulo (?:de )?resid*; autoriz[a-z]* (?:de )?resid*;
    cartao (?:de )?resid*; (?:ari|a\.?r\.?|t\.?r\.?) (?:numero|num|nr|no|n o|n); tit[a-z]* (?:de )?resid*;
    visto (?:de )?resid*; proc[a-z]* (?:aima|sef); permesso di soggiorno portoghese;
    (?:titre de sejour|aufenthaltstitel|residence (?:title|permit|card)|verblijfs[a-z]*|permiso de residencia) portug*;
    portug[a-z]* (?:residence|aufenthalt|verblijf|titre|permesso)*
    """,
    but="cartao (?:de )?residente (?:para|de) (?:estacion|parque)*; estacionamento de residente*",
)
_UTENTE = Words("utente; sns; numero de utente")
_CURP = Words(
    """
    curp; clave unica; registro (?:nacional )?de poblacion; mexican (?:id|national|population)*; mexic*
    """
)
_MATRICULA = Words(
    """
    matricula (?:consular|consulares); (?:tarjeta|carnet|cedula|identificacion) consular; consular;
    consular (?:id|card|identification|registration|certificate)*;
    ciac; cid (?:card|no|number); cid:; certificado consular; credencial consular; mexican consul*;
    matricula (?:no|num|numero|card); carte consulaire; konsular*; carta consolare; consulaire kaart;
    cartao consular; matricola consolare; tessera consolare; mcas; consulate (?:id|card|no|number);
    documento consular; konsulatsausweis*; konsulaire kaart
    """
)

NIE = Shape(
    # Every foreigner in Spain has one, citizens of the Union too.
    id="es.nie",
    category=IMMIGRATION,
    core=rf"[XYZ]{GAP}[0-9](?:[0-9]{{6}}|{GAP}[0-9]{{3}}{GAP}[0-9]{{3}}){GAP}[A-Z]",
    alone=EXPLAINED,
    explained=STRONG,
    alone_failed=GUESS,
    explained_failed=MEDIUM,
    words=_NIE,
    check=checks.is_nie,
)
NIE_SPACED = Shape(
    # Old ones are printed with eight digits.
    id="es.nie-spaced",
    category=IMMIGRATION,
    core=rf"[XYZ]{GAP}{spaced(7, 8)}{GAP}[A-Z]",
    explained=0.8,
    words=_NIE,
    before=48,
)
NIF_M = Shape(
    # M: a foreigner who has no NIE.
    id="es.nif-m",
    category=IMMIGRATION,
    core=r"M[-. ]?[0-9]{7}[-. ]?[A-Z]",
    alone=MEDIUM,
    words=_NIE + _DNI,
    check=checks.is_nif_of_a_person,
)
NIF_KL = Shape(
    # K: a Spanish child, L: a Spaniard abroad.
    id="es.nif-kl",
    category=NATIONAL,
    core=r"[KL][-. ]?[0-9]{7}[-. ]?[A-Z]",
    alone=MEDIUM,
    words=_DNI,
    check=checks.is_nif_of_a_person,
)
DNI = Shape(
    id="es.dni",
    category=NATIONAL,
    core=r"[0-9]{2}(?:[0-9]{6}|[.\t-\r -][0-9]{3}[.\t-\r -][0-9]{3})[-\t-\r ./]{0,2}[TRWAGMYFPDXBNJZSQVHLCKE]",
    alone=MEDIUM,
    words=_DNI,
    check=checks.is_dni,
)
DNI_SHORT = Shape(
    id="es.dni-short",
    category=NATIONAL,
    core=rf"{spaced(7, 8)}{GAP}[TRWAGMYFPDXBNJZSQVHLCKE]",
    words=_DNI,
    before=40,
    explained=0.8,
    check=lambda value: checks.is_dni(value.zfill(9)),
)
TIE_SUPPORT = Shape(
    # Also a food additive, an invoice.
    id="es.tie-support",
    category=Category("immigration.document"),
    core=rf"(?:(?-i:E){GAP}|E){spaced(8)}",
    explained=0.8,
    words=_TIE,
    before=72,
)
EXPEDIENTE = Shape(
    # The first two digits are the province.
    id="es.expediente",
    category=IMMIGRATION,
    core=r"[0-9]{2}[-/ ]?(?:19|20)[0-9]{2}[-/ ]?[0-9]{7,9}|[0-9]{6}/(?:19|20)[0-9]{2}",
    edge=BARE,
    explained=0.6,
    words=_EXPEDIENTE,
)
EXPEDIENTE_LONG = Shape(
    id="es.expediente-long",
    category=IMMIGRATION,
    core=r"[0-9]{15}",
    edge=BARE,
    explained=0.6,
    words=_EXPEDIENTE + Words("expediente; exp"),
)
PT_NIF = Shape(
    id="pt.nif",
    category=TAX,
    core=rf"(?:PT{GAP})?(?:[1-35689][0-9]{{8}}|[1-35689][0-9]{{2}}{GAP}[0-9]{{3}}{GAP}[0-9]{{3}}|{spaced(9)})",
    words=_PT_TAX,
    before=72,
    check=lambda value: checks.is_portuguese_nif(value.removeprefix("PT")),
)
PT_NISS = Shape(
    id="pt.niss",
    category=NATIONAL,
    core=spaced(11),
    edge=BARE,
    words=_NISS,
    before=72,
    check=checks.is_niss,
)
PT_CC = Shape(
    id="pt.cartao-de-cidadao",
    category=NATIONAL,
    core=r"[0-9]{8}[-\t-\r ]?[0-9][-\t-\r ]?[A-Z][A-Z0-9][-\t-\r ]?[0-9]",
    alone=MEDIUM,
    words=_CC,
    check=checks.is_cartao_de_cidadao,
)
PT_UTENTE = Shape(
    id="pt.utente",
    category=NATIONAL,
    core=spaced(9),
    edge=BARE,
    explained=0.7,
    words=_UTENTE,
    before=40,
)
PT_PERMIT = Shape(
    id="pt.residence-permit",
    category=IMMIGRATION,
    core=r"(?:(?-i:[A-Z]{1,2})[-\t-\r ]?|[A-Z]{0,2})[0-9]{6,10}(?:/[0-9]{2,4})?",
    explained=0.6,
    words=_PT_PERMIT,
    before=72,
    after=32,
    fits=is_neither,
)
CURP = Shape(
    # The state of birth NE: abroad.
    id="mx.curp",
    category=NATIONAL,
    core="[A-Z]{4}[0-9]{6}[HMX][A-Z]{5}[A-Z0-9][0-9]",
    alone=EXPLAINED,
    explained=STRONG,
    alone_failed=MEDIUM,
    explained_failed=0.8,
    words=_CURP,
    check=checks.is_curp,
)
CURP_SPACED = Shape(
    id="mx.curp-spaced",
    category=NATIONAL,
    core=rf"[A-Z]{{4}}{GAP}{spaced(6)}{GAP}[HMX]{GAP}[A-Z]{{2}}{GAP}[A-Z]{{3}}{GAP}[A-Z0-9]{GAP}[0-9]",
    explained_failed=0.8,
    words=_CURP,
    check=checks.is_curp,
)
CURP_ABROAD = Shape(
    id="mx.curp-born-abroad",
    category=BIRTH_COUNTRY,
    core="[A-Z]{4}[0-9]{6}[HMX]NE[A-Z]{3}[A-Z0-9][0-9]",
    alone=EXPLAINED,
    alone_failed=MEDIUM,
    check=checks.is_curp,
)
MATRICULA = Shape(
    # The number on a Mexican consular identity card; other consulates print similar ones.
    id="mx.matricula-consular",
    category=CONSULAR,
    core=r"(?:(?-i:[A-Z]{1,4})[-\t-\r ]?|[A-Z]{0,4})[0-9]{6,10}",
    explained=0.7,
    words=_MATRICULA,
    before=48,
    after=28,
    fits=lambda value: not is_date(value.lstrip("- ")),
)

IBERIA: tuple[Shape, ...] = (
    NIE, NIE_SPACED, NIF_M, NIF_KL, DNI, DNI_SHORT, TIE_SUPPORT, EXPEDIENTE, EXPEDIENTE_LONG, PT_NIF,
    PT_NISS, PT_CC, PT_UTENTE, PT_PERMIT, CURP, CURP_SPACED, CURP_ABROAD, MATRICULA,
)  # fmt: skip
