"""
``decide`` beside the slow reference, on as many policies and exchanges as are asked for.

    python -m tests.properties.compare 100000
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator

from firewall.model import Exchange, Plan
from firewall.policy.decide import plan
from firewall.policy.rules import Bundle
from tests.properties import reference
from tests.properties.policies import situation
from tests.properties.trials import trial

USUAL = 100_000
SHOWN = 10


def differences(policy: Bundle, asked: Exchange, fast: Plan) -> list[str]:
    """Say in what the plan is not what the reference says; nothing where they agree."""
    slow = reference.decide(policy, asked)
    found = []
    if fast.outcome != slow.outcome:
        found.append(f"the exchange: {fast.outcome.name}, and the reference says {slow.outcome.name}")
    for word, way in slow.ways.items():
        told = fast.of(word)
        if (told.outcome, told.parameter) != way:
            found.append(f"{word}: {told}, and the reference says {way}")
    if set(fast.refers) != slow.refers:
        found.append(f"a case for {sorted(fast.refers)}, and the reference says {sorted(slow.refers)}")
    if set(fast.cuts_spans) != slow.cuts:
        found.append(f"spans cut in {sorted(fast.cuts_spans)}, and the reference says {sorted(slow.cuts)}")
    return found


def situations(count: int) -> Iterator[tuple[int, Bundle, Exchange]]:
    """From two makers, so that what one of them never thinks of may come from the other."""
    for seed in range(count):
        if seed % 4 == 0:
            yield (seed, *situation(seed))
        else:
            one = trial(seed)
            yield seed, one.bundle, one.exchange


def main(arguments: list[str]) -> int:
    count = int(arguments[0]) if arguments else USUAL
    outcomes: Counter[str] = Counter()
    wrong = 0
    for seed, policy, asked in situations(count):
        fast = plan(policy, asked)
        outcomes[fast.outcome.name.lower()] += 1
        found = differences(policy, asked, fast)
        wrong += bool(found)
        if found and wrong <= SHOWN:
            print(f"seed {seed}: {'; '.join(found)}")
    print(f"{count:,} policies and exchanges compared, {wrong:,} differ ({dict(outcomes)})")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
