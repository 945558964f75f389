"""
A canary in every field and on every way in, and then a search through everything that stays behind.

The firewall runs as a process of its own, first before the real services with a canary in every
column, then before a service that answers with canaries wherever HTTP has room for one.
"""

import base64
import contextlib
import json
import re
import shutil
import socket
import socketserver
import sqlite3
import threading
from contextlib import closing

import pytest

from tests.system import process
from tests.system.town import (
    BENEFITS,
    BROKER,
    COLLECTOR,
    COUNTY,
    FUSION,
    HOUSING,
    ICE,
    LAKESIDE,
    NOBODY,
    POLICE,
    PORTAL,
    PURPOSES,
    UNIVERSITY,
    VENDOR,
    command,
    fetch,
)

NEWER, OLDER = (BENEFITS, COLLECTOR, BROKER, FUSION, LAKESIDE), ("clinic", "school", "311")
KNOWN = (COUNTY, HOUSING, ICE, VENDOR, UNIVERSITY, PORTAL, POLICE, *NEWER)

STEM = b"zqcanary"
SPELLINGS = {
    STEM,
    STEM.hex().encode(),
    STEM.decode().encode("utf-16-le"),
    STEM[::-1],
    *(base64.b64encode(b"\0" * shift + STEM)[4:-4] for shift in range(3)),
}  # fmt: skip
"""Plain, and as a careless log, key or id would write it."""

CANARY = "zqcanary{}".format
SILENCE_S = 0.3
"""Some broken requests are for ever unfinished, and the firewall waits for the rest of them longer than these tests do."""
TABLES = {
    "clinic": ("patients", "visits"), "school": ("students",), "311": ("requests",), "housing": ("tenants",),
    "utility": ("accounts",), "plates": ("hits",), "district": ("schools", "students"),
}  # fmt: skip
NUMBERS = {"id", "patient", "school_id"}

RELEASED = {
    COUNTY: {"given", "family", "phone", "line", "city", "postalcode", "condition"},
    HOUSING: {"category", "opened", "status", "address"},
    UNIVERSITY: {"school", "gradelevel"},
    BENEFITS: {"name", "unit", "leasestart", "landlord", "householdsize", "income"},
    COLLECTOR: {"name", "arrears"},
    POLICE: {"plate", "ts"},
    LAKESIDE: {"name", "dob", "grade", "guardian", "immunization"},
}
"""Columns that an agreement gives out as they are; everything else of an answer is ours or withheld."""


def word(column):
    return CANARY(column.replace("_", ""))


def infest(directory):
    """Put a canary of its own into every column of every row."""
    for service, tables in TABLES.items():
        with closing(sqlite3.connect(directory / f"{service}.sqlite")) as database, database:
            for table in tables:
                columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
                for column in set(columns) - NUMBERS:
                    database.execute(f"UPDATE {table} SET {column} = ?", (word(column),))


PATIENT = {
    "name": {"given": CANARY("newgiven"), "family": CANARY("newfamily")},
    "birthDate": "1990-01-01",
    "phone": CANARY("newphone"),
    "address": {"line": CANARY("newline")},
    "citizenshipCode": CANARY("newcode"),
    "notes": CANARY("newnotes"),
    CANARY("newkey"): CANARY("newvalue"),
}
REPORT = {
    "category": CANARY("newcategory"),
    "address": CANARY("newaddress"),
    "text": CANARY("newtext"),
    "reporter": {"name": CANARY("newname")},
}
PURPOSES_HERE = {**PURPOSES, POLICE: "law-enforcement-criminal"}
APPLICATION = {
    "name": CANARY("newtenant"),
    "dob": "1990-01-01",
    "eligible_immigration_status": CANARY("newstatus"),
    "notes": CANARY("newtenantnotes"),
}
SEARCH = {"LastSurname": CANARY("surname"), "BirthDate": CANARY("birth"), "fields": [CANARY("selected")]}

