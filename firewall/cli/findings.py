"""Faults and warnings of policies as text for people, as JSON, as SARIF and as annotations for GitHub."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from firewall.errors import Fault

_BLANK = re.compile(r"\{\w+\}")
FORMATS = ("text", "json", "sarif", "github")
_SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def printed(faults: Sequence[Fault], form: str, folder: str, language: str) -> str:
    """Return what is printed; names of files begin with ``folder`` where a program looks for them."""
    if form == "json":
        return _lines([_object(fault, language) for fault in faults])
    if form == "sarif":
        return _lines(sarif(faults, folder, language))
    if form == "github":
        return "\n".join(_annotation(fault, folder, language) for fault in faults)
    from firewall.policy.faults.telling import told

    return "\n".join(told(fault, language) for fault in faults)


def _lines(found: object) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2)


def _object(fault: Fault, language: str) -> dict[str, object]:
    from firewall.policy.faults.table import is_warning, sentences

    says, remedy = sentences(fault, language)
    return {
        "code": fault.code,
        "level": "warning" if is_warning(fault) else "fault",
        "file": fault.file,
        "line": fault.line,
        "column": fault.column,
        "says": says,
        "remedy": remedy,
    }


def _annotation(fault: Fault, folder: str, language: str) -> str:
    """A workflow command, as GitHub's documentation has it: what would end a value is escaped."""
    from firewall.policy.faults.table import is_warning, sentences

    level = "warning" if is_warning(fault) else "error"
    where = _property(f"{folder}/{fault.file}")
    text = " ".join(filter(None, sentences(fault, language)))
    return f"::{level} file={where},line={fault.line},col={fault.column},title={fault.code}::{_escaped(text)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def sarif(faults: Sequence[Fault], folder: str, language: str) -> dict[str, object]:
    """Return a log of SARIF 2.1.0 (OASIS): one run, the codes that were found, and where."""
    codes = sorted({fault.code for fault in faults})
    driver = {
        "name": "data-sharing-firewall",
        "version": version("data-sharing-firewall"),
        "rules": [_rule(code, language) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "language": language,
        "columnKind": "unicodeCodePoints",
        "results": [_result(fault, codes.index(fault.code), folder, language) for fault in faults],
    }
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}


def _rule(code: str, language: str) -> dict[str, object]:
    from firewall.policy.faults.table import FIRST_WARNING, entries

    entry = entries(language)[code]
    return {
        "id": code,
        "name": entry.name,
        "shortDescription": {"text": _BLANK.sub("...", entry.says)},
        "help": {"text": f"firewall explain {code}"},
        "defaultConfiguration": {"level": "warning" if code >= FIRST_WARNING else "error"},
    }


def _result(fault: Fault, index: int, folder: str, language: str) -> dict[str, object]:
    from firewall.policy.faults.table import is_warning, sentences

    region: dict[str, object] = {"startLine": fault.line, "startColumn": fault.column}
    if fault.shows:
        region["snippet"] = {"text": fault.shows}
    place = {"artifactLocation": {"uri": quote(f"{folder}/{fault.file}")}, "region": region}
    return {
        "ruleId": fault.code,
        "ruleIndex": index,
        "level": "warning" if is_warning(fault) else "error",
        "message": {"text": " ".join(filter(None, sentences(fault, language)))},
        "locations": [{"physicalLocation": place}],
    }
