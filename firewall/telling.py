"""The closed list of what may be told beside the record: the policy's own ids and words, and our codes."""

from __future__ import annotations

from datetime import datetime

import structlog

from firewall import logs
from firewall.front.tls import SETTINGS
from firewall.identity.keyset import UNUSABLE
from firewall.keeping.halting import WHYS
from firewall.metrics import REASONS
from firewall.policy.faults.table import entries
from firewall.policy.reasons import REASONS as EXPLAINED
from firewall.policy.reviewing import to_review
from firewall.policy.rules import Bundle
from firewall.policy.view import spell
from firewall.signed.faults import Why
from firewall.statuses import PASSED_ON

_OF_BODIES = (
    "archive-differs", "archive-end", "archive-form", "archive-name", "archive-name-twice",
    "archive-name-withheld", "archive-overlap", "archive-type", "arrow-compressed", "bad-frame",
    "bare-return", "between-records",
    "binary-message",
    "binary-value", "blank-line", "boundary", "broken-xml", "coding-blocks", "coding-window",
    "column-type", "duplicate-column", "empty-column", "empty-line", "encrypted", "extension",
    "field-too-long", "graphql-batch", "graphql-directive", "graphql-introspection", "graphql-invalid",
    "graphql-mutation", "graphql-no-data", "graphql-persisted", "graphql-request", "graphql-subscription",
    "graphql-too-large", "graphql-variables", "hl7-escape", "html-ambiguous", "json-patch",
    "key-not-text", "line-ends", "macros", "message-not-taken", "needs-extra-columns", "needs-extra-documents",
    "needs-extra-faces", "needs-extra-xml", "nested-parts", "no-face-detector", "not-a-document",
    "not-a-list", "not-a-pdf", "not-a-sheet", "not-a-table", "not-an-archive", "not-an-event",
    "not-arrow", "not-cbor", "not-csv", "not-hl7", "not-html", "not-lines", "not-multipart",
    "not-parquet", "not-recorded",
    "not-streamable", "not-x12", "not-xml", "not-yaml", "parquet-encoding", "part-header",
    "pdf-acts", "pdf-drawn", "pdf-files", "pdf-font", "pdf-form", "pdf-not-whole", "pdf-older-versions",
    "pdf-too-many-pages", "pdf-unmet", "picture-broken", "picture-effort", "picture-form",
    "picture-several", "picture-withheld",
    "cursor-unknown", "query-alias", "query-option", "query-syntax", "query-too-large",
    "ragged-row", "reader-late", "reader-lost", "reader-missing",
    "record-too-large", "records-not-found",
    "several-documents",
    "spool-changed", "spool-failed", "spool-full", "spool-over-budget", "spool-unwritable",
    "sql", "tag-too-long", "text-effort", "text-too-long", "too-long", "too-many-columns", "too-many-members",
    "requester-left", "stream-fault",
    "too-many-pixels", "trailing", "truncated", "truncated-lines", "truncated-record", "x12-envelope",
    "xml-include", "yaml-alias", "yaml-directive", "yaml-merge", "yaml-tag",
)  # fmt: skip
"""Why a body or a question in it could not be vouched for, by formats: they share one series of the numbers."""

CODES = frozenset(
    {*REASONS, *_OF_BODIES, *EXPLAINED,
     *(f"upstream-{status}" for status in PASSED_ON.values()), "bad-method", "line-too-long",
     "bad-header", "bad-target", "bad-framing", "bad-version", "bad-message", "nothing-sent", "head-incomplete",
     "left-unhandled", "too-many-connections", "requester-left", "stream-fault",
     "cross-origin", "subprotocol", "upstream-not-websocket", "wire-fault", "mirror", "died", "hung",
     *WHYS, "another-city", "no-law-left", "open-to-strangers",
     *SETTINGS, *UNUSABLE, *(entries()[why.value].name for why in Why)}
)  # fmt: skip
"""
Reasons: of decisions, of what never became a request, of files and keys not used, of processes replaced, of policies
not taken over.
"""

_log = structlog.get_logger()


def in_force(bundle: Bundle) -> None:
    """Let the logs use the words of this policy from now on."""
    logs.know(words_of(bundle), CODES, bundle.digest)


def to_be_reviewed(bundle: Bundle, at: datetime) -> None:
    """Say in the log which rules are to be reviewed within 30 days, or should have been: then 0 days are left."""
    for rule, days in to_review(bundle.rules, bundle.city.day(at)):
        _log.warning("rule-review-due", rule=rule.id, days=max(0, days))


def words_of(bundle: Bundle) -> frozenset[str]:
    vocabulary = bundle.vocabulary
    issuers = (name.partition("#")[0] for partner in bundle.partners.values() for name in partner.tokens)
    members = (spell(path) for route in bundle.routes.values() for path in route.fields)
    return frozenset(
        {*bundle.routes, *bundle.partners, *vocabulary.kinds, *vocabulary.purposes, *bundle.rules_by_id, *members,
         *issuers}
    )  # fmt: skip
