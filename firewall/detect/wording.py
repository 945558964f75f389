"""
The small language in which phrases are written down, and what it becomes.

A reviewer reads phrases as people write them, with their accents; the machine reads expressions that
RE2 and Hyperscan both take, and that take time only in proportion to the text:

===========  ==================================================================================================
``a b``      a space stands for one to four spaces, hyphens, underscores or line breaks
``a~b``      together or apart: ``aufenthalts~titel``
``a ... b``  up to four other words between
``abc*``     the rest of a word, at either end: ``*duldung*``
``(a|b)``    one or the other; ``(a )?``, ``s?`` and ``[ao]`` as in a regular expression
``(a |b )*`` up to three of them, or none: the bracket ends with a space or an apostrophe
``{have}``   one of the words that the file lists under ``words: have:``
``<ICE>``    in exactly this case; all else in upper or lower
``word!``    also with one letter after the first wrong, missing, doubled or changed with its neighbour
``#``        a digit, or what hides one
``ü``        with or without its accent, and in German ``ue`` as well
``' . , :``  an apostrophe, a full stop, a comma and a colon may be missing
===========  ==================================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol, cast

import re2

from firewall.detect.fold import fold
from firewall.detect.matching import as_bytes
from firewall.errors import ConfigError

# Bounded, so that a row of spaces or letters costs nothing. Tab to carriage return are the line breaks.
_BETWEEN = r"[\t-\r _-]"
_GAP = _BETWEEN + "{1,4}"
_OTHER_WORDS = rf"(?:{_GAP}[a-z0-9'.,/]{{1,20}}){{0,4}}{_GAP}"
_MARKS = {
    " ": _GAP,
    " ... ": _OTHER_WORDS,
    "~": _BETWEEN + "{0,3}",
    "*": "[a-z0-9]{0,24}",
    "'": "['` ]{0,2}",
    ".": r"(?:\. ?)?",
    ",": ",?",
    ":": rf"{_BETWEEN}{{0,3}}[:=]?{_BETWEEN}{{0,3}}",
    "/": " ?/ ?",
}
# German has two spellings for these; every other accent is simply left out.
_LETTERS: dict[str, tuple[str, frozenset[str] | None]] = {
    "#": ("[0-9*x#]", None),
    "§": ("§", None),
    "ä": ("ae?", frozenset({"a", "ae"})),
    "ö": ("oe?", frozenset({"o", "oe"})),
    "ü": ("ue?", frozenset({"u", "ue"})),
    "ß": ("ss?", frozenset({"s", "ss"})),
    "œ": ("(?:oe?|œ)", None),
}
_TOKENS = re.compile(
    r" \.\.\. |(?<=[ '])\)\*|\)\??|[^\W\d_]+!|\{[a-z ]+\}|<[^<>]+>|\[[^\]]+\]\??|[^?]\??", re.DOTALL
)
_CLASS = re.compile(r"\[[a-z0-9-]+\]", re.IGNORECASE)
_REPEATED = {")?": "?", ")*": "{0,3}"}
_LEFT = "(?:^|[^a-z0-9])"
_RIGHT = "(?:$|[^a-z0-9])"
_MEMORY = 32 << 20
# More spellings of one word than this are not looked for one by one.
_MOST_SPELLINGS = 60
# A literal with fewer letters is looked for as a whole word only.
_SHORT = 5
# And with fewer than these it tells nothing: "came", "city" and "work" are in every other note.
_TELLING = 6
_GUARDING = 4
_LONGEST = 12_000
"""Characters of an expression: Hyperscan takes none of 16,000, and RE2 is slow with the longest ones."""


class Expression(Protocol):
    """What we use of a compiled RE2 expression."""

    def finditer(self, text: str) -> Iterable[Found]: ...
    def search(self, text: str) -> object | None: ...
    def fullmatch(self, text: str) -> object | None: ...
    def match(self, text: str) -> Found | None: ...


class _OfBytes(Protocol):
    """What RE2 makes of one."""

    def finditer(self, text: bytes) -> Iterable[Found]: ...
    def search(self, text: bytes) -> object | None: ...
    def fullmatch(self, text: bytes) -> object | None: ...
    def match(self, text: bytes) -> Found | None: ...


class Found(Protocol):
    def span(self) -> tuple[int, int]: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a phrase, and how many letters it has at the least: none where it may be missing."""

    expression: str
    shortest: int
    exact: frozenset[str] | None = None
    """Everything that it can be, where that is little."""
    needs: frozenset[str] = frozenset()
    """Literals one of which is in everything that it can be; capitals are meant.  Empty: nobody knows."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase, in its pieces."""

    pieces: tuple[Piece, ...]

    @property
    def expression(self) -> str:
        return _joined(self.pieces)


