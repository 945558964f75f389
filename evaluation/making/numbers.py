"""
Synthetic numbers of every kind, with their check digits where the format has some.

Every function takes the generator of pseudo-random numbers and gives one number as it is printed.  Nothing here was
ever given to a person on purpose; that a number is in use somewhere cannot be excluded, as with every test number.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from stdnum.es import dni
from stdnum.fr import nir
from stdnum.gb import nhs as gb_nhs
from stdnum.it import codicefiscale
from stdnum.mx import curp as mx_curp
from stdnum.pt import nif as pt_nif

Maker = Callable[[Random], str]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"


def shaped(shape: str) -> Maker:
    """``9`` gives a digit, ``8`` one from 1 to 9, ``@`` a letter, ``*`` either; everything else stands for itself."""

    def make(random: Random) -> str:
        pools = {"9": DIGITS, "8": DIGITS[1:], "@": LETTERS, "*": LETTERS + DIGITS}
        return "".join(random.choice(pools[c]) if c in pools else c for c in shape)

    return make


def one_of(*shapes: str) -> Maker:
    makers = [shaped(shape) for shape in shapes]
    return lambda random: random.choice(makers)(random)


def any_of(*makers: Maker) -> Maker:
    return lambda random: random.choice(makers)(random)


def lowered(maker: Maker) -> Maker:
    return lambda random: maker(random).lower()


def grouped(maker: Maker, separator: str, *sizes: int) -> Maker:
    """Print what a maker makes in groups; what is left over is the last one."""

    def make(random: Random) -> str:
        left, groups = maker(random), []
        for size in sizes:
            groups.append(left[:size])
            left = left[size:]
        return separator.join((*groups, left))

    return make


def digits(random: Random, count: int) -> str:
    return "".join(random.choice(DIGITS) for _ in range(count))


def date_digits(random: Random) -> tuple[str, str, str]:
    """Return year, month and day, two digits each."""
    return f"{random.randrange(100):02}", f"{random.randint(1, 12):02}", f"{random.randint(1, 28):02}"


# ---- United States


def receipt(pattern: str) -> Maker:
    """``P`` is the prefix of a centre, ``Y`` the year, ``D`` the computer day, ``S`` the sequence (domain: 2.1)."""

    def make(random: Random) -> str:
        prefix = random.choice("EAC VSC WAC CSC LIN NSC SRC TSC MSC NBC IOE YSC PSC".split())
        parts = {
            "P": prefix,
            "Y": f"{random.randint(8, 25):02}",
            "D": f"9{digits(random, 2)}",
            "S": digits(random, 5),
        }
        if prefix == "IOE":
            parts["Y"] = f"0{random.randint(8, 9)}"
        return "".join(parts.get(c, c) for c in pattern)

    return make


ITIN_GROUPS = [*range(50, 66), *range(70, 89), 90, 91, 92, *range(94, 100)]


def itin(separator: str) -> Maker:
    """IRS: 9xx, then a group of 50 to 65, 70 to 88, 90 to 92 or 94 to 99."""
    return lambda random: separator.join(
        (f"9{digits(random, 2)}", str(random.choice(ITIN_GROUPS)), digits(random, 4))
    )


def ssn(separator: str) -> Maker:
    """SSA: no area 000, 666 or 9xx, no group 00, no serial 0000."""

    def make(random: Random) -> str:
        area = random.choice([n for n in range(1, 900) if n != 666])
        return separator.join((f"{area:03}", f"{random.randint(1, 99):02}", f"{random.randint(1, 9999):04}"))

    return make


def placeholder(random: Random) -> str:
    return random.choice(
        ("999-99-9999", "000-00-0000", "888-88-8888", "111-11-1111", "999999999", "000000000")
    )


EAD_CODES = (
    "A02 A03 A04 A05 A06 A07 A08 A09 A10 A11 A12 A13 A14 A15 A16 A17 A18 A19 A20 C01 C02 C03 C05 C08 C09 C10 C11 "
    "C14 C18 C19 C20 C21 C22 C24 C25 C26 C30 C31 C33 C35 C36 C40"
).split()


def ead(pattern: str) -> Maker:
    """``L`` is the letter, ``N`` the number without a leading zero, ``0`` with it (8 CFR 274a.12)."""

    def make(random: Random) -> str:
        code = random.choice(EAD_CODES)
        parts = {"L": code[0], "l": code[0].lower(), "N": code[1:].lstrip("0"), "0": code[1:]}
        return "".join(parts.get(c, c) for c in pattern)

    return make


# ---- Spain, Portugal


def nie(pattern: str) -> Maker:
    """``X`` the first letter, ``9`` the digits, ``L`` the check letter."""

    def make(random: Random) -> str:
        first = random.choice("XYZ")
        number = digits(random, 7)
        letter = dni.calc_check_digit(f"{'XYZ'.index(first)}{number}")
        return "".join({"L": letter, "9": number, "X": first}.get(c, c) for c in pattern)

    return make


def wrong_nie(pattern: str) -> Maker:
    def make(random: Random) -> str:
        right = nie(pattern)(random)
        return right[:-1] + random.choice([c for c in "TRWAGMYFPDXBNJZSQVHLCKE" if c != right[-1]])

    return make


def nif_m(random: Random) -> str:
    number = digits(random, 7)
    return f"M{number}{dni.calc_check_digit(number)}"


def portuguese_nif(random: Random) -> str:
    front = random.choice(("1", "2", "3", "45")) + digits(random, 8)
    return front[:8] + str(pt_nif.calc_check_digit(front[:8]))


def niss(random: Random) -> str:
    """Segurança Social: eleven digits, weights 29 23 19 17 13 11 7 5 3 2, nine minus the sum modulo ten."""
    front = random.choice("12") + digits(random, 9)
    total = sum(int(d) * w for d, w in zip(front, (29, 23, 19, 17, 13, 11, 7, 5, 3, 2), strict=True))
    return f"{front}{9 - total % 10}"


# ---- Germany


def azr(random: Random) -> str:
    year, month, day = date_digits(random)
    return f"{year}{month}{day}{digits(random, 6)}"


SECTIONS = (
    "4a", "7", "9", "16b", "18a", "18b", "18g", "19d", "22", "23", "23a", "24", "25", "25a", "25b", "28", "50", "58",
    "59", "60", "60a", "60b", "60c", "60d", "62", "81", "95", "104c",
)  # fmt: skip


def section(pattern: str) -> Maker:
    """``{n}`` is a section of the Residence Act, ``{p}`` a paragraph number."""

    def make(random: Random) -> str:
        return pattern.format(n=random.choice(SECTIONS), p=random.randint(1, 5))

    return make


# ---- France, Italy


def french_nir(kind: str, separated: bool = False) -> Maker:
    """``99``: born abroad; ``7``: a provisional number; else born in a department."""

    def make(random: Random) -> str:
        year, month, _ = date_digits(random)
        sex = random.choice("78" if kind == "7" else "12")
        place = (
            f"99{random.randint(100, 520)}"
            if kind == "99"
            else f"{random.choice([13, 31, 59, 69, 75, 93])}{random.randint(1, 480):03}"
        )
        front = f"{sex}{year}{month}{place}{random.randint(1, 999):03}"
        key = nir.calc_check_digits(front)
        parts = (front[0], front[1:3], front[3:5], front[5:7], front[7:10], front[10:13], key)
        return " ".join(parts) if separated else "".join(parts)

    return make


def fiscal_code(place: str, omocodia: bool = False) -> Maker:
    """``Z`` gives a code of birth abroad; omocodia writes letters for digits."""

    def make(random: Random) -> str:
        consonants = "BCDFGLMNPRSTVZ"
        front = "".join(random.choice(consonants) for _ in range(6))
        year, _, day = date_digits(random)
        day = f"{int(day) + random.choice((0, 40)):02}"
        where = f"{place if place == 'Z' else random.choice('ABDFHL')}{random.randint(100, 699)}"
        body = f"{front}{year}{random.choice('ABCDEHLMPRST')}{day}{where}"
        if omocodia:
            body = body[:14] + "LMNPQRSTUV"[int(body[14])]
        return body + codicefiscale.calc_check_digit(body)

    return make


def wrong_fiscal_code(random: Random) -> str:
    right = fiscal_code("A")(random)
    return right[:-1] + random.choice([c for c in LETTERS if c != right[-1]])


# ---- Netherlands, Belgium


def _eleven(random: Random, first: str, residue: int) -> str:
    while True:
        front = first + digits(random, 8 - len(first))
        total = sum((9 - i) * int(d) for i, d in enumerate(front))
        last = (total - residue) % 11
        if last < 10:
            return f"{front}{last}"


def bsn(random: Random) -> str:
    return _eleven(random, random.choice("12345678"), 0)


def onderwijsnummer(random: Random) -> str:
    return _eleven(random, "10", 5)


def not_bsn(random: Random) -> str:
    number = bsn(random)
    return number[:-1] + str((int(number[-1]) + random.randint(1, 9)) % 10)


def dutch_document(random: Random) -> str:
    pool = [c for c in LETTERS + "123456789" if c != "O"]
    kind = random.choice(("I", "II", "III", "IV", "V", "W", "W2"))
    while True:
        serial = "".join(random.choice(pool) for _ in range(8))
        if sum(c.isdigit() for c in serial) >= 3:
            return f"{kind}-V{serial}"


def bis(pattern: str) -> Maker:
    """Birth month plus 20 or 40; check digits modulo 97."""

    def make(random: Random) -> str:
        year, month, day = date_digits(random)
        front = f"{year}{int(month) + random.choice((20, 40)):02}{day}{random.randint(1, 997):03}"
        century = "2" if int(year) < 20 else ""
        number = f"{front}{97 - int(century + front) % 97:02}"
        supply = iter(number)
        return "".join(next(supply) if c == "9" else c for c in pattern)

    return make


# ---- United Kingdom


def share_code(pattern: str) -> Maker:
    def make(random: Random) -> str:
        pool = "".join(c for c in LETTERS + "23456789" if c not in "IO")
        while True:
            made = "".join(
                random.choice("WRS") if c == "K" else random.choice(pool) if c == "*" else c for c in pattern
            )
            if sum(c.isdigit() for c in made) >= 2:
                return made

    return make


def _luhn(number: str) -> bool:
    total = 0
    for i, d in enumerate(reversed(number)):
        n = int(d) * (2 if i % 2 else 1)
        total += n - 9 if n > 9 else n
    return total % 10 == 0


def uan(separator: str, tail: str = "") -> Maker:
    """Sixteen digits, and no payment card number."""

    def make(random: Random) -> str:
        while True:
            number = random.choice(("3434", "1212")) + digits(random, 12)
            if not _luhn(number):
                return separator.join(number[i : i + 4] for i in range(0, 16, 4)) + tail

    return make


def payment_card(separator: str) -> Maker:
    def make(random: Random) -> str:
        while True:
            number = random.choice("45") + digits(random, 15)
            if _luhn(number):
                return separator.join(number[i : i + 4] for i in range(0, 16, 4))

    return make


def nino(pattern: str) -> Maker:
    """HMRC: neither D, F, I, Q, U, V first, nor O second, and some pairs are never given."""

    def make(random: Random) -> str:
        while True:
            pair = random.choice("ABCEGHJKLMNOPRSTWXYZ") + random.choice("ABCEGHJKLMNPRSTWXYZ")
            if pair not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}:
                break
        supply = iter(digits(random, 6))
        filled = "".join(next(supply) if c == "9" else c for c in pattern)
        return filled.replace("@@", pair).replace("$", random.choice("ABCD"))

    return make


def nhs(pattern: str) -> Maker:
    def make(random: Random) -> str:
        while True:
            front = random.choice("4679") + digits(random, 8)
            right = [last for last in DIGITS if gb_nhs.checksum(front + last) == 0]
            if right:
                break
        supply = iter(front + right[0])
        return "".join(next(supply) if c == "9" else c for c in pattern)

    return make


def not_nhs(random: Random) -> str:
    number = nhs("9999999999")(random)
    return number[:-1] + str((int(number[-1]) + random.randint(1, 9)) % 10)


# ---- Mexico, Eurodac


def curp(state: str | None = None) -> Maker:
    def make(random: Random) -> str:
        year, month, day = date_digits(random)
        where = state or random.choice("DF JC OC PL GR MC VZ CS YN NL".split())
        c = "BCDFGHJKLMNPQRSTVWXYZ"
        front = (
            f"{random.choice('GLMPRSTV')}{random.choice('AEIOU')}{random.choice(c)}{random.choice(c)}{year}{month}{day}"
            f"{random.choice('HM')}{where}{random.choice(c)}{random.choice(c)}{random.choice(c)}{random.choice('0A')}"
        )
        return front + mx_curp.calc_check_digit(front)

    return make


def eurodac(pattern: str) -> Maker:
    """A member state, a category digit, then letters and digits (Regulation (EU) 2024/1358, article 16)."""

    def make(random: Random) -> str:
        states = (
            "AT BE BG CH CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL NO PL PT RO SE SI SK".split()
        )
        # Their length and alphabet are not published: mostly digits here, as in the examples that are.
        tail = "".join(random.choice(LETTERS + DIGITS * 4) for _ in range(random.randint(6, 11)))
        parts = {"S": random.choice(states), "C": random.choice("12345"), "T": tail}
        return "".join(parts.get(c, c) for c in pattern)

    return make


# ---- machine-readable zones (ICAO 9303)

VALUES = {c: i for i, c in enumerate(DIGITS + LETTERS)} | {"<": 0}
STATES = "SYR AFG IRQ UKR ERI SOM MEX GTM HND COL VEN NGA MAR TUR IND CHN BRA XXA XXB D<< GBR ESP".split()
ISSUERS = "USA D<< FRA ESP ITA NLD PRT GBR MEX SYR AFG UKR COL".split()
SURNAMES = (
    "RUIZ ALAMI WEI HADDAD KOVALENKO MENSAH QUISPE KOUASSI NGUYEN DEMIR WARSAME SOUZA NAIR BEKELE".split()
)
GIVEN = (
    "ANA MOHAMED LI FATIMA OLENA KWAME ROSA JEAN<BAPTISTE THI<LAN YUSUF AMINA CARLOS PRIYA TESFAYE".split()
)


def check_digit(part: str) -> str:
    """ICAO 9303 part 3, section 4.9: weights 7, 3, 1, modulo ten."""
    return str(sum(VALUES[c] * (7, 3, 1)[i % 3] for i, c in enumerate(part)) % 10)


def _checked(part: str) -> str:
    return part + check_digit(part)


def _middle(random: Random) -> tuple[str, str, str]:
    birth = "".join(date_digits(random))
    expiry = f"{random.randint(24, 35)}{random.randint(1, 12):02}{random.randint(1, 28):02}"
    return _checked(birth), random.choice("MF<"), _checked(expiry)


def _document(random: Random) -> str:
    return _checked(
        random.choice((shaped("@@9999999"), shaped("@99999999"), shaped("@*9*9*9*9"), shaped("899999999")))(
            random
        )
    )


def _holder(random: Random, room: int) -> str:
    return f"{random.choice(SURNAMES)}<<{random.choice(GIVEN)}".ljust(room, "<")[:room]


def td3(random: Random) -> tuple[str, ...]:
    first = f"P{random.choice('<DO')}{random.choice(STATES)}{_holder(random, 39)}"
    document, (birth, sex, expiry) = _document(random), _middle(random)
    personal = _checked(
        random.choice(("<" * 14, digits(random, 9) + "<" * 5, shaped("@@9999999@<<<<")(random)))
    )
    second = f"{document}{random.choice(STATES)}{birth}{sex}{expiry}{personal}"
    return first, second + check_digit(second[:10] + second[13:20] + second[21:43])


def td2(random: Random) -> tuple[str, ...]:
    first = f"{random.choice(('I<', 'IR', 'AR', 'C<'))}{random.choice(ISSUERS)}{_holder(random, 31)}"
    document, (birth, sex, expiry) = _document(random), _middle(random)
    second = (
        f"{document}{random.choice(STATES)}{birth}{sex}{expiry}{random.choice(('<' * 7, digits(random, 7)))}"
    )
    return first, second + check_digit(second[:10] + second[13:20] + second[21:35])


def td1(random: Random) -> tuple[str, ...]:
    document, (birth, sex, expiry) = _document(random), _middle(random)
    optional = random.choice(("<" * 15, f"{receipt('PYDS')(random)}<<", f"{nie('X9L')(random)}{'<' * 6}"))
    first = f"{random.choice(('I<', 'IR', 'AR', 'CR', 'C1', 'CA', 'A<'))}{random.choice(ISSUERS)}{document}{optional}"
    second = f"{birth}{sex}{expiry}{random.choice(STATES)}{'<' * 11}"
    composite = first[5:30] + second[0:7] + second[8:15] + second[18:29]
    return first, second + check_digit(composite), _holder(random, 30)


def visa(random: Random) -> tuple[str, ...]:
    """MRV-A and MRV-B: a first line with V, and no composite check digit."""
    width = random.choice((44, 36))
    first = f"V{random.choice('<ABCND')}{random.choice(ISSUERS)}{_holder(random, width - 5)}"
    document, (birth, sex, expiry) = _document(random), _middle(random)
    second = f"{document}{random.choice(STATES)}{birth}{sex}{expiry}".ljust(width, "<")
    return first, second


def zone(lines: Callable[[Random], tuple[str, ...]], between: str = "\n") -> Maker:
    return lambda random: between.join(lines(random))
