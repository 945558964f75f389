# a script that stands alone, not part of a package
"""
The labelled sets of status phrases, built from the sentences in `sets/*/phrases/source/*.txt`.

Every sentence there was written by hand; the script only puts ordinary notes around it, writes some of them in
capitals, without accents or with white space inside the phrase, and works out the positions. Nothing is drawn by
chance: the same sources give the same files, byte by byte. PHRASES.md tells the notation and how to read the sets.

    python evaluation/make_phrases.py            write the files, check them and print the table of counts
    python evaluation/make_phrases.py --check    only check that the files are what the sources say
"""

import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

SETS = Path(__file__).parent / "sets"
SPLITS = ("open", "held-out")
LANGUAGES = ("en", "es", "fr", "de", "it", "nl", "pt")
POSITIVES, NEGATIVES = 110, 90  # at least so many in every file: 55 and 45 of a hundred

CATEGORIES = {
    "s": ("immigration.status", "tells the immigration status of a person"),
    "p": ("immigration.proceedings", "tells of removal, detention or another immigration case of a person"),
    "e": ("immigration.entry", "tells how or when a person entered the country"),
    "r": ("immigration.protected_relief", "tells of asylum, refuge or another protection of a person"),
    "d": ("immigration.document", "tells of a person's residence or travel papers"),
    "c": ("immigration.citizenship", "tells whether a person is a citizen"),
    "i": ("immigration.identifier", "tells that a person has, or lacks, a number given to foreigners"),
    "f": ("immigration.sponsor_family", "tells of a sponsor or petitioner of an immigrant"),
    "t": ("government_id.tax", "tells that a person has the tax number of people without social security"),
    "n": ("government_id.tax", "tells that a person has no social security number"),
    "m": ("government_id.consular", "tells that a person has the identity card of a consulate"),
    "u": ("child.unaccompanied", "tells that a child came to the country without parents"),
    "k": ("criminal.custody", "tells of custody in a criminal case, which is not an immigration matter"),
    "v": ("victim_witness", "tells that a person is a victim of a crime"),
}
TRAPS = {
    "negation": "denied, and a denial tells the status too",
    "hypothetical": "only supposed, yet about this person",
    "quoted": "somebody else's words, yet about this person",
    "question-answered": "the question of a form with its answer",
    "misspelling": "written as people type",
    "abbreviation": "written as case workers shorten",
    "status-word": "says that the status is an issue for this person",
    "criminal-custody": "custody in a criminal case: that may be told, an immigration matter may not",
    "genre": "about immigration in general, about nobody",
    "question-blank": "the question of a form without an answer",
    "ordinary": "an everyday note",
}
NOTHING = "an everyday meaning of a word that can also be about immigration"
SHORTEST, LONGEST = 3, 80  # words in a text
LONG = 35  # words: a note that needs no neighbours
TRANSCRIPTION = dict(zip(map(ord, "äöüÄÖÜß"), ("ae", "oe", "ue", "Ae", "Oe", "Ue", "ss"), strict=True))
MARK = re.compile(r"\{([a-z]) ([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of a source. `parts` are stretches of text with the letter of their category, or "" for plain text."""

    kind: str  # "positive", "negative" or "note": an ordinary sentence that also serves as a neighbour
    trap: str
    parts: tuple[tuple[str, str], ...]


def parts(text: str) -> tuple[tuple[str, str], ...]:
    """The stretches of a marked text."""
    pieces: list[tuple[str, str]] = []
    at = 0
    for mark in MARK.finditer(text):
        pieces += [(text[at : mark.start()], ""), (mark[2], mark[1])]
        at = mark.end()
    pieces.append((text[at:], ""))
    return tuple(piece for piece in pieces if piece[0])


def sentence(line: str) -> Sentence:
    """What a line of a source says: `> note`, `- trap: text`, `+ text` or `+ (trap) text`."""
    sign, _, rest = line.partition(" ")
    rest = rest.replace("\\n", "\n")
    if sign == ">":
        return Sentence("note", "ordinary", parts(rest))
    if sign == "-":
        trap, _, text = rest.partition(": ")
        return Sentence("negative", trap, parts(text))
    if sign != "+":
        raise ValueError(f"not a line of a source: {line!r}")
    found = re.match(r"\(([a-z-]+)\) ", rest)
    return Sentence("positive", found[1] if found else "", parts(rest[found.end() :] if found else rest))


def sentences(split: str, language: str) -> list[Sentence]:
    source = SETS / split / "phrases" / "source" / f"{language}.txt"
    lines = (line.strip() for line in source.read_text(encoding="utf-8").splitlines())
    return [sentence(line) for line in lines if line and not line.startswith("#")]


def bare(text: str) -> str:
    """Without accents, as many people type."""
    text = text.translate({ord("ß"): "ss"})
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def transcribed(text: str) -> str:
    """German without umlauts, as on a foreign keyboard."""
    return text.translate(TRANSCRIPTION)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "no-accents": bare,
    "line-break": lambda text: text,  # the white space inside the phrase changes: see `spelled`
    "lower-case": str.lower,
    "double-space": lambda text: text,
    "umlauts-transcribed": transcribed,
}
WHITE = {"line-break": "\n", "double-space": "  "}