def parse(entry: str, words: Mapping[str, Piece]) -> Phrase:
    """Return one phrase.  Raises ConfigError where it is not of this language."""
    tokens = [token if token[0] == "<" else token.lower() for token in _tokens(entry)]
    phrase = _read(tokens, words)
    if not _shortest(phrase.pieces):
        raise ConfigError(f"The phrase `{entry}` of the detectors may be nothing at all.")
    return phrase


def parse_words(lists: Mapping[str, Iterable[str]]) -> dict[str, Piece]:
    """Return the lists that phrases may name, and that may name those before them."""
    words: dict[str, Piece] = {}
    for name, entries in lists.items():
        words[name] = _either([parse(entry, words).pieces for entry in entries])
    return words


def _tokens(entry: str) -> list[str]:
    tokens = _TOKENS.findall(entry)
    if "".join(tokens) != entry or tokens.count("(") != sum(token[0] == ")" for token in tokens):
        raise ConfigError(f"The phrase `{entry}` of the detectors is not written as phrases are.")
    return tokens


def _read(tokens: Iterable[str], words: Mapping[str, Piece]) -> Phrase:
    alternatives = _alternatives(iter(tokens), words)
    return Phrase(tuple(alternatives[0]) if len(alternatives) == 1 else (_either(alternatives),))


def _alternatives(tokens: Iterator[str], words: Mapping[str, Piece]) -> list[list[Piece]]:
    """Read as far as the bracket that closes, which gives the last piece of the caller its number."""
    found: list[list[Piece]] = [[]]
    for sign in tokens:
        if sign == "|":
            found.append([])
        elif sign == "(":
            inner, closing = _group(tokens, words)
            found[-1].append(_repeated(inner, closing))
        elif sign[0] == ")":
            found.append([Piece(sign, 0)])
            return found
        else:
            found[-1].append(_piece(sign, words))
    return found


def _group(tokens: Iterator[str], words: Mapping[str, Piece]) -> tuple[Piece, str]:
    *alternatives, closing = _alternatives(tokens, words)
    return _either(alternatives), closing[0].expression


def _repeated(inner: Piece, closing: str) -> Piece:
    if closing == ")":
        return inner
    exact = inner.exact | {""} if inner.exact is not None and closing == ")?" else None
    return Piece(inner.expression + _REPEATED[closing], 0, exact)


def _either(alternatives: Sequence[Sequence[Piece]]) -> Piece:
    expression = f"(?:{'|'.join(map(_joined, alternatives))})"
    exact = _united([_product(pieces) for pieces in alternatives])
    if exact is not None and len(exact) > _MOST_SPELLINGS:
        exact = None
    needed = [_needed(pieces) for pieces in alternatives]
    needs = frozenset[str]().union(*needed) if all(needed) else frozenset[str]()
    return Piece(expression, min(map(_shortest, alternatives)), exact, needs)


