"""
Check digits: whether a number, in capitals and without separators, is one that the authority could have given out.

python-stdnum knows most of them.  Only its arithmetic is used: its validation asks the clock whether
somebody is born yet, and that is none of our business.  Each function takes what its pattern matched.
"""

from __future__ import annotations

from stdnum import luhn
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.it import codicefiscale
from stdnum.mx import curp
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.pt import cc, nif

_MRZ_VALUES = {char: index for index, char in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
_MRZ_WEIGHTS = (7, 3, 1)


def mrz_digit(characters: str) -> str:
    """Return the check digit of a part of a machine readable zone (ICAO Doc 9303, part 3, section 4.9)."""
    weighed = (_MRZ_VALUES[char] * _MRZ_WEIGHTS[index % 3] for index, char in enumerate(characters))
    return str(sum(weighed) % 10)


def is_mrz_number(value: str) -> bool:
    """A document number with its check digit behind it."""
    return mrz_digit(value[:-1]) == value[-1]


def is_nie(value: str) -> bool:
    return nie.calc_check_digit(value[:-1]) == value[-1]


def is_dni(value: str) -> bool:
    return dni.calc_check_digit(value[:-1]) == value[-1]


def is_nif_of_a_person(value: str) -> bool:
    """NIF K, L and M: the letter is that of the seven digits."""
    return dni.calc_check_digit(value[1:-1]) == value[-1]


def is_idnr(value: str) -> bool:
    """Steuer-Identifikationsnummer."""
    return idnr.is_valid(value)


# Weights of the twelve places, the letter being two of them (VKVV section 4).
_PENSION_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)


def is_pension_number(value: str) -> bool:
    """Versicherungsnummer of the German pension insurance: area, birth date, letter, serial, check digit."""
    letter = ord(value[8]) - ord("A") + 1
    digits = f"{value[:8]}{letter:02}{value[9:11]}"
    sums = (
        sum(divmod(int(digit) * weight, 10)) for digit, weight in zip(digits, _PENSION_WEIGHTS, strict=True)
    )
    return sum(sums) % 10 == int(value[-1])


def is_nir(value: str) -> bool:
    """Thirteen characters have no key, and so none that is wrong."""
    return len(value) == len("1850599351123") or nir.calc_check_digits(value) == value[13:]


def is_codice_fiscale(value: str) -> bool:
    return codicefiscale.calc_check_digit(value[:-1]) == value[-1]


def is_provisional_codice_fiscale(value: str) -> bool:
    """Eleven digits with the check digit of a company's."""
    return luhn.checksum(value) == 0


def is_bsn(value: str) -> bool:
    return bsn.checksum(value.zfill(9)) == 0


def is_onderwijsnummer(value: str) -> bool:
    """The eleven test of a pupil without BSN leaves five."""
    return bsn.checksum(value) == 5  # noqa: PLR2004  # the residue that tells it from a BSN


def is_belgian(value: str) -> bool:
    """National and BIS number: 97 less the rest of the first nine, with a 2 before them for those born from 2000."""
    key = int(value[-2:])
    return any(97 - int(century + value[:-2]) % 97 == key for century in ("", "2"))


def is_swedish(value: str) -> bool:
    return luhn.checksum(value.replace("+", "")[-10:]) == 0


def is_norwegian(value: str) -> bool:
    first, second = fodselsnummer.calc_check_digit1(value), fodselsnummer.calc_check_digit2(value)
    return value[-2:] == first + second


def is_nhs(value: str) -> bool:
    return nhs.checksum(value) == 0


def is_portuguese_nif(value: str) -> bool:
    return nif.calc_check_digit(value[:-1]) == value[-1]


# Primes from the last digit but one to the first.
_NISS_WEIGHTS = (29, 23, 19, 17, 13, 11, 7, 5, 3, 2)


def is_niss(value: str) -> bool:
    """Numero de identificacao da seguranca social, as Portuguese software checks it."""
    weighed = (int(digit) * weight for digit, weight in zip(value[:-1], _NISS_WEIGHTS, strict=True))
    return 9 - sum(weighed) % 10 == int(value[-1])


def is_cartao_de_cidadao(value: str) -> bool:
    return cc.calc_check_digit(value[:-1]) == value[-1]


def is_curp(value: str) -> bool:
    return curp.calc_check_digit(value) == value[-1]


def is_card_number(value: str) -> bool:
    """Luhn: a payment card, where something else was looked for."""
    return luhn.is_valid(value)
