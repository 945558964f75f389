"""The book of the phrases that are delivered."""

from functools import cache

from firewall.detect import phrasebook


def book_of(sources):
    return _book(tuple(text for path, text in sorted(sources.items()) if path.startswith("phrases/")))


@cache
def _book(texts):
    return phrasebook.read(phrasebook.write(texts))
