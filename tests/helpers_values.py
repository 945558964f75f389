"""Asking the recognizers of values: a test says only the text, and what is in it."""

import re2

from firewall.detect.fold import fold
from firewall.detect.values import VALUES

ACTED_UPON = 0.4
"""Below it a finding is a guess: told to people, and acted upon by nobody."""

PREFILTERS = {recognizer.id: re2.compile(f"(?m:{recognizer.prefilter})") for recognizer in VALUES}


def spans(text):
    """Every finding in a text that would be acted upon, with its recognizer, its words and its confidence."""
    plain = fold(text)
    return [
        (recognizer.id, plain[span.start : span.end], span.confidence)
        for recognizer in VALUES
        for span in recognizer.find(plain)
        if span.confidence >= ACTED_UPON
    ]


def found(text):
    """Recognizer -> what it found last."""
    return {identifier: value for identifier, value, _ in spans(text)}


def confidence(identifier, text):
    """How sure the recognizer is of what it found; 0 where it found nothing."""
    recognizer = next(recognizer for recognizer in VALUES if recognizer.id == identifier)
    return max((span.confidence for span in recognizer.find(fold(text))), default=0)


def is_found(identifier, text):
    """Whether a recognizer finds something, and whether its prefilter would have asked it."""
    plain = fold(text)
    return confidence(identifier, text) >= ACTED_UPON and PREFILTERS[identifier].search(plain) is not None
