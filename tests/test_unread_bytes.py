"""
Codings times character sets times media types, each with a canary: no byte leaves that was not read.

A sample runs with the suite, and all of it where ``$MATRIX`` is set (``make formats-matrix``).
"""

import bz2
import gzip
import itertools
import json
import lzma
import os
import random
import zlib

import brotli
import pytest
import zstandard

from firewall.formats import Limits, Unreadable
from firewall.formats.codings import decode
from firewall.model import Message, Outcome, Phase
from reference.reasons import MEANS
from tests.corpora import folder
from tests.helpers import HEALTH, World, detectors

LABELS = json.loads((folder("encoding", 54_720) / "whatwg_labels.json").read_text())
CANARY = "Zorbaquelle"
ANSWER = {"id": "7", "name": "Ana", "citizenshipCode": CANARY}
CODINGS = {
    "": lambda body: body,
    "identity": lambda body: body,
    "gzip": lambda body: gzip.compress(body, mtime=0),
    "x-gzip": lambda body: gzip.compress(body, mtime=0),
    "deflate": zlib.compress,
    "deflate ": lambda body: zlib.compress(body)[2:-4],
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "compress": lambda body: b"\x1f\x9d" + body,
    "gzip, br": lambda body: brotli.compress(gzip.compress(body)),
    "xz": lzma.compress,
    "bzip2": bz2.compress,
}
_JSON = json.dumps(ANSWER)
_XML = f"<r><id>7</id><citizenshipCode>{CANARY}</citizenshipCode></r>"
TYPES = {
    "application/json": _JSON,
    "application/fhir+json": _JSON,
    "application/vnd.api+json": _JSON,
    "application/vnd.city+json": _JSON,
    "application/geo+json": _JSON,
    "application/x-ndjson": f"{_JSON}\n",
    "application/json-seq": f"\x1e{_JSON}\n",
    "application/x-www-form-urlencoded": f"id=7&citizenshipCode={CANARY}",
    "text/plain": f"Her code: {CANARY}",
    "text/csv": f"id,citizenshipCode\r\n7,{CANARY}\r\n",
    "text/tab-separated-values": f"id\tcitizenshipCode\n7\t{CANARY}\n",
    "text/html": f"<p id=citizenshipCode>{CANARY}</p>",
    "application/xml": _XML,
    "text/xml": _XML,
    "application/soap+xml": _XML,
    "application/yaml": f"id: '7'\ncitizenshipCode: {CANARY}\n",
    "multipart/form-data; boundary=b": f'--b\r\nContent-Disposition: form-data; name="c"\r\n\r\n{CANARY}\r\n--b--\r\n',
    "application/javascript": f"({_JSON})",
    "application/octet-stream": _JSON,
    "": _JSON,
}
ALL = list(itertools.product(CODINGS, sorted(LABELS), TYPES))
_READ = [case for case in ALL if case[1] in {"utf-8", "latin1"}]
SAMPLE = ALL if os.environ.get("MATRIX") else [*_READ, *random.Random(6).sample(ALL, 200)]
CODED_AND_READ = {"", "identity", "gzip", "deflate", "br", "zstd"}
RAW = "deflate "
"""Deflate without its head and end, which some senders mean."""
NO_PYTHON = "utf-8"
"""Labels that Python has no codec for are sent in UTF-8, under their name."""


def encoded(text, label):
    try:
        return text.encode(label, errors="replace")
    except LookupError:
        return text.encode(NO_PYTHON)


def arrived(coding, label, media_type, phase=Phase.RESPONSE, **of_phase):
    """What the front end makes of such a message, and what a reader could find in it."""
    coded = CODINGS[coding](encoded(TYPES[media_type], label))
    named = f'{media_type};charset="{label}"' if media_type else ""
    try:
        return Message(phase, media_type=named, body=decode(coding, coded, Limits()), **of_phase)
    except Unreadable as error:
        return Message(phase, failure=error.why, **of_phase)


@pytest.mark.parametrize("coding", CODINGS)
async def test_no_byte_leaves_that_was_not_read(coding):
    found = detectors()
    released = refused = 0
    reasons = set()
    cases = [case for case in SAMPLE if case[0] == coding]
    for _, label, media_type in cases:
        own = World(found=found)
        asked = await own.ask(HEALTH)
        message = arrived(coding, label, media_type, status=200)
        ruling = await own.engine.screen(asked.exchange, message)
        if ruling.outgoing is None:
            refused += 1
            assert set(ruling.decision.reasons) <= set(MEANS)
            assert len(ruling.decision.reasons) == 1
            reasons.update(ruling.decision.reasons)
            assert ruling.decision.outcome in {Outcome.REFUSE, Outcome.HOLD}
            assert own.log.said[0]["reasons"] == list(ruling.decision.reasons)
        else:
            released += 1
            assert CANARY.encode() not in ruling.outgoing.body
            ruling.outgoing.body.decode("utf-8")
        assert len(own.log.entries) == 1
    assert bool(released) == (coding.strip() in CODED_AND_READ and coding != RAW)
    assert released + refused == len(cases)
    print(
        f"{len(ALL)} in all, {len(cases)} run as {coding or 'none'}: {released} released, {refused} refused for {sorted(reasons)}"
    )


@pytest.mark.parametrize("coding", CODINGS)
async def test_no_byte_goes_on_to_an_intake_that_was_not_read(coding):
    """The same of what is sent: a service is not to have what it does not accept, however it is written."""
    found = detectors()
    taken = 0
    cases = [case for case in SAMPLE if case[0] == coding]
    for _, label, media_type in cases:
        own = World(found=found)
        message = arrived(coding, label, media_type, Phase.REQUEST, path=("clinic", "patients"))
        ruling = await own.engine.screen(own.exchange(HEALTH, "clinic:intake"), message)
        if ruling.outgoing is None:
            assert len(ruling.decision.reasons) == 1
            assert set(ruling.decision.reasons) <= set(MEANS)
            assert ruling.decision.outcome in {Outcome.REFUSE, Outcome.HOLD}
        else:
            taken += 1
            assert CANARY.encode() not in ruling.outgoing.body
            ruling.outgoing.body.decode("utf-8")
        assert len(own.log.entries) == 1
    assert bool(taken) == (coding.strip() in CODED_AND_READ and coding != RAW)