def spelled(one: Sentence, spelling: str) -> tuple[tuple[str, str], ...]:
    """The sentence in another spelling; unchanged where the spelling has nothing to do."""
    white = WHITE.get(spelling)
    if white is None:
        return tuple((SPELLINGS[spelling](text), mark) for text, mark in one.parts)
    return tuple((text.replace(" ", white, 1) if mark else text, mark) for text, mark in one.parts)


def placed(
    pieces: tuple[tuple[str, str], ...], notes: list[Sentence], turn: int
) -> tuple[tuple[str, str], ...]:
    """The pieces alone, after an ordinary note, before one, or between two, by turns. A long note stays alone."""
    if sum(len(text.split()) for text, _ in pieces) > LONG:
        return pieces
    gap = " " if turn % 4 else "\n"
    before = ((notes[turn % len(notes)].parts[0][0] + gap, ""),) if turn % 5 in {1, 3} else ()
    after = ((gap + notes[(turn * 3 + 1) % len(notes)].parts[0][0], ""),) if turn % 5 in {2, 3} else ()
    return before + pieces + after


Case = dict[str, object]


def case(one: Sentence, pieces: tuple[tuple[str, str], ...], spelling: str) -> Case:
    """The case without its id. The first mark gives the category, marks of other categories go to `also`."""
    text = "".join(piece for piece, _ in pieces)
    marks: list[tuple[int, int, str]] = []
    at = 0
    for piece, mark in pieces:
        if mark:
            marks.append((at, at + len(piece), mark))
        at += len(piece)
    positive = one.kind == "positive"
    main = marks[0][2] if positive else ""
    made: Case = {"category": CATEGORIES[main][0] if main else None, "text": text}
    made["spans"] = [[start, end] for start, end, mark in marks if mark == main]
    made["also"] = [[start, end, CATEGORIES[mark][0]] for start, end, mark in marks if mark != main]
    made["kind"] = "positive" if positive else "negative"
    made["trap"] = one.trap or None
    made["spelling"] = spelling
    meaning = TRAPS.get(one.trap, NOTHING)
    made["why"] = "; ".join([CATEGORIES[main][1]] + [meaning] * bool(one.trap)) if main else meaning
    return made