ASKED = (
    ("GET", "/clinic/patients/1001", None),
    ("GET", "/clinic/patients/1002/visits", None),
    ("GET", "/clinic/patients?page=2&count=5", None),
    ("GET", "/school/students/500001", None),
    ("GET", "/school/students?page=1&count=5", None),
    ("GET", "/311/requests/70001", None),
    ("GET", "/311/requests?page=1", None),
    ("GET", "/housing/tenants/88412", None),
    ("GET", "/housing/tenants/88412?fields=notes,save_response", None),
    ("GET", "/housing/tenants/88413/contact", None),
    ("GET", "/housing/tenants?page=1&count=5", None),
    ("GET", "/utility/accounts/60001", None),
    ("GET", f"/utility/accounts?service_address={CANARY('street')}&page=1", None),
    ("GET", "/plates/hits/30001", None),
    ("GET", "/plates/hits/30001/photo", None),
    ("GET", "/plates/hits?page=1&count=5", None),
    ("GET", f"/plates/hits?plate={CANARY('plate')}", None),
    ("GET", "/district/schools", None),
    ("GET", "/district/schools/3/students?count=5", None),
    ("GET", "/district/students/620001", None),
    ("GET", f"/clinic/patients/{CANARY('segment')}", None),
    ("GET", f"/clinic/patients/1001/{CANARY('sub')}", None),
    ("GET", f"/{CANARY('service')}/{CANARY('path')}", None),
    ("GET", f"/{CANARY('params')};{CANARY('semicolon')}", None),
    ("GET", f"/.firewall/cases/{CANARY('case')}", None),
    ("GET", f"/.firewall/problems/{CANARY('problem')}", None),
    ("GET", f"/clinic/patients?name={CANARY('filter')}&page=1", None),
    ("GET", f"/clinic/patients?{CANARY('name')}={CANARY('value')}", None),
    ("GET", f"/clinic/patients/1001?fields={CANARY('field')},name", None),
    ("GET", f"/311/requests?category={CANARY('wanted')}&status=%7a{CANARY('escaped')}", None),
    ("GET", f"/clinic/patients/1001#{CANARY('fragment')}", None),
    ("GET", f"/clinic/../{CANARY('dots')}", None),
    ("GET", f"http://{CANARY('authority')}/clinic/patients/1001", None),
    ("POST", "/clinic/patients", PATIENT),
    ("POST", "/311/requests", REPORT),
    ("POST", "/school/students/search", SEARCH),
    ("POST", "/housing/applications", APPLICATION),
    (
        "POST",
        "/district/inscripciones",
        {"nombre": CANARY("newnombre"), "numero_extranjero": CANARY("newnumber")},
    ),
    ("PUT", "/clinic/patients/1001", PATIENT),
    ("DELETE", f"/clinic/patients/{CANARY('deleted')}", None),
)

HEADERS = (
    "User-Agent", "Cookie", "Referer", "Origin", "From", "Forwarded", "X-Forwarded-For", "Traceparent", "Accept", "Accept-Language",
    "If-None-Match", "Range", "Prefer", "X-Request-Id", "Purpose-Of-Use", "Legal-Process", "Content-Language", "Content-Type",
)  # fmt: skip

BODIES = (
    (b"application/json", b'{"zqcanarybroken": "zqcanary'),
    (b"application/json", b'{"a": 1, "zqcanarytwice": 1, "zqcanarytwice": 2}'),
    (b"application/json", b"[" * 100 + b'"zqcanarydeep"' + b"]" * 100),
    (b"application/json", b'{"a": "zqcanary\xff"}'),
    (b"application/x-www-form-urlencoded", b"text=zqcanaryform&zqcanaryname=1&category=zqcanary&address=x"),
    (b"application/x-www-form-urlencoded", b"zqcanary=%zz"),
    (b"text/plain", b"zqcanaryplain"),
    (b"text/plain; charset=zqcanary", b"zqcanarycharset"),
    (b"application/zqcanary", b"zqcanarytype"),
    (b"multipart/form-data; boundary=zqcanary", b"--zqcanary\r\n\r\nzqcanary\r\n--zqcanary--"),
)

