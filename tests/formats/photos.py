"""Pictures of nothing, that say where they were taken."""

import io

from PIL import Image

CANARY = "canary-41.8234"
KINDS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}


def exif():
    made = Image.Exif()
    made[0x010E] = CANARY
    made[0x8825] = {1: "N", 2: (41.0, 49.0, 24.0), 3: "W", 4: (87.0, 38.0, 28.0)}
    return made


def drawn(size=(60, 40), mode="RGB"):
    noise = Image.effect_noise(size, 60)
    return noise.convert(mode)


def photo(kind, image=None, **options):
    image = drawn() if image is None else image
    out = io.BytesIO()
    said = {"comment": CANARY.encode()} if kind == "GIF" else {"exif": exif()}
    image.save(out, kind, **(options or said))
    return out.getvalue()


def opened(body):
    image = Image.open(io.BytesIO(body))
    image.load()
    return image
