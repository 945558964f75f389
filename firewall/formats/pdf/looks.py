"""
How letters on a page look: which of them are seen nobody can tell from outside, but those that look alike are.

A letter is unseen where it is transparent, in the colour of the page, cut off, or on a layer that is off.  What stands
between others like that hides them from whoever reads along the page, and from no eye.
"""

from __future__ import annotations

from math import log2
from typing import Any

from firewall.formats.base import Unreadable

_COLOURS = {
    name: kind
    for kind, names in ((b"fill", b"g rg k cs sc scn"), (b"line", b"G RG K CS SC SCN"))
    for name in names.split()
}
_SPACES, _IN_SPACE = frozenset({b"cs", b"CS"}), frozenset({b"sc", b"scn", b"SC", b"SCN"})
_DEVICES = frozenset({"/DeviceGray", "/DeviceRGB", "/DeviceCMYK"})
_FILLED, _OUTLINED, _INVISIBLE = (0, 3), 1, 3
"""How letters may be drawn: only filled, or not at all; as outlines; not at all."""
_OF_LETTERS = frozenset({b"gs", b"Tr", b"w"})
_SHOWN = (0, 1, 2, 3)
_OPAQUE, _FAINT = 0.9, 0.5
WHITE = (3, 3, 3)
_PATHS = frozenset(b"m l c v y h re".split())
_PAINTS = frozenset(b"S s f F f* B B* b b* n".split())
_CUTS = frozenset({b"W", b"W*"})
_OPENS = frozenset({b"BMC", b"BDC"})
_LONGEST_PATH, _LONGEST_STEP = 16, 6
"""Steps of a path by which one is told from another, and numbers of each."""
_SHADES = 3
"""Colours that are closer are one: so many steps from nothing to all of a light."""
_LEAST = 1e-6
_GRAY, _LIGHTS, _INKS = 1, 3, 4


