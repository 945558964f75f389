"""
Pictures in a PDF: their pixels, and what is needed to draw them.

Nobody reads what is written in one, so each stands in the tree by its name, and the file leaves only where ``photo``
goes out whole.  What is said beside a picture (EXIF, places, comments, XMP, thumbnails, colour profiles) never leaves:
it is not written anew.  No picture is decoded here.  But each is as large as it says, to the byte, and nothing stands
behind its pixels.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from typing import Any

from firewall.formats import pictures
from firewall.formats.base import Unreadable
from firewall.formats.images import MOST_PIXELS
from firewall.standing import picture

FLATE, JPEG = "/FlateDecode", "/DCTDecode"
KEPT = (
    "/Width",
    "/Height",
    "/BitsPerComponent",
    "/ColorSpace",
    "/ImageMask",
    "/Mask",
    "/SMask",
    "/Matte",
    "/Decode",
    "/Interpolate",
    "/Intent",
    "/OC",
    "/StructParent",
)
"""What a picture is written with."""
_LOOKS = (*(name for name in KEPT if name != "/StructParent"), "/Filter", "/DecodeParms")
"""What changes how its pixels are seen: of the same bytes two pictures are made by turning their colours around."""
_MOST_LOOKED = 1_000
_WRITTEN = frozenset({*KEPT, "/Type", "/Subtype", "/Filter", "/Length", "/DecodeParms"})
_COMPONENTS = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4, "/CalGray": 1, "/CalRGB": 3, "/Lab": 3}
_PROFILES = {1: b"/DeviceGray", 3: b"/DeviceRGB", 4: b"/DeviceCMYK"}
_DEPTHS = frozenset({1, 2, 4, 8, 16})
PARAMETERS = frozenset({"/Predictor", "/Colors", "/Columns", "/BitsPerComponent"})
_BY_ROW = 10
"""Predictors from here on say before each row how it is to be read, by a number up to four."""
_MOST_WAYS = 4
_MOST_COLOURS = 256


def is_picture(stream: Any) -> bool:  # noqa: ANN401  # pypdf's, which may be missing
    return bool(stream.get("/Subtype") == "/Image")


def plain_jpeg(data: bytes) -> bytes:
    """Return a JPEG without what is said beside its picture.  Raises :class:`Unreadable`."""
    data = data.rstrip(b"\r\n\0")  # a stream's last line end, and what fills up a block
    pictures.jpeg(data)
    return pictures.only_the_picture("JPEG", data)


def device_of(profile: Any) -> bytes:  # noqa: ANN401  # as above
    """Return the colours that a profile stands in for.  Profiles say who made them, and do not leave."""
    known = _PROFILES.get(int(profile.get("/N", 0)))
    if known is None:
        raise Unreadable("pdf-form")
    return known


def named(stream: Any) -> str:  # noqa: ANN401  # as above
    """Return the name of a picture that is written as we write it.  Raises :class:`Unreadable`."""
    data = bytes(stream._data)  # noqa: SLF001  # as it stands in the file: pypdf undoes it letter by letter
    width, height = (_whole(stream, name, 0) for name in ("/Width", "/Height"))
    if set(stream) - _WRITTEN or width < 1 or height < 1:
        raise Unreadable("pdf-form")
    if width * height > MOST_PIXELS:
        raise Unreadable("too-many-pixels")
    parts = _parts(stream)
    if stream.get("/Filter") == JPEG:
        _check_jpeg(data, width, height)
    else:
        _check_rows(stream, data, width, height, parts)
    return picture(_digest(stream, data))


def _digest(stream: Any, data: bytes) -> bytes:  # noqa: ANN401  # as above
    """
    Return what tells a picture from all that look otherwise: its pixels, and all that changes how they are seen.

    INVARIANT: nothing in it depends on how the objects of the file are numbered.
    """
    found = hashlib.sha256(b"%d " % len(data) + data)
    for part in _seen(stream, _MOST_LOOKED):
        found.update(b"%d %s " % (len(part), part))
    return found.digest()


def _seen(stream: Any, left: int) -> Iterator[bytes]:  # noqa: ANN401  # as above
    waiting = [(name, dict.__getitem__(stream, name)) for name in reversed(_LOOKS) if name in stream]
    while waiting:
        name, value = waiting.pop()
        left -= 1
        if left < 0:
            raise Unreadable("pdf-form")  # what is part of itself, or more than any picture needs
        value = value.get_object()
        yield f"{name} {type(value).__name__}".encode()
        if hasattr(value, "_data"):
            yield bytes(value._data)  # noqa: SLF001  # as above
        if isinstance(value, dict):
            waiting += [(str(one), dict.__getitem__(value, one)) for one in sorted(value, reverse=True)]
        elif isinstance(value, list):
            yield b"%d" % len(value)
            waiting += [("", one) for one in reversed(list(list.__iter__(value)))]
        else:
            yield colours(value) or str(value).encode("utf-8", "surrogateescape")


def is_palette(value: list[Any]) -> bool:
    """Whether it is ``[/Indexed base last colours]``, with as many colours as it says."""
    if len(value) != 4 or value[0] != "/Indexed" or not isinstance(value[2], int):  # noqa: PLR2004  # of so many parts
        return False
    return 0 <= value[2] < _MOST_COLOURS and len(colours(value[3])) == (value[2] + 1) * _components(value[1])


def without_palette(space: Any) -> Any:  # noqa: ANN401  # as above
    """Return colours without those of a palette: they are part of the picture, and no text."""
    space = space.get_object()
    return space[:3] if isinstance(space, list) and is_palette(space) else space


def colours(value: Any) -> bytes:  # noqa: ANN401  # as above
    return bytes(getattr(value, "original_bytes", b""))


def _whole(stream: Any, name: str, default: int) -> int:  # noqa: ANN401  # as above
    value = stream.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unreadable("pdf-form")
    return int(value)


def _parts(stream: Any) -> int:  # noqa: ANN401  # as above
    """Return how many numbers a pixel has."""
    for name in ("/SMask", "/Mask"):
        beside = stream.get(name, [])
        is_keyed = isinstance(beside, list) and all(isinstance(one, int) for one in beside)
        if not is_keyed and not (hasattr(beside, "_data") and is_picture(beside)):
            raise Unreadable("pdf-drawn")
    if "/ImageMask" in stream and stream["/ImageMask"].value:
        return 1
    return _components(stream.get("/ColorSpace"))


def _components(space: Any) -> int:  # noqa: ANN401  # as above
    if isinstance(space, str):
        found = _COMPONENTS.get(space)
    elif isinstance(space, list) and space and is_palette(space):
        found = 1
    elif isinstance(space, list) and len(space) == 2 and isinstance(space[1], dict):  # noqa: PLR2004  # a name and what is measured
        found = _COMPONENTS.get(space[0])
    else:
        found = None
    if found is None:
        raise Unreadable("pdf-drawn")
    return found


def _check_jpeg(data: bytes, width: int, height: int) -> None:
    found = pictures.jpeg(data)
    if (found.width, found.height) != (width, height):
        raise Unreadable("picture-form")
    if pictures.only_the_picture("JPEG", data) != data:
        raise Unreadable("pdf-form")  # no picture of ours


def _check_rows(stream: Any, data: bytes, width: int, height: int, parts: int) -> None:  # noqa: ANN401  # as above
    depth = _whole(stream, "/BitsPerComponent", 1)
    said = stream.get("/DecodeParms", {})
    if depth not in _DEPTHS or set(said) - PARAMETERS:
        raise Unreadable("pdf-form")
    predictor = _whole(said, "/Predictor", 1)
    row = (width * parts * depth + 7) // 8
    if predictor != 1:
        asked = [
            _whole(said, name, usual)
            for name, usual in (("/Colors", 1), ("/Columns", 1), ("/BitsPerComponent", 8))
        ]
        if asked != [parts, width, depth]:
            raise Unreadable("picture-form")
        row += predictor >= _BY_ROW
    unpacked = zlib.decompressobj().decompress(data, row * height + 1) if "/Filter" in stream else data
    if len(unpacked) != row * height or (predictor >= _BY_ROW and max(unpacked[::row]) > _MOST_WAYS):
        raise Unreadable("picture-form")