RAW = (
    b"zqcanary\r\n\r\n",
    b"ZQCANARY /clinic/patients/1001 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET zqcanary HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /zqcanary\x01 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /\xffzqcanary HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /%00zqcanary HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / ZQCANARY/1.1\r\nHost: a\r\n\r\n",
    b"GET /zqcanary HTTP/1.0\r\nHost: zqcanary\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: zqcanary zqcanary\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: zqcanary\r\nHost: zqcanary\r\n\r\n",
    b"GET /clinic/patients/1001 HTTP/1.1\r\nHost: zqcanary.example\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nzqcanary\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nzqcanary name: zqcanary\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX_Zqcanary: zqcanary\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX-Zqcanary: zqcanary\x00\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n zqcanaryfold\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: zqcanary\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nzqcanary",
    b"POST /311/requests HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: zqcanary\r\n\r\nzqcanary",
    b"POST /311/requests HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nzqcanary\r\n",
    b"POST /311/requests HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n3;zqcanary=zqcanary\r\nabc\r\n0\r\nX-Zqcanary: zqcanary\r\n\r\n",
    b"POST /311/requests HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nzqcanaryshort",
    b"POST /311/requests HTTP/1.1\r\nHost: a\r\nContent-Encoding: zqcanary\r\nContent-Length: 8\r\n\r\nzqcanary",
    b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: zqcanary\r\nConnection: upgrade, zqcanary\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nExpect: zqcanary\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer dsf_zqcanary\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic enFjYW5hcnk6enFjYW5hcnk=\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX-Api-Key: dsf_00000000_zqcanaryzqcanaryzqcanaryzqcanaryzqcanaryzqc\r\n\r\n",
    b"GET /" + b"zqcanary" * 4000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX-A: " + b"zqcanary" * 4000 + b"\r\n\r\n",
    b"\x16\x03\x01\x02\x00zqcanary",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nzqcanary",
    b"GET /clinic/patients/1001 HTTP/1.1\r\nHost: a\r\n\r\nzqcanary smuggled HTTP/1.1\r\n\r\n",
)

UPSTREAM = b'{"name": {"given": "Ana"}, "zqcanaryupkey": "zqcanaryupvalue"}'
"""What a service says whole: one member that is declared, and one that nobody knows."""

EVIL = (
    b"HTTP/1.1 200 zqcanary\r\nContent-Type: application/json\r\nX-Zqcanary: zqcanary\r\nSet-Cookie: zqcanary=1\r\n"
    + b'Server: zqcanary\r\nETag: "zqcanary"\r\nContent-Length: %d\r\n\r\n' % len(UPSTREAM)
    + UPSTREAM,
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Language: zqcanary\r\nContent-Length: 2\r\n\r\n{}",
    b"HTTP/1.1 500 zqcanary\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\nzqcanary",
    b'HTTP/1.1 404 zqcanary\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{"zqcanary":1}',
    b"HTTP/1.1 409 Conflict\r\nX-Zqcanary: zqcanary\r\nContent-Type: text/html\r\nContent-Length: 8\r\n\r\nzqcanary",
    b"HTTP/1.1 200 OK\r\nContent-Type: zqcanary/zqcanary\r\nContent-Length: 2\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=zqcanary\r\nContent-Length: 2\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: zqcanary\r\n\r\n{}",
    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"name": "zqcanary',
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2;zqcanary\r\n{}\r\n0\r\nX-Zqcanary: zqcanary\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzqcanary\r\n{}\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: zqcanary\r\n\r\nzqcanary",
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nzqcanary",
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: zqcanary\r\nContent-Length: 8\r\n\r\nzqcanary",
    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"zqcanary":',
    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 27\r\n\r\n{"zqcanary":1,"zqcanary":2}',
    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{"a":"zqcanary\xff"}',
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 8\r\n\r\nzqcanary",
    b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nzqcanary",
    b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/zqcanary\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 101 Zqcanary\r\nUpgrade: zqcanary\r\nConnection: upgrade\r\n\r\nzqcanary",
    b"HTTP/1.1 103 Early Hints\r\nLink: </zqcanary>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\nzqcanary",
    b"zqcanary garbage\r\n\r\n",
    b"HTTP/1.1 zqcanary OK\r\n\r\n",
    b"HTTP/9.9 200 zqcanary\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nzqcanary no colon\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX-A: zqcanary\r\n zqcanaryfold\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX-A: " + STEM * 20000 + b"\r\nContent-Length: 0\r\n\r\n",
    b"",
)  # fmt: skip


