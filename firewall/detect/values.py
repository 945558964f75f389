"""
What a value looks like, whatever it is called: the identifiers of United States authorities.

Most of them collide: with dates, phone numbers, orders, driver's licences.  So each has a
confidence, and the weak ones count only with a word near them that says what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from firewall.detect.near import is_near
from firewall.detect.recognizer import Recognizer, Span, TooManyError
from firewall.model import Category

IMMIGRATION = Category("immigration.identifier")
DOCUMENT = Category("immigration.document")
TAX = Category("government_id.tax")
PHONE = Category("contact.phone")
EMAIL = Category("contact.email")

MOST_LOOKS = 100_000
"""Places of one text at which a shape looks for a word nearby: ten million would take minutes."""

_STRONG, _MEDIUM, _EXPLAINED, _WEAK = 0.95, 0.6, 0.9, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """
    A regular expression with its prefilter, and the words that raise its confidence.

    ``alone`` is the confidence without such a word; 0 means that it is no finding then.
    """

    id: str
    category: Category
    prefilter: str
    pattern: re.Pattern[str]
    alone: float
    explained: float = 0.0
    words: re.Pattern[str] | None = None

    def find(self, text: str) -> Iterator[Span]:
        for number, match in enumerate(self.pattern.finditer(text)):
            if number >= MOST_LOOKS:
                raise TooManyError
            explained = self.words is not None and is_near(self.words, text, *match.span())
            confidence = self.explained if explained else self.alone
            if confidence:
                yield Span(match.start(), match.end(), self.category, confidence)


def _re(pattern: str) -> re.Pattern[str]:
    # ASCII: texts are folded, and \d of other scripts would not stand in the prefilter.
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


def _words(*alternatives: str) -> tuple[str, re.Pattern[str]]:
    """Return explaining words as a prefilter and as a pattern: without them there is nothing to find."""
    joined = "|".join(alternatives)
    return f"(?i)(?:^|[^a-z0-9])(?:{joined})", _re(f"(?<![a-z0-9])(?:{joined})")


_, _ALIEN = _words(
    "alien", "a-?file", "a-?number", "a#", "uscis", r"green[ _-]card", r"eads?\b", "eoir", "immigra",
    "inmigra", "migra", "extranjero", "removal", "deport", "asylum", "asilo", r"dhs\b", r"ice\b",
)  # fmt: skip
_USCIS_WORDS, _USCIS = _words(
    "uscis", "i-?(?:797|130|485|765|131|589|821|90|129|539|751)", "n-?400", "immigra", "inmigra",
    "petition", "asylum", "asilo",
)  # fmt: skip
_I94_WORDS, _I94 = _words(
    r"i-?94", "admission (?:no|num|record)", r"arrival[ /]departure", "admitted until", "numero de admision"
)
_, _SEVIS = _words("sevis", "i-?20", "ds-?2019", "f-?1", "j-?1", "student visa")
_FOIL_WORDS, _FOIL = _words(
    r"visa[ _]?(?:no\b|nbr|num|#|foil|control|id\b)", "foil (?:no|num)", r"num(?:ero|\.)? de visa",
)  # fmt: skip
_EAD_WORDS, _EAD = _words(
    r"eads?\b", "i-?76[56]", "(?:employment|work) authori[sz]", "work permit", "permiso de trabajo",
    r"274a\.12",
)  # fmt: skip
_HEARING_WORDS, _HEARING = _words(
    "eoir", "immigration (?:court|judge)", "(?:removal|master|individual) (?:hearing|calendar|proceeding)",
    "corte de (?:in)?migracion", "alien", "uscis", "a-?number",
)  # fmt: skip
_ITIN_WORDS, _ITIN = _words(r"itin", "individual taxpayer", "taxpayer id", "w-?7", "tax id")
_SSN_WORDS, _SSN = _words(r"ssn", r"soc(?:ial)? sec", r"social\b", "seguro social")
_ONLINE_WORDS, _ONLINE = _words("online account", "myuscis", "elis", "uscis")
_, _PHONE = _words(
    "phone", r"tel\b", "telefono", "telephone", "cell", "celular", "mobile", r"call\b", "llam", "text"
)

# Three letters of a USCIS service center; IOE is the electronic system.
_CENTERS = "EAC|VSC|WAC|CSC|LIN|NSC|SRC|TSC|MSC|NBC|IOE|YSC|PSC"
# Any white space that Python's \s knows and RE2's does not.
_SPACE = r"[\s\v]"
_LEFT = "(?:^|[^A-Za-z0-9])"
_RIGHT = "(?:$|[^A-Za-z0-9])"
_LEFT_DIGIT = "(?:^|[^0-9-])"
_RIGHT_DIGIT = "(?:$|[^0-9-])"

A_NUMBER = Shape(
    # Nine digits, or what is printed for them. In lower case nothing may stand between: "a 612 345 678" is
    # Spanish, and a phone number.
    id="us.a-number",
    category=IMMIGRATION,
    prefilter=rf"{_LEFT}[Aa][-#:\s\v]{{0,3}}(?:\d{{9}}|\d{{3}}[-\s\v]\d{{3}}[-\s\v]\d{{3}})(?:$|\D)",
    pattern=re.compile(
        r"(?<![A-Za-z0-9])(?:A[-#:\s]{0,3}|a[-#]{0,2})(?:\d{9}|\d{3}[-\s]\d{3}[-\s]\d{3})(?!\d)",
        re.ASCII,
    ),
    alone=0.7,
    explained=_STRONG,
    words=_ALIEN,
)
A_NUMBER_SHORT = Shape(
    # Seven and eight digits: also a California driver's licence, a visa foil, an order.
    id="us.a-number-short",
    category=IMMIGRATION,
    prefilter=rf"{_LEFT}[Aa][-#:\s\v]{{0,3}}(?:\d{{7,9}}|\d{{2,3}}[-\s\v]\d{{3}}[-\s\v]\d{{3}})(?:$|\D)",
    pattern=_re(
        r"(?<![A-Z0-9])A(?:[-#:\s]{0,3})"
        r"(?:\d{9}|\d{8}|\d{7}|\d{3}[-\s]\d{3}[-\s]\d{3}|\d{2}[-\s]\d{3}[-\s]\d{3})(?!\d)",
    ),
    alone=0.0,
    explained=0.8,
    words=_ALIEN,
)
_A_WORDS = (
    r"(?:alien(?:{s}{{1,3}}(?:registration|reg\.?|file))?|uscis|a[-\s\v_]?(?:number|num|no\.?|nbr)|a#|"
    r"registro{s}{{1,3}}de{s}{{1,3}}extranjero)[\W_]{{0,6}}(?:no\.?|number|num\.?|numero|#)?[\W_]{{0,4}}"
)
A_NUMBER_CONTEXT = Shape(
    # The digits alone, straight after what they are. "Casa no. 1234567" is a house: a word must begin there.
    id="us.a-number-context",
    category=IMMIGRATION,
    prefilter="(?i)" + _LEFT + _A_WORDS.format(s=_SPACE) + r"(?:A?\d{7,9}|\d{3}-\d{3}-\d{3})(?:$|\D)",
    pattern=_re(r"(?<![A-Z0-9])" + _A_WORDS.format(s=r"\s") + r"(?:A?\d{7,9}|\d{3}-\d{3}-\d{3})(?!\d)"),
    alone=_EXPLAINED,
)
RECEIPT = Shape(
    id="us.uscis-receipt",
    category=IMMIGRATION,
    prefilter=rf"(?i){_LEFT}(?:{_CENTERS})[-\s\v*]?\d{{2}}[-\s\v]?\d{{3}}[-\s\v]?\d{{5}}(?:$|\D)",
    pattern=_re(rf"(?<![A-Z0-9])(?:{_CENTERS})[-\s*]?\d{{2}}[-\s]?\d{{3}}[-\s]?\d{{5}}(?!\d)"),
    alone=_STRONG,
)
RECEIPT_GENERIC = Shape(
    # Asylum and field offices have prefixes of their own; so have parcels and orders.
    id="us.uscis-receipt-generic",
    category=IMMIGRATION,
    prefilter=_USCIS_WORDS,
    pattern=_re(r"(?<![A-Z0-9])[A-Z]{3}\d{10}(?!\d)"),
    alone=0.0,
    explained=0.7,
    words=_USCIS,
)
I94 = Shape(
    # Since May 2019: nine digits, a letter, a digit.
    id="us.i94",
    category=IMMIGRATION,
    prefilter=rf"{_LEFT}\d{{9}}[A-Za-z]\d{_RIGHT}",
    pattern=_re(r"(?<![A-Z0-9])\d{9}[A-Z]\d(?![A-Z0-9])"),
    alone=_MEDIUM,
    explained=_EXPLAINED,
    words=_I94,
)
I94_OLD = Shape(
    # Eleven digits are also a phone number with its country code.
    id="us.i94-old",
    category=IMMIGRATION,
    prefilter=_I94_WORDS,
    pattern=_re(r"(?<![\d+])\d{11}(?!\d)"),
    alone=0.0,
    explained=0.7,
    words=_I94,
)
SEVIS = Shape(
    id="us.sevis",
    category=IMMIGRATION,
    prefilter=rf"{_LEFT}[Nn]\d{{10}}(?:$|\D)",
    pattern=_re(r"(?<![A-Z0-9])N\d{10}(?!\d)"),
    alone=_MEDIUM,
    explained=_EXPLAINED,
    words=_SEVIS,
)
VISA_FOIL = Shape(
    # Eight digits are also a date.
    id="us.visa-foil",
    category=IMMIGRATION,
    prefilter=_FOIL_WORDS,
    pattern=_re(r"(?<![A-Z0-9])(?:[A-Z]\d{7}|\d{8})(?![A-Z0-9])"),
    alone=0.0,
    explained=0.7,
    words=_FOIL,
)
EAD_CATEGORY = Shape(
    # 8 CFR 274a.12. Also a vertebra, a paper size, a paragraph.
    id="us.ead-category",
    category=DOCUMENT,
    prefilter=_EAD_WORDS,
    pattern=_re(
        r"(?<![A-Z0-9])\(?\s?([AC])\)?\s?\(?\s?(0?[1-9]|[1-3]\d)\s?\)?(?:\s?\(?(?:[A-C]|i{1,3}|iv|v)\)?)?(?![A-Z0-9])",
    ),
    alone=0.0,
    explained=_WEAK,
    words=_EAD,
)
EOIR = Shape(
    # The number of a case before the immigration court is the A-number, often written without its letter.
    id="us.eoir",
    category=IMMIGRATION,
    prefilter=_HEARING_WORDS,
    pattern=_re(r"(?<![\d-])\d{3}[-\s]\d{3}[-\s]\d{3}(?![\d-])"),
    alone=0.0,
    explained=0.8,
    words=_HEARING,
)
ONLINE_ACCOUNT = Shape(
    id="us.uscis-online-account",
    category=IMMIGRATION,
    prefilter=_ONLINE_WORDS,
    pattern=_re(r"(?<!\d)\d{12}(?!\d)"),
    alone=0.0,
    explained=0.7,
    words=_ONLINE,
)
_ITIN_GROUP = r"(?:5\d|6[0-5]|7\d|8[0-8]|9[0-2]|9[4-9])"
ITIN = Shape(
    id="us.itin",
    category=TAX,
    prefilter=rf"{_LEFT_DIGIT}9\d{{2}}[-\s\v]{_ITIN_GROUP}[-\s\v]?\d{{4}}{_RIGHT_DIGIT}",
    pattern=_re(rf"(?<![\d-])9\d{{2}}[-\s]{_ITIN_GROUP}[-\s]?\d{{4}}(?![\d-])"),
    alone=0.8,
    explained=_STRONG,
    words=_ITIN,
)
ITIN_BARE = Shape(
    id="us.itin-bare",
    category=TAX,
    prefilter=_ITIN_WORDS,
    pattern=_re(rf"(?<![\d-])9\d{{2}}[-\s]?{_ITIN_GROUP}[-\s]?\d{{4}}(?![\d-])"),
    alone=0.0,
    explained=0.8,
    words=_ITIN,
)
SSN = Shape(
    id="us.ssn",
    category=TAX,
    prefilter=rf"{_LEFT_DIGIT}\d{{3}}[-\s\v]\d{{2}}[-\s\v]\d{{4}}{_RIGHT_DIGIT}",
    pattern=_re(r"(?<![\d-])(?!000|666|9\d\d)\d{3}[-\s](?!00)\d{2}[-\s](?!0000)\d{4}(?![\d-])"),
    alone=0.8,
    explained=_STRONG,
    words=_SSN,
)
SSN_BARE = Shape(
    # An impossible number after such a word counts: a placeholder says that there is none.
    id="us.ssn-bare",
    category=TAX,
    prefilter=_SSN_WORDS,
    pattern=_re(r"(?<![\d-])\d{3}[-\s]?\d{2}[-\s]?\d{4}(?![\d-])"),
    alone=0.0,
    explained=0.8,
    words=_SSN,
)
NANP_PHONE = Shape(
    # North American Numbering Plan: area code and exchange begin with 2 to 9.
    id="contact.phone",
    category=PHONE,
    prefilter=r"\+1[-. ]?[2-9]\d{9}|(?:\([2-9]\d{2}\)[- ]?|[2-9]\d{2}[-. ])[2-9]\d{2}[-. ]\d{4}(?:$|\D)",
    pattern=_re(
        r"(?<![\w.-])(?:\+?1[-. ]?)?(?:\([2-9]\d{2}\)[- ]?|[2-9]\d{2}[-. ])[2-9]\d{2}[-. ]\d{4}(?!\d|-\d)"
        r"|(?<!\w)\+1[-. ]?[2-9]\d{9}(?!\d)",
    ),
    alone=0.8,
)
NANP_PHONE_BARE = Shape(
    id="contact.phone-bare",
    category=PHONE,
    prefilter=r"(?:^|[^\w.-])1?[2-9]\d{2}[2-9]\d{6}(?:$|[^\w-])",
    pattern=_re(r"(?<![\w.-])1?[2-9]\d{2}[2-9]\d{6}(?![\w-])"),
    alone=0.0,
    explained=0.7,
    words=_PHONE,
)
EMAIL_ADDRESS = Shape(
    # The parts that matter of RFC 5321 section 4.1.2, within its limits of 64 and 255 characters.
    id="contact.email",
    category=EMAIL,
    prefilter=r"(?i)[a-z0-9._%+'-]@[a-z0-9-]{1,63}\.[a-z0-9-]",
    pattern=_re(r"(?<![a-z0-9._%+'-])[a-z0-9._%+'-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![a-z0-9])"),
    alone=0.9,
)

VALUES: tuple[Recognizer, ...] = (
    A_NUMBER, A_NUMBER_SHORT, A_NUMBER_CONTEXT, RECEIPT, RECEIPT_GENERIC, I94, I94_OLD, SEVIS, VISA_FOIL,
    EAD_CATEGORY, EOIR, ONLINE_ACCOUNT, ITIN, ITIN_BARE, SSN, SSN_BARE, NANP_PHONE, NANP_PHONE_BARE,
    EMAIL_ADDRESS,
)  # fmt: skip
