"""What a file is: by the word for its type, by its name, or by how its bytes begin."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from firewall.errors import ConfigError
from firewall.formats import FORMATS, Unreadable, format_of

TYPES: Mapping[str, tuple[str, ...]] = {
    "json": ("application/json",),
    "ndjson": ("application/x-ndjson",),
    "jsonl": ("application/jsonl", "application/x-ndjson"),
    "geojson": ("application/geo+json",),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "xml": ("application/xml",),
    "html": ("text/html",),
    "htm": ("text/html",),
    "txt": ("text/plain",),
    "yaml": ("application/yaml",),
    "yml": ("application/yaml",),
    "form": ("application/x-www-form-urlencoded",),
    "msgpack": ("application/msgpack",),
    "cbor": ("application/cbor",),
    "hl7": ("application/hl7-v2", "x-application/hl7-v2+er7"),
    "x12": ("application/edi-x12",),
    "edi": ("application/edi-x12",),
    "parquet": ("application/vnd.apache.parquet",),
    "arrow": ("application/vnd.apache.arrow.file",),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet",),
    "pdf": ("application/pdf",),
    "png": ("image/png",),
    "jpg": ("image/jpeg",),
    "jpeg": ("image/jpeg",),
    "zip": ("application/zip",),
}
"""Words and endings of names, with the media types they may stand for; the first that is in the table of formats."""

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"PAR1", "parquet"),
    (b"ARROW1", "arrow"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"MSH|", "hl7"),
    (b"ISA*", "x12"),
    (b"<?xml", "xml"),
)
"""Only where one beginning is one kind: PK is a zip, a workbook or a letter, so there the name has to say which."""


def media_type_of(path: Path, word: str, beginning: bytes) -> str:
    """
    Return the media type under which a file is read.  ``word`` is a type, or a media type itself.

    Raises ConfigError where nothing says it, or no format reads it.
    """
    if "/" in word:
        return _known(word)
    named = word or path.suffix.removeprefix(".").lower()
    if named in TYPES:
        return _of(named)
    if word:
        raise ConfigError(f"--type: `{word}` is no type of file. Write one of {', '.join(TYPES)}.")
    found = next((kind for start, kind in _BEGINNINGS if beginning.startswith(start)), "")
    if not found:
        raise ConfigError(f"Nothing says what {path.name} is. Name its type: --type json, --type csv ...")
    return _of(found)


def _of(word: str) -> str:
    found = next((name for name in TYPES[word] if name in FORMATS or _is_json(name)), "")
    if not found:
        raise ConfigError(f"Files of type {word} cannot be inspected, so nothing of them is released.")
    return found


def _is_json(name: str) -> bool:
    return name.endswith("+json")


def _known(media_type: str) -> str:
    try:
        format_of(media_type)
    except Unreadable as unreadable:
        raise ConfigError(
            f"--type: nothing reads `{media_type}` ({unreadable.why}). Write one of {', '.join(TYPES)}."
        ) from None
    return media_type
