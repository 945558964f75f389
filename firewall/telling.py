"""The closed list of what may be told beside the record: the policy's own ids and words, and our codes."""

from __future__ import annotations

from firewall import logs
from firewall.metrics import REASONS
from firewall.policy.explain import REASONS as EXPLAINED
from firewall.policy.rules import Bundle
from firewall.policy.view import spell
from firewall.statuses import PASSED_ON

CODES = frozenset(
    {*REASONS, *EXPLAINED, *(f"upstream-{status}" for status in PASSED_ON.values()), "bad-method", "line-too-long",
     "bad-header", "bad-target", "bad-framing", "bad-version", "bad-message"}
)  # fmt: skip
"""Reasons of decisions, and of what never became a request."""


def in_force(bundle: Bundle) -> None:
    """Let the logs use the words of this policy from now on."""
    logs.know(words_of(bundle), CODES, bundle.digest)


def words_of(bundle: Bundle) -> frozenset[str]:
    vocabulary = bundle.vocabulary
    members = (spell(path) for route in bundle.routes.values() for path in route.fields)
    return frozenset(
        {*bundle.routes, *bundle.partners, *vocabulary.kinds, *vocabulary.purposes, *bundle.rules_by_id, *members}
    )  # fmt: skip
