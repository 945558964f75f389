"""Message bodies to trees and back: one table of media types, one module a format."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from firewall.formats.apart import Apart
from firewall.formats.archive import Archive
from firewall.formats.base import Format, Gridded, Limits, Parametrised, Rewriting, Unreadable
from firewall.formats.cbor import Cbor
from firewall.formats.charset import in_charset
from firewall.formats.columns import FILE, PARQUET, STREAM, Columns
from firewall.formats.csv import TAB, Csv
from firewall.formats.docx import Docx
from firewall.formats.form import Form
from firewall.formats.hl7 import Hl7
from firewall.formats.html import Html
from firewall.formats.html.xhtml import Xhtml
from firewall.formats.images import Image
from firewall.formats.json import Json
from firewall.formats.lines import SEQUENCE, Lines
from firewall.formats.msgpack import MessagePack
from firewall.formats.multipart import Multipart
from firewall.formats.ods import Ods
from firewall.formats.pdf import Pdf
from firewall.formats.text import Text
from firewall.formats.x12 import X12
from firewall.formats.xlsx import Xlsx
from firewall.formats.xml import Xml
from firewall.formats.yaml import Yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FORMATS", "Format", "Gridded", "Limits", "Rewriting", "Unreadable", "format_of"]


def _of_part(media_type: str) -> Format:
    return format_of(media_type)


FORMATS: Mapping[str, Format] = {
    "application/json": Json("application/json"),
    "application/fhir+json": Json("application/fhir+json"),
    "application/merge-patch+json": Json("application/merge-patch+json"),
    "application/problem+json": Json("application/problem+json"),
    "application/geo+json": Json("application/geo+json"),
    "application/hal+json": Json("application/hal+json"),
    "application/vnd.api+json": Json("application/vnd.api+json"),
    "application/jsonl": Lines("application/jsonl"),
    "application/ndjson": Lines("application/ndjson"),
    "application/x-ndjson": Lines("application/x-ndjson"),
    "application/json-seq": SEQUENCE,
    "application/x-www-form-urlencoded": Form(),
    "application/cbor": Cbor(),
    "application/edi-x12": X12(),
    "application/hl7-v2": Hl7(),
    "x-application/hl7-v2+er7": Hl7("x-application/hl7-v2+er7"),
    "application/vnd.apache.arrow.file": Apart(Columns("application/vnd.apache.arrow.file", FILE)),
    "application/vnd.apache.arrow.stream": Apart(Columns("application/vnd.apache.arrow.stream", STREAM)),
    "application/vnd.apache.parquet": Apart(Columns("application/vnd.apache.parquet", PARQUET)),
    "application/msgpack": MessagePack(),
    "application/vnd.msgpack": MessagePack("application/vnd.msgpack"),
    "application/x-msgpack": MessagePack("application/x-msgpack"),
    "application/yaml": Yaml(),
    "application/x-yaml": Yaml("application/x-yaml"),
    "text/yaml": Yaml("text/yaml"),
    "text/x-yaml": Yaml("text/x-yaml"),
    "multipart/form-data": Multipart(_of_part),
    "text/csv": Csv(),
    "text/html": Html(),
    "application/xhtml+xml": Xhtml(),
    "text/plain": Text(),
    "text/tab-separated-values": Csv("text/tab-separated-values", TAB),
    "image/jpeg": Image("image/jpeg", "JPEG"),
    "image/png": Image("image/png", "PNG"),
    "image/gif": Image("image/gif", "GIF"),
    "image/webp": Image("image/webp", "WEBP"),
    Xlsx().media_type: Xlsx(),
    Ods().media_type: Ods(),
    Docx().media_type: Docx(),
    "application/pdf": Pdf(),
    "application/zip": Archive(_of_part),
    "application/xml": Xml("application/xml"),
    "text/xml": Xml("text/xml"),
    "application/soap+xml": Xml("application/soap+xml"),
}

_TOKEN = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"  # noqa: S105  # RFC 9110 section 5.6.2, not a secret
_MEDIA_TYPE = re.compile(rf"({_TOKEN}/{_TOKEN})((?:[ \t]*;[ \t]*{_TOKEN}=(?:{_TOKEN}|\"[^\"\\]*\"))*)[ \t]*")
_PARAMETER = re.compile(rf";[ \t]*({_TOKEN})=(?:\"([^\"]*)\"|({_TOKEN}))")

_JSON_PATCH = "application/json-patch+json"
"""Its members are instructions, and where they lead to is data: no declaration could be about what it changes."""
_PROFILES = frozenset(
    {
        "action",
        "fhirversion",
        "ieee754compatible",
        "odata.metadata",
        "odata.streaming",
        "odata.version",
        "profile",
    }
)
"""Parameters that say what the members mean, and change nothing about how bytes are read."""


@lru_cache(maxsize=256)
def format_of(content_type: str) -> Format:
    """
    The format for a ``Content-Type`` value.  Raises :class:`Unreadable` for any that is not in the table.

    Whatever ends in ``+json`` or ``+xml`` reads as JSON or XML, and goes on as plain ``application/json`` or
    ``application/xml``: a type's name is the sender's choice of words.
    """
    matched = _MEDIA_TYPE.fullmatch(content_type.strip(" \t"))
    if matched is None:
        raise Unreadable("malformed-media-type" if content_type else "no-media-type")
    parameters = _parameters(matched[2])
    name = _known_by(matched[1].lower())
    if name == _JSON_PATCH:
        raise Unreadable("json-patch")
    if name not in FORMATS:
        raise Unreadable("unknown-media-type")
    row = FORMATS[name]
    label = parameters.pop("charset", "utf-8")
    if isinstance(row, Parametrised):
        row = row.told(parameters) if parameters else row
    elif not _PROFILES.issuperset(parameters):
        raise Unreadable("unknown-parameter")
    return in_charset(row, label)


def _known_by(name: str) -> str:
    if name in FORMATS or name == _JSON_PATCH or not name.startswith("application/"):
        return name
    return next((f"application/{kind}" for kind in ("json", "xml") if name.endswith(f"+{kind}")), name)


def _parameters(text: str) -> dict[str, str]:
    """Returns each by its name, in lower case."""
    found: dict[str, str] = {}
    for name, quoted, plain in _PARAMETER.findall(text):
        if name.lower() in found:
            raise Unreadable("repeated-parameter")
        found[name.lower()] = quoted or plain
    return found
