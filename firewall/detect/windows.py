"""
Of a long text, what stands around the places where a prefilter was found.

A recognizer may take a microsecond a character.  A page of notes is shown to it whole, a megabyte
only where there is a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from firewall.detect.recognizer import Recognizer, Span
from firewall.model import Category

WHOLE = 4096
"""Characters up to which a text is shown whole."""

MARGIN = 1024
"""
Characters shown before and behind a place.  No prefilter, no value and no word that explains one
is as far away: the longest value is a machine readable zone of three lines.
"""


MOST_PLACES = 256
"""
Places of a long text at which one recognizer looks.

Where there are more, the text is full of what it looks for, or was written to keep us busy: then all of it
counts as found.
"""


def around(
    recognizer: Recognizer, text: str, places: Sequence[int], category: Category | None = None
) -> Iterator[Span]:
    """
    Yield what the recognizer finds around ``places``; in the whole text where there are none, or it is short.

    ``category`` is that of everything it finds, where there is but one.
    """
    if len(text) <= WHOLE or not places:
        yield from recognizer.find(text)
        return
    if category is not None and len(places) > MOST_PLACES:
        yield Span(0, len(text), category)
        return
    for start, end in _windows(sorted(places), len(text)):
        for span in recognizer.find(text[start:end]):
            # What touches a cut may be half of something else; the window reaches beyond all that is whole.
            if (span.start > 0 or start == 0) and (span.end < end - start or end == len(text)):
                yield Span(span.start + start, span.end + start, span.category, span.confidence)


def _windows(places: Sequence[int], length: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of windows that do not overlap; ``places`` ascend."""
    start, end = max(0, places[0] - MARGIN), places[0] + MARGIN
    for place in places:
        if place - MARGIN > end:
            yield start, end
            start = place - MARGIN
        end = place + MARGIN
    yield start, min(end, length)
