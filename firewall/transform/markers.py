"""What stands in the place of a member that is taken out, in every record alike, where a reader needs one there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firewall.model import Tree

_MASKED: dict[str, Tree] = {
    "extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked"}
    ]
}
"""How FHIR says that an element is there and is not told."""

MARKERS: dict[str, Tree] = {
    "text": "withheld",
    "number": 0,
    "boolean": False,
    "null": None,
    "list": [],
    "object": {},
    "masked": _MASKED,
    "masked-list": [_MASKED],
}
