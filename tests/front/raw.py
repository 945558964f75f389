"""
Raw requests that other parsers were broken with, and what a request looks like that we wrote.

Not in a module of tests: one that skips itself for want of the corpora could not be imported from by another.
"""

import json
import re

from tests.corpora import folder

OURS = re.compile(
    rb"(?:GET|POST|PUT|PATCH|DELETE) /[A-Za-z0-9\-._~%/?=&]* HTTP/1\.1\r\n"
    rb"Host: 127\.0\.0\.1:\d+\r\n"
    rb"Accept: [a-z0-9+/,;=. -]+\r\nAccept-Encoding: identity\r\n"
    rb"(?:Accept-Language: [ -~]+\r\n)?"
    rb"(?:Content-Type: [ -~]+\r\n)?(?:Content-Length: (\d+)\r\n)?\r\n"
)


def is_ours(sent):
    head = OURS.match(sent)
    return head is not None and len(sent) - head.end() == int(head[1] or 0)


def requests():
    """The folder of the corpus, and its requests.  Skips the calling test module where it is missing."""
    raw = folder("http_raw", 1326)
    cases = [json.loads(line) for line in (raw / "index.jsonl").read_text().splitlines()]
    return raw, [case for case in cases if case["direction"] == "request"]
