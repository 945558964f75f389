"""An office that redacts files: a small city with a list of permits to export, its stores in memory, its files real."""

import asyncio
import json
from dataclasses import dataclass, replace

import msgspec

from firewall import formats
from firewall.files.asking import Question
from firewall.files.looking import Looking
from firewall.files.places import Places, reading, writing
from firewall.files.redacting import House, Job, Redacting
from firewall.files.units import cut_for
from firewall.formats import Unreadable
from firewall.formats.json import Json
from tests.helpers import NOON, World, compiled

NDJSON = "application/x-ndjson"

PERMITS = """
service: permits
upstream: http://127.0.0.1:9107
existence: open
routes:
  - route: export
    match: GET /export
    page_size: 1
    fields:
      /*/id: record.id
      /*/name: identity.name
      /*/birthDate: identity.dob
      /*/phone: contact.phone
      /*/remark: record.meta
      /*/citizenshipCode: immigration.citizenship
  - route: one
    match: GET /permits/{id}
    path: {id: record.id}
    fields: {/id: record.id}
"""
SHARED = """
agreement: DSA-3
title: Permits
basis: agreement
with: county-public-health
through: []
services: [permits]
purposes: [public-health]
asks_by: [record.id]
shares:
  - data: [record, identity.name]
onward: none
limits: {records_per_request: 100000}
signed: {by: Parks Commissioner, on: 2026-02-01}
from: 2026-02-01
until: 2027-01-31
"""
FEW = SHARED.replace("100000", "20")


@dataclass(frozen=True)
class Lines:
    """JSON a line, where the product has no format for it yet."""

    media_type: str = NDJSON

    def parse(self, body, limits):
        if body and not body.endswith(b"\n"):
            raise Unreadable("not-json")
        return [Json(self.media_type).parse(line, limits) for line in body.splitlines()]

    def write(self, tree):
        return b"".join(Json(self.media_type).write(record) + b"\n" for record in tree)

    def spelt(self, name):
        return Json(self.media_type).spelt(name)

    def exposed(self, body, limits):
        return body


def with_lines(monkeypatch):
    if NDJSON not in formats.FORMATS:
        monkeypatch.setitem(formats.FORMATS, NDJSON, Lines())
        formats.format_of.cache_clear()


def policy(agreement=SHARED, service=PERMITS):
    return compiled(**{"services/permits.yaml": service, "agreements/permits.yaml": agreement})


class Journal:
    """The record of a world, as a file's release asks for it."""

    def __init__(self, log):
        self.log = log

    async def append(self, entry):
        return await self.log.append(entry)

    def get(self, id_):
        found = [(n, e) for n, e in enumerate(self.log.entries) if msgspec.json.decode(e)["id"] == id_]
        return found[-1] if found else None


class Office:
    """``unit_bytes`` and ``noted_bytes`` are small, so that small files have many units."""

    def __init__(self, folder, agreement=SHARED, service=PERMITS, **world):
        self.world = World(policy(agreement, service), **world)
        self.folder = folder
        self.ids = 0
        self.now = NOON

    def house(self):
        return House(
            compiled=self.world.policy,
            means=self.world.means,
            journal=Journal(self.world.log),
            clock=lambda: self.now,
            new_id=self._new_id,
        )

    def _new_id(self):
        self.ids += 1
        return f"f-{self.ids}"

    def job(self, file, media_type=NDJSON, *, out="out", unit_bytes=300, block_bytes=64, told=None, **asked):
        words = {"partner": "county-public-health", "purpose": "public-health", "service": "permits"}
        cut = replace(cut_for(media_type), unit_bytes=unit_bytes, block_bytes=block_bytes)
        return Job(
            question=Question(**words | asked),
            places=Places(file, self.folder / out),
            media_type=media_type,
            cut=cut,
            by="A. Clerk",
            noted_bytes=unit_bytes,
            told=told or (lambda _: None),
        )

    def redact(self, job, pool=None, workers=1):
        house = self.house()
        redacting = Redacting(house, Looking(house.compiled, house.means, pool, workers), job)
        with reading(job.places.file) as source, writing(job.places) as part:
            return asyncio.run(redacting.run(source, part))

    def before(self, job):
        house = self.house()
        with reading(job.places.file) as source:
            return Redacting(house, Looking(house.compiled, house.means), job).done_before(source)

    @property
    def decided(self):
        return [said for said in self.world.log.said if said["kind"] == "decided"]

    def list_of(self, count, **odd):
        """A file of so many permits; ``odd`` replaces members of some by their number: ``{7: {...}}``."""
        path = self.folder / "permits.ndjson"
        path.write_bytes(b"".join(_permit(number, odd.get(f"n{number}", {})) for number in range(count)))
        return path


def _permit(number, odd):
    record = {
        "id": str(number), "name": f"Ana {number}", "birthDate": "1987-03-09", "remark": f"v{number % 3}",
        "citizenshipCode": "HN",
    }  # fmt: skip
    return json.dumps(record | odd).encode() + b"\n"


def rows(path):
    return [json.loads(line) for line in path.read_bytes().splitlines()]