@contextlib.contextmanager
def evil():
    """A service that answers each request with the next of the scripts, and hangs up."""
    scripts = list(EVIL)

    class Wire(socketserver.StreamRequestHandler):
        def handle(self):
            with contextlib.suppress(ConnectionError):
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    head += self.rfile.readline()
                length = re.search(rb"(?i)content-length: (\d+)", head)
                self.rfile.read(int(length[1]) if length else 0)
                self.wfile.write(scripts.pop(0) if scripts else b"")

    class Service(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Service(("127.0.0.1", 0), Wire) as service:
        thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{service.server_address[1]}"
        finally:
            service.shutdown()
            thread.join()


class Found:
    """Everything that was left behind, by where it was, and every answer by who got it."""

    def __init__(self, config):
        self.config = config
        self.places = {}
        self.answers = []
        self.keys = {}
        self.codes = []

    def keep(self, place, content):
        self.places.setdefault(place, b"")
        self.places[place] += content

    def ask(self, url, partner, method, target, *, tree=None, headers=()):
        sent = [("Host", "city"), ("Purpose-Of-Use", PURPOSES_HERE[partner]), *headers]
        sent += [("Authorization", f"Bearer {self.keys[partner]}")] if partner else []
        body = None if tree is None else json.dumps(tree).encode()
        sent += (
            [] if body is None else [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        )
        self.answers.append(
            (partner, fetch(url, target, method, [(name, value) for name, value in sent if value], body))
        )

    def staff(self, *words):
        done = command(*words, "--config", str(self.config))
        self.keep(f"firewall {words[0]}", (done.out + done.err).encode())
        return done

    def files(self, data):
        for path in sorted(path for path in data.rglob("*") if path.is_file()):
            self.keep(path.name, path.read_bytes())


def send(port, raw):
    """Bytes as they are, over a connection of their own; returns what comes until it ends, or nothing more does."""
    got = b""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=SILENCE_S) as wire,
        contextlib.suppress(OSError),
    ):
        wire.sendall(raw)
        while chunk := wire.recv(65536):
            got += chunk
    return got


def raw_request(method, target, *lines, body=b""):
    return b"\r\n".join(
        [
            b"%s %s HTTP/1.1" % (method, target),
            b"Host: city",
            *lines,
            b"Content-Length: %d" % len(body),
            b"Connection: close",
            b"",
            body,
        ]
    )


def ask_everything(found, firewall):
    for partner in (*KNOWN, NOBODY):
        for method, target, tree in ASKED:
            if partner in NEWER and target.split("/")[1] in OLDER:
                continue  # they have agreements with the other services alone
            found.ask(firewall.url, partner, method, target, tree=tree)
    for name in HEADERS:
        found.ask(
            firewall.url,
            COUNTY,
            "GET",
            "/clinic/patients/1001",
            headers=[(name, CANARY(name.lower().replace("-", "")))],
        )
    found.ask(
        firewall.url,
        ICE,
        "GET",
        "/school/students/500003",
        headers=[("Legal-Process", f"admin-subpoena-dhs, {CANARY('claim')}")],
    )
    for kind, body in BODIES:
        for target in (b"/311/requests", b"/clinic/patients", b"/school/students/search"):
            lines = [
                b"Content-Type: " + kind,
                b"X-Api-Key: " + found.keys[PORTAL].encode(),
                b"Purpose-Of-Use: service-delivery",
            ]
            found.keep(
                "answers to bodies", send(firewall.port, raw_request(b"POST", target, *lines, body=body))
            )
    for raw in RAW:
        found.keep("answers to broken requests", send(firewall.port, raw))


def ask_staff(found):
    cases = json.loads(found.staff("case", "list", "--all", "--json").out)
    for case in cases[::8]:
        found.staff("case", "show", case["case"])
    found.staff("case", "list")
    found.staff("case", "match", cases[0]["case"], "--target", f"/clinic/patients/{CANARY('letter')}")
    found.staff("case", "match", cases[0]["case"], "--target", f"/{CANARY('noservice')}/1")
    found.staff("process", "add", "--kind", "consent", "--partner", COUNTY, "--issuer", "a patient", "--issuer-kind", "subject",
                "--categories", "identity.name", "--target", f"/clinic/patients/{CANARY('subject')}", "--until", "2099-01-01")  # fmt: skip
    found.staff("process", "list", "--json")
    found.staff("partner", "list", "--json")
    found.staff("latch", "list", "--json")
    for _, answer in found.answers[::10]:
        if answer.decision:
            found.staff("audit", "show", answer.decision)


def look_around(found, firewall):
    found.keep("metrics", fetch(firewall.admin_url, "/metrics", headers=[("Host", "localhost")]).body)
    for path in ("/readyz", f"/{CANARY('admin')}"):
        found.keep("admin", fetch(firewall.admin_url, path, headers=[("Host", "localhost")]).body)
    found.keep("admin", fetch(firewall.admin_url, "/metrics", headers=[("Host", CANARY("adminhost"))]).body)
    found.files(firewall.data)


