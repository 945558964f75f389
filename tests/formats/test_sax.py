import pytest

from firewall.formats import Limits, Unreadable
from firewall.formats.sax import escaped, walk
from tests.formats.archives import refused


class Seen:
    def __init__(self):
        self.events = []

    def start(self, name, attributes):
        self.events.append((name, dict(attributes)))

    def end(self, name):
        self.events.append(name)

    def text(self, text):
        self.events.append(text)


def test_names_come_without_their_namespace():
    seen = Seen()
    walk('<a xmlns="u" xmlns:x="v" x:b="é"><x:c>1</x:c></a>'.encode(), seen, Limits())

    assert seen.events == [("a", {"b": "é"}), ("c", {}), "1", "c", "a"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "broken-xml"),
        (b"<a>", "broken-xml"),
        (b"<a/><b/>", "broken-xml"),
        (b"<!DOCTYPE a><a/>", "document-type"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document-type"),
        (b"<a>&b;</a>", "broken-xml"),
        ("<a/>".encode("utf-16"), "not-utf-8"),
        (b"<a>\xff</a>", "broken-xml"),
        (b"<a>" * 200 + b"</a>" * 200, "too-deep"),
        (b"<a>" + b"<b/>" * 1_900_000 + b"</a>", "too-many-fields"),
        (b"<a " + b"".join(b'a%d="" ' % number for number in range(500_000)) + b"/>", "too-long"),
    ],
)
def test_what_is_not_plain_is_refused_in_little_memory(body, why):
    class Nobody:
        def start(self, name, attributes):
            pass

        def end(self, name):
            pass

        def text(self, text):
            pass

    refused(lambda: walk(body, Nobody(), Limits()), why)


def test_a_reason_of_the_reader_stops_the_reading():
    class Stops(Seen):
        def start(self, name, attributes):
            raise Unreadable("not-a-sheet")

    with pytest.raises(Unreadable, match=r"^not-a-sheet$"):
        walk(b"<a/>", Stops(), Limits())


def test_what_is_escaped_reads_as_it_was():
    seen = Seen()
    text = 'a&b<c>"d"\r\n'
    walk(f"<a>{escaped(text)}</a>".encode(), seen, Limits())

    assert "".join(e for e in seen.events[1:-1]) == text
