"""
Every code that stands in the record where an exchange was not simply decided by rules, with what it means.

The codes are read out of the program's own text; what they mean is said here, and a test fails
where a code has no words or words have no code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import firewall
from firewall import statuses
from firewall.front.wire import reason_of
from firewall.metrics import REASONS
from firewall.model import Phase
from reference.tables import code, table

_PRODUCT = Path(firewall.__file__).parent
_ELSEWHERE = ("survey", "cli", "demo")
"""Commands for staff have words of their own."""

_RAISED = (
    "Failure",
    "Unreadable",
    "UntabularError",
    "UpstreamError",
    "RefusedError",
    "_failed",
    "left_unread",
)
"""What is called with a code, which stands first."""

OF_CREDENTIALS: Mapping[str, str] = {
    "key": "A key that is none, was revoked or is over.",
    "scheme": "Authorization with another scheme than Bearer.",
    "credentials-disagree": "Two credentials that say two different requesters.",
    "credentials-fault": "A credential made something of ours fail: a fault of ours, and nobody is believed.",
    "partner-unknown": "A credential of a partner whose file is gone.",
    "chain-unknown": "It asks for somebody whom no partner file knows, or in a circle.",
    "certificate-unreadable": "A certificate that cannot be read.",
    "certificate-unnamed": "A certificate that no partner file names.",
    "certificate-ambiguous": "A certificate with the names of two partners.",
    "certificate-dates": "A certificate that is not yet good, or no longer.",
    "certificate-other-ca": "A certificate that another authority signed than the partner's file demands.",
    "certificate-revoked": "A certificate that its authority has revoked.",
    "certificate-no-crl": "No current list of revoked certificates was there, so the certificate is not believed.",
    "client-cert-stranger": "Client-Cert from somebody who is no balancer of ours: ignored.",
    "client-cert-malformed": "Client-Cert, or its chain, is not as RFC 9440 has it.",
    "client-cert-untrusted": "A certificate in Client-Cert that none of our authorities signed.",
    "token-unexpected": "A token, and no issuer is set up.",
    "token-too-long": "A token longer than is read.",
    "token-malformed": "It is no token, or not in one reading.",
    "token-header": "The token's header says something that is not known, or no key.",
    "token-algorithm": "Another algorithm than the issuer's table or the key allows.",
    "token-issuer": "A token of an issuer without a table.",
    "token-key": "The issuer has no such key.",
    "token-keys-stale": "The issuer's keys could not be had for too long.",
    "token-signature": "The signature is not the key's.",
    "token-claims": "Claims are missing, or cannot be read in one way.",
    "token-audience": "A token for somebody else.",
    "token-expired": "A token that is over.",
    "token-not-yet": "A token that is not yet good.",
    "token-lives-too-long": "A token that is good for longer than `longest_s`.",
    "token-subject": "A name that no partner file knows, or that is none.",
    "token-unbound": "A token without a certificate, and the issuer's must have one.",
    "token-certificate": "A token that is bound to another certificate, or in a way that is not known.",
    "token-no-id": "A token without `jti`, for a request that changes something.",
    "token-replayed": "A token that was used before, for a request that changes something.",
    "token-store": "Whether it was used before could not be found out: so it was.",
}
"""What a credential is not believed for: the requester is then unknown."""

_GIVEN_AS = ("reasons", "failure")
_TABLES = ("_OF_REQUESTS", "_OURS", "_REASONS", "_RULED", "REASONS", "REFUSALS")
"""Tables in which codes stand, beside words and names that are none."""

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

MEANS: Mapping[str, str] = {
    # what rules and openers say
    "no-route": "No service file declares such a route, or such a member of an answer's shape.",
    "nothing-opened": "Nothing that was asked for is opened by an agreement, a duty, an emergency or a process.",
    "orders-withheld": "It asks for an order, or for groups, by a member that does not leave as it is.",
    "over-limit": "More records are asked for than the agreement gives.",
    "columns-differ": "Of a table in a file, other columns would leave of one part than of another.",
    "too-many-records": "The service gave more records than the agreement gives.",
    "not-a-sender": "By this route the city itself sends, and whoever came is none of those who may (`sent_by`).",
    "streamed": "Let out record by record: an entry of the same id (`released`, `released-partial`) says how it ended.",
    "not-streamable": "The route is a stream, and the answer no list of records of a known type.",
    "not-a-list": "A stream that is no list of records.",
    "not-an-event": "Something that cannot be said as a Server-Sent Event.",
    "bare-return": "A carriage return alone in a stream of events: a line end to a browser, and to few others.",
    "record-too-large": "One record of a stream is longer than 1 MiB.",
    "between-records": "Something stands between two records of a stream of XML, or they stand in several places.",
    "truncated-record": "A stream ended in the middle of a record, or of its list.",
    "binary-message": "A message in a conversation was no text.",
    "message-not-taken": "The requester said something in a conversation in which the route takes nothing.",
    "bad-frame": "The requester's end of a WebSocket does not keep to the standard.",
    "spool-unwritable": "The folder in which an answer was to wait is not there, or cannot be written to.",
    "spool-full": "The disk on which an answer was to wait has no room for it.",
    "spool-failed": "The disk on which an answer was to wait failed.",
    "spool-changed": "What waited on disk is not what was put there.",
    "spool-over-budget": "All answers that wait on disk would be more than `spool.total_bytes`.",
    "requester-left": "The requester went away, or took nothing for 15 seconds, in the middle of a stream.",
    "not-recorded": "The end of a stream could not be recorded, so it was cut.",
    "stream-fault": "A fault of ours in the middle of a stream.",
    "not-accepted": "The request holds something that this intake does not accept, and says `otherwise: refuse`.",
    # the parser: it never became a request
    "bad-method": "The first line holds no method that HTTP has.",
    "bad-target": "The target in the first line cannot be parsed.",
    "bad-version": "The first line holds no version of HTTP.",
    "bad-header": "A header field breaks the grammar: a space before the colon, a bare line end, a control character.",
    "bad-framing": "Content-Length or Transfer-Encoding cannot be read, or both are there.",
    "bad-message": "It is not HTTP for another reason.",
    "line-too-long": "The first line or a header field is longer than 8 kB.",
    "head-incomplete": "A connection ended, or its time was over, before a head was whole.",
    "nothing-sent": "A connection was opened and nothing came over it.",
    "too-many-connections": "A connection was closed at once: there were as many as the limit of open files allows.",
    "wire-fault": "A fault of ours before anything was decided.",
    "left-unhandled": "A request was read and the connection was gone before it was looked at.",
    # the head
    "method": "A method other than GET, HEAD, POST, PUT, PATCH and DELETE.",
    "http-version": "Another version than HTTP/1.1.",
    "host": "Host is missing, repeated or no host.",
    "unknown-host": "Host is none of the names that the firewall answers to.",
    "header-name": "The name of a header has other characters than letters, digits and hyphens.",
    "repeated-header": "A header that says how the body is to be read came twice.",
    "connection-option": "Connection names something else than `close` and `keep-alive`.",
    "two-lengths": "Content-Length and Transfer-Encoding are both there.",
    "content-length": "Content-Length is no number.",
    "transfer-encoding": "Transfer-Encoding is something else than `chunked`.",
    "upgrade": "Another protocol is asked for.",
    "expect": "Expect is there: the firewall asks nobody for a body.",
    "trailers": "Fields came, or were announced, behind the body.",
    "body-not-allowed": "A GET, HEAD or DELETE with a body.",
    # the target
    "target-too-long": "The target is longer than is read.",
    "malformed-target": "The target has characters or escapes that no URL has, or is no path.",
    "empty-segment": "Two slashes stand side by side in the path.",
    "dot-segment": "`.` or `..` stands in the path, or more dots alone, or an escape that becomes them.",
    "ambiguous-segment": "A segment holds an escaped slash or another character that servers read differently.",
    "empty-query": "A question mark with nothing behind it.",
    "duplicate-name": "A parameter came twice.",
    "malformed-pair": "A part of the query or form is not `name=value`.",
    "double-encoding": "What was decoded once is still encoded.",
    "unknown-parameter": "The request or its media type holds a parameter that nobody declared.",
    "method-override": "A member or header would make the service do something else than the method says.",
    "graphql-request": "It is not `query`, `variables` and `operationName` in a body, or in an address.",
    "graphql-syntax": "Its question in GraphQL cannot be parsed.",
    "graphql-invalid": "Its question does not fit the schema, or has no one operation, or turns in a circle.",
    "graphql-variables": "Its variables do not fit the question, or are not declared there.",
    "graphql-directive": "It holds another directive than `@include` and `@skip`.",
    "graphql-too-large": "Its question in GraphQL has more tokens, members, aliases or depth than is read.",
    "graphql-batch": "It holds several questions in GraphQL at once.",
    "graphql-persisted": "It names a question that it does not send.",
    "graphql-introspection": "It asks for the schema, and the route does not say `introspection: yes`.",
    "graphql-mutation": "It changes something, and the route does not say `mutations: yes`, or it is a GET.",
    "graphql-subscription": "It subscribes to something.",
    "cursor-unknown": "It names a page by a cursor that was not given out to this requester for this question.",
    "query-alias": "Its query gives a member a name that another one has, or that is none.",
    "query-option": "Its query holds an option that is not read, or in a spelling that is read in two ways.",
    "query-syntax": "Its query cannot be parsed in one way only.",
    "query-too-large": "Its query names more, is longer or deeper than is read.",
    "graphql-no-data": "The service gave errors and no data.",
    "sql": "It holds SQL, which could ask for anything under any name.",
    "bad-limit": "The declared limit of a list is no whole number, or came more than once.",
    # media types and codings
    "no-media-type": "A body without Content-Type.",
    "malformed-media-type": "Content-Type cannot be read.",
    "json-patch": "A JSON Patch (RFC 6902): a list of instructions, of which nobody can say what they would write.",
    "records-not-found": "By `k_anonymity` only records that look alike leave, and the answer has no list of them.",
    "not-the-table": "The answer of a route of statistics is not the table that was declared.",
    "table-not-unique": "Two rows of a table count by the same.",
    "table-too-large": "A table of more rows, or more cells that could stay back, than are looked at.",
    "not-a-count": "A count of a table is no whole number, or below zero.",
    "unknown-suppression": "A table is shared by two profiles, or by one that cannot be done.",
    "unknown-media-type": "A type that cannot be inspected.",
    "charset": "A character set that is not read, such as UTF-16, UTF-7 or Shift_JIS.",
    "html-ambiguous": "A page, or what would be written of it, that readers take for different things.",
    "not-html": "It is no page, or what is left of it cannot be written as one.",
    "tag-too-long": "A page with tags so long, or with so many attributes, that reading them would take too long.",
    "charset-ambiguous": "Bytes that readers of its character set take for different letters.",
    "repeated-parameter": "A parameter of Content-Type came twice.",
    "content-coding": "A request whose body is coded otherwise than by gzip, deflate, br or zstd, or twice.",
    "unknown-coding": "A content coding that is not known or needs a dictionary, or several of them.",
    "broken-coding": "The coded body cannot be decoded.",
    "truncated-coding": "The coded body ends early.",
    "trailing-coding": "Bytes stand behind the end of the coded body.",
    "coding-blocks": "The coded body consists of more blocks than its content needs.",
    "coding-window": "The zstd frame asks for more memory than 8 MiB (RFC 9659).",
    "coding-ratio": "The body decodes to more times its size than `limits.ratio`.",
    # bodies
    "body-too-large": "The body is larger than `limits.body_bytes`.",
    "blank-line": "A line of NDJSON with nothing on it: some readers skip it, some fail.",
    "not-lines": "It is no list of records, or a record has no mark before it, as its type wants.",
    "truncated-lines": "The last record of a JSON text sequence has no end.",
    "body-incomplete": "The body ended early, or its chunks cannot be read.",
    "cross-origin": "A page of somebody else asked for a WebSocket.",
    "subprotocol": "None of the subprotocols that were asked for is declared by the route.",
    "too-slow": "The body did not come within `limits.body_s`.",
    "over-budget": "All bodies held at this time would be more than `limits.total_bytes`.",
    "not-utf-8": "It is not UTF-8.",
    "byte-order-mark": "It begins with a byte order mark.",
    "not-json": "It is not JSON.",
    "duplicate-key": "A key stands twice in an object.",
    "too-deep": "It nests deeper than `limits.depth`.",
    "too-many-fields": "It has more fields than `limits.fields`.",
    "key-too-long": "A key is longer than any that is read.",
    "number-too-long": "A number has more digits than any that is read.",
    "number-out-of-range": "A number cannot be held without loss.",
    "not-a-form": "It is not a form.",
    "not-text": "It is not plain text.",
    "not-csv": "It is no CSV or TSV in one reading: a stray quote, or one that never ends.",
    "ragged-row": "A row of a table has more or fewer cells than the first.",
    "empty-line": "A line of a table is empty: one empty cell, or nothing?",
    "empty-column": "A column of a table has no name.",
    "duplicate-column": "Two columns have one name, or two that differ in case or blanks alone.",
    "line-ends": "A carriage return without a line feed, two kinds of line ends, or one that only some readers know.",
    "field-too-long": "A cell of a table is longer than 131,072 characters.",
    "not-msgpack": "It is not MessagePack, or ends early or late.",
    "not-cbor": "It is not CBOR, or ends early or late, or holds a value that nobody knows.",
    "indefinite-length": "It holds a length that is not told in advance.",
    "binary-value": "It holds binary data as a value.",
    "extension": "It holds a value of a kind of its own: a MessagePack extension, or a CBOR tag that is not read.",
    "key-not-text": "The name of a member is no text.",
    "not-yaml": "It is not YAML, or nothing at all.",
    "yaml-alias": "It holds an anchor or an alias.",
    "yaml-tag": "It holds a tag.",
    "yaml-merge": "It holds a merge key, `<<`.",
    "yaml-directive": "It begins with a directive.",
    "several-documents": "It holds more than one YAML document.",
    "boundary": "A multipart boundary is missing or malformed, or the one that we write stands inside a part.",
    "not-multipart": "It is no form of parts in one reading: text around it, a part without a name, no end.",
    "part-header": "A part has a header that is not read, twice, or in a way that others could read differently.",
    "nested-parts": "A part is itself made of parts.",
    "not-hl7": "It is not one HL7 version 2 message, or its delimiters are not five different marks.",
    "hl7-escape": "An HL7 text has an escape for bytes or looks, or one that does not end.",
    "not-x12": "It is not one X12 interchange, or what is left of it cannot be written as one.",
    "x12-envelope": "An X12 envelope is not closed, counts wrongly, or its beginning does not leave.",
    "needs-extra-columns": "It is Parquet or Arrow, and the extra `columns` is not installed.",
    "reader-late": "It was not read in time, in the process where such bodies are read.",
    "reader-lost": "What reads such bodies ended over it, as it does over spoilt files, and was started anew.",
    "reader-missing": "It is read in a process of its own, and there is none here.",
    "not-parquet": "It is not a Parquet file, or one whose pages do not add up.",
    "parquet-encoding": "A Parquet column is packed in a way that can unfold to any size.",
    "not-arrow": "It is not an Arrow stream or file, or does not end where it should.",
    "arrow-compressed": "An Arrow message is compressed, so nobody can say how large it is.",
    "column-type": "A column has a type that is not read.",
    "encrypted": "It is encrypted.",
    "not-a-table": "What is left of a table cannot be written as one.",
    "binary": "It is no text at all.",
    "document-type": "It is XML with a document type, which can make it say something else.",
    "not-xml": "It is not XML, or not in one reading.",
    "xml-include": "It is XML that asks to be completed from elsewhere (XInclude).",
    "needs-extra-xml": "XML, and the library that reads it is not installed.",
    "control-character": "It holds control characters.",
    "not-an-archive": "It is no zip archive, nor a document that is kept as one.",
    "archive-end": "An archive's directory does not end where the file does, or something stands behind it.",
    "archive-form": "An archive with parts that programs read differently, or ways to pack that are not known.",
    "archive-differs": "A member of an archive is not what the directory says it is.",
    "archive-gap": "Bytes stand between the members of an archive.",
    "archive-overlap": "Members of an archive share bytes.",
    "archive-name": "A name in an archive leads out of its folder, or cannot be read in one way.",
    "archive-name-twice": "Two members of an archive have one name.",
    "too-many-members": "It has more parts than are read.",
    "broken-xml": "XML in it cannot be read.",
    "too-long": "A tag in it is longer than is read.",
    "archive-type": "A file in an archive of a type that is not read in archives.",
    "archive-name-withheld": "A file in an archive has no name that may leave, and nothing leaves without one.",
    "not-a-document": "It is not a text document, or not in one reading.",
    "not-a-pdf": "It is no PDF.",
    "pdf-form": "A PDF, or a picture in it, that is packed in a way that is not read (JPEG 2000, JBIG2, fax).",
    "pdf-older-versions": "A PDF that was changed and keeps what it was behind what it is.",
    "pdf-unmet": "A PDF with drawings or pages to which nothing leads.",
    "pdf-acts": "A PDF with programs or actions.",
    "pdf-files": "A PDF with files in it.",
    "pdf-drawn": "A PDF that draws what nobody reads: words in patterns, looks of notes, letters half hidden.",
    "pdf-font": "A PDF with a font whose letters have no names, or two that differ.",
    "pdf-too-many-pages": "A PDF of more pages than are read.",
    "pdf-not-whole": "Something of a PDF, a picture too, must not leave, and nothing can be taken out of one.",
    "macros": "A document with macros.",
    "not-a-sheet": "It is not a spreadsheet, or its cells cannot be read in one way.",
    "too-many-columns": "A sheet has more columns than are read.",
    "truncated": "The file ends early.",
    "trailing": "Bytes stand behind the end of the file.",
    "picture-form": "It is not a picture of its type, or of a kind that is not read.",
    "picture-several": "A picture that moves, or several in one file.",
    "picture-effort": "A picture that takes more passes to decode than any needs, or noise in which to look for faces.",
    "picture-broken": "The pixels of a picture cannot be decoded.",
    "picture-withheld": "A picture leaves whole, or with faces covered, where `photo` goes out; else not at all.",
    "too-many-pixels": "A picture has more pixels than are read.",
    "needs-extra-documents": "Reading it needs `data-sharing-firewall[documents]`, which is not installed.",
    "needs-extra-faces": "Covering faces needs `data-sharing-firewall[faces]`, which is not installed.",
    "no-face-detector": "OpenCV is installed without the cascades that find faces: version 5 has none.",
    # looking into it
    "too-many-findings": "It holds more of what is looked for than anybody would look at.",
    "text-too-long": "One text that could leave is longer than `limits.text`: nobody looks at it.",
    "text-effort": "More in it is written in codes, spaced or grouped, than anybody would undo.",
    "detector-failed": "A detector failed.",
    "inspection-timeout": "Looking took longer than it may.",
    "not-canonical": "The request cannot be written in the one form in which papers about it are compared.",
    "residue": "Something to withhold was found in the bytes about to leave.",
    "names-late": "The model for names did not answer within `names.deadline_ms`.",
    "names-failed": "The model for names died or gave places that are none.",
    "names-too-much": "There is more free text than the model reads for one answer.",
    "names-not-read": "Free text that the model should have read was not.",
    # the service
    "upstream-refused": "The service took no connection.",
    "upstream-timeout": "The service did not answer within `limits.upstream_s`.",
    "upstream-failed": "Asking the service failed for a reason that is ours.",
    "upstream-incomplete": "The service's answer ended early.",
    "upstream-garbage": "The service's answer is not HTTP in one reading.",
    "upstream-too-large": "The service's answer is larger than is read.",
    "upstream-coding": "The service's answer is coded in a way that cannot be undone.",
    "upstream-redirect": "The service answered with a redirect; none is followed.",
    "upstream-unframed": "The service did not say where its answer ends.",
    "upstream-trailer": "The service sent fields behind the body.",
    "upstream-extra-bytes": "The service sent more than its answer.",
    "upstream-informational": "The service sent an interim answer.",
    "upstream-partial": "The service sent a part of an answer.",
    "upstream-not-websocket": "The service did not agree to the WebSocket that it was asked for.",
    "upstream-status": "The service answered with a status that is passed on to nobody.",
    "unwritable-target": "What was inspected cannot be written as a target.",
    "unwritable-header": "What was inspected cannot be written as a header.",
    # the house
    "review-store-failed": "Cases and legal process could not be read or written.",
    "engine-failed": "A fault of ours.",
    "policy-changed": "The policy was replaced between the question and its answer.",
    "policy-differs": "The policy folder has had faults for longer than `policies.refuse_after_s`.",
    "draining": "The firewall is stopping.",
    "connection-over": "An authority was taken away since this connection showed its certificate: connect again.",
    "mirror": "A mirror decides on copies, and answers nobody.",
}


_OF_ANSWERS = ("upstream-", "names-", "graphql-no-data", "residue", "too-many-records", "policy-changed")
"""What only a service's answer is said to be, or to have."""

