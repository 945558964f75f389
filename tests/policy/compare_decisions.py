"""Compare ``decide`` with the slow reference: ``python -m tests.policy.compare_decisions 100000``."""

from __future__ import annotations

import sys
from collections import Counter

from firewall.model import Outcome
from firewall.policy.decide import plan
from tests.policy.random_policies import Trial, trial
from tests.policy.reference_decision import decide


def differences(one: Trial) -> list[str]:
    """Say in what the two differ; nothing where they agree."""
    fast, slow = plan(one.bundle, one.exchange), decide(one.bundle, one.exchange)
    found = []
    if fast.outcome != slow.outcome:
        found.append(f"outcome {fast.outcome.name} {slow.outcome.name}")
    for word, way in slow.ways.items():
        treatment = fast.of(word)
        if (treatment.outcome, treatment.parameter) != way:
            found.append(f"way {word} {treatment} {way}")
    if slow.outcome < Outcome.HOLD and set(fast.refers) != slow.refers:
        found.append(f"refers {sorted(fast.refers)} {sorted(slow.refers)}")
    if slow.outcome >= Outcome.HOLD and set(fast.because) != slow.rules:
        found.append(f"rules {sorted(fast.because)} {sorted(slow.rules)}")
    return found


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    outcomes: Counter[str] = Counter()
    differ = 0
    for seed in range(count):
        one = trial(seed)
        outcomes[plan(one.bundle, one.exchange).outcome.name] += 1
        found = differences(one)
        if found:
            differ += 1
            if differ <= 10:
                print(seed, found)
    print(f"{count} compared, {differ} differ; {dict(outcomes)}")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
