"""The codes of the record in sentences: why an exchange went as it did, and what to do where something can be done."""

from __future__ import annotations

_RULED = {
    "no-route": "No service file has such a route.",
    "not-a-sender": "The city itself sends by this route, and it was not one of those who may.",
    "nothing-opened": "Nothing that was asked for is opened by anything.",
    "orders-withheld": "It asks for an order or groups by what does not leave as it is.",
    "over-limit": "More records are asked for than the agreement gives.",
    "too-many-records": "The service gave more records than the agreement gives.",
    "not-accepted": "The request holds something that this intake does not accept.",
    "residue": "Something was found in the answer after everything was taken out, so nothing goes out.",
    "detector-failed": "It could not be searched, so nothing goes out.",
    "names-late": "The model did not read the names in its free text in time, so nothing goes out.",
    "names-failed": "The model could not read the names in its free text, so nothing goes out.",
    "names-not-read": "There is free text in it that no model has read, so nothing goes out.",
    "names-too-much": "There is more free text in it than the model reads for one answer, so nothing goes out.",
}
_READ = {
    "not-json": "What should be JSON is not.",
    "unknown-media-type": "It is of a type that cannot be inspected, such as a video. Ask for JSON.",
    "no-media-type": "It has no Content-Type, so nobody can say how it is read. Have the service send one.",
    "malformed-media-type": "Its Content-Type cannot be read.",
    "unknown-parameter": "Its Content-Type has a parameter that may change how it is read.",
    "charset": "It is not in UTF-8, by its Content-Type. Have it sent in UTF-8.",
    "not-utf-8": "It is not in UTF-8. Have it sent in UTF-8.",
    "byte-order-mark": "It begins with a byte order mark, which some readers keep and some drop.",
    "duplicate-key": "An object in it has the same key twice, and readers differ on which counts.",
    "duplicate-name": "It has the same parameter twice, and servers differ on which counts.",
    "empty-segment": "Its path has an empty part, such as a slash at its end. Ask without it.",
    "empty-query": "It ends with a question mark. Ask without it.",
    "malformed-pair": "A parameter has no name, no value or two. Write name=value.",
    "malformed-target": "Its path holds a character that must be escaped.",
    "ambiguous-segment": "A part of its path could be read in two ways.",
    "double-encoding": "It is escaped twice.",
    "content-coding": "It is compressed twice, or otherwise than by gzip, deflate, br or zstd. Send it plain.",
    "body-not-allowed": "A GET, HEAD or DELETE has a body, which servers read in different ways.",
    "expect": "It waits for a 100 (`Expect`). Most programs can be told not to; for curl: -H 'Expect:'.",
    "upgrade": "It asks to speak another protocol: HTTP/1.1 is inspected, and a WebSocket where the route says so.",
    "http-version": "It is not HTTP/1.1.",
    "method": "Its method is none of GET, HEAD, POST, PUT, PATCH and DELETE; OPTIONS is not answered.",
    "body-too-large": "It is larger than limits.body_bytes. Ask for a smaller page.",
    "too-many-fields": "It has more fields than limits.fields. Ask for a smaller page.",
    "too-deep": "It nests deeper than limits.depth.",
    "too-many-findings": "More was found in it than anybody would look at. Ask for a smaller page.",
    "text-too-long": "One text in it is longer than limits.text. Ask for it in parts, or as a document of its own.",
    "text-effort": "So much in it is written in codes that nobody would read it to its end. Ask for a smaller page.",
}
_SERVICE = {
    "upstream-404": "Not found: the service has no such record.",
    "upstream-redirect": "The service redirects, and the firewall follows no redirects. Ask for what it leads to.",
    "upstream-refused": "Nobody listens at the service's address, or its certificate is not trusted. `firewall check` "
    "says which.",
    "upstream-timeout": "The service did not answer in limits.upstream_s.",
    "upstream-unframed": "Nothing tells where the service's answer ends (no Content-Length, not chunked). Put a server "
    "that speaks HTTP/1.1 before it.",
    "upstream-too-large": "The service's answer is larger than limits.body_bytes. Ask for a smaller page.",
    "upstream-coding": "The service's answer is compressed in a way that cannot be undone strictly.",
    "upstream-partial": "The service gave a part of its answer.",
    "upstream-status": "The service failed, or answered with a status that is not passed on. Look at its own log.",
}  # fmt: skip

REASONS = {**_RULED, **_READ, **_SERVICE}
"""Every code that has words of its own."""


def reason(code: str) -> str:
    """Say a code of the record in a sentence."""
    if code in REASONS:
        return REASONS[code]
    if code.startswith("upstream-"):
        return f"The service did not give a whole, clear answer ({code})."
    return f"It could not be inspected ({code})."
