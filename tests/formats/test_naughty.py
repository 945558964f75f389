"""The big list of naughty strings, as names and as values: whoever reads what leaves reads what came, or nothing left."""

import csv
import io
import json
from email import message_from_bytes
from email.policy import HTTP
from urllib.parse import parse_qsl

import cbor2
import msgspec
import pytest
import yaml
from lxml import etree
from ruamel.yaml import YAML

from firewall.formats import Limits, Unreadable, format_of
from firewall.formats.formulas import neutralised
from firewall.formats.multipart import BOUNDARY
from tests.corpora import folder
from tests.formats.through import through

LIMITS = Limits()
NAUGHTY = [one for one in json.loads((folder("naughty", 516) / "blns.json").read_text("utf-8")) if one]


def _parts(body):
    head = f'Content-Type: multipart/form-data; boundary="{BOUNDARY}"\r\n\r\n'.encode()
    parts = message_from_bytes(head + body, policy=HTTP).iter_parts()
    return {
        part.get_param("name", header="content-disposition"): part.get_payload(decode=True).decode()
        for part in parts
    }


def _table(body):
    names, *rows = csv.reader(io.StringIO(body.decode(), newline=""))
    return dict(zip(names, rows[0], strict=True))


def _by_lxml(body):
    return {child.tag: child.text or "" for child in etree.fromstring(body)}


READERS = {
    "application/json": [json.loads, msgspec.json.decode],
    "application/yaml": [yaml.safe_load, YAML(typ="safe", pure=True).load],
    "application/msgpack": [msgspec.msgpack.decode],
    "application/cbor": [cbor2.loads],
    "application/x-www-form-urlencoded": [
        lambda body: dict(parse_qsl(body.decode(), keep_blank_values=True))
    ],
    "multipart/form-data; boundary=b": [_parts],
}
"""What may hold an object of texts, and programs that are not ours."""


@pytest.mark.parametrize("kind", READERS)
def test_a_value_is_read_as_it_came_or_is_not_written(kind):
    written = 0
    for text in NAUGHTY:
        try:
            body = format_of(kind).write({"name": text})
        except Unreadable:
            continue
        written += 1
        assert all(read(body) == {"name": text} for read in READERS[kind]), ascii(text)
    assert written > 480


@pytest.mark.parametrize(
    "kind", ["application/json", "application/yaml", "application/msgpack", "application/cbor"]
)
def test_a_name_is_read_as_it_came_or_is_not_written(kind):
    names = {text: number for number, text in enumerate(NAUGHTY)}
    written = 0
    for name, number in names.items():
        try:
            body = format_of(kind).write({name: number, "b": 1})
        except Unreadable:
            continue
        written += 1
        assert all(read(body) == {name: number, "b": 1} for read in READERS[kind]), ascii(name)
    assert written > 480


def test_a_cell_is_read_as_it_came_but_for_the_apostrophe_before_a_formula():
    written = 0
    for text in NAUGHTY:
        try:
            body = format_of("text/csv").write([{"id": "7", "name": text}])
        except Unreadable:
            continue
        written += 1
        assert _table(body) == {"id": "7", "name": neutralised(text)}, ascii(text)
    assert written > 480


def test_a_text_of_an_element_is_read_as_it_came_or_is_not_written():
    written = 0
    for text in NAUGHTY:
        try:
            body = format_of("application/xml").write({"r": {"name": text}})
        except Unreadable:
            continue
        written += 1
        assert _by_lxml(body) == {"name": text}, ascii(text)
    assert written > 450


async def test_what_stands_beside_one_of_them_is_taken_out_all_the_same():
    fields = {"/*/id": "record.id", "/*/citizenshipCode": "immigration.citizenship"}
    for text in NAUGHTY:
        body = json.dumps([{text: "CANARY-7c1f", "id": text, "citizenshipCode": "CANARY-7c1f"}]).encode()
        ruling = await through(body, "application/json", fields)

        assert ruling.outgoing is None or b"CANARY" not in ruling.outgoing.body, ascii(text)