def respelled(chosen: list[Sentence], notes: list[Sentence], wanted: int) -> Iterator[Case]:
    """Up to `wanted` cases more, by taking the spellings in turn and the sentences in steps."""
    seen: set[object] = set()
    for turn in range(len(chosen) * len(SPELLINGS)):
        if len(seen) >= max(wanted, 0):
            return
        one = chosen[(turn * 7 + turn // len(chosen)) % len(chosen)]
        spelling = list(SPELLINGS)[turn % len(SPELLINGS)]
        pieces = spelled(one, spelling)
        made = case(one, placed(pieces, notes, turn + 2), spelling)
        if pieces != one.parts and made["text"] not in seen:
            seen.add(made["text"])
            yield made


def build(split: str, language: str) -> list[Case]:
    """All cases of a file, in the order of its source and then the respelled ones."""
    known = sentences(split, language)
    notes = [one for one in known if one.kind == "note"]
    cases: list[Case] = []
    for kinds, wanted in ((("positive",), POSITIVES), (("negative", "note"), NEGATIVES)):
        chosen = [one for one in known if one.kind in kinds]
        plain = [
            case(one, one.parts if one.kind == "note" else placed(one.parts, notes, turn), "plain")
            for turn, one in enumerate(chosen)
        ]
        marked = [one for one in chosen if one.kind != "note"]
        cases += plain + list(respelled(marked, notes, wanted - len(plain)))
    frame = {"class": language, "language": language}
    return [{"id": f"phrases-{split}-{language}-{n:03}", **frame, **one} for n, one in enumerate(cases, 1)]


def rendered(cases: list[Case]) -> str:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in cases)


def phrase_texts(cases: list[Case]) -> Iterator[str]:
    """What the spans of the cases cover, in lower case and without accents. Raises where a span is not exact."""
    for one in cases:
        text, spans, also = str(one["text"]), list(one["spans"]), list(one["also"])  # type: ignore[call-overload]
        for start, end, *_ in spans + also:
            covered = text[start:end]
            if not covered or covered != covered.strip() or not 0 <= start < end <= len(text):
                raise ValueError(f"{one['id']}: a span is not exact")
            for near in (text[start - 1 : start], text[end : end + 1]):
                if (
                    near.isalnum()
                    and (covered[0].isalnum() or covered[-1].isalnum())
                    and one["language"] != "de"
                ):
                    raise ValueError(f"{one['id']}: a span cuts a word")
        if (one["kind"] == "positive") != bool(spans):
            raise ValueError(f"{one['id']}: a positive has spans and a negative none")
        if not SHORTEST <= len(text.split()) <= LONGEST:
            raise ValueError(f"{one['id']}: {len(text.split())} words")
        yield from (" ".join(bare(text[start:end]).lower().split()) for start, end, *_ in spans)


def check(files: dict[tuple[str, str], list[Case]]) -> None:
    """Raises where a span is not exact, a text stands twice, or the splits share a sentence."""
    for language in LANGUAGES:
        seen: Counter[str] = Counter()
        for split in SPLITS:
            seen.update(str(one["text"]) for one in files[split, language])
        twice = [text for text, count in seen.items() if count > 1]
        if twice:
            raise ValueError(f"{language}: stands twice: {twice[:3]}")


def table(files: dict[tuple[str, str], list[Case]]) -> str:
    """Counts by file, and how many phrases of the held-out split also stand, letter by letter, in the open one."""
    heads = [
        "language",
        "split",
        "cases",
        "positive",
        "negative",
        "negative with a trap",
        "positive with a trap",
    ]
    heads += ["respelled", "phrases", "also in open"]
    lines = ["| " + " | ".join(heads) + " |"]
    lines.append("|---" * len(heads) + "|")
    for language in LANGUAGES:
        first = set(phrase_texts(files["open", language]))
        for split in SPLITS:
            cases = files[split, language]
            positive = [one for one in cases if one["kind"] == "positive"]
            negative = [one for one in cases if one["kind"] == "negative"]
            phrases = set(phrase_texts(cases))
            counts = [
                len(cases),
                len(positive),
                len(negative),
                sum(one["trap"] != "ordinary" for one in negative),
                sum(one["trap"] is not None for one in positive),
                sum(one["spelling"] != "plain" for one in cases),
                len(phrases),
                len(phrases & first) if split != "open" else "",
            ]
            lines.append(f"| {language} | {split} | " + " | ".join(str(count) for count in counts) + " |")
    return "\n".join(lines) + "\n"


def main() -> int:
    only_check = "--check" in sys.argv[1:]
    files = {(split, language): build(split, language) for split in SPLITS for language in LANGUAGES}
    check(files)
    stale = 0
    for (split, language), cases in files.items():
        path = SETS / split / "phrases" / f"{language}.jsonl"
        if only_check:
            if path.read_text(encoding="utf-8") != rendered(cases):
                stale += 1
                sys.stderr.write(f"{split} {language}: the file is not what its source says\n")
        else:
            path.write_text(rendered(cases), encoding="utf-8")
    sys.stdout.write(table(files))
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
