"""The three ways of a case, and what is compared of them."""

import asyncio
import gzip
import json
import tempfile
import zlib
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import brotli
import yaml
import zstandard

from firewall.files.asking import Question, asked
from firewall.files.looking import Looking
from firewall.files.places import Places, reading, writing
from firewall.files.redacting import House, Job, Redacting
from firewall.files.units import cut_for
from firewall.formats import Limits, format_of
from firewall.front.parts import Match, Rules
from firewall.identity import introduce
from firewall.identity.claims import Vocabulary
from firewall.model import Message, PartnerId, Phase
from firewall.partners import facts
from tests.cases.made import MADE
from tests.cases.policy import policy
from tests.files.office import Journal
from tests.front.city import NOW, Service, city, request, response
from tests.helpers import World
from tests.separately import SEPARATE

HERE = Path(__file__).parent
GOLDEN = HERE / "golden.yaml"
LIMITS = Limits(apart=SEPARATE)
_OWN = ("id", "at", "policy", "requester")
"""What each exchange has for itself, and how a requester was known."""


@dataclass(frozen=True)
class Case:
    name: str
    media_type: str
    route: str
    body: bytes
    who: str = "county-public-health"
    purpose: str = "public-health"
    coding: str = ""

    @property
    def question(self):
        return Question(partner=self.who, purpose=self.purpose, service="cases", route=self.route)


def cases():
    for said in yaml.safe_load((HERE / "cases.yaml").read_text("utf-8")):
        body = _body(said)
        who = {key: said[key] for key in ("who", "purpose", "coding") if key in said}
        yield Case(said["case"], said["type"], said["route"], body, **who)


def _body(said):
    if "file" in said:
        return (HERE / "bodies" / said["file"]).read_bytes()
    if "made" in said:
        return MADE[said["made"]]()
    return bytes.fromhex(str(said["hex"])) if "hex" in said else said["body"].encode()


def golden():
    return yaml.safe_load(GOLDEN.read_text("utf-8")) if GOLDEN.exists() else {}


@dataclass(frozen=True)
class Played:
    """What left, None where nothing did, and what the record says of it."""

    body: bytes | None
    said: dict
    media_type: str = field(default="", compare=False)
    """A file has none."""

    @property
    def told(self):
        """As the golden file has it."""
        picked = ("outcome", "reasons", "status", "records", "withheld", "latched", "counts")
        found = {key: self.said[key] for key in picked if self.said[key]}
        return found if self.body is None else found | self._spelt

    @property
    def _spelt(self):
        """A text as it is; of what is packed, what is read in it: how it is packed is its library's affair."""
        text = self.body.decode("latin-1")
        if text.isascii() and text.replace("\r", "").replace("\n", "").replace("\x1e", "").isprintable():
            return {"body": text}
        tree = format_of(self.media_type).parse(self.body, LIMITS)
        return {"reads": {**tree, "image": "a picture"} if "image" in tree else plain(tree)}


def plain(tree):
    """A tree as JSON has it."""
    return json.loads(json.dumps(tree, default=str))


def _played(body, world, media_type=""):
    said = [entry for entry in world.log.said if entry["kind"] == "decided"]
    assert len(said) == 1, said
    return Played(body, {key: value for key, value in said[0].items() if key not in _OWN}, media_type)


# ---- the engine alone


def by_engine(case):
    world = World(policy())

    async def journey():
        exchange, message = asked(policy(), case.question, "c-1", NOW)
        ruling = await world.engine.screen(exchange, message)
        if ruling.outgoing is not None:
            answer = Message(
                Phase.RESPONSE, media_type=case.media_type if case.body else "", body=case.body, status=200
            )
            ruling = await world.engine.screen(ruling.exchange, answer)
        return ruling

    ruling = asyncio.run(journey())
    out = ruling.outgoing
    return _played(out and out.body, world, out.media_type if out and out.body else "")


# ---- a file


def by_file(case, *, unit_bytes=None):
    world = World(policy())
    house = House(
        compiled=policy(),
        means=world.means,
        journal=Journal(world.log),
        clock=lambda: NOW,
        new_id=lambda: "c-1",
    )
    cut = cut_for(case.media_type)
    with tempfile.TemporaryDirectory() as folder:
        places = Places(Path(folder, "in"), Path(folder, "out"))
        places.file.write_bytes(case.body)
        job = Job(
            question=case.question,
            places=places,
            media_type=case.media_type,
            cut=replace(cut, unit_bytes=unit_bytes or cut.unit_bytes),
            by="A. Clerk",
        )
        redacting = Redacting(house, Looking(policy(), world.means), job)
        with reading(places.file) as source, writing(places) as part:
            done = asyncio.run(redacting.run(source, part))
        body = places.out.read_bytes() if done.is_released else None
        assert places.out.exists() == done.is_released
    return _played(body, world)


# ---- the proxy, over sockets


@asynccontextmanager
async def proxy():
    """One proxy for all cases: each has a record and persons of its own."""
    service, held = Service(), []
    async with city(service, rules_of=lambda: held[-1]) as here:

        async def play(case):
            world = World(policy())
            held.append(rules_for(world, here.base))
            service.scripts = [coded(case)]
            status, headers, body = await here.send(asking(case), within_s=60)
            is_released = status == 200
            if is_released:
                assert "fields-withheld" in headers
            told = headers["content-type"] if is_released and body else ""
            return _played(body if is_released else None, world, told.removesuffix("; charset=utf-8"))

        yield play


CODINGS = {
    "": bytes,
    "gzip": lambda body: gzip.compress(body, mtime=0),
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}


def asking(case):
    """The bytes of a request."""
    lines = (f"Purpose-Of-Use: {case.purpose}".encode(), b"X-Api-Key: " + case.who.encode())
    return request(f"/cases/{case.route}", "GET", b"", *lines).replace(b"X-Api-Key: good\r\n", b"")


def coded(case):
    more = (b"Content-Encoding: " + case.coding.encode(),) if case.coding else ()
    return response(CODINGS[case.coding](case.body), *more, media_type=case.media_type.encode())


def rules_for(world, base, compiled=None):
    compiled = compiled or policy()
    bundle = compiled.bundle
    words = Vocabulary(frozenset(bundle.vocabulary.purposes), frozenset(bundle.vocabulary.processes))

    def match(method, segments):
        route = compiled.route(method, segments)
        return None if route is None else Match(route.id, base, bundle.hides(route.id))

    async def known(credentials, now):
        return introduce.requester(PartnerId(credentials.api_key), facts(bundle), "api-key")

    return Rules(
        screen=world.engine, match=match, introduce=known, claims=words.read, contact="privacy@city.example"
    )


def by_proxy(these):
    async def all_of_them():
        async with proxy() as play:
            return {case.name: await play(case) for case in these}

    return asyncio.run(all_of_them())


def write():
    """Write what the engine alone makes of each case, for a person to read before it counts."""
    told = {case.name: json.loads(json.dumps(by_engine(case).told)) for case in cases()}
    GOLDEN.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=True, width=110), "utf-8")
    return len(told)