_OTHERWISE = {
    "no-route": "404",
    "nothing-opened": "403, or 404 where `existence: protected`",
    "not-a-sender": "403",
    **dict.fromkeys(("nothing-opened", "orders-withheld"), "403, or 404 where `existence: protected`"),
    "not-accepted": "403",
    "over-limit": "202",
    **dict.fromkeys(("head-incomplete", "nothing-sent", "left-unhandled"), "nothing"),
    **dict.fromkeys(("too-many-connections", "wire-fault"), "nothing"),
}
"""What is decided, and not unreadable."""

_HEAD = """\
In the record under `reasons`, and as labels of `firewall_uninspectable_total`. What a service's answer fails by is told
to the requester as 502, whatever it was. `upstream-404` and the like: the service's own refusal.
"""


@cache
def codes() -> frozenset[str]:
    """Every code that can stand in the record."""
    files = (path for path in _PRODUCT.rglob("*.py") if path.relative_to(_PRODUCT).parts[0] not in _ELSEWHERE)
    found = {word for path in files for word in _raised(ast.parse(path.read_text("utf-8")))}
    found |= {*REASONS, statuses.ENGINE_FAILED, statuses.REVIEW_FAILED, reason_of(ValueError())}
    return frozenset(filter(_CODE.fullmatch, found))


