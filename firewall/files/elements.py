"""
An XML list of records in units: so many of its records at once, each unit a document of its own.

The text is only cut behind records.  What stands before the first of them stands in each unit, and the elements that
are open there are closed again; the strict parser reads each unit, and refuses whatever was no XML.  Where the records
are is asked of the reader of streams, once, and so is whether anything stands between those of the last unit: of all
others none was taken in that did not follow one of its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from firewall.files.lists import TIMES, ListUnits, NoListError
from firewall.files.units import Unit
from firewall.formats import Unreadable
from firewall.formats.jsonlines import check_record
from firewall.formats.xml.records import XmlRecords
from firewall.namespaces import WELL_KNOWN, parted

_TAG = rb"""<[^\s<>/!?"'=](?:[^"'<>]++|"[^"<]*+"|'[^'<]*+')*+>"""
_SKIPPED = rb"<!--.*?-->|<\?.*?\?>"
_TOKEN = re.compile(
    rb"%b|<!\[CDATA\[.*?\]\]>|</[^<>]*+>|(?P<opens>%b)|(?P<other><)" % (_SKIPPED, _TAG), re.DOTALL
)
_BETWEEN = re.compile(rb"(?:[ \t\r\n]++|%b)*+" % _SKIPPED, re.DOTALL)
_NAME = re.compile(rb"[^\s/>]+")
_NIL = b' xmlns:xsi="%b" xsi:nil="true"/>' % WELL_KNOWN["xsi"].encode()
_DOCTYPE = b"<!doctype"
_LEAST = 2
"""Records of a unit, for one alone does not show that it is one of a list: of those, one of nothing does not leave."""

_MOST_PLACES = 16
"""Elements of the right names, and of other namespaces, before it is given up."""


@dataclass(slots=True)
class ElementUnits(ListUnits):
    """Units of a list of elements of one name."""

    _head: bytes = b""
    _closing: bytes = b""
    _name: bytes = b""
    _flat: re.Pattern[bytes] = _BETWEEN

    @property
    def around(self) -> Unit | None:
        """Return the document with a record of nothing, once a unit was given; None where there was no record."""
        return None if not self._name else Unit(self._head + b"<" + self._name + _NIL + self._closing, 0)

    def _units(self) -> Iterator[Unit]:
        if self.is_over:
            return
        goes_on_at = self.source.tell() if self.is_begun else None
        if goes_on_at is not None:
            self.source.seek(0)
        if not self._begin():
            yield self._rest(0)  # no record in it
            return
        before = self._head
        if goes_on_at is not None:
            self.source.seek(goes_on_at)
            self._held.clear()
            before = b""
        while not self.is_over:
            unit = self._next(before)
            before = b""
            self.is_begun = True
            yield unit

    # ---- what stands before the first record

    def _begin(self) -> bool:
        """Find the first record, and take what stands before it; whether there is one."""
        open_: list[bytes] = []
        tried = 0
        for start, end, tag in self._tags():
            if tag.startswith(b"</"):
                del open_[-1:]
                continue
            name = _name_of(tag)
            if self._may_be([*open_, name]):
                tried += 1
                if tried > _MOST_PLACES:
                    raise NoListError("not-a-list")
                if self._is_record(bytes(self._held[:start]), tag, open_):
                    self._take_head(start, open_, name)
                    return True
            if not tag.endswith(b"/>"):
                open_.append(name)
            check_record(end, self.limits)
        return False

    def _tags(self) -> Iterator[tuple[int, int, bytes]]:
        at = 0
        while True:
            token = _TOKEN.search(self._held, at)
            if token is None or token["other"] is not None:
                check_record(len(self._held) - at, self.limits)
                if token is not None and self._held[token.start() :][: len(_DOCTYPE)].lower() == _DOCTYPE:
                    raise NoListError("document-type")
                if not self._fill():
                    return
                continue
            at = token.end()
            if token["opens"] is not None or token[0].startswith(b"</"):
                yield token.start(), at, token[0]

    def _may_be(self, names: list[bytes]) -> bool:
        return [name.rpartition(b":")[2] for name in names] == [_local(step) for step in self.cut.place]

    def _is_record(self, before: bytes, tag: bytes, open_: list[bytes]) -> bool:
        """Whether by the strict reader, which knows what prefixes mean, the tag begins a record."""
        end = b"" if tag.endswith(b"/>") else _closed([_name_of(tag)])
        reader = XmlRecords("", self.cut.place).reader(self.limits)
        found = reader.feed(before + tag + end + _closed(open_))
        try:
            return bool(found + reader.close())
        except Unreadable as unreadable:
            if unreadable.why == "not-a-list":
                return False
            raise

    def _take_head(self, start: int, open_: list[bytes], name: bytes) -> None:
        self._head, self._closing, self._name = bytes(self._held[:start]), _closed(open_), name
        del self._held[:start]
        self._flat = _flat(name)

    # ---- units

    def _next(self, before: bytes) -> Unit:
        least = max(self.cut.unit_bytes, TIMES * len(self._head))
        at = records = 0
        while at < least or records < _LEAST:
            end = self._record(at)
            if end is None:
                return self._last(before)
            at, records = end, records + 1
        if not self._follow(at, _LEAST):
            return self._last(before)
        text = bytes(self._held[:at])
        del self._held[:at]
        return Unit(self._head + text + self._closing, len(before) + len(text), raw=before + text)

    def _last(self, before: bytes) -> Unit:
        """Return what is left, with what stands behind the records; the reader of streams has to find it right, too."""
        unit = self._rest(len(before))
        body = self._head + unit.body
        reader = XmlRecords("", self.cut.place).reader(self.limits)
        reader.feed(body)
        reader.close()
        return unit._replace(body=body, raw=before + unit.body)

    def _rest(self, before: int) -> Unit:
        while len(self._held) <= self.limits.body_bytes and self._fill():
            pass
        if len(self._held) > self.limits.body_bytes:
            raise NoListError("body-too-large")
        text = bytes(self._held)
        self.is_over = True
        return Unit(text, before + len(text), raw=text, closes=True)

    def _record(self, start: int) -> int | None:
        """Return where the record that comes next ends; None where none comes any more."""
        while (flat := self._flat.match(self._held, start)) is None:
            if not self._follows(start):
                return None
            end = self._end(start)
            if end is not None:
                return end
            if len(self._held) - start > self.limits.body_bytes:
                raise NoListError("body-too-large")
            if not self._fill():
                return None  # it has no end: the parser will say so
        return flat.end()

    def _follow(self, at: int, records: int) -> bool:
        for _ in range(records):
            end = self._record(at)
            if end is None:
                return False
            at = end
        return True

    def _follows(self, at: int) -> bool:
        """Whether a record comes next."""
        while True:
            between = _BETWEEN.match(self._held, at)
            begins = between.end() if between is not None else at
            head = bytes(self._held[begins : begins + len(self._name) + 2])
            whole = len(head) == len(self._name) + 2 and not head.startswith((b"<!-", b"<?"))
            if whole:
                return head[1:-1] == self._name and head[-1:] in b" \t\r\n/>" and head[:1] == b"<"
            if len(self._held) - at > self.limits.body_bytes:
                raise NoListError("body-too-large")
            if not self._fill():
                return False

    def _end(self, start: int) -> int | None:
        depth = 0
        for token in _TOKEN.finditer(self._held, start):
            mark = token[0]
            if token["other"] is not None:
                return None  # the rest of it is still to come
            if mark.startswith(b"</"):
                depth -= 1
            elif token["opens"] is None:
                continue
            elif not mark.endswith(b"/>"):
                depth += 1
            if depth <= 0:
                return token.end()
        return None


def _flat(name: bytes) -> re.Pattern[bytes]:
    """Match a record in which no other of its name stands, no comment and nothing of the kind: most are like that."""
    own = re.escape(name)
    inside = rb"[^<]*+(?:<(?![!?]|/?%b[\s/>])[^<]*+)*+" % own
    attributes = rb"""(?=[\s/>])(?:[^"'<>/]++|"[^"<]*+"|'[^'<]*+'|/(?!>))*+"""
    return re.compile(rb"[ \t\r\n]*+<%b%b(?:/>|>%b</%b[ \t\r\n]*+>)" % (own, attributes, inside, own))


def _closed(open_: list[bytes]) -> bytes:
    return b"".join(b"</" + name + b">" for name in reversed(open_))


def _name_of(tag: bytes) -> bytes:
    found = _NAME.match(tag, 1)
    return found[0] if found is not None else b""


def _local(step: str) -> bytes:
    return parted(step)[1].encode()
