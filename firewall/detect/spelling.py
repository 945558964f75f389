"""
How a name is written, and what makes two spellings the same name.

A name is read word by word.  Letter by letter would find ``imm_status`` in ``dimm_status``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from firewall.detect.fold import fold

Words = tuple[str, ...]

# Words end at anything that is no letter or digit, where case changes, and between letters and digits. `IDs` is one
# word. `im:` is the prefix of the immigration domain of NIEM 6.0, whose elements have everyday names such as `File`.
# A number sign and a question mark are said aloud: "A#" is the A-number, and "Citizen?" asks for yes or no.
_WORD = re.compile(
    r"\bim:(?=[A-Z])|[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|[0-9]+|[#?](?!\w)|[^\x00-\x7f]+"
)
# `$.person[0].visa`, `/patient/visa`, `{http://ns}Visa` and `im:File/nc:Visa` have parts, and each may be a name.
_PART = re.compile(r"[./\[\]{}()]+|(?<!\bim):")
# "Class (if any)", "A# / USCIS#": what stands before is a name of its own.
_ASIDE = re.compile(r"\(| / |: ")
_SAID = {"#": "number", "?": "indicator"}
_SHORTEST_PLURAL = 4
_SHORTEST_IE = 5
# `pcli_us_ctzn_ind` has one before and one after. A name made of nothing else would make the work quadratic.
_MOST_AROUND = 4
# In a path, a name may begin with any of the last parts.
_LAST_PARTS = 4
# `immigrationstatuscd`, `isuscitizen`: what is stuck to a name without a separator. A shorter name would be
# found in ordinary words.
SHORTEST_RUN = 7
_REMEMBERED = 8192
_LONGEST_REMEMBERED = 64
_SHORTEST_STUCK, _LONGEST_STUCK = 2, 9
_STUCK_BEFORE = 3
_ELIDED = frozenset({"d", "l", "dell"})
_VOWELS = frozenset("aeiouh")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


class Reading(NamedTuple):
    """A name, read: its words as written, the same made comparable, and where parts of a path begin."""

    written: Words
    words: Words
    starts: tuple[int, ...]


class _Compared(dict[str, str]):
    """Word -> what it is compared by.  Bounded: whoever sends names chooses the words."""

    def __init__(self, same: Mapping[str, str]) -> None:
        super().__init__((word, singular(other)) for word, other in same.items())

    def __missing__(self, word: str) -> str:
        # Positions are numbers: `DMG06` is `DMG-6`.
        compared = word.lstrip("0") if word.isdigit() else singular(word)
        if len(self) < _REMEMBERED and len(word) <= _LONGEST_REMEMBERED:
            self[word] = compared
        return compared


@dataclass(frozen=True, slots=True)
class Spelling:
    """What counts as the same word, what as none, and what vendors and forms put around names."""

    same: Mapping[str, str]
    skip: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    around: frozenset[str]
    """Words, as they are compared, that stand before a name as well as behind it."""

    @classmethod
    def of(
        cls,
        same: Mapping[str, str],
        skip: Iterable[str],
        before: Iterable[str],
        after: Iterable[str],
        around: Iterable[str] = (),
    ) -> Self:
        compared = _Compared(same)
        turned = frozenset(compared[word] for word in around)
        return cls(compared, frozenset(skip), frozenset(before), frozenset(after), turned)

    def read(self, name: str) -> Reading:
        """Return the name, word by word."""
        written: list[str] = []
        starts: list[int] = [0]
        for part in _PART.split(_plain(name)):
            words = self.telling(_words(part))
            if words and written:
                starts.append(len(written))
            written += words
        same = self.same
        return Reading(tuple(written), tuple([same[word] for word in written]), tuple(starts))

    def telling(self, words: Sequence[str]) -> list[str]:
        """Return the words but those that carry no meaning, such as the d of `demandeur_d_asile`."""
        return [
            word
            for before, word, behind in zip(("", *words), words, (*words[1:], ""), strict=False)
            if word not in self.skip and not (before and word in _ELIDED and behind[:1] in _VOWELS)
        ]

    def words(self, name: str) -> Words:
        return self.read(name).words

    def word(self, word: str) -> str:
        """Return what the word is compared by."""
        return self.same[word]

    def cores(self, reading: Reading) -> Iterator[slice]:
        """Yield where the words stand without more and more of what is put around them; never none."""
        written = reading.written
        first_end = len(written) - self._around(written[: -_MOST_AROUND - 1 : -1], self.after)
        for begin in (0, *reading.starts[1:][-_LAST_PARTS:]):
            last_start = begin + self._around(written[begin : begin + _MOST_AROUND], self.before)
            for start in range(begin, last_start + 1):
                for end in range(len(written), max(first_end, start + 1) - 1, -1):
                    yield slice(start, end)

    @staticmethod
    def _around(words: Words, idle: frozenset[str]) -> int:
        for count, word in enumerate(words):
            if word not in idle and not word.isdigit():
                return count
        return len(words)

    def unstuck(self, letters: str) -> Iterator[str]:
        """Yield what a run of letters may be, when something before or after is written together with it."""
        for length in range(_SHORTEST_STUCK, min(_LONGEST_STUCK, len(letters) - SHORTEST_RUN + 1) + 1):
            last, rest = letters[-length:], letters[:-length]
            if last in self.after:
                yield rest + self.same[last]
                yield singular(rest)
            if letters[:length] in self.before and (length >= _STUCK_BEFORE or letters[:length] == "is"):
                yield letters[length:]


def run(words: Words) -> str:
    """Return the words written as one."""
    return singular("".join(words))


def aside(name: str) -> str:
    """Return what stands before a remark in the name; nothing where there is none."""
    found = _ASIDE.search(name)
    return name[: found.start()] if found else ""


def _plain(name: str) -> str:
    text = fold(name)
    return text.replace("U.S.A", "USA").replace("U.S", "US") if "U.S" in text else text


def split(name: str) -> list[str]:
    """Return the words of a name, in lower case and without accents."""
    return _words(_plain(name))


def _words(text: str) -> list[str]:
    return [_SAID.get(word) or word.casefold() for word in _WORD.findall(text)]


def german(name: str) -> Sequence[str]:
    """Return both ways to write umlauts without dots: ``Nationalität`` is ``nationalitat`` and ``nationalitaet``."""
    spelled = name.translate(_UMLAUTS)
    return (name,) if spelled == name else (name, spelled)


def singular(word: str) -> str:
    """Good enough for comparing, as both sides go through it: ``pays`` loses its s as well, but not ``iris``."""
    if len(word) >= _SHORTEST_PLURAL and word.endswith("s") and not word.endswith(("ss", "is", "us")):
        word = word[:-1]
    if word.endswith(("sse", "tuse")):
        return word[:-1]  # addresses, statuses
    if len(word) >= _SHORTEST_IE and word.endswith("ie"):
        return f"{word[:-2]}y"  # nationalities, réfugiés
    return word[:-1] if word.endswith("dade") else word  # nacionalidad, nacionalidades; nacionalidade
