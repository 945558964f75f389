"""
The plate readers: which car passed where and when, and a photograph of each.

A list of hits is where somebody sleeps, works and prays.  The photographs are JPEGs that say in themselves what was
seen, when and where; what leaves of one is its pixels.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from random import Random

import msgspec
from aiohttp import web

from firewall.demo import notes, serving
from firewall.demo.people import CITY_DAY, SEED, Resident, chance, residents
from firewall.demo.tables import Row, Table, build, connect

HITS = 1_000
WATCHED = "30001"
"""Of a car before the clinic, with a remark about who drives it."""
PLAIN = "30002"
MISSING = "404404"
PLATE = "HCX4471"
"""Seen twice."""

_FIRST = int(WATCHED)
_LAT, _LON = 41.8, -87.6
_PLACES_NORTH, _PLACES_EAST = 900, 1_400

TABLE = Table("hits", ("plate", "ts", "lat", "lon", "make", "hotlist", "remarks", "photo"))
FILTERS = {"plate": "plate = ?", "from": "ts >= ?"}


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    hit_id: str
    plate: str
    ts: str
    lat: float | str
    lon: float | str
    make: str
    hotlist: str | None
    remarks: str | None


class Plates:
    def __init__(self, path: Path) -> None:
        self._database = connect(path)

    def application(self) -> web.Application:
        one = f"/hits/{serving.RECORD}"
        return serving.application(
            (
                web.get("/hits", self.hits, allow_head=False),
                web.get(one, self.hit, allow_head=False),
                web.get(f"{one}/photo", self.photo, allow_head=False),
            ),
            self._database,
        )

    async def hit(self, request: web.Request) -> web.Response:
        serving.asked(request, ())
        return serving.answer(_hit(serving.found(TABLE, self._database, request)))

    async def hits(self, request: web.Request) -> web.Response:
        page, conditions = serving.page_and_conditions(request, FILTERS)
        rows, total = TABLE.page(self._database, conditions, page)
        return serving.listed([_hit(row) for row in rows], total, page)

    async def photo(self, request: web.Request) -> web.Response:
        serving.asked(request, ())
        row = serving.found(TABLE, self._database, request)
        return web.Response(
            body=_image(row["photo"], row["plate"], (row["lat"], row["lon"])), content_type="image/jpeg"
        )


def _image(said: str, plate: str, place: tuple[float, float]) -> bytes:
    """A photograph that says in itself, as those of real cameras do, what it saw and where (ITU-T T.81 B.2)."""
    picture = _drawn(plate)
    comment = said.encode()
    return picture[:2] + _part(0xE1, _where(*place)) + _part(0xFE, comment) + picture[2:]


def _part(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(data) + 2).to_bytes(2, "big") + data


@lru_cache(maxsize=64)
def _drawn(plate: str) -> bytes:
    """A car that nobody ever drove: without Pillow no picture at all, and nobody can look into that."""
    try:
        from PIL import Image, ImageDraw  # noqa: PLC0415  # an extra
    except ImportError:
        return b"\xff\xd8\xff\xd9"
    image = Image.new("RGB", (480, 320), (90, 96, 104))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 240, 480, 320), fill=(60, 60, 62))
    pen.rounded_rectangle((90, 110, 390, 260), 30, fill=(150, 40, 40))
    pen.rounded_rectangle((130, 70, 350, 150), 24, fill=(170, 190, 205))
    pen.rectangle((185, 205, 295, 235), fill=(245, 245, 240))
    pen.text((215, 213), plate, fill=(20, 20, 90))
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def _where(lat: float, lon: float) -> bytes:
    """The place in EXIF, in degrees."""
    try:
        from PIL.Image import Exif  # noqa: PLC0415  # an extra
    except ImportError:
        return b"Exif\0\0"
    exif = Exif()
    exif[0x0110] = "Harbor City plate reader"
    exif[0x8825] = {1: "N", 2: (lat, 0.0, 0.0), 3: "W", 4: (-lon, 0.0, 0.0)}
    return exif.tobytes()


def _hit(row: sqlite3.Row) -> Hit:
    return Hit(
        hit_id=str(row["id"]),
        plate=row["plate"],
        ts=row["ts"],
        lat=row["lat"],
        lon=row["lon"],
        make=row["make"],
        hotlist=row["hotlist"],
        remarks=row["remarks"],
    )


_MAKES = ("Ford Transit", "Honda Civic", "Toyota Corolla", "Chevrolet Express", "Nissan Versa")
_HOTLISTS = (None, None, None, None, "stolen", "expired registration")
_LETTERS = "ABCDEFGHJKLMNPRSTVWXYZ"


def furnish(path: Path, seed: int = SEED) -> None:
    """Writes the hits: two that are always the same, and the rest from the seed."""
    rng = chance("plates", seed)
    people = residents(rng, HITS - len(_KNOWN), seed=seed, ages=(18, 95))
    build(path, {TABLE: [*_KNOWN, *_rows(rng, people)]})


def _rows(rng: Random, people: list[Resident]) -> Iterator[Row]:
    for number, person in enumerate(people, _FIRST + len(_KNOWN)):
        plate = "".join(rng.choices(_LETTERS, k=3)) + f"{rng.randrange(10_000):04}"
        seen = datetime.combine(CITY_DAY, time()) - timedelta(minutes=rng.randrange(60 * 24 * 30))
        lat = round(_LAT + rng.randrange(_PLACES_NORTH) / 10_000, 4)
        lon = round(_LON - rng.randrange(_PLACES_EAST) / 10_000, 4)
        yield _row(
            number,
            plate,
            seen.isoformat(),
            (lat, lon),
            make=rng.choice(_MAKES),
            hotlist=rng.choice(_HOTLISTS),
            remarks=notes.written(rng, notes.PATROL, person, rng.choice(people)),
        )


def _row(
    number: int,
    plate: str,
    ts: str,
    at: tuple[float, float],
    *,
    make: str,
    hotlist: str | None,
    remarks: str,
) -> Row:
    lat, lon = at
    return {
        "id": number,
        "plate": plate,
        "ts": ts,
        "lat": lat,
        "lon": lon,
        "make": make,
        "hotlist": hotlist,
        "remarks": remarks,
        "photo": f"{plate} {ts} {lat} {lon}",
    }


_KNOWN: tuple[Row, ...] = (
    _row(
        int(WATCHED),
        PLATE,
        "2026-10-28T07:52:00",
        (41.8234, -87.6412),
        make="Ford Transit",
        hotlist=None,
        remarks="Parks at the clinic. Driver is undocumented, says a neighbor; tip passed to ICE.",
    ),
    _row(
        int(PLAIN),
        PLATE,
        "2026-10-30T18:05:00",
        (41.8561, -87.6679),
        make="Ford Transit",
        hotlist="stolen",
        remarks="Left turn on red.",
    ),
)