def _raised(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if _name(node.func) in _RAISED:
                yield from _words(node.args[:1])
            yield from _words([keyword.value for keyword in node.keywords if keyword.arg in _GIVEN_AS])
        elif isinstance(node, ast.Assign | ast.AnnAssign) and _name(_target(node)) in _TABLES and node.value:
            yield from _words([node.value])


def _target(node: ast.Assign | ast.AnnAssign) -> ast.expr:
    return node.target if isinstance(node, ast.AnnAssign) else node.targets[0]


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _words(nodes: list[ast.expr]) -> Iterator[str]:
    """The texts in these; which of them are codes their look tells."""
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and inner.value:
                yield inner.value


def section() -> str:
    known = codes()
    rows = [(code(word), _status(word), means) for word, means in MEANS.items() if word in known]
    told = f"{_HEAD}\n{table(('code', 'a request gets', 'means'), rows)}"
    refused = [(code(word), means) for word, means in OF_CREDENTIALS.items() if word in known]
    if not refused:
        return told
    return f"{told}\n### Credentials that were not believed\n\n{table(('code', 'means'), refused)}"


def _status(word: str) -> str:
    if word.startswith(_OF_ANSWERS):
        return ""
    return _OTHERWISE.get(word) or str(statuses.of_failure(word, Phase.REQUEST))