def _united(sets: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    known = [one for one in sets if one is not None]
    return frozenset[str]().union(*known) if len(known) == len(sets) else None


def _product(pieces: Sequence[Piece]) -> frozenset[str] | None:
    """Return everything that the pieces can be in a row, where that is little."""
    found = frozenset({""})
    for piece in pieces:
        if piece.exact is None or len(found) * len(piece.exact) > _MOST_SPELLINGS:
            return None
        found = frozenset(start + end for start in found for end in piece.exact)
    return found


def _needed(pieces: Sequence[Piece]) -> frozenset[str]:
    """Return the literals one of which is in everything that the pieces can be: the longest there are."""
    return max((*_runs(pieces), *(piece.needs for piece in pieces)), key=_worth, default=frozenset())


def _worth(literals: frozenset[str]) -> tuple[int, int]:
    # A section sign says more than two figures.
    return min((len(literal) + 3 * ("§" in literal) for literal in literals), default=0), -len(literals)


def _runs(pieces: Sequence[Piece]) -> Iterator[frozenset[str]]:
    """Yield what each row of neighbours can be, where they are always there."""
    row = frozenset({""})
    for piece in (*pieces, Piece("", 0)):
        longer = None if piece.exact is None or len(row) * len(piece.exact) > _MOST_SPELLINGS else piece.exact
        if longer is None:
            if "" not in row:
                yield row
            row = piece.exact or frozenset({""})
        else:
            row = frozenset(start + end for start in row for end in longer)


def _joined(pieces: Iterable[Piece]) -> str:
    return "".join(piece.expression for piece in pieces)


def _shortest(pieces: Iterable[Piece]) -> int:
    return sum(piece.shortest for piece in pieces)


def _piece(token: str, words: Mapping[str, Piece]) -> Piece:
    if token in _MARKS:
        return Piece(_MARKS[token], 0)
    if token[0] == "<":
        inner = _read(_tokens(token[1:-1]), {})
        return Piece(f"(?-i:{inner.expression})", _shortest(inner.pieces), None, _needed(inner.pieces))
    if token[0] == "{":
        return _listed(token[1:-1], words)
    if token[-1] == "!":
        return _misspelt(fold(token[:-1]))
    return _letter(token.removesuffix("?"), token.endswith("?"))


def _listed(name: str, words: Mapping[str, Piece]) -> Piece:
    if name not in words:
        raise ConfigError(
            f"A phrase of the detectors asks for the words `{name}`, which its file does not list."
        )
    return words[name]


@cache
def _misspelt(word: str) -> Piece:
    """
    Return a word as people write it in a hurry.

    One change leaves the first half of it whole, or the second: that is what is looked for first.
    """
    ends = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]
    missing = [start + end[1:] for start, end in ends]
    swapped = [start + end[1] + end[0] + end[2:] for start, end in ends if len(end) > 1]
    wrong = [f"{start}[a-z]{end[1:]}" for start, end in ends]
    one_more = [f"{start}[a-z]{end}" for start, end in ends]
    first, second = word[: len(word) // 2], word[len(word) // 2 :]
    halves = frozenset({first, second, f"{first[:-1]}{second[0]}{first[-1]}{second[1:]}"})
    either = "|".join([word, *missing, *swapped, *wrong, *one_more])
    return Piece(f"(?:{either})", len(word) - 1, None, halves)


@cache
def _letter(letter: str, is_optional: bool) -> Piece:
    piece = _of_letter(letter)
    if not is_optional:
        return piece
    exact = None if piece.exact is None else piece.exact | {""}
    return Piece(f"(?:{piece.expression})?", 0, exact)


def _of_letter(letter: str) -> Piece:
    if letter in _MARKS:
        return Piece(_MARKS[letter], 0)
    if letter in _LETTERS:
        expression, exact = _LETTERS[letter]
        return Piece(expression, 1, exact)
    plain = fold(letter)
    if plain.isascii() and plain.isalnum():
        return Piece(plain, 1, frozenset({plain}))
    if _CLASS.fullmatch(plain):
        return Piece(plain, 1, None if "-" in plain else frozenset(plain[1:-1]))
    raise ConfigError(f"A phrase of the detectors holds `{letter}`, which phrases do not have.")


def either(phrases: Iterable[Phrase]) -> str:
    """Return what matches any of these, and nothing around them."""
    return "|".join(phrase.expression for phrase in phrases)


def pattern(phrases: Iterable[Phrase]) -> str:
    """Return what finds the longest of these in a text whose underscores are spaces, as whole words."""
    listed = [phrase.expression for phrase in phrases]
    # Before a sign stands no letter, so there is no boundary of a word.
    words = "|".join(expression for expression in listed if not expression.startswith("§"))
    signs = [expression for expression in listed if expression.startswith("§")]
    either = "|".join([*([rf"\b(?:{words})"] if words else []), *signs])
    return rf"(?i)(?:{either})\b"


class Compiled:
    """An expression that ``pattern`` wrote, compiled when it is first asked; it is shown one byte a character."""

    __slots__ = ("_expression", "_source")

    def __init__(self, source: str) -> None:
        self._source = source
        self._expression: _OfBytes | None = None

    def ready(self) -> _OfBytes:
        """Raises ConfigError where the text is no expression."""
        if self._expression is None:
            self._expression = _compile(self._source)
        return self._expression

    def finditer(self, text: str) -> Iterable[Found]:
        return self.ready().finditer(as_bytes(text))

    def search(self, text: str) -> object | None:
        return self.ready().search(as_bytes(text))

    def fullmatch(self, text: str) -> object | None:
        return self.ready().fullmatch(as_bytes(text))

    def match(self, text: str) -> Found | None:
        return self.ready().match(as_bytes(text))


def _compile(source: str) -> _OfBytes:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.longest_match = True
    options.never_capture = True
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False  # RE2 would print the expression, and with it what we look for
    try:
        return cast("_OfBytes", re2.compile(as_bytes(source), options))
    except re2.error as error:
        raise ConfigError("The phrases of a detector's data file do not make an expression.") from error


def prefilter(phrases: Iterable[Phrase], everyday: frozenset[str] = frozenset()) -> str:
    """
    Return what occurs, for RE2 and Hyperscan, wherever ``pattern`` finds something.

    Literals that are in few other texts stand for their phrases: they compile fast.  A phrase of everyday
    words stands for itself, or every note would have to be read closely.
    """
    listed = list(phrases)
    vague = [phrase for phrase in listed if _is_vague(phrase, everyday)]
    rows = [_row(phrase) for phrase in listed if phrase not in vague]
    long = _fewest(literal for row, is_whole in rows for literal in row if not _is_short(literal, is_whole))
    short = {literal for row, is_whole in rows for literal in row if _is_short(literal, is_whole)}
    whole = [f"{_LEFT}(?:{'|'.join(sorted(short))}){_RIGHT}"] if short else []
    return f"(?i)(?:{'|'.join([*long, *whole, *map(_bounded, vague)])})"


def parts(phrases: Sequence[Phrase], everyday: frozenset[str] = frozenset()) -> Iterator[Sequence[Phrase]]:
    """Part a list that is too long for one expression."""
    if len(phrases) > 1 and max(len(prefilter(phrases, everyday)), len(pattern(phrases)) // 2) > _LONGEST:
        half = len(phrases) // 2
        yield from parts(phrases[:half], everyday)
        yield from parts(phrases[half:], everyday)
    else:
        yield phrases


def literals(phrase: Phrase) -> frozenset[str]:
    """Return literals in lower case one of which is in all that the phrase finds; empty where they tell too little."""
    needed = frozenset(literal.lower() for literal in _needed(phrase.pieces))
    return needed if all(len(literal) >= _GUARDING for literal in needed) else frozenset()


def _is_vague(phrase: Phrase, everyday: frozenset[str]) -> bool:
    """Tell whether the literals of a phrase are in too many texts, so that it has to be looked for itself."""
    needed = _needed(phrase.pieces)
    tells_little = _worth(needed)[0] < _TELLING or not everyday.isdisjoint(needed)
    return tells_little and _product(phrase.pieces) != needed


def _bounded(phrase: Phrase) -> str:
    left = _LEFT if phrase.pieces[0].shortest and not phrase.expression.startswith("§") else ""
    right = _RIGHT if phrase.pieces[-1].shortest else ""
    return f"{left}{phrase.expression}{right}"


def _is_short(literal: str, is_whole: bool) -> bool:
    return is_whole and len(literal) < _SHORT and literal.islower()


def _row(phrase: Phrase) -> tuple[frozenset[str], bool]:
    """Return what to look for in place of a phrase, and whether those are whole words."""
    needed = _needed(phrase.pieces)
    return needed, _product(phrase.pieces) == needed


def _fewest(literals: Iterable[str]) -> Iterator[str]:
    """Leave out what contains another one.  Capitals are meant, all else is in either case."""
    kept: list[str] = []
    for literal in sorted(set(literals), key=lambda literal: (len(literal), literal)):
        if not any(shorter in literal for shorter in kept):
            kept.append(literal)
    return (literal if literal.islower() or literal.isdigit() else f"(?-i:{literal})" for literal in kept)