def furnished(directory, upstreams):
    """With a draft beside the policies, so that what is noted of it is searched, too."""
    config = process.furnished(directory, upstreams)
    shutil.copytree(directory / "policies", directory / "draft", dirs_exist_ok=True)
    named = 'directory = "policies"\ndraft = "draft"\ndraft_until = 2099-12-31'
    config.write_text(config.read_text().replace('directory = "policies"', named))
    return config


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    directory = tmp_path_factory.mktemp("canary")
    with process.city(directory / "services") as upstreams:
        infest(directory / "services")
        found = Found(furnished(directory / "firewall", upstreams))
        found.keys = process.keyed(found.config, *KNOWN)
        with process.running(found.config) as firewall:
            ask_everything(found, firewall)
            ask_staff(found)
            look_around(found, firewall)
        found.codes.append(firewall.process.returncode)
        found.files(firewall.data)
    with evil() as upstream:
        furnished(directory / "firewall", dict.fromkeys(process.SERVICES, upstream))
        with process.running(found.config) as firewall:
            for number in range(len(EVIL)):
                found.ask(firewall.url, COUNTY, "GET", f"/clinic/patients/{number + 2000}")
            found.ask(firewall.url, PORTAL, "POST", "/311/requests", tree=REPORT)
            look_around(found, firewall)
        found.codes.append(firewall.process.returncode)
        found.files(firewall.data)
    for path in (firewall.out, firewall.err):
        found.keep(path.suffix[1:], path.read_bytes())
    return found


PLACES = (
    "stdout", "stderr", "metrics", "admin", "audit.sqlite", "audit.sqlite-wal", "checkpoint", "review.sqlite", "identity.sqlite", "shadow.sqlite", "limits.sqlite",
    "firewall case", "firewall process", "firewall audit", "firewall latch", "firewall partner", "answers to bodies",
    "answers to broken requests",
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_no_canary_stays_behind(found, place):
    left = found.places[place].lower()

    assert [spelling for spelling in SPELLINGS if spelling.lower() in left] == []


def test_no_file_was_written_that_these_tests_do_not_search(found):
    unsearched = found.places.keys() - {*PLACES}

    assert all(STEM not in found.places[place].lower() for place in unsearched)
    assert unsearched == {
        "checkpoint.lock", "serving.lock", "using.lock", "audit-public.txt", "audit-signing.pem", "digest.key", "pseudonym.key", "audit.sqlite-shm",
        *(name for name in unsearched if re.fullmatch(r"(review|identity|shadow|limits)\.sqlite-(wal|shm)", name)),
    }  # fmt: skip


def test_every_place_that_was_searched_had_something_in_it(found):
    silent = {"stdout"}  # standard output is for results, and a proxy has none

    assert {place for place in PLACES if not found.places[place]} <= silent


def test_no_problem_and_no_header_holds_a_canary(found):
    for _, answer in found.answers:
        heads = repr((answer.reason, answer.headers)).lower()

        assert STEM.decode() not in heads
        if answer.status not in {200, 201}:
            assert STEM not in answer.body.lower()


def test_only_released_fields_of_authorised_answers_hold_their_canaries(found):
    for partner, answer in found.answers:
        if answer.status in {200, 201}:
            got = {name.decode() for name in re.findall(rb"zqcanary([a-z]*)", answer.body.lower())}

            assert got <= RELEASED.get(partner, set())


def test_what_the_agreements_give_did_arrive(found):
    for partner, columns in RELEASED.items():
        bodies = b"".join(
            answer.body for asker, answer in found.answers if asker == partner and answer.status == 200
        )

        assert {column for column in columns if CANARY(column).encode() in bodies} == columns


def test_evil_answers_were_met_and_told_as_no_answer(found):
    last = [answer for partner, answer in found.answers if partner == COUNTY][-len(EVIL) :]

    assert (last[0].status, last[0].json) == (200, {"name": {"given": "Ana"}})
    assert {answer.status for answer in last} <= {200, 404, 409, 502}
    assert sum(answer.status == 502 for answer in last) >= len(EVIL) - 6


def test_no_key_of_a_partner_is_anywhere(found):
    secrets = [key.encode()[13:] for key in found.keys.values()]
    for place, content in found.places.items():
        assert not any(secret in content for secret in secrets), place


def test_the_firewall_went_on_to_its_regular_end(found):
    assert found.codes == [0, 0]


def test_the_search_would_find_a_canary_in_any_spelling():
    for spelled in (
        CANARY("x"),
        "ZQCANARYX",
        CANARY("x").encode().hex(),
        base64.b64encode(b"ab" + CANARY("x").encode()).decode(),
    ):
        assert any(spelling.lower() in spelled.lower().encode() for spelling in SPELLINGS)
