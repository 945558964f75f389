"""
What a page draws: its own operators, and those of the forms in it, each checked to be nothing but what is read.

A form is a drawing that is kept by itself: a letterhead, a mark in a diagram, what is half transparent.  What it
shows is text of the page, and is read where it stands on it, as often as it is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from firewall.formats.base import Unreadable
from firewall.formats.pdf.canvas import PAINTS
from firewall.formats.pdf.copies import TOLD, told_of
from firewall.formats.pdf.effort import Effort
from firewall.formats.pdf.fonts import Lettering, effort_of, lettering
from firewall.formats.pdf.steps import ODD_ESCAPE, Step, steps_of
from firewall.formats.pdf.words import is_used, words_of

LONG = 1_000_000
TELLING = re.compile(r"[0-9]{4}")
"""What a name of a font or of a place has none of, and a number of a person has."""
MOST_DRAWN = 2 * 1024 * 1024
"""Bytes of all pages together, with what their forms show as often as they do: each costs a microsecond."""
_MOST_ODD = 128 * 1024
"""Bytes of a page that is written as few are, which pypdf reads: two microseconds each, as half a token takes."""
_MOST_TEXTS = 100_000
"""Of a page or a form, which are looked for before it is read: each takes two hundred bytes then."""
MOST_LETTERED = 200_000
"""Letters of all fonts together, each of which takes a microsecond to read: of a hundred fonts with all of Latin."""
_LITERAL = re.compile(rb"\((?:[^()\\]|\\.)*+\)", re.DOTALL)
_NESTED = 16
_MOST_PAINTED = 200_000
"""Areas, lines and pictures of a page, with those of its forms as often as they are drawn."""
_PAINTS = PAINTS | {b"sh", b"Do"}
_DRAWN_ONCE, _READ_ONCE = 64, 512
"""Bytes that it counts to draw a form, and to read one."""
_UNREAD_IN_PAGES = re.compile(
    rb"%|(?<![^\s\[\]<>{}/()])(?:BI|ID|EI|BX|EX)(?![^\s\[\]<>{}/()])|/[^\s\[\]<>{}/()]*#"
)
"""Remarks, pictures in a page, what only some viewers know, and names that are spelt so that nobody finds them."""
_HEXADECIMAL = re.compile(rb"(?<!<)<[0-9A-Fa-f\s]*>")
_MARKS = re.compile(rb"<<([^<>]*)>>")
_PAIR = re.compile(
    rb"(/[^\s\[\]<>{}/()]*+)\s*+(?:/[^\s\[\]<>{}/()]*+|[-+.0-9]++|(?:true|false)(?![^\s\[\]<>{}/()])|\[[^\[\]<>]*\])"
)
"""It begins with its name: tried at each blank before one, many blanks would take the square of their number."""
_VALUE = b" 0 "
"""Stands for a text, and for marks in marks."""
_OPERATOR_ENDS = re.compile(rb"(?:\A|[\s\0\[\]<>{}()])[A-Za-z0-9*'\"]+\Z")
_SHOWN = {b"Tj": 1, b"TJ": 1, b"'": 1, b'"': 3}
"""What shows text, and with how many operands: of more, viewers take the last."""
_DRAWS = frozenset(
    b"q Q cm w J j M d ri i gs m l c v y h re S s f F f* B B* b b* n W W* BT ET Tc Tw Tz TL Tf Tr Ts Td TD Tm T*"
    b" CS cs SC SCN sc scn G g RG rg K k MP DP BMC BDC EMC Do sh".split()
)
_NAMED = frozenset({b"Tf", b"Do", b"gs"})
"""What begins with a name of something else in the file, which is read there."""
_KNOWN = _DRAWS | _NAMED | _SHOWN.keys()
_PLACES = frozenset({b"cm", b"Tm"})
_PLAIN = _DRAWS - _PLACES - _NAMED
_MARKED = frozenset({"/MCID", "/Type", "/Subtype", "/BBox", "/Attached"})
_LANGUAGE = re.compile(rb"(?:[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?)?")
"""Of a script and a country; nobody says anything else by it (RFC 5646)."""
_LETTER = re.compile(r"/F[0-9]+-.+-.+")
"""A form that stands for a letter, as matplotlib once had it: nobody reads it."""
_PAGE = 0
"""Stands for whatever draws a form."""
_STILL = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True, eq=False)
class Drawn:
    """
    What a page or a form draws, and how much that is: ``size`` in bytes, ``cost`` by what it takes to read.

    ``says`` tells whether there is any text in it, ``paints`` how many steps it has that paint something else with
    those of its forms, ``frame`` is what is seen of it, ``open`` how often it sets a state aside and does not fetch it,
    ``depth`` how deep forms stand in it, and ``told`` is what is told of it to who does not see it.
    """

    matrix: tuple[float, ...] = _STILL
    steps: list[Step] = field(default_factory=list)
    size: int = 0
    cost: int = 0
    says: bool = False
    frame: tuple[float, ...] = (-LONG, -LONG, 2 * LONG, 2 * LONG)
    paints: int = 0
    open: int = 0
    depth: int = 0
    told: list[str] = field(default_factory=list)

    def add(self, operands: Any, operator: bytes) -> None:  # noqa: ANN401  # pypdf's, which may be missing
        self.steps.append((operands, operator))
        self.open += (operator == b"q") - (operator == b"Q")
        self.says = self.says or operator in _SHOWN
        self.paints += operator in _PAINTS

    def all_steps(self) -> Iterator[Step]:
        """Those of its forms too, each as if it stood there."""
        for operands, operator in self.steps:
            if operator == b"Do":
                if operands is None:  # a picture
                    yield operands, operator
                    continue
                yield [], b"q"
                yield operands.matrix, b"cm"
                # Only what stands in its frame is seen of it.
                yield [*operands.frame, str(id(operands))], b"re"
                yield [], b"W"
                yield [], b"n"
                yield from operands.all_steps()
                yield from (([], b"Q") for _ in range(operands.open + 1))
            else:
                yield operands, operator


class Drawings:
    """
    All pages of a file, which may take ``effort``.  ``forms`` and ``pictures`` are those that were met on the way.

    Once all pages were read, ``drawn`` are the forms that they draw, and ``words`` the names in their operators.
    """

    def __init__(self, reader: Any, forms: set[int], pictures: set[int], effort: Effort) -> None:  # noqa: ANN401  # as above
        self._reader = reader
        self.effort = effort
        self._forms = forms
        self._pictures = pictures
        self._known: dict[int, Drawn] = {}
        self._letterings: dict[int, tuple[Any, Lettering]] = {}
        self._read = self._shown = self._lettered = 0
        self.drawn: set[int] = set()
        self.words: dict[str, None] = {}
        """Those that stand among the operators and are no text of a page: names of parts, of colours, of languages."""

    def page(self, page: Any) -> Drawn | None:  # noqa: ANN401  # as above
        """Raises :class:`Unreadable`, and whatever pypdf raises."""
        from pypdf import generic  # noqa: PLC0415  # loaded by then

        if "/Contents" not in page:
            return None
        contents = generic.ContentStream(page["/Contents"].get_object(), self._reader, "bytes")
        found = self._checked(Drawn(), contents, page.get("/Resources", {}).get_object(), ())
        self._shown += found.size
        if self._shown > MOST_DRAWN:
            raise Unreadable("too-many-fields")
        return found

    def _form(self, form: Any, above: tuple[int, ...]) -> Drawn:  # noqa: ANN401  # as above
        from pypdf import generic  # noqa: PLC0415  # loaded by then

        key = id(form)
        if key in above or len(above) > 2 * _NESTED:
            raise Unreadable("pdf-drawn")  # it would never end
        if key not in self._known:
            matrix = tuple(map(float, form.get("/Matrix", _STILL)))
            if len(matrix) != len(_STILL) or _is_flat(*matrix):
                raise Unreadable("pdf-drawn")
            contents = generic.ContentStream(form, self._reader, "bytes")
            resources = form.get("/Resources", generic.DictionaryObject()).get_object()
            self._known[key] = self._checked(
                Drawn(matrix, frame=_frame(form)), contents, resources, (*above, key)
            )
        self.drawn.add(key)
        return self._known[key]

    def _checked(self, found: Drawn, contents: Any, resources: Any, above: tuple[int, ...]) -> Drawn:  # noqa: ANN401  # as above
        """Whatever it says must be text that it shows: only that is read."""
        data = bytes(contents.get_data())
        self._read += len(data) + _READ_ONCE
        if self._read > MOST_DRAWN or data.count(b"(") > _MOST_TEXTS:
            raise Unreadable("too-many-fields")
        before = self.effort.left
        self.effort.spend(len(data))
        _check_plain(data)
        steps, found.size, is_text = _steps(data, contents, self.effort), len(data), False
        found.cost = before - self.effort.left
        for operands, operator in steps:
            if not _is_plain(operands, operator, is_text=is_text):
                self._look_closely(found, operands, operator, is_text=is_text)
            is_text = operator == b"BT" or (is_text and operator != b"ET")
            match operator:
                case b"Tf":
                    found.add([self._lettering(_of(resources, "/Font", operands)), *operands[1:]], operator)
                case b"Do":
                    one = _of(resources, "/XObject", operands)
                    if id(one) in self._pictures:
                        found.add(None, operator)
                    else:
                        self._done(found, one, str(operands[0]), () if is_text else (*above, _PAGE))
                case b"gs":
                    state = _of(resources, "/ExtGState", operands)
                    self._check_state(state, (*above, _PAGE))
                    found.add([_seen_through(state)], operator)
                case _:
                    found.add(operands, operator)
            if above and found.open < 0:
                raise Unreadable("pdf-drawn")  # it fetches a state that is not its own
        if above and is_text:
            raise Unreadable("pdf-drawn")
        return found

    def _look_closely(self, found: Drawn, operands: Any, operator: bytes, *, is_text: bool) -> None:  # noqa: ANN401  # as above
        if _is_odd(operands, operator, is_text=is_text):
            raise Unreadable("pdf-drawn")
        if operator not in _SHOWN:
            found.told += told_of(operands)
            self.words.update((word, None) for word in _words(operands))

    def _done(self, found: Drawn, one: Any, name: str, above: tuple[int, ...]) -> None:  # noqa: ANN401  # as above
        if id(one) not in self._forms or not above or _LETTER.fullmatch(name):
            raise Unreadable("pdf-drawn")
        form = self._form(one, above)
        found.depth = max(found.depth, form.depth + 1)
        if found.depth > _NESTED:
            raise Unreadable("pdf-drawn")
        if form.says or form.told:
            found.says = True
            found.told += form.told
            found.size += form.size + _DRAWN_ONCE
            found.cost += self.effort.spend(form.cost + _DRAWN_ONCE)
        if form.says or form.told or form.paints:
            found.add(form, b"Do")
            found.paints += form.paints
        if found.paints > _MOST_PAINTED or found.size > MOST_DRAWN:
            raise Unreadable("too-many-fields")

    def check_wordless(self, one: Any, above: tuple[int, ...] = (_PAGE,)) -> None:  # noqa: ANN401  # as above
        """Raises :class:`Unreadable` where a tile of a pattern, or a mask, is more than lines, shades and pictures."""
        form = self._form(one, above)
        if form.says or form.told:
            raise Unreadable("pdf-drawn")

    def _check_state(self, state: Any, above: tuple[int, ...]) -> None:  # noqa: ANN401  # as above
        """One that says with which font is not read, and nor are letters behind which something is to be seen."""
        mask = state.get("/SMask", "/None")
        if "/Font" in state or (mask != "/None" and id(mask["/G"]) not in self._forms):
            raise Unreadable("pdf-drawn")
        if mask != "/None":
            self.check_wordless(mask["/G"], above)

    def _lettering(self, font: Any) -> Lettering:  # noqa: ANN401  # as above
        if id(font) not in self._letterings:
            self._charge(effort_of(font))
            made = lettering(font)
            self._charge(made.size)
            self._letterings[id(font)] = font, made
        return self._letterings[id(font)][1]

    def _charge(self, letters: int) -> None:
        self._lettered += letters
        if self._lettered > MOST_LETTERED:
            raise Unreadable("too-many-fields")


def _frame(form: Any) -> tuple[float, ...]:  # noqa: ANN401  # as above
    """Return where a form begins, and how wide and high it is; readers differ on what is seen of one without."""
    if "/BBox" not in form:
        raise Unreadable("pdf-drawn")
    left, below, right, above = map(float, form["/BBox"])
    return left, below, right - left, above - below


def _seen_through(state: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    """Return what a state says of how letters look; what it says nothing of stays as it was."""
    said = {str(name): state[name] for name in state if name != "/Type"}
    mask = said.get("/SMask")
    if mask is not None:
        said["/SMask"] = id(mask) if isinstance(mask, dict) else 0
    return {name: one if isinstance(one, int | float) else str(one) for name, one in said.items()}


def check_much(streams: Iterable[Any]) -> None:
    """Raises :class:`Unreadable` where pages have more in them than is read, before the first one is."""
    left = MOST_DRAWN
    for data in streams:
        left -= len(data)
        if left < 0:
            raise Unreadable("too-many-fields")


def _steps(data: bytes, contents: Any, effort: Effort) -> list[Step]:  # noqa: ANN401  # as above
    steps = steps_of(data, _KNOWN, effort)
    if steps is None:
        if len(data) > _MOST_ODD:
            raise Unreadable("too-many-fields")
        effort.spend(tokens=len(data) // 2)
        steps = list(contents.operations)
        _check_end(data, steps)
    return steps


def _is_plain(operands: Any, operator: bytes, *, is_text: bool) -> bool:  # noqa: ANN401  # as above
    """Whether it is what nearly all are: a string that is shown, or numbers, which say nothing.  None of it is odd."""
    if operator == b"Tj":
        return is_text and len(operands) == 1 and type(operands[0]) is bytes
    for one in operands:
        if (type(one) is not float and type(one) is not int) or not -LONG < one < LONG:
            return False
    if operator in _PLACES:
        return len(operands) == len(_STILL) and not _is_flat(*operands)
    return operator in _PLAIN


def _is_odd(operands: Any, operator: bytes, *, is_text: bool) -> bool:  # noqa: ANN401  # as above
    if operator in _SHOWN:
        return not is_text or not _is_shown(operator, operands)
    known = operands[1:] if operator in _NAMED else operands
    if operator not in _DRAWS or not all(map(_is_drawing, known)):
        return True
    return operator in _PLACES and (len(operands) != len(_STILL) or _is_flat(*operands))


def _of(resources: Any, kind: str, operands: Any) -> Any:  # noqa: ANN401  # as above
    """Return what a name stands for."""
    known = resources.get(kind, {}).get_object() if kind in resources else {}
    if not operands or operands[0] not in known:
        raise Unreadable("pdf-drawn")
    return known[operands[0]].get_object()


def _check_plain(data: bytes) -> None:
    plain, before = data, b""
    for _ in range(_NESTED):
        plain, before = _LITERAL.sub(_VALUE, plain), plain
        if plain == before:
            break
    if plain != before or _UNREAD_IN_PAGES.search(plain) or ODD_ESCAPE.search(data):
        raise Unreadable("pdf-drawn")
    _check_marks(plain)


def _check_marks(plain: bytes) -> None:
    """
    Marks of a place are names and values in turn, each name once.

    Of any others pypdf keeps what it understands, and the first of two; other readers have the rest, or the last.
    """
    left, found = _HEXADECIMAL.sub(_VALUE, plain), 1
    for _ in range(_NESTED):
        for marks in _MARKS.finditer(left):
            names = _PAIR.findall(marks[1])
            if len(set(names)) < len(names) or _PAIR.sub(b"", marks[1]).strip():
                raise Unreadable("pdf-drawn")
        left, found = _MARKS.subn(_VALUE, left)
        if not found:
            break
    if b"<" in left or b">" in left:
        raise Unreadable("pdf-drawn")


def _check_end(data: bytes, steps: Any) -> None:  # noqa: ANN401  # as above
    """The last that stands there is an operator; what stands behind it nobody shows, and nobody reads."""
    rest = data.rstrip(b"\0\t\n\f\r ")
    if rest and not (steps and rest.endswith(steps[-1][1]) and _OPERATOR_ENDS.search(rest)):
        raise Unreadable("pdf-drawn")


def _is_shown(operator: bytes, operands: Any) -> bool:  # noqa: ANN401  # as above
    """Whether all that stands there is shown, so that it is read."""
    if not isinstance(operands, list) or len(operands) != _SHOWN[operator]:
        return False
    *spaces, last = operands
    if operator == b"TJ":
        return isinstance(last, list) and all(map(_is_said, last))
    return (
        isinstance(last, str | bytes)
        and _is_said(last)
        and not any(isinstance(s, str | bytes) for s in spaces)
    )


def _is_said(operand: Any) -> bool:  # noqa: ANN401  # as above
    if isinstance(operand, int | float):
        return abs(operand) < LONG
    return isinstance(operand, bytes)


def _words(operand: Any) -> Iterator[str]:  # noqa: ANN401  # as above
    """Yield what names say, and languages that are none."""
    if isinstance(operand, str):
        if not is_used(operand):
            yield from words_of(operand)
    elif isinstance(operand, dict):
        for name, value in operand.items():
            yield from _words(value if name not in TOLD else None)
    elif isinstance(operand, list):
        for one in operand:
            if not isinstance(one, int | float):
                yield from _words(one)


def _is_language(said: Any) -> bool:  # noqa: ANN401  # as above
    return isinstance(said, bytes) and _LANGUAGE.fullmatch(said) is not None


def _is_flat(a: float, b: float, c: float, d: float, *_: float) -> bool:
    """Whether a matrix leaves nothing of what is drawn."""
    return float(a) * float(d) == float(b) * float(c)


def _is_drawing(operand: Any) -> bool:  # noqa: ANN401  # as above
    """Whether it is a number, a name, or marks of a place; a text would be one that nobody shows."""
    if isinstance(operand, int | float):
        return abs(operand) < LONG
    if isinstance(operand, dict):
        said = {name: value for name, value in operand.items() if name not in TOLD}
        language = said.pop("/Lang", b"en")
        return _is_language(language) and set(said) <= _MARKED and all(map(_is_drawing, said.values()))
    if isinstance(operand, list):
        return all(map(_is_drawing, operand))
    return isinstance(operand, str) and operand.startswith("/") and not TELLING.search(operand)
