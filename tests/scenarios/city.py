"""
The city of a scenario: its services on loopback, the real proxy before them under TLS, requesters with keys and certificates.

Made from ``scenes.yaml``: one city for each jurisdiction, with the pack of that place in force.
"""

import contextlib
import http.client
import json
import secrets
import ssl
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import yaml
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from firewall import books, config, recognizers
from firewall.app import Application, load_policies, reading_names
from firewall.audit.store import Reader
from firewall.demo.serving import listening
from firewall.model import CaseId, Category, PartnerId, ProcessKind, Purpose
from firewall.review.judicial import IssuerKind
from firewall.review.register import Paper
from firewall.targets import digest_of
from tests.formats.photos import drawn, photo
from tests.helpers import detectors
from tests.helpers_names import TABLE
from tests.helpers_policy import ROOT
from tests.helpers_tls import CLIENT, SERVER, Authority
from tests.system.town import in_thread

HERE = Path(__file__).parent
SCENARIOS = {
    one["id"]: one
    for name in ("scenarios.yaml", "more.yaml")
    for one in yaml.safe_load((HERE / name).read_text("utf-8"))
}
SCENES = yaml.safe_load((HERE / "scenes.yaml").read_text("utf-8"))
ISSUERS = {
    "judicial": IssuerKind.JUDICIAL,
    "consent": IssuerKind.SUBJECT,
    "duty": IssuerKind.OFFICIAL,
    "emergency": IssuerKind.OFFICIAL,
}
SETTINGS = """
[listen]
host = "127.0.0.1"
port = 0
client_ca = "../ca.pem"
tls_certificate = "../server.pem"
tls_key = "../server.key"

[admin]
host = "127.0.0.1"
port = 0

[data]
directory = "data"

[policies]
directory = "policies"
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict = field(repr=False)
    body: bytes = field(repr=False)
    entry: dict = field(repr=False)
    reached: bool = False

    @property
    def tree(self):
        return json.loads(self.body) if self.body else None


class Upstream:
    """Every service of the city: answers each request with what the scenario says it holds, and counts."""

    def __init__(self):
        self.payload, self.id = None, ""
        self.answered = set()
        self.received = b""

    async def answer(self, request):
        self.answered.add(self.id)
        self.received = await request.read()
        if isinstance(self.payload, bytes):
            return web.Response(body=self.payload, content_type="image/jpeg")
        return web.json_response(self.payload)

    def application(self):
        made = web.Application()
        made.router.add_route("*", "/{rest:.*}", self.answer)
        return made


# ---- the folder


def _yaml(value):
    """JSON is YAML, and the policies' own loader reads it."""
    return json.dumps(value, ensure_ascii=False, default=str)


def files(group, address):
    """The policy folder of a jurisdiction; ``address`` is where its services listen."""
    place = group[0]
    said = SCENES["places"][place]
    choices = {"choices": said["choices"]} if said.get("choices") else {}
    line = {
        "pack": said["pack"],
        "from": "2026-01-01",
        **choices,
        "signed": {"by": "City Attorney", "on": "2026-01-02"},
    }
    made = {
        "city.yaml": _yaml(
            {
                "city": place, "title": f"A city of {place}", "contact": {"office": "Law", "email": "law@city.example"},
                "languages": ["en"], "packs": [line],
            }
        ),
        **{f"vocabulary/{p.name}": p.read_text("utf-8") for p in (ROOT / "policies/vocabulary").glob("*.yaml")},
    }  # fmt: skip
    services = {}
    for id_ in scenes_of(group):
        scene = SCENES["scenes"][id_]
        service = services.setdefault(
            scene["service"],
            {"service": scene["service"], "kind": scene["kind"], "upstream": address, "existence": scene.get("existence", "open"), "routes": []},
        )  # fmt: skip
        route = {"route": scene.get("route", id_.lower()), **scene["declares"]}
        if route["route"] not in [one["route"] for one in service["routes"]]:
            service["routes"].append(route)
        for number, partner in enumerate(scene["requester"]):
            made[f"partners/{partner['partner']}.yaml"] = _yaml(
                _partner(partner, scene["requester"][number + 1 :])
            )
        if "sent_by" in scene:
            made[f"partners/{scene['sent_by']['partner']}.yaml"] = _yaml(_partner(scene["sent_by"], []))
        lawful = scene.get("then_lawful")
        if lawful:
            made[f"partners/{lawful['requester']['partner']}.yaml"] = _yaml(_partner(lawful["requester"], []))
            extra = {
                "with": lawful["requester"]["partner"],
                "purposes": [lawful["purpose"]],
                "asks_by": lawful.get("asks_by", ["vehicle.plate"]),
            }
            shares = {"shares": [{"data": lawful["shares"]}]}
            made[f"agreements/{id_.lower()}-lawful.yaml"] = _yaml(
                _agreement(f"{id_}-lawful", scene, {**extra, **shares})
            )
        for number, agreement in enumerate(scene.get("agreements", ())):
            made[f"agreements/{id_.lower()}-{number}.yaml"] = _yaml(
                _agreement(f"{id_}-{number}", scene, agreement)
            )
    made |= {f"services/{name}.yaml": _yaml(service) for name, service in services.items()}
    return made


