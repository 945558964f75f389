"""
Faces in a picture, found by OpenCV's bundled cascades and made unrecognizable.

A blur can be undone to a degree, a mosaic of a few squares cannot: each is the mean of what it covers.  A detector
misses faces: turned away, small, dark, half hidden.  Whoever cannot live with that does not write ``coarsen``.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from firewall.formats.base import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from PIL.Image import Image

Box = tuple[int, int, int, int]
"""Left, top, width, height."""

_CASCADES = (
    "haarcascade_frontalface_default.xml",
    "haarcascade_frontalface_alt2.xml",
    "haarcascade_profileface.xml",
)
_MOST_PIXELS = 480_000
"""Faces are looked for in a picture of this size: time goes by the pixels.  With half of them a crowd's are missed."""
_STEP = 1.15
_SMALL_PIXELS = 60_000
_MOST_ROUGH = 25.0
"""
How much neighbours differ in a larger one, of 255, in the mean.  In a photograph it is 4 to 15.  Noise takes four times
as long to look through, and nobody takes pictures of it.
"""
_SMALLEST = 16
_NEIGHBOURS = 2
"""Few: a square too many costs nothing, a face too many somebody."""
_AROUND = 4
"""A quarter of a face's size is covered around it: hair, chin and ears tell, too."""
_SQUARES = 4
"""Across a face."""


def covered(image: Image) -> Image:
    """Return a picture in which every face that is found is a mosaic.  Raises :class:`Unreadable`."""
    return mosaic(image, found(image))


def found(image: Image) -> list[Box]:
    """Raises :class:`Unreadable` where nobody is there to look."""
    import numpy as np  # noqa: PLC0415  # OpenCV brings it, and it is heavy

    scale = max(1.0, math.sqrt(image.width * image.height / _MOST_PIXELS))
    small = image.convert("L").resize(
        (max(1, round(image.width / scale)), max(1, round(image.height / scale)))
    )
    grey = np.asarray(small)
    if (
        grey.size > _SMALL_PIXELS
        and float(np.abs(np.diff(grey.astype(np.int16), axis=1)).mean()) > _MOST_ROUGH
    ):
        raise Unreadable("picture-effort")
    *fronts, side = _cascades()
    boxes = [box for cascade in (*fronts, side) for box in _boxes(cascade, grey)]
    boxes += (  # that one knows faces that look to one side only
        (small.width - left - width, top, width, height)
        for left, top, width, height in _boxes(side, grey[:, ::-1].copy())
    )
    return [
        (int(a * scale), int(b * scale), round(c * scale) + 1, round(d * scale) + 1) for a, b, c, d in boxes
    ]


def _boxes(cascade: Any, grey: Any) -> Iterator[Box]:  # noqa: ANN401  # types of OpenCV and numpy, which may be missing
    try:
        seen = cascade.detectMultiScale(
            grey, scaleFactor=_STEP, minNeighbors=_NEIGHBOURS, minSize=(_SMALLEST, _SMALLEST)
        )
    except Exception:  # noqa: BLE001  # whatever breaks a detector must not open the gate
        raise Unreadable("detector-failed") from None
    for left, top, width, height in seen:
        yield int(left), int(top), int(width), int(height)


@lru_cache(maxsize=1)
def _cascades() -> tuple[Any, ...]:
    """Return what finds faces.  OpenCV 5 has none of it in its main package."""
    try:
        import cv2  # noqa: PLC0415  # heavy, and an extra
    except ImportError:
        raise Unreadable("needs-extra-faces") from None
    make = getattr(cv2, "CascadeClassifier", None)
    folder: str = getattr(cv2, "data").haarcascades  # noqa: B009  # its stubs do not know it
    if make is None:
        raise Unreadable("no-face-detector")
    made = tuple(make(folder + name) for name in _CASCADES)
    if any(one.empty() for one in made):
        raise Unreadable("no-face-detector")
    return made


def mosaic(image: Image, boxes: Iterable[Box]) -> Image:
    """Return the picture with a few squares of one colour each in place of every box, and around it."""
    out = image.copy()
    for left, top, width, height in boxes:
        x, y = width // _AROUND, height // _AROUND
        box = (
            max(0, left - x), max(0, top - y), min(image.width, left + width + x), min(image.height, top + height + y)
        )  # fmt: skip
        size = (box[2] - box[0], box[3] - box[1])
        if min(size) > 0:
            squares = image.crop(box).resize((_SQUARES, _SQUARES), resample=4)  # the mean of what each covers
            out.paste(squares.resize(size, resample=0), box[:2])
    return out
