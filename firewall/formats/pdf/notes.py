"""
What notes and fields of a page show where they stand, and what they lie over.

None of them has a look of its own here (:mod:`firewall.formats.pdf.walk` refuses that), so a viewer draws them: what
somebody wrote into a field, a text on the page, a box.  A number may have each of its digits in a field of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from firewall.formats.base import Unreadable
from firewall.formats.pdf.canvas import Area, Canvas, Paint
from firewall.formats.pdf.pieces import Piece, Spot

_UNDRAWN = frozenset({"/Link", "/Popup", "/Text"})
"""What covers nothing of its page, or a place as large as a thumb-nail that nobody knows."""
_HEIGHT = 12.0
_MIDDLE, _WIDE, _CAPITAL = 0.35, 0.5, 0.7
"""Of the height of a letter: what of it is below its middle, how wide it is, and how high."""
_DEEPEST = 32
_LOOK = -1


def add_notes(page: Any, pieces: list[Piece], canvas: Canvas) -> None:  # noqa: ANN401  # pypdf's, which may be missing
    """Raises :class:`Unreadable`, and whatever pypdf raises."""
    for note in page.get("/Annots", ()):
        known = note.get_object()
        if isinstance(known, dict) and "/Rect" in known:
            _add(known, pieces, canvas)


def _add(note: Any, pieces: list[Piece], canvas: Canvas) -> None:  # noqa: ANN401  # as above
    a, b, c, d = map(float, note["/Rect"])
    box = left, below, right, above = min(a, c), min(b, d), max(a, c), max(b, d)
    kind = note.get("/Subtype")
    if kind not in _UNDRAWN:
        canvas.paints.append(Paint(canvas.next(), Area(box, (), is_even=False), (), None, is_sure=False))
    high = max(min(_HEIGHT, above - below), 1.0)
    y = (below + above) / 2 - high * _MIDDLE
    for text in _shown(note, kind):
        spot = Spot(canvas.next(), left, y, (1.0, 0.0), (0.0, high * _CAPITAL))
        end = max(min(left + len(text) * high * _WIDE, right), left)
        pieces.append(Piece(0, y, left, end, high, text, spot, _LOOK))


def _shown(note: Any, kind: object) -> Iterator[str]:  # noqa: ANN401  # as above
    if kind == "/FreeText" or (kind == "/Line" and note.get("/Cap")):
        yield from _texts(note.get("/Contents"))
    elif kind == "/Widget":
        yield from _texts(_inherited(note, "/V"))
        yield from _texts(note["/MK"].get("/CA") if "/MK" in note else None)


def _inherited(field: Any, name: str) -> Any:  # noqa: ANN401  # as above
    for _ in range(_DEEPEST):
        if name in field or "/Parent" not in field:
            return field.get(name)
        field = field["/Parent"]
    raise Unreadable("too-deep")


def _texts(said: Any) -> Iterator[str]:  # noqa: ANN401  # as above
    """Yield lines that are shown; a name is of a state, and of a look that nobody here has."""
    if isinstance(said, list):
        for one in said:
            yield from _texts(one)
    elif isinstance(said, bytes):
        yield from filter(None, said.decode("latin-1").splitlines())
    elif isinstance(said, str) and not said.startswith("/"):
        yield from filter(None, said.splitlines())
