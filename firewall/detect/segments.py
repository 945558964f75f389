"""
Texts in which the place says what a value is: HL7 version 2 and X12 segments, and Ed-Fi descriptors.

``PID|1||...||MEX`` names nothing.  Field 26 is the citizenship, because the standard says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from firewall.detect import lists
from firewall.detect.recognizer import Recognizer, Span, TooManyError
from firewall.detect.values.words import MOST_LOOKS
from firewall.errors import ConfigError
from firewall.model import Category

_SURE = 0.9

# A segment begins where a word begins. In text that is about to leave, the carriage return before it is written
# as a backslash and an r, or as the JSON escape \u000d.
_BEGIN = r"(?:(?<![A-Za-z0-9])|(?<=\\[rn])|(?<=\\u000[adAD]))"
_BEGIN_ASKED = r"(?:^|[^A-Za-z0-9]|\\[rn]|\\u000[adAD])"
# It ends with its line, the escape of one, or where a JSON text does.
_END = r"[\r\n\v\f]|\\[rn]|\\u000[adAD]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """Segments of one standard: three letters, a separator, and fields that are counted."""

    id: str
    prefilter: str
    begin: re.Pattern[str]
    end: re.Pattern[str]
    fields: Mapping[str, Mapping[int, Category]]
    by_qualifier: Mapping[str, Category]

    def find(self, text: str) -> Iterator[Span]:
        looks, match = 0, self.begin.search(text)
        while match is not None:
            looks += 1
            if looks > MOST_LOOKS:
                raise TooManyError
            end = self._end(text, match.end())
            yield from self._spans(text, match, end)
            match = self.begin.search(text, end)

    def _end(self, text: str, start: int) -> int:
        found = self.end.search(text, start)
        return found.start() if found else len(text)

    def _spans(self, text: str, match: re.Match[str], end: int) -> Iterator[Span]:
        segment, separator = match[1].upper(), match[2]
        known = self.fields.get(segment, {})
        start, first = match.end(), ""
        last = max(known) if known else 2
        for number in range(1, last + 1):
            stop = text.find(separator, start, end)
            stop = end if stop < 0 else stop
            value = text[start : min(stop, start + 64)].strip()
            first = value if number == 1 else first
            category = known.get(number) or (
                self.by_qualifier.get(first.upper()) if segment == "REF" and number == 2 else None  # noqa: PLR2004  # REF02
            )
            if value and category:
                yield Span(start, stop, category, _SURE)
            start = stop + 1
            if start > end:
                break


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptors:
    """Values that carry the name of their kind: ``uri://ed-fi.org/VisaDescriptor#F1``."""

    id: str
    prefilter: str
    pattern: re.Pattern[str]
    categories: Mapping[str, Category]

    def find(self, text: str) -> Iterator[Span]:
        for number, match in enumerate(self.pattern.finditer(text)):
            if number >= MOST_LOOKS:
                raise TooManyError
            yield Span(match.start(1), match.end(), self.categories[match[1].lower()], _SURE)


def compile_segments(texts: Iterable[str]) -> tuple[Recognizer, ...]:
    """Return the recognizers of the files in ``data/segments``."""
    data = lists.merged(texts)
    hl7, x12 = _fields(data["hl7"]), _fields(data["x12"])
    references = {qualifier: Category(c) for qualifier, c in _pairs(data["x12_references"])}
    kinds = {kind.lower(): Category(c) for kind, c in _pairs(data["descriptors"])}
    return (
        _segments("hl7.segment", hl7, r"\|", _END, {}),
        _segments("x12.segment", x12, "[*^|]", f"~|{_END}", references),
        Descriptors(
            id="edfi.descriptor",
            prefilter=rf"(?i)(?:^|[^a-z])(?:{'|'.join(sorted(kinds))})Descriptor#",
            pattern=re.compile(
                rf"(?<![a-z])({'|'.join(sorted(kinds))})Descriptor#[\w .,()/&-]{{1,80}}",
                re.IGNORECASE | re.ASCII,
            ),
            categories=kinds,
        ),
    )


def _segments(
    key: str,
    fields: Mapping[str, Mapping[int, Category]],
    separator: str,
    end: str,
    references: Mapping[str, Category],
) -> Segments:
    names = "|".join(sorted({*fields, *(["REF"] if references else [])}))
    return Segments(
        id=key,
        prefilter=f"{_BEGIN_ASKED}(?:{names}){separator}",
        begin=re.compile(f"{_BEGIN}({names})({separator})", re.ASCII),
        end=re.compile(end),
        fields=fields,
        by_qualifier=references,
    )


def _fields(data: object) -> Mapping[str, Mapping[int, Category]]:
    return {
        segment: {int(number): Category(c) for number, c in _pairs(fields)}
        for segment, fields in lists.section(data).items()
    }


def _pairs(data: object) -> Iterator[tuple[str, str]]:
    for key, value in lists.section(data).items():
        if not isinstance(value, str):
            raise ConfigError("A file of segments says of a place something that is no category.")
        yield key, value
