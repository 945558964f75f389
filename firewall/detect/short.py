"""
What is too short to be looked for everywhere: names of two or three letters, handles, ids of a few digits.

Each counts only where it is written as such a thing is: `Li` with a capital and not as a word that begins a sentence,
`@maria` behind its sign or a slash, `4711` behind a word that says what it is, or in an address.  So what is found
depends on what stands beside it, and a text is looked at for such places, not for values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import ahocorasick_rs as ahocorasick

from firewall.detect.fold import fold
from firewall.detect.somebody import COMMON, HEALTH, NAMES, among
from firewall.model import Category

__all__ = ["MOST_LETTERS", "NONE", "Shorts", "shorts_of"]

_HANDLES = ("contact.social", "identity.alias")
_IDS = ("record.id",)

_LONGEST = 64
_PARTICLES = frozenset(
    """
    de del der den des di da do dos das du la las le les lo los el al van von zu zum zur ten ter te bin ben ibn bint
    abu e y i san st mr mrs ms dr sr sra jr ii iii iv
    """.split()  # noqa: SIM905  # words to be read
)
"""Small words within names: they stand in every text."""
_WORDS = frozenset(
    """
    a am an and any are as at be but by can did do for get go had has he her him his how i if in is it its ma may me my
    no not now of off oh ok old on one or our out per she so sun the to too two up us was we who why will yes you
    con en es ha hay he los mas mi muy no nos o para pero por que se si sin su sus te tu tus un una uno vio ya yo
    a au aux ce ces cet en et eu il ils je la le les lui ma mes moi mon ne nos on ont ou par pas qui sa se ses si son
    sur ta tes toi ton tu un une vos vu ab als am an auf aus bei bin bis das dem den der die du ein er es fur hat ich
    ihm ihn ihr im in ist ja man mit nie nun nur ob sie so um und uns vom von vor war was wer wie wir wo zu
    aan af al als ben bij dan dat de die dit een en er ga had het hij ik in is je kan men met mij na naar nee niet nu
    of om ons ook op te toe tot uit van was wat we wel wie wij ze zij zo chi ci con dal del di e ed ei gli ho io
    lei lo lui ma mai ne nei no noi o per piu poi qui sa se si sia sta su suo tra tre tua tuo un una uno va vi voi
    ao as ate com da das de dia do dos e ela ele em eu foi ja lhe mas me meu na nao nas no nos o os ou pai por quem
    se sem ser seu so sua tem teu um uma vai vou
    """.split()  # noqa: SIM905  # words to be read
)
"""Words of the seven languages that a sentence may begin with, folded."""
_DATES = frozenset(
    """
    jan feb mar apr may jun jul aug sep oct nov dec mon tue wed thu fri sat sun mai mei ago ene abr dic okt dez set out
    """.split()  # noqa: SIM905  # words to be read
)
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{2,5}(?![^\W_])")
_UNSURE = _WORDS | _DATES
MOST_LETTERS = 3
"""Of a name that is short; longer ones are looked for in every text (``echo.py``)."""
_NAME = re.compile(r"[^\W\d_]{2,3}")
_MOST_WORDS = 5
_BEGINS = re.compile(r"""(?:^|[.!?:;\n\r\0])[\s"'(*>«»„“”<-]*$|["«„“<]\s?$""")
_BY_A_DAY = re.compile(
    r"(?:[0-9][\s.,/-]{0,2}|\b(?:in|on|since|until|till|by|of|through|from|to|for|next|last|this|every"
    r"|en|de|im|am|seit|bis|em|a|le|al|nel) )$",
    re.IGNORECASE,
)
_A_DAY = re.compile(r"[\s.,/-]{1,2}[0-9]")
_BEFORE = 24

_IS_HANDLE = re.compile(r"@?([^\W_][\w.-]{2,40})")

_NAMES_OF_IDS = (
    "ids?|nrs?|nos?|num|number|case|file|record|ref|patient|client|person|member|pupil|student|tenant|resident|user"
    "|account|caso|expediente|paciente|cliente|numero|dossier|akte|fall|kunde|kundin|patientin|nummer|pratica|paziente"
    "|dossiernummer|processo|utente"
)
_SAYS_AN_ID = re.compile(
    # What says what it is, or an address.
    rf"(?:\#|\b(?:{_NAMES_OF_IDS})\b[ .:\#=-]{{0,4}}(?:(?:id|no|nr|number)\b[ .:\#=]{{0,4}})?|(?<![0-9])[/=])0{{0,9}}$",
    re.IGNORECASE,
)
_SAYS_HOW_MANY = re.compile(
    # Parameters of pages, by which a link to the next one says how long it is, and where it begins by counting.
    r"[?&;](?:page(?:\[|%5b)(?:number|size|limit|offset)(?:\]|%5d)|(?:%24|[$_])?(?:page(?:[_-]?(?:size|no|number|index|count))?"
    r"|(?:items|results)?[_-]?per[_-]?page|max[_-]?results|start[_-]?index|size|limit|offset|count|top|skip|take|rows))=0{0,9}$",
    re.IGNORECASE,
)
_BEFORE_AN_ID = frozenset(" .:#=-/0")
_ENDS_AN_ID = re.compile(r"(?![0-9A-Za-z]|[.,/-][0-9])")
_ENDS_A_HANDLE = re.compile(r"(?!\w|[.-]\w)")
_IS_ID = re.compile(r"0{0,9}([1-9][0-9]{2,4})|([A-Za-z]{1,4}[-_/]?[0-9]{1,5})")
_LIKE_A_YEAR = re.compile("(?:19|20)[0-9]{2}")
_FEWEST = 3
"""Letters and digits of an id."""

Known = Mapping[str, Category]
_NOTHING: Known = {}
_KIND = ahocorasick.Implementation.ContiguousNFA
"""As in ``echo.py``."""


class Shorts:
    """Short values that were taken out, in small letters, with what they were declared as."""

    def __init__(
        self,
        names: Known = _NOTHING,
        initials: Known = _NOTHING,
        handles: Known = _NOTHING,
        ids: Known = _NOTHING,
    ) -> None:
        """``initials`` are written in capitals alone: HIV."""
        self._initials = initials
        cased = {
            written: category for name, category in names.items() for written in (name.title(), name.upper())
        }
        cased |= {name.upper(): category for name, category in initials.items()}
        small = {f"{sign}{handle}": category for handle, category in handles.items() for sign in "@/"}
        small |= {written: category for one, category in ids.items() for written in _written(one)}
        self._cased, self._small = _Sought(cased), _Sought(small)

    def __bool__(self) -> bool:
        return bool(self._cased or self._small)

    def suspects(self, joined: str) -> list[int]:
        """Return, in order, where such a value may stand in joined canonical texts, which NUL parts."""
        return sorted(place for place, _, _ in (*self._words(joined), *self._codes(joined)))

    def find(self, plain: str, *, is_free: bool) -> Iterator[tuple[int, int, Category]]:
        """Yield (start, end, category) of what stands in a canonical text; words only where people write."""
        is_in_capitals = plain.isupper()  # asked once: a text may be nothing but such words
        for start, end, category in self._words(plain) if is_free else ():
            if self._is_meant(plain, start, end, is_in_capitals=is_in_capitals):
                yield start, end, category
        yield from self._codes(plain)

    def _words(self, plain: str) -> Iterator[tuple[int, int, Category]]:
        return (found for found in self._cased.places(plain) if _is_whole(plain, *found[:2]))

    def _is_meant(self, plain: str, start: int, end: int, *, is_in_capitals: bool) -> bool:
        written = plain[start:end]
        word = written.lower()
        if written.isupper():
            return word in self._initials or (is_in_capitals and word not in _UNSURE)
        before = plain[max(0, start - _BEFORE) : start]
        if word in _DATES and (_BY_A_DAY.search(before) or _A_DAY.match(plain, end)):
            return False
        return not (word in _WORDS and _BEGINS.search(before))

    def _codes(self, plain: str) -> Iterator[tuple[int, int, Category]]:
        for start, end, category in self._small.places(plain.lower() if self._small else ""):
            if plain[start] in "@/":
                if _ENDS_A_HANDLE.match(plain, end):
                    yield start + 1, end, category
            elif not plain[start].isdigit():
                if _is_whole(plain, start, end):
                    yield start, end, category
            elif plain[start - 1 : start] not in _BEFORE_AN_ID:
                continue  # as nearly all: it is within another number, or alone
            elif _ENDS_AN_ID.match(plain, end) and _says_an_id(plain[max(0, start - _BEFORE) : start]):
                yield start, end, category


class _Sought:
    """Words that are looked for at once."""

    def __init__(self, known: Known) -> None:
        self._categories = list(known.values())
        self._automaton = ahocorasick.AhoCorasick(list(known), implementation=_KIND) if known else None

    def __bool__(self) -> bool:
        return self._automaton is not None

    def places(self, text: str) -> Iterator[tuple[int, int, Category]]:
        found = (
            () if self._automaton is None else self._automaton.find_matches_as_indexes(text, overlapping=True)
        )
        return ((start, end, self._categories[number]) for number, start, end in found)


def _is_whole(plain: str, start: int, end: int) -> bool:
    """Whether no letter or digit goes on before or behind."""
    return not (plain[start - 1 : start].isalnum() or plain[end : end + 1].isalnum())


def _says_an_id(before: str) -> bool:
    return _SAYS_AN_ID.search(before) is not None and _SAYS_HOW_MANY.search(before) is None


def _written(one: str) -> Iterator[str]:
    """Yield the ways in which an id is written: `p17`, `p-17`."""
    letters = one.rstrip("0123456789")
    yield one
    if letters:
        yield from (f"{letters}{gap}{one[len(letters) :]}" for gap in "-_/")


NONE = Shorts()


def _letters_of(written: str) -> str:
    return re.sub("[-_/]", "", written).lower()


def shorts_of(groups: Iterable[tuple[Sequence[str], tuple[Category, ...]]]) -> Shorts:
    """Return what is short of values of one declaration each."""
    known: tuple[dict[str, Category], ...] = ({}, {}, {}, {})
    names, initials, handles, ids = known
    for values, categories in groups:
        plains = [fold(value).strip() for value in values if len(value) <= _LONGEST] if categories else ()
        if among(categories, NAMES):
            names.update((name, categories[0]) for name in _names(plains))
        if among(categories, HEALTH):
            initials.update(
                (plain.lower(), categories[0])
                for plain in plains
                if plain.isupper() and _WORD.fullmatch(plain)
            )
        if among(categories, _HANDLES):
            found = filter(None, map(_IS_HANDLE.fullmatch, plains))
            handles.update((one[1].lower().rstrip(".-"), categories[0]) for one in found)
        if among(categories, _IDS):
            ids.update((one, categories[0]) for one in _ids(plains))
    return Shorts(*known) if any(known) else NONE


def _names(plains: Iterable[str]) -> Iterator[str]:
    for plain in plains:
        words = re.findall(r"[^\W\d_]+", plain.lower())
        if len(words) <= _MOST_WORDS:
            yield from (
                word
                for word in words
                if _NAME.fullmatch(word) and word not in _PARTICLES and word not in COMMON
            )


def _ids(plains: Iterable[str]) -> Iterator[str]:
    for plain in plains:
        found = _IS_ID.fullmatch(plain)
        if found is not None and not _LIKE_A_YEAR.fullmatch(plain):
            one = found[1] or _letters_of(plain)
            if len(one) >= _FEWEST:
                yield one