def _partner(partner, behind):
    certificates = {"certificates": [f"dns:{partner['certificate']}"]} if "certificate" in partner else {}
    rest = {key: partner[key] for key in ("onward", "declares") if key in partner}
    return {
        "partner": partner["partner"], "title": partner["partner"], "kind": partner["kind"],
        "credentials": {"api_keys": "yes", **certificates},
        "on_behalf_of": [behind[0]["partner"]] if behind else [], **rest,
    }  # fmt: skip


def _agreement(id_, scene, agreement):
    return {
        "agreement": id_, "title": "As the scenario supposes it", "basis": "agreement",
        "with": scene["requester"][-1]["partner"], "through": [one["partner"] for one in scene["requester"][:-1]],
        "services": [scene["service"]], "onward": [], **agreement,
        "signed": {"by": "Commissioner", "on": "2026-01-02"}, "from": "2026-01-02", "until": "2099-12-31",
    }  # fmt: skip


def group_of(id_):
    return SCENARIOS[id_]["J"], SCENES["scenes"][id_].get("apart", "")


def scenes_of(group):
    return [id_ for id_, one in SCENES["scenes"].items() if "known_gap" not in one and group_of(id_) == group]


# ---- the city


class City:
    def __init__(self, folder, running, opened, upstream, authority):
        self.folder, self.running, self.upstream = folder, running, upstream
        self.settings, self.compiled = (
            running_settings(folder),
            load_policies(folder / "firewall" / "policies"),
        )
        self.authority = authority
        partners = self.compiled.bundle.partners
        self.keys = {
            name: opened.keys.add(name, by="test", at=now(), entropy=secrets.token_bytes).text
            for name in partners
        }

    def ask(self, id_, *, requester=None, purpose=None):
        """Ask as the scenario does; with its certificate where it has one, and else with a key."""
        scene, scenario = SCENES["scenes"][id_], SCENARIOS[id_]
        self.upstream.payload, self.upstream.id = payload_of(id_), id_
        asks = (
            {"partner": requester, "kind": ""} if requester else scene.get("sent_by", scene["requester"][0])
        )
        method, target, body = request_of(scenario, scene)
        headers = [
            ("Host", "city"),
            ("Purpose-Of-Use", purpose or scene.get("purpose", "")),
            ("Legal-Process", scene.get("claims", "")),
        ]
        shown = None
        if "certificate" in asks:
            shown = self.certificate(asks)
        elif asks["kind"] != "unknown":
            headers.append(("Authorization", f"Bearer {self.keys[asks['partner']]}"))
        if body:
            headers += [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        elif method == "POST":
            headers.append(("Content-Length", "0"))
        return self.fetch(method, target, [pair for pair in headers if pair[1]], body, shown)

    def fetch(self, method, target, headers, body, shown):
        context = ssl.create_default_context(cafile=str(self.folder / "ca.pem"))
        if shown:
            context.load_cert_chain(*shown)
        wire = http.client.HTTPSConnection("127.0.0.1", self.running.port, context=context, timeout=20)
        with contextlib.closing(wire):
            wire.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in headers:
                wire.putheader(name, value)
            wire.endheaders(body or None)
            got = wire.getresponse()
            read = got.read()
        return Answer(got.status, dict(got.headers), read, self.entry(got.headers["Decision-Id"]))

    def entry(self, decision):
        reader = Reader(self.settings.data)
        try:
            return json.loads(reader.get(decision)[1])
        finally:
            reader.close()

    def certificate(self, asks):
        """A certificate with the subject that the scenario shows; what counts is the name that was registered."""
        path = self.folder / f"{asks['partner']}.pem", self.folder / f"{asks['partner']}.key"
        if not path[0].exists():
            oids = {
                "C": NameOID.COUNTRY_NAME,
                "O": NameOID.ORGANIZATION_NAME,
                "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
            }
            pairs = [part.strip().split("=", 1) for part in asks["subject"].split(",")]
            subject = x509.Name([x509.NameAttribute(oids[name], value) for name, value in pairs])
            _, key = self.authority.made("unused")
            names = x509.SubjectAlternativeName([x509.DNSName(asks["certificate"])])
            signed = self.authority.sign(
                subject, key, [(x509.ExtendedKeyUsage([CLIENT]), False), (names, False)]
            )
            path[0].write_bytes(signed.public_bytes(Encoding.PEM))
            path[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return path

    @contextlib.contextmanager
    def staff(self):
        """The books beside the running firewall, as commands open them."""
        with books.opened(self.settings.data, self.compiled.bundle, now()) as opened:
            yield opened

    def verify(self, id_, paper):
        """Enter the scenario's paper, and have it verified by whom the scenario names."""
        scene, scenario = SCENES["scenes"][id_], SCENARIOS[id_]
        said = scenario["process"]
        word = self.compiled.bundle.vocabulary.processes[ProcessKind(paper["kind"])]
        _, target, body = request_of(scenario, scene)
        with self.staff() as opened:
            register = opened.persons.register
            entered = register.add(
                Paper(
                    kind=ProcessKind(paper["kind"]),
                    issuer=said.get("judge", paper.get("issuer", "the office that signed it")),
                    issuer_kind=ISSUERS[word.basis],
                    partner=PartnerId(scene["requester"][-1]["partner"]),
                    categories=frozenset(map(Category, paper["covers"])),
                    targets=frozenset({digest_of(self.compiled, opened.house.digest, target, body, route=route_of(scene, id_))}),
                    starts=now() - timedelta(days=1),
                    ends=now() + timedelta(days=30),
                    purposes=frozenset(map(Purpose, paper.get("purposes", ()))),
                    court=said.get("court", ""),
                    docket="26-mj-11" if word.basis == "judicial" else "",
                ),
                by="clerk", at=now(), entropy=secrets.token_bytes,
            )  # fmt: skip
            return register.verify(
                entered.process.id, by=said.get("verified_by") or "counsel", at=now()
            ).process.id

    def approve(self, case, categories):
        with self.staff() as opened:
            return opened.persons.cases.grant(
                CaseId(case), by="counsel", why="counsel read it", categories=frozenset(map(Category, categories)),
                until=now() + timedelta(days=1), uses=1, at=now(), entropy=secrets.token_bytes,
            ).id  # fmt: skip


def play(city, id_):
    """Verify what the scenario supposes is verified, ask, and where a person must approve it, ask again."""
    scene = SCENES["scenes"][id_]
    city.upstream.answered.discard(id_)
    if "verified" in scene:
        city.verify(id_, scene["verified"])
    answer = city.ask(id_)
    if "approve" in scene:
        assert answer.status == 202, answer
        city.approve(answer.tree["case"], scene["approve"])
        answer = city.ask(id_)
    if "sent_by" in scene:
        assert not answer.body, "who sends gets no word of the receiver's"
        answer = replace(answer, body=city.upstream.received)
    return replace(answer, reached=id_ in city.upstream.answered)


def payload_of(id_):
    """The payload as the scenario gives it, and what its scene adds to each row."""
    if SCENES["scenes"][id_].get("photo"):
        return photo("JPEG", drawn((480, 600)))
    payload, more = SCENARIOS[id_].get("payload"), SCENES["scenes"][id_].get("more")
    return {"rows": [{**row, **more} for row in payload["rows"]]} if more else payload


def now():
    """The hour it is: certificates of a test are made now, and another test's town may live on another day."""
    return datetime.now(UTC)


def route_of(scene, id_):
    return f"{scene['service']}:{scene.get('route', id_.lower())}"


def request_of(scenario, scene):
    """``GET /path`` or ``POST /path {...}``, as the scenario writes it; what the city sends is the payload."""
    method, _, rest = scenario["request"].partition(" ")
    target, _, body = rest.partition(" ")
    return method, target, json.dumps(scenario["payload"]).encode() if "sent_by" in scene else body.encode()


def running_settings(folder):
    path = folder / "firewall" / "firewall.toml"
    return config.load(path.read_text(), path.parent)[0]


@asynccontextmanager
async def _started(folder, group, upstream):
    async with listening(upstream.application()) as address:
        inner = folder / "firewall"
        for name, text in files(group, address).items():
            path = inner / "policies" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        reads_names = any(SCENES["scenes"][id_].get("reads_names") for id_ in scenes_of(group))
        (inner / "firewall.toml").write_text(SETTINGS + (TABLE if reads_names else ""))
        settings = running_settings(folder)
        compiled = load_policies(settings.policies)
        with books.opened(settings.data, compiled.bundle, now(), create=True, serving=True) as opened:
            async with (
                reading_names(settings.names) as names,
                Application(settings, compiled, opened, detectors(), names).serving() as running,
            ):
                yield running, opened


@contextlib.contextmanager
def city(folder, group):
    folder.mkdir(parents=True, exist_ok=True)
    authority = Authority("City CA")
    authority.write(folder / "ca.pem")
    authority.issue(folder, "server", hosts=["127.0.0.1"], usage=SERVER)
    recognizers.warm()
    upstream = Upstream()
    with (
        patch("firewall.app.now", now),
        in_thread(_started(folder, group, upstream)) as (running, opened),
    ):
        yield City(folder, running, opened, upstream, authority)


@contextlib.contextmanager
def all_of_them(folder):
    """Yield what gives the city of a scenario, started when it is first asked for."""
    running = {}
    with contextlib.ExitStack() as stack:

        def of(id_):
            group = group_of(id_)
            if group not in running:
                running[group] = stack.enter_context(city(folder / str(len(running)), group))
            return running[group]

        yield of
