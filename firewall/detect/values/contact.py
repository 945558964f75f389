"""How somebody can be reached: telephone numbers and e-mail addresses."""

from __future__ import annotations

from firewall.detect.values.shape import Edge, Shape
from firewall.detect.values.words import Words
from firewall.model import Category

_PHONE = Words(
    """
    phones?; tel; telefono; telephone; telefon*; telefone; telefoon*; cell; celular; cellulare; mobile;
    movil; mobil*; call; llam*; text; appel*; anruf*; fax; whatsapp; sms
    """
)
_TEN = "1?[2-9][0-9]{2}[2-9][0-9]{6}"
NANP_PHONE = Shape(
    # North American Numbering Plan: area code and exchange begin with 2 to 9.
    id="contact.phone",
    category=Category("contact.phone"),
    core=(
        r"(?:\+?1[-. ]?)?(?:\([2-9][0-9]{2}\)[- ]?|[2-9][0-9]{2}[-. ])[2-9][0-9]{2}[-. ][0-9]{4}"
        r"|\+1[-. ]?[2-9][0-9]{9}"
    ),
    edge=Edge(r"(?<![A-Za-z0-9_.-])", r"(?![0-9]|-[0-9])", "", "(?:$|[^0-9])"),
    alone=0.8,
)
NANP_PHONE_BARE = Shape(
    # The digits are asked for first: such words stand in every record, ten such digits do not.
    id="contact.phone-bare",
    category=Category("contact.phone"),
    core=_TEN,
    edge=Edge(r"(?<![A-Za-z0-9_.+-])", r"(?![A-Za-z0-9_-])", "", ""),
    # A letter before them may be the end of the word: `appel2136781993`.
    prefilter=rf"(?:^|[^0-9_.+-]){_TEN}(?:$|[^A-Za-z0-9_-])",
    explained=0.7,
    words=_PHONE,
    before=40,
    after=24,
)
_NATIONAL = (
    r"(?:0[1-9](?:[ ./-]?[0-9]){7,9}|[679][0-9]{2}(?:[ .-]?[0-9]{3}){2}|[679][0-9]{2}(?:[ .-]?[0-9]{2}){3})"
)
NATIONAL_PHONE = Shape(
    # As people of a country write it, by the plans of Germany, Spain, France, Italy, the Netherlands, Portugal and the
    # United Kingdom (ITU-T E.164, national numbers): with a zero that stands for the country, or nine digits.
    id="contact.phone-national",
    category=Category("contact.phone"),
    core=_NATIONAL,
    edge=Edge(r"(?<![A-Za-z0-9_.+/-])", r"(?![A-Za-z0-9_-])", "", ""),
    prefilter=rf"(?:^|[^0-9_.+/-]){_NATIONAL}(?:$|[^A-Za-z0-9_-])",
    explained=0.7,
    words=_PHONE,
    before=24,
    after=0,
)
EMAIL_ADDRESS = Shape(
    # The parts that matter of RFC 5321 section 4.1.2, within its limits of 64 and 255 characters.
    id="contact.email",
    category=Category("contact.email"),
    core=r"[a-z0-9._%+'-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}",
    edge=Edge(r"(?<![a-zA-Z0-9._%+'-])", r"(?![a-zA-Z0-9])", "", ""),
    prefilter=r"(?i)[a-z0-9._%+'-]@[a-z0-9-]{1,63}\.[a-z0-9-]",
    alone=0.9,
)

CONTACT: tuple[Shape, ...] = (NANP_PHONE, NANP_PHONE_BARE, NATIONAL_PHONE, EMAIL_ADDRESS)