class Looks:
    """Each look by a number, as operators change it."""

    def __init__(self) -> None:
        black = "", (0,) * _LIGHTS
        self._now: dict[bytes, Any] = {
            b"fill": black,
            b"line": black,
            b"Tr": 0,
            b"gs": {},
            b"cut": 0,
            b"w": 0,
        }
        self._kept: list[dict[bytes, Any]] = []
        self._path: list[Any] = []
        self._layers: list[int] = [0]
        self._known: dict[Any, int] = {}
        self._key: int | None = None
        self._last: tuple[tuple[float, ...], int] | None = None
        self._colours: tuple[object, object] | None = None
        """As they were asked for last, until something changes."""

    def of(self, *sizes: float) -> int:
        """Of half to twice the size they look alike."""
        if self._key is not None and self._last is not None and self._last[0] == sizes:
            return self._last[1]
        if self._key is None:
            said = {**self._now, b"gs": tuple(sorted(self._now[b"gs"].items()))}
            if said[b"Tr"] in _FILLED:
                said[b"w"] = 0  # of lines that are not drawn
            self._key = hash((self._layers[-1], *said.values()))
        key = (self._key, *[round(log2(abs(size) + _LEAST)) for size in sizes])
        found = self._known.setdefault(key, len(self._known))
        self._last = sizes, found
        return found

    def change(self, operator: bytes, operands: Any) -> None:  # noqa: ANN401  # pypdf's, which may be missing
        if operator in _PATHS:
            if len(self._path) < _LONGEST_PATH:
                self._path.append((operator, operands[:_LONGEST_STEP]))
        elif operator in _PAINTS:
            self._path = []
        elif operator in _COLOURS:
            self._coloured(_COLOURS[operator], operator, operands)
        elif operator in _CUTS:
            self._set(b"cut", hash((self._now[b"cut"], str(self._path))))
            self._path = []
        elif operator == b"q":
            self._kept.append(self._now)  # which nobody changes
        elif operator == b"Q" and self._kept:
            self._now, self._key, self._colours = self._kept.pop(), None, None
        elif operator in _OF_LETTERS:
            self._drawn(operator, operands[0])
        else:
            self._layer(operator, operands)

    def _drawn(self, operator: bytes, said: Any) -> None:  # noqa: ANN401  # as above
        match operator:
            case b"gs":  # what it says nothing of stays as it was
                self._set(operator, {**self._now[operator], **said})
            case b"w":
                self._set(operator, round(log2(abs(said) + _LEAST)))
            case _ if said in _SHOWN:
                self._set(operator, said)
            case _:
                raise Unreadable("pdf-drawn")  # what is painted later is seen only where these letters are

    @property
    def colours(self) -> tuple[object, object]:
        """Of areas and of lines; of a pattern nothing."""
        if self._colours is None:
            self._colours = _plain(self._now[b"fill"]), _plain(self._now[b"line"])
        return self._colours

    @property
    def colour(self) -> object:
        """Of letters."""
        return self.colours[self._now[b"Tr"] == _OUTLINED]

    @property
    def is_drawn(self) -> bool:
        return bool(self._now[b"Tr"] != _INVISIBLE)

    @property
    def is_faint(self) -> bool:
        """Whether letters are likely unseen: not drawn, nearly clear, or on a layer, which may be off."""
        state = self._now[b"gs"]
        clear = float(state.get("/CA" if self._now[b"Tr"] == _OUTLINED else "/ca", 1))
        return not self.is_drawn or clear < _FAINT or bool(state.get("/SMask")) or self._layers[-1] != 0

    @property
    def is_opaque(self) -> bool:
        """Whether nothing is seen through what is painted."""
        state = self._now[b"gs"]
        clear = [float(state.get(name, 1)) for name in ("/ca", "/CA")]
        is_plain = None not in self.colours and not state.get("/SMask")
        return is_plain and min(clear) > _OPAQUE and state.get("/BM", "/Normal") in {"/Normal", "/Compatible"}

    def _coloured(self, kind: bytes, operator: bytes, operands: Any) -> None:  # noqa: ANN401  # as above
        """Half of one ink is not half of another: of a space that a file names its name tells, too."""
        space, _ = self._now[kind]
        if operator in _SPACES:
            named = operands[0] if operands and operands[0] not in _DEVICES else ""
            self._set(kind, (named, (0,) * _LIGHTS))
        elif operator in _IN_SPACE:
            self._set(kind, (space, _shades(operands)))
        else:
            self._set(kind, ("", _shades(operands)))

    def _layer(self, operator: bytes, operands: Any) -> None:  # noqa: ANN401  # as above
        if operator in _OPENS:
            above, is_layer = self._layers[-1], bool(operands) and operands[0] == "/OC"
            self._layers.append(hash((above, str(operands[1:]))) if is_layer else above)
            self._key = None
        elif operator == b"EMC" and len(self._layers) > 1:
            self._layers.pop()
            self._key = None

    def _set(self, name: bytes, value: Any) -> None:  # noqa: ANN401  # as above
        if self._now[name] != value:
            self._now, self._key, self._colours = {**self._now, name: value}, None, None


def _plain(colour: tuple[str, Any]) -> object:
    """Return a colour by its lights, where it is told by them or by what is most likely them."""
    space, shades = colour
    if isinstance(shades, str):
        return None
    return shades if not space or len(set(shades)) > 1 else colour


def _shades(operands: Any) -> Any:  # noqa: ANN401  # as above
    """Return a colour in red, green and blue, roughly; of any other how it is written."""
    if not all(isinstance(one, int | float) for one in operands):
        return str(operands)
    lights = [float(one) for one in operands]
    if len(lights) == _INKS:
        *inks, black = lights
        lights = [1 - min(1.0, ink + black) for ink in inks]
    if len(lights) == _GRAY:
        lights *= _LIGHTS
    return tuple(round(one * _SHADES) for one in lights)
