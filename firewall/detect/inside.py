"""
Names inside a text, with their values: JSON in a string, XML, a query, a table, ``Immigration status: pending``.

A text is no document, so only names count that mean one thing wherever they stand.  Most texts hold
none of the words that such names are made of, and are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import re2

from firewall.detect.fold import fold, place, unfold
from firewall.detect.names import Lexicon
from firewall.detect.recognizer import Span, TooManyError
from firewall.model import Category

INSIDE = "inside"
"""The detector of what a name inside a text says."""

_SURE = 0.8
_MOST = 10_000
_TREES = frozenset({"immigration", "nationality", "country_of_birth", "place_of_birth"})
# Of what such names are made, in seven languages, folded. A name without any of these is not asked for.
_STEMS = """
    immig imm_ inmig imigr migrat migrac alien visa visum visto uscis sevis i94 i-94 i_94 citizen ctzn ciudadan
    cidadan cittadin citoyen national nacional nazional staatsb staatsa staatlo stateless apatrid apolid natural
    asyl asil asiel refug rifug fluchtl fluechtl vluchtel deport remov expuls espuls uitzet abschieb ausreise
    einreise einburg einbuerg birth nacimiento naissance geburts geboorte nascita nascimento sejour soggiorno
    verblijf aufenthalt residenc residente permiso permesso permanent extranjer extranjeria etranger straniero
    vreemdeling auslander auslaender duldung green undocument indocument papiers papeles daca leave_to leave-to
    leaveto recourse port_of port-of portof entry entrada ingreso arrival eoir detainer i-797 i797 ead
"""
_GATE = re2.compile(
    rf"(?i)(?:{'|'.join(sorted(map(re.escape, _STEMS.split())))})[^:=<>,;\n\t]{{0,48}}(?:[:=<>,;\n\t]| -)"
)
_QUOTE = r"\\{0,7}[\"']"
_IN_TEXT = re.compile(
    rf"""
      {_QUOTE}(?P<json>[^"'\\\n]{{2,64}}){_QUOTE}\s{{0,4}}:\s{{0,4}}
      (?P<json_value>\\{{0,7}}"[^"\n]{{0,2000}}"?|[^",}}\]\s]{{1,256}})
    | <[A-Za-z_][\w.:-]{{0,63}}\s[^<>]{{0,64}}?(?:name|key|id|field|label)={_QUOTE}(?P<named>[^"'<>\\]{{2,64}}){_QUOTE}
      [^<>]{{0,128}}>(?P<named_value>[^<]{{0,4000}})
    | <(?P<tag>[A-Za-z_][\w.:-]{{1,63}})(?:\s[^<>]{{0,256}})?>(?P<tag_value>[^<]{{0,4000}})(?=</)
    | (?<![\w.-])(?P<query>[A-Za-z_][\w.-]{{1,63}})=(?P<query_value>[^&\#\s"'<>]{{1,1000}})
    | (?:^|[\n;|(]|[,.][ ])[ \t*>-]{{0,8}}(?P<label>[^\W\d_][\w .#'/-]{{0,62}}[\w?#])
      [ \t]{{0,2}}(?::|[ ]-|=)[ \t]{{1,4}}
      # Looked at and not taken: another label may stand in it.
      (?=(?P<label_value>[^\s;|,](?:[^\n;|,.]|\.(?!\s)){{0,120}}))
    """,
    re.VERBOSE,
)
_KINDS = ("json", "tag", "named", "query", "label")
# `Visa: 4111 ...` is a card as often as not.
_CARDS = frozenset({"visa", "by visa", "accept visa", "we accept visa"})
_CELLS = re.compile(r"[,;\t|]")
_MOST_CELLS = 200


def suspects(texts: Sequence[str]) -> list[int]:
    """Return the numbers of the texts that are worth asking ``find``."""
    if _GATE.search("\0".join(map(fold, texts)).encode(errors="replace")) is None:
        return []
    return [number for number, text in enumerate(texts) if _GATE.search(fold(text).encode(errors="replace"))]


def find(text: str, names: Lexicon) -> Iterator[Span]:
    """
    Yield the values that stand in a text under a name of their own; places refer to it as it came.

    Raises TooManyError where there are more than anybody would look at.
    """
    plain = fold(text)
    origin = unfold(text)
    for number, (name, start, end) in enumerate((*_pairs(plain), *_table(plain, names))):
        if number >= _MOST:
            raise TooManyError
        for category in sorted(_told(name, names)):
            yield Span(*place(origin, start, end), category, _SURE)


def _pairs(plain: str) -> Iterator[tuple[str, int, int]]:
    for found in _IN_TEXT.finditer(plain):
        kind = next(kind for kind in _KINDS if found[kind] is not None)
        start, end = found.span(f"{kind}_value")
        if start < end:
            yield found[kind], start, end


def _table(plain: str, names: Lexicon) -> Iterator[tuple[str, int, int]]:
    """Yield all below a first line that lists names, where one of them tells."""
    head, _, below = plain.partition("\n")
    cells = _CELLS.split(head)
    if below.strip() and 1 < len(cells) <= _MOST_CELLS:
        width = len(_CELLS.findall(head))
        if len(_CELLS.findall(below.partition("\n")[0])) == width:
            yield from ((cell, len(head) + 1, len(plain)) for cell in cells if _told(cell, names))


def _told(name: str, names: Lexicon) -> frozenset[Category]:
    if name.strip().lower() in _CARDS:
        return frozenset()
    return frozenset(c for c in names.surely(name) if c.partition(".")[0] in _TREES)
