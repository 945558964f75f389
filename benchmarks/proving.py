"""``make bench``: how long it takes to prove the promises of a city of the size of a real one."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from benchmarks.large import REAL, City
from firewall.policy.load import load
from firewall.proving import prove


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures there too")
    options = parser.parse_args()
    texts = City(REAL).texts
    began = time.perf_counter()
    bundle = load(texts)
    loaded = time.perf_counter()
    figures: dict[str, float] = {}
    last = loaded
    for promise, found in prove(bundle):
        now = time.perf_counter()
        figures[promise.id] = now - last
        print(f"{promise.id:12} {'kept' if found is None else 'NOT KEPT':8} {now - last:6.2f} s")
        last = now
    whole = last - loaded
    print(
        f"\n{len(bundle.partners)} partners, {len(bundle.services)} services, {len(bundle.vocabulary.categories)} "
        f"categories, {len(bundle.rules)} rules, {len(bundle.agreements)} agreements: read in {loaded - began:.1f} s, "
        f"{len(bundle.promises)} promises proved in {whole:.1f} s."
    )
    if options.json:
        options.json.write_text(
            json.dumps(figures | {"prove_s": whole, "read_s": loaded - began}, indent=2) + "\n"
        )


if __name__ == "__main__":
    main()
