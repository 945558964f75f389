"""
Judicial is not official: which papers can never be verified as a judge's.

What an immigration officer or an immigration judge signs looks like a warrant and is none that a
court has seen.  Immigration judges are attorneys whom the Attorney General appoints (8 U.S.C.
1101(b)(4)), and the warrants on forms I-200 and I-205 are issued by officers (8 CFR 287.5(e), 241.2).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class IssuerKind(Enum):
    """Who can issue a paper (``policies/vocabulary/processes.yaml``)."""

    JUDICIAL = "judicial"
    ADMINISTRATIVE = "administrative"
    OFFICIAL = "official"
    SUBJECT = "subject"
    COUNSEL = "counsel"
    ANYONE = "anyone"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessFacts:
    """What the vocabulary says of a kind.  ``basis`` is ``none`` where the kind has none in law."""

    basis: str
    issuer: IssuerKind
    opens: bool
    forms: tuple[str, ...] = ()

    @property
    def bases(self) -> frozenset[str]:
        return frozenset({self.basis}) - {"none", ""}


_EXECUTIVE = (
    # Who signs for the executive branch: officers by 8 CFR 287.5(e), immigration judges and their board by
    # 8 CFR 1003.0, 1003.1 and 1003.9.
    "immigration judge",
    "immigration court",
    "immigration review",
    "immigration appeals",
    "immigration officer",
    "immigration enforcement",
    "immigration and customs enforcement",
    "immigration and naturalization service",
    "deportation officer",
    "detention officer",
    "field office director",
    "removal operations",
    "border protection",
    "border patrol",
    "homeland security",
)
_ACRONYMS = frozenset({"CBP", "DHS", "EOIR", "ERO", "HSI", "ICE", "IJ", "INS", "USCIS"})
"""Capitals alone: there may be a Judge Ice, and ``Ero`` is a name too."""

_LOOKS_LIKE_I = str.maketrans("\u0406\u0456\u0399\u03b9\u04c0\u04cf\u0131", "IiIiIii")
"""Cyrillic, Greek and Turkish letters for a copied or scanned ``I`` (Unicode TR 39, confusables)."""


def executive_words(text: str) -> str:
    """Tell the words in the name of an issuer or court that belong to the executive branch, or nothing."""
    tokens = re.findall(r"[^\W_]+", _plain(text))
    spoken = f" {' '.join(tokens).casefold()} "
    # With and without the plural: "immigration judges" are none either.
    said = (name for name in _EXECUTIVE if f" {name} " in spoken or f" {name}s " in spoken)
    short = (token for token in tokens if token in _ACRONYMS)
    return next(said, "") or next(short, "")


class AdministrativeForms:
    """The form numbers of the administrative kinds, however they are written on a paper."""

    def __init__(self, kinds: Iterable[ProcessFacts]) -> None:
        self._patterns: Mapping[str, re.Pattern[str]] = {
            form: _spellings(form)
            for facts in kinds
            if facts.issuer is IssuerKind.ADMINISTRATIVE
            for form in facts.forms
        }

    def named_in(self, text: str) -> str:
        """Tell the administrative form that ``text`` names, or nothing."""
        text = _plain(text)
        return next((form for form, pattern in self._patterns.items() if pattern.search(text)), "")


def _spellings(form: str) -> re.Pattern[str]:
    """Match ``I-200`` as ``Form I 200 (Rev. 09/16)``, ``I200`` or ``l-200`` too, and never as ``I-2000``."""
    numbered = re.fullmatch(r"([A-Z]+)-?([0-9]+)[A-Z]*", _plain(form).upper())
    if numbered is None:
        return re.compile(re.escape(_plain(form)), re.IGNORECASE)
    letters, number = numbered.groups()
    # A capital I is often typed as an l or a 1; with a separator only, or 1200 would be form I-200.
    typed = "".join("[1L|!]" if letter == "I" else letter for letter in letters)
    # Any letter after the number leaves it that form.
    return re.compile(rf"(?<![A-Z0-9])(?:{letters}[\W_]*|{typed}[\W_]+){number}(?![0-9])", re.IGNORECASE)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_LOOKS_LIKE_I)
