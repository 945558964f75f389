"""The policy folder: whether it would be loaded, what its tests say, what ends soon, and who can ask at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import date, timedelta

from firewall.checkup.lines import Line, fault, ok, warning
from firewall.detect import Detectors
from firewall.means import Names
from firewall.policy.compiled import Compiled
from firewall.policy.load import examine
from firewall.policy.rules import Bundle
from firewall.rehearsal import run

_SOON = timedelta(days=30)
_MOST_TOLD = 10


def policies(sources: Mapping[str, str]) -> tuple[list[Line], Bundle | None]:
    bundle, faults = examine(sources)
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
                f"{len(bundle.agreements)}, rules: {len(bundle.rules)}; digest {bundle.digest[:12]}.",
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


def days(bundle: Bundle, today: date) -> Iterator[Line]:
    """What ends, or has ended, or was to be looked at again."""
    for agreement in bundle.agreements:
        about = f"agreement {agreement.id}"
        if agreement.ends < today:
            yield warning(
                about, f"It ended on {agreement.ends} and opens nothing.", "Renew it, or delete the file."
            )
        elif agreement.ends <= today + _SOON:
            yield warning(about, f"It ends on {agreement.ends}.", "Renew it in time, or tell the partner.")
    for rule in bundle.rules:
        if rule.review_by is not None and rule.review_by < today:
            yield warning(
                f"rule {rule.id}",
                f"It was to be looked at by {rule.review_by}.",
                "Ask counsel, and set the next day.",
            )


def credentials(bundle: Bundle, with_key: frozenset[str]) -> Line:
    """Whether anybody could show who they are."""
    able = [one for one in bundle.partners.values() if one.certificates or one.id in with_key]
    if not able:
        return warning(
            "partners",
            "None has a key or a certificate, so everybody who asks is unknown.",
            "Give one with `firewall partner add-key NAME`.",
        )
    return ok("partners", f"{len(able)} of {len(bundle.partners)} can show who they are.")
