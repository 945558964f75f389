"""
What is copied of a page, where it says that a part of it stands for another text (``/ActualText``).

An eye sees the letters, and whoever copies the page, or has it read out, gets the text in their place: half of a number
may be the one, and half the other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from firewall.formats.base import Unreadable
from firewall.formats.pdf.pieces import Piece

_STANDS_FOR = "/ActualText"
TOLD = (_STANDS_FOR, "/Alt", "/E")
"""What stands for a part of a page where somebody copies it, or has it read out."""
_MOST_OPEN = 1_000


class Copies:
    """Follows marks of parts as they open and close; of one in another the outer one counts."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._open: list[str | None] = []
        self._is_said = False
        self._is_other = False

    def copied(self) -> list[Piece]:
        """Return nothing where it is what is shown."""
        return self._pieces if self._is_other else []

    def begin(self, operands: Any) -> None:  # noqa: ANN401  # pypdf's, which may be missing
        if len(self._open) >= _MOST_OPEN:
            raise Unreadable("too-deep")
        marks = operands[-1] if operands else None
        text = marks.get(_STANDS_FOR) if isinstance(marks, dict) else None
        if self._outer() is None:
            self._is_said = False
        self._open.append(None if text is None else text_of(text))

    def add(self, piece: Piece) -> None:
        text = self._outer() if self._open else None
        if text is None:
            self._pieces.append(piece)
        elif not self._is_said:
            self._say(piece._replace(text=text, spelt=None))

    def end(self, made: Callable[[str], Piece]) -> None:
        """``made`` makes a piece where the text stands by then, for a part in which nothing is shown."""
        if not self._open:
            return
        text, outer = self._open.pop(), self._outer()
        if text is not None and outer is None and not self._is_said:
            self._say(made(text))

    def _say(self, piece: Piece) -> None:
        self._is_said = self._is_other = True
        if piece.text:
            self._pieces.append(piece)

    def _outer(self) -> str | None:
        return next((text for text in self._open if text is not None), None)


def text_of(said: Any) -> str:  # noqa: ANN401  # as above
    """Read a text that is none of letters of a font (ISO 32000-2, 7.9.2)."""
    if not isinstance(said, bytes):
        raise Unreadable("pdf-drawn")
    if said.startswith(b"\xfe\xff"):
        return said[2:].decode("utf-16-be", "replace")
    return said.removeprefix(b"\xef\xbb\xbf").decode("utf-8" if said[:1] == b"\xef" else "latin-1", "replace")


def told_of(operand: Any) -> list[str]:  # noqa: ANN401  # as above
    """Return what is told of a part of a page by marks among its operands."""
    found: list[str] = []
    if isinstance(operand, dict):
        for name, value in operand.items():
            found += [text_of(value)] if name in TOLD else told_of(value)
    elif isinstance(operand, list):
        for one in operand:
            if isinstance(one, dict | list):
                found += told_of(one)
    return found
