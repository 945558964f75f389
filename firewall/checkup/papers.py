"""The policy folder: whether it would be loaded, what its tests say, what ends soon, and who can ask at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date

from firewall.checkup.lines import Line, fault, ok, warning
from firewall.config import Draft
from firewall.config import Names as NameSettings
from firewall.detect import Detectors
from firewall.errors import FirewallError
from firewall.folder import load_policies
from firewall.identity.issuer import Issuer
from firewall.means import Names
from firewall.partners import unknown_names
from firewall.policy.compiled import Compiled
from firewall.policy.lint import warnings
from firewall.policy.load import examine
from firewall.policy.rules import Bundle
from firewall.policy.unread import held_back, unread
from firewall.proving import unkept
from firewall.rehearsing.running import run
from firewall.review.latches import Latch

_FOR_OPERATORS = frozenset({
    "POL400", "POL403", "POL415", "POL416", "POL420", "POL421", "POL423", "POL424", "POL425", "POL426", "POL427",
    "POL428",
})  # fmt: skip
"""The warnings that come with the days, though nobody has changed a file; the others are for whoever writes."""

_MOST_TOLD = 10


def policies(sources: Mapping[str, str]) -> tuple[list[Line], Bundle | None]:
    bundle, faults = examine(sources)
    if bundle is not None:
        faults = unkept(bundle)
        bundle = None if faults else bundle
    lines = [
        fault("policies", f"{one.file}:{one.line}:{one.column}: {one.says}", one.remedy)
        for one in faults[:_MOST_TOLD]
    ]
    if len(faults) > _MOST_TOLD:
        lines.append(
            fault("policies", f"{len(faults) - _MOST_TOLD} more faults.", "Run `firewall check FOLDER`.")
        )
    if bundle is not None:
        lines.append(
            ok(
                "policies",
                f"Services: {len(bundle.services)}, partners: {len(bundle.partners)}, agreements: "
                f"{len(bundle.agreements)}, rules: {len(bundle.rules)}, promises: {len(bundle.promises)}; "
                f"digest {bundle.digest[:12]}.",
            )
        )
    return lines, bundle


Reading = Callable[[], AbstractAsyncContextManager[Names | None]]
"""What runs the model that finds names, where one is set up, for as long as the block lasts."""


def tests(compiled: Compiled, detectors: Detectors, today: date, reading: Reading) -> Iterator[Line]:
    """Run every test of the folder.  Raises ConfigError where the model of names cannot be used."""
    cases = compiled.bundle.cases
    if not cases:
        yield warning("policy tests", "There are none.", "Write one beside each rule (docs/policies.md).")
        return

    async def all_of_them() -> list[tuple[str, str]]:
        async with reading() as names:
            verdicts = [await run(compiled, detectors, case, today, names) for case in cases]
        return [
            (f'{one.case.at.file}:{one.case.at.line}: "{one.case.name}"', one.faults[0])
            for one in verdicts
            if one.faults
        ]

    failed = asyncio.run(all_of_them())
    for where, why in failed[:_MOST_TOLD]:
        yield fault("policy tests", f"{where}: {why}", "Correct the policy, or the test.")
    if len(failed) > _MOST_TOLD:
        yield fault("policy tests", f"{len(failed) - _MOST_TOLD} more failed.", "Run `firewall policy test`.")
    if not failed:
        yield ok("policy tests", f"All {len(cases)} passed.")


def strangers(bundle: Bundle, issuers: Sequence[Issuer], cas: Collection[str]) -> Iterator[Line]:
    """Issuers and authorities that partner files name and the configuration does not have: it would not start."""
    for one in unknown_names(bundle, [issuer.name for issuer in issuers], cas):
        yield fault("partners", f"{one.file}:{one.line}:{one.column}: {one.says}", one.remedy)


def warned(bundle: Bundle, sources: Mapping[str, str], today: date) -> Iterator[Line]:
    """What ends, or has ended, or was to be looked at again; how much else there is to say to whoever writes."""
    rest = 0
    for one in warnings(bundle, sources, today):
        if one.code in _FOR_OPERATORS:
            yield warning("policies", f"{one.file}:{one.line}: {one.says}", one.remedy)
        else:
            rest += 1
    if rest:
        yield ok(
            "note", f"Warnings for whoever writes the policies: {rest}. `firewall check FOLDER` tells them."
        )


def draft(drafted: Draft, today: date) -> Line:
    """Whether the folder that is shadowed could be: a fault in it stops no start, so it is worth a word."""
    about = f"draft {drafted.directory.name}"
    if drafted.until < today:
        return warning(about, f"It ended on {drafted.until}.", "Take policies.draft out, or put it in force.")
    try:
        load_policies(drafted.directory, proves=False)
    except FirewallError as error:
        return warning(about, "It has faults, and is not shadowed.", str(error).splitlines()[0])
    return ok(about, f"It is shadowed until {drafted.until}.")


def credentials(bundle: Bundle, with_key: frozenset[str]) -> Line:
    """Whether anybody could show who they are."""
    able = [one for one in bundle.partners.values() if one.certificates or one.tokens or one.id in with_key]
    if not able:
        return warning(
            "partners",
            "None has a key, a certificate or a token, so everybody who asks is unknown.",
            "Give one with `firewall partner add-key NAME`.",
        )
    return ok("partners", f"{len(able)} of {len(bundle.partners)} can show who they are.")


def latched(latches: Sequence[Latch]) -> Line:
    """Which members are removed whatever the policy says: whoever wonders why one is missing looks here."""
    if not latches:
        return ok("latches", "No member is latched.")
    named = ", ".join(f"{one.route} {one.pattern}" for one in latches[:_MOST_TOLD])
    more = f" and {len(latches) - _MOST_TOLD} more" if len(latches) > _MOST_TOLD else ""
    return warning(
        "latches",
        f"Removed from every answer until a person has looked: {named}{more}.",
        "Look at what they hold, correct the service file, then `firewall latch clear`.",
    )


def remarks(bundle: Bundle, names: NameSettings) -> list[str]:
    """What is no fault, and what whoever signs should know."""
    return [*_advice(bundle), *_unread(bundle, names)]


def _advice(bundle: Bundle) -> list[str]:
    """Say once for all packs what each of them says of itself."""
    if not bundle.packs:
        return []
    names = ", ".join(one.pack.name for one in bundle.packs)
    advice = (
        "They are a starting point for the city's counsel and no legal advice: counsel confirms text, citation and "
        "dates of each rule before anybody relies on it."
    )
    return [f"Packs in force: {names}. {advice}"]


def _unread(bundle: Bundle, names: NameSettings) -> list[str]:
    """Tell what comes of free text with spans cut out, where names must not stand in what is left."""
    if names.model is not None:
        happens = "go out with what the model and the detectors find cut out; a model misses some names"
    else:
        happens = (
            "are removed whole, since without a model nobody finds names and places in them. Set one up ([names] in "
            "firewall.toml), or share these categories too"
        )
    return [
        f"{agreement.at.file}:{agreement.at.line}: {agreement.id} takes free text with spans cut out and does not "
        f"share all of {', '.join(held_back(agreement))}: {', '.join(members)} {happens}."
        for agreement, members in unread(bundle)
    ]
