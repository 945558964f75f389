"""The schema of what ``firewall redact --report`` writes: for who reads reports with a program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from firewall.files.report import VERSION
from firewall.model import Outcome

PATH = Path(__file__).parents[1] / "firewall" / "files" / "report.schema.json"

Schema = dict[str, Any]
"""Any: JSON is what it is."""

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_WORDS: Schema = {"type": "array", "items": _TEXT}
_OUTCOMES = [outcome.name.lower() for outcome in Outcome]


def _told(said: Schema, description: str) -> Schema:
    return {**said, "description": description}


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": [*properties],
        "additionalProperties": False,
    }


def _or_null(said: Schema) -> Schema:
    return {"anyOf": [said, {"const": None}]}


def schema() -> Schema:
    """Return it.  Each member is always there; whoever reads one of another version reads something else."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "report of firewall redact",
        **_object(
            version=_told({"const": VERSION}, "Of this form."),
            released=_told({"type": "boolean"}, "Whether the new file is there."),
            done_before=_told({"type": "boolean"}, "An earlier run did it, and nothing was done now."),
            outcome=_told({"enum": [*_OUTCOMES, ""]}, "Of the file; empty where nothing was decided."),
            decision=_told(_TEXT, "The entry of the record."),
            at=_told(_TEXT, "When it was decided (RFC 3339)."),
            case=_told(_or_null(_TEXT), "The case that waits for a person."),
            reasons=_told(_WORDS, "Codes, where no rule was the reason: docs/reference.md has each."),
            partner=_told(_TEXT, "Who asked."),
            purpose=_told(_TEXT, "For what."),
            service=_told(_TEXT, "Whose answer the file is."),
            route=_told(_or_null(_TEXT), "Of which route."),
            policy=_told(_TEXT, "The digest of the policies."),
            rules=_told(_WORDS, "The rules that had a part in it."),
            agreements=_told(_WORDS, "The agreements and duties that opened something."),
            duties=_told(_WORDS, "What is owed for it."),
            media_type=_told(_TEXT, "As what the file was read."),
            records=_told(_COUNT, "How many records it has."),
            members_withheld=_told(_COUNT, "How many declared members do not leave."),
            latched=_told(
                _WORDS,
                "Declared places where something else was found: closed until a person looks.",
            ),
            units=_told(
                _COUNT,
                "In how many parts it was looked at: 1 is as one message, 0 where nothing was released.",
            ),
            met_again=_told(
                {"enum": ["message", "file", "units", ""]},
                "Within what a value was looked for that was taken out: the one message, the whole file, or each unit "
                "of it.",
            ),
            members=_told(
                {
                    "type": "array",
                    "items": _object(
                        place=_told(_TEXT, "A declared place, or `?` for what nobody declares."),
                        category=_told(_TEXT, "What stands there."),
                        outcome=_told({"enum": _OUTCOMES}, "What happened to it."),
                        times=_told(_COUNT, "How often."),
                    ),
                },
                "What happened where. Never a value.",
            ),
            input=_told(
                _object(bytes=_COUNT, keyed_digest=_told(_TEXT, "With a key of the house.")),
                "The file that was read.",
            ),
            output=_told(_object(bytes=_COUNT, sha256=_TEXT), "The new file."),
        ),
    }


def written() -> dict[Path, str]:
    """Return the file with its text."""
    return {PATH: json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"}
