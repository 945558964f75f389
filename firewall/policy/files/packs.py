"""``packs/NAME/pack.yaml``, what stands in it, and the lines of ``packs:`` in ``city.yaml``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from firewall.policy.files.reading import Section
from firewall.policy.packs import NOTHING, Choice, Inclusion, InForce, Pack, check_includes, in_force
from firewall.policy.yaml import Faults, Node, Place, Text, parse

FOLDERS = ("laws", "agreements", "tests", "samples")
"""What stands beside ``pack.yaml``."""

OUTCOMES = ("remove", "refer", "hold", "refuse", NOTHING)
"""What may answer a choice: what a rule may say, or that it is left out."""

_PACK_KEYS = {
    "pack", "title", "jurisdiction", "says", "advice", "leaves_out", "sources", "includes", "choices",
}  # fmt: skip
_REQUIRED = ("pack", "title", "jurisdiction", "says", "advice", "sources")


class Shelf:
    """Every pack that stands in the folder or was shipped: taken file by file, read once the city has said which."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._packs: dict[str, dict[str, list[Node]]] = {}

    def takes(self, name: str, text: str) -> bool:
        """Whether this file belongs to a pack; one that stands in a wrong place is a fault."""
        top, _, rest = name.partition("/")
        if top != "packs":
            return False
        pack, _, inner = rest.partition("/")
        folder, _, file = inner.rpartition("/")
        if folder.split("/")[0] == "samples":
            return True
        if not inner.endswith(".yaml") or (folder not in FOLDERS if folder else file != "pack.yaml"):
            self._faults.add(Place(name), "POL250")
            return True
        node = parse(name, text, self._faults)
        parts = self._packs.setdefault(pack, {})
        if node is not None:
            parts.setdefault(folder, []).append(node)
        return True

    def nodes(self, pack: str, folder: str) -> Sequence[Node]:
        return self._packs.get(pack, {}).get(folder, ())

    def in_force(self, lines: Sequence[Inclusion]) -> tuple[InForce, ...]:
        packs = {name: self._read(name) for name in self._packs}
        check_includes(packs, self._faults)
        return in_force(lines, packs, self._faults)

    def _read(self, name: str) -> Pack:
        nodes = self.nodes(name, "")
        if not nodes:
            self._faults.add(Place(f"packs/{name}/pack.yaml"), "POL264")
        return read(name, nodes[0] if nodes else None, self._faults)


def read(name: str, node: Node | None, faults: Faults) -> Pack:
    """Read ``pack.yaml`` of the folder ``name``."""
    section = Section(node, faults, what="pack", known=_PACK_KEYS, required=_REQUIRED)
    if "pack" in section and section.text("pack") != name:
        faults.add(section.place("pack"), "POL251", word=name)
    return Pack(
        name=name,
        title=section.text("title"),
        jurisdiction=section.text("jurisdiction"),
        says=section.text("says"),
        advice=section.text("advice"),
        leaves_out=section.texts("leaves_out", none_allowed=True),
        sources=section.texts("sources"),
        includes=section.texts("includes", none_allowed=True),
        choices=dict(_choices(section)),
        at=section.at,
    )


def _choices(section: Section) -> Iterator[tuple[str, Choice]]:
    for item in section.sections("choices"):
        part = Section(
            item,
            section.faults,
            what="choice",
            known={"choice", "says", "words"},
            required=["choice", "says", "words"],
        )
        words = {}
        for word, at, value in part.entries("words"):
            if word not in OUTCOMES:
                section.faults.unknown(at, word, "an answer to a choice", OUTCOMES)
            elif isinstance(value, Text):
                words[word] = value.value
        yield part.identifier("choice"), Choice(part.text("choice"), part.text("says"), words)


def inclusions(section: Section) -> Iterator[Inclusion]:
    """Read ``packs:`` of ``city.yaml``."""
    for item in section.sections("packs"):
        yield _inclusion(
            Section(
                item,
                section.faults,
                what="line of `packs`",
                known={"pack", "from", "until", "choices", "signed"},
                required=["pack", "from"],
            )
        )


def _inclusion(section: Section) -> Inclusion:
    choices: dict[str, str] = {}
    places: dict[str, Place] = {}
    for name, at, value in section.entries("choices"):
        places[name] = at
        if isinstance(value, Text):
            choices[name] = value.value
        else:
            section.faults.add(at, "POL253", word=name)
    starts, ends = section.day("from", date.max), section.optional_day("until")
    if ends is not None and ends < starts < date.max:
        section.faults.add(section.place("until"), "POL252")
    by, on = _signed(section)
    if ends is not None and on is not None and ends < on < date.max:
        section.faults.add(section.place("signed"), "POL266")
    return Inclusion(
        pack=section.text("pack"),
        starts=starts,
        ends=ends,
        choices=choices,
        places=places,
        signed_by=by,
        signed_on=on,
        at=section.at,
    )


def _signed(section: Section) -> tuple[str, date | None]:
    """Who answers for the duties in the pack: they open, so somebody of the city must have said yes, and when."""
    signed = Section(section.node("signed"), section.faults, what="`signed` part", known={"by", "on"})
    if "signed" in section and not ("by" in signed and "on" in signed):
        section.faults.add(section.place("signed"), "POL111")
        return "", None
    return signed.text("by"), signed.optional_day("on")
