"""How long `firewall policy test` takes over a large city: rules, agreements and tests that are made here."""

import argparse
import asyncio
import time
from datetime import date
from pathlib import Path

from firewall.app import detectors
from firewall.cli.common import cache_folder, preparing
from firewall.folder import read_policies
from firewall.policy.compiled import Compiled
from firewall.policy.load import load
from firewall.rehearsing.coverage import coverage
from firewall.rehearsing.days import ahead
from firewall.rehearsing.noticing import noticing
from firewall.rehearsing.running import run

POLICIES = Path(__file__).parents[1] / "policies"
TODAY = date(2026, 6, 15)


def large_city(rules: int, tests: int, partners: int = 100, services: int = 60) -> dict[str, str]:
    """The files of a city: the words of the demo city, with as many services, partners, rules and tests as asked."""
    sources = {
        name: text
        for name, text in read_policies(POLICIES).items()
        if name.startswith(("vocabulary/", "city"))
    }
    sources["samples/person.json"] = (
        '{"id": "1", "name": "Test Person", "birthDate": "1990-02-02", "phone": "+1-312-555-0100",'
        ' "citizenshipCode": "4", "language": "es", "notes": "Prefers mornings."}'
    )
    for number in range(services):
        sources[f"services/s{number}.yaml"] = f"""
service: s{number}
upstream: http://127.0.0.1:{9200 + number}
routes:
  - route: person
    match: GET /people/{{id}}
    path: {{id: record.id}}
    fields:
      /id: record.id
      /name: identity.name
      /birthDate: identity.dob
      /phone: contact.phone
      /citizenshipCode: immigration.citizenship
      /language: language
      /notes: case_notes
"""
    for number in range(partners):
        kind = ("peer-local", "state-le", "vendor-surveillance", "immigration-enforcement.civil")[number % 4]
        sources[f"partners/p{number}.yaml"] = f"partner: p{number}\ntitle: Partner {number}\nkind: {kind}\n"
        sources[f"agreements/a{number}.yaml"] = f"""
agreement: A-{number}
title: Agreement {number}
basis: agreement
with: p{number}
services: [s{number % services}, s{(number + 7) % services}]
purposes: [public-health]
asks_by: [record.id]
shares: [{{data: [record.id, identity.name, contact.phone]}}, {{data: [identity.dob], as: {{coarsen: year}}}}]
signed: {{by: Commissioner, on: 2026-01-01}}
from: 2026-01-01
until: 2026-08-{number % 28 + 1:02}
"""
    of_rule = [[] for _ in range(rules)]
    for number in range(tests):
        partner, kind = number % partners, number % 3
        service = partner % services
        is_strange = kind == 2 and partner % 4 != 3  # asks for what nobody has agreed to
        outcome, purpose = ("refuse", "research") if is_strange else ("release", "public-health")
        route = f"s{service}:person"
        kept = "[]" if outcome != "release" else "[/name]"
        of_rule[number % rules].append(
            f"      - name: test {number}\n"
            f'        given: {{requester: p{partner}, purpose: {purpose}, route: "{route}", body: person.json}}\n'
            f"        expect: {{outcome: {outcome}, kept: {kept}, removed: [/citizenshipCode]}}\n"
        )
    per_law = 10
    for law in range(-(-rules // per_law)):
        text = f"law: l{law}\ntitle: Law {law}\njurisdiction: us\nowner: law\nrules:\n"
        for number in range(law * per_law, min(rules, (law + 1) * per_law)):
            at = f"s{number % services}"
            to, then = (
                ("immigration-enforcement", "refer") if number % 2 else ("vendor-surveillance", "remove")
            )
            text += (
                f"  - rule: r{number}\n    says: Rule {number}.\n    cite: Code {number}\n    from: 2026-01-01\n"
                f"    to: [{to}]\n    at: [{at}]\n    data: [immigration, country_of_birth]\n    then: {then}\n"
                f"    yields_to: [judicial]\n    tests:\n" + "".join(of_rule[number])
            )
        sources[f"laws/l{law}.yaml"] = text
    return sources


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, default=300)
    parser.add_argument("--tests", type=int, default=900)
    parser.add_argument("--seconds", type=int, default=60)
    asked = parser.parse_args()
    begun = time.perf_counter()
    compiled = Compiled(load(large_city(asked.rules, asked.tests)))
    read = time.perf_counter()
    found = detectors(cache_folder(), preparing)
    ready = time.perf_counter()

    async def all_of_them():
        return [await run(compiled, found, case, TODAY) for case in compiled.bundle.cases]

    verdicts = asyncio.run(all_of_them())
    done = time.perf_counter()
    coming = asyncio.run(ahead(compiled, found, verdicts, TODAY))
    looked = time.perf_counter()
    shown = coverage(compiled, verdicts)
    covered = time.perf_counter()
    failed = [verdict for verdict in verdicts if not verdict.is_good]
    print(f"{len(compiled.bundle.rules)} rules, {len(verdicts)} tests, {len(failed)} failed")
    print(f"read {read - begun:.2f} s, detectors {ready - read:.2f} s, tests {done - ready:.2f} s")
    print(
        f"{len(coming)} tests will fail, {looked - done:.2f} s; {shown.percent} % shown, {covered - looked:.2f} s"
    )
    until = covered + asked.seconds
    tried = asyncio.run(
        noticing(compiled, found, verdicts, TODAY, may_go_on=lambda *_: time.perf_counter() < until)
    )
    print(
        f"{tried.tried} of {tried.known} changes, {tried.noticed} noticed, {time.perf_counter() - covered:.2f} s"
    )
    for verdict in failed[:3]:
        print(verdict.case.name, verdict.faults)


if __name__ == "__main__":
    main()
