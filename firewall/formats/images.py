"""
Images: what is said beside the picture is read, and never leaves; the picture is drawn anew from its pixels.

``{"image": "picture …", "exif": {…}, "comment": […]}``.  ``image`` stands for the pixels: a service declares it as
``photo``, and a picture leaves only where that goes out whole, or with its faces covered (``coarsen: faces``).
Nobody here reads what is written in a picture: a scanned page is a picture like any other.

The same: as many pixels, turned as they are to be seen, of the same colours (a JPEG's within what coding it again
costs).  Never kept: EXIF, places, comments, thumbnails, colour profiles, names of programs.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firewall.formats import faces, pictures
from firewall.formats.base import Limits, Rewriting, Unreadable, check_size
from firewall.standing import FACELESS, picture

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

    from firewall.model import Tree

FIELD = "image"
MOST_PIXELS = 12_582_912
"""4096 by 3072: what a telephone takes, in 36 MiB."""
_FREE_PIXELS = 524_288
_PIXELS_A_BYTE = 40
"""
A photograph has four to ten.  A picture of one colour may be as small as it likes up to ``_FREE_PIXELS``, of which each
of several in one body has its share.
"""
_MOST_LOOKED_THROUGH = 8
"""Pictures of one body in which faces are looked for: each takes a second of computing, however few bytes it has."""
_TURNED = 0x0112
_TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""How a camera was held, and how Pillow turns a picture back."""
_GPS, _MORE = 0x8825, 0x8769
_LONGEST_SAID = 4_096


@dataclass(frozen=True, slots=True)
class Image(Rewriting):
    media_type: str
    kind: str

    def parse(self, body: bytes, limits: Limits) -> Tree:
        found = self._found(body, limits)
        tree: dict[str, Tree] = {FIELD: picture(hashlib.sha256(body).digest())}
        exif = _exif(found.exif)
        if exif:
            tree["exif"] = exif
        for name, said in found.said.items():
            tree["said" if name in tree else name] = [_text(one) for one in said]
        return tree

    def write(self, tree: Tree) -> bytes:  # noqa: ARG002  # whatever it is
        """Nobody can draw a picture from its name."""
        raise Unreadable("picture-withheld")

    def rewrite(self, body: bytes, before: Tree, after: Tree, limits: Limits) -> bytes:
        was = before.get(FIELD) if isinstance(before, dict) else None
        left = after.get(FIELD) if isinstance(after, dict) else None
        if not isinstance(was, str) or left not in {was, FACELESS + was}:
            raise Unreadable("picture-withheld")
        found = self._found(body, limits)
        image = self._decoded(body, found)
        return self._encoded(faces.covered(image) if left != was else image, is_exact=found.is_exact)

    def spelt(self, _: str) -> tuple[bytes, ...]:
        return ()

    def exposed(self, body: bytes, limits: Limits) -> bytes:
        """What we drew has nothing beside the picture, or it does not leave."""
        found = self._found(body, limits)
        if found.said or found.exif:
            raise Unreadable("picture-form")
        return b""

    def _found(self, body: bytes, limits: Limits) -> pictures.Found:
        check_size(body, limits)
        found = pictures.READ[self.kind](body)
        pixels = found.width * found.height
        if pixels > MOST_PIXELS:
            raise Unreadable("too-many-pixels")
        if pixels > max(_FREE_PIXELS // limits.among, _PIXELS_A_BYTE * len(body)):
            raise Unreadable("coding-ratio")
        return found

    def _decoded(self, body: bytes, found: pictures.Found) -> Picture:
        try:
            from PIL import Image as pillow  # noqa: N813, PLC0415  # heavy, and an extra
        except ImportError:
            raise Unreadable("needs-extra-documents") from None
        plain = pictures.only_the_picture(self.kind, body)
        try:
            with pillow.open(io.BytesIO(plain), formats=[self.kind]) as opened:
                opened.load()
                image = opened.convert(self._mode(opened))
        except Exception:  # noqa: BLE001  # a library that reads hostile bytes may raise anything
            raise Unreadable("picture-broken") from None
        if image.size != (found.width, found.height):
            raise Unreadable("picture-form")
        return _upright(image, found.exif)

    def _mode(self, image: Picture) -> str:
        """Which of a few ways to keep colours is written."""
        has_alpha = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
        if self.kind == "JPEG":
            return "L" if image.mode == "L" else "RGB"
        if image.mode in {"1", "L"} and not has_alpha and self.kind != "WEBP":
            return "L"
        return "RGBA" if has_alpha else "RGB"

    def _encoded(self, image: Picture, *, is_exact: bool) -> bytes:
        out = io.BytesIO()
        image.info = {}
        options: dict[str, dict[str, object]] = {
            "JPEG": {"quality": 90},
            "WEBP": {"lossless": is_exact, "quality": 0 if is_exact else 90},
        }
        try:
            image.save(out, self.kind, **options.get(self.kind, {}))
        except Exception:  # noqa: BLE001  # as above
            raise Unreadable("picture-broken") from None
        return out.getvalue()


def check_few_faceless(tree: Tree) -> None:
    """Raises :class:`Unreadable` where faces are to be covered in more pictures of one body than are looked through."""
    left, waiting = _MOST_LOOKED_THROUGH, [tree]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and value.startswith(FACELESS):
            left -= 1
            if left < 0:
                raise Unreadable("picture-effort")


def _upright(image: Picture, exif: bytes) -> Picture:
    """Turn a picture as a camera says that it was held: nobody is told afterwards."""
    turned = _loaded(exif).get(_TURNED, 1) if exif else 1
    way = _TURNS.get(turned) if isinstance(turned, int) else None
    return image if way is None else image.transpose(way)  # type: ignore[arg-type]  # an enumeration of numbers


def _loaded(block: bytes) -> dict[int, object]:
    """Return the tags of an EXIF block, with those of its parts under theirs; none where it cannot be read."""
    try:
        from PIL.Image import Exif  # noqa: PLC0415  # heavy, and an extra
    except ImportError:
        raise Unreadable("needs-extra-documents") from None
    read = Exif()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about files that others wrote
            read.load(b"Exif\0\0" + block)
            tags: dict[int, object] = dict(read)
            for part in (_GPS, _MORE):
                if part in tags:
                    tags[part] = dict(read.get_ifd(part))
    except Exception:  # noqa: BLE001  # none of it leaves: what cannot be read is lost on nobody
        return {}
    return tags


def _exif(block: bytes) -> dict[str, Tree]:
    if not block:
        return {}
    from PIL import ExifTags  # noqa: PLC0415  # loaded by then

    tags = _loaded(block)
    parts = {part: tags.pop(part, {}) for part in (_GPS, _MORE)}
    out: dict[str, Tree] = dict(_named(tags, ExifTags.TAGS))
    for part, name, names in ((_GPS, "gps", ExifTags.GPSTAGS), (_MORE, "camera", ExifTags.TAGS)):
        inner = parts[part]
        if isinstance(inner, dict) and inner:
            out[name] = dict(_named(inner, names))
    return out or {"unread": _text(block)}


def _named(tags: dict[int, object], names: dict[int, str]) -> Iterator[tuple[str, Tree]]:
    for number, value in tags.items():
        yield (
            names.get(number, f"tag {number}"),
            _text(value if isinstance(value, bytes) else str(value).encode()),
        )


def _text(said: bytes) -> str:
    """Return the readable part of what is said: it is read for what stands in it, and goes nowhere."""
    text = said[:_LONGEST_SAID].decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()
