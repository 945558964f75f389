"""
``make bench``: what it costs to look, beside what it costs to read and write, and beside Presidio's own engine.

Everything is measured in turns within each round of one process, and the least time of a processor of each counts:
what else the machine does only ever adds to it.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import platform
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from string import ascii_lowercase, digits
from typing import Any

import orjson

from benchmarks import city, presidio_engine
from benchmarks.counting import summarize
from benchmarks.inspected import inspected
from firewall import app, recognizers
from firewall.cli.common import cache_folder
from firewall.detect import Detectors
from firewall.detect.document import examine
from firewall.detect.recognizer import TooManyError
from firewall.detect.scan import Scanner

RECORDS = {"0.4 kB": 1, "4.4 kB": 11, "40 kB": 100}
MIB = 1 << 20


def _random(alphabet: Sequence[str], size: int = 8_192) -> str:
    return "".join(random.Random(3).choices(alphabet, k=size))  # no secret


def _words(letters: int) -> str:
    text = _random(ascii_lowercase)
    return "".join(f"{text[at : at + letters]} " for at in range(0, len(text), letters))


_PRINTABLE = range(0x20, 0x7F)
_SIGNS = "".join(map(chr, _PRINTABLE))
HOSTILE = {
    "one letter": "a",
    "digits": "1",
    "A1 and a space": "A123 ",
    "numbers with a word": "ssn 123456789 ",
    "base64": "QUJD",
    "percent escapes": "%41",
    "entities": "&#65;",
    "backslash escapes": "\\u0041",
    "umlauts": "ä",
    "letters of every script": "".join(map(chr, range(0xC0, 0x3000, 7))),
    "invisible letters": "a\u200b",
    "sentences about status": "The client has no papers and was deported to Mexico by ICE last week. ",
    "the beginning of a phrase": "green card green ",
    "names of columns": "alien_number,",
    "scraps": "Ok. No. ",
    "letters apart": "a b c. ",
    "two words": "no no. ",
    "words of three letters": _words(3),
    "words of eight letters": _words(8),
    "Cyrillic words": "привет ",
    "marks over letters": "a\u0301\u0302\u0303 ",
    "full-width digits": "".join(map(chr, range(0xFF10, 0xFF1A))) + " ",
    "backwards": "\u202eabc\u202c",
    "punctuation": _random("".join(sign for sign in map(chr, _PRINTABLE) if not sign.isalnum())),
    "digits and blanks": _random(digits + "    "),
    "digits and points": _random(digits + "."),
    "digits and commas": _random(digits + ","),
    "addresses of pages": "https://city.example/a%20b?id=7 ",
    "words in base64": "aGVsbG8gd29ybGQ= ",
    "soft ends of lines": "abc=\n",
    "any bytes in percent escapes": _random([f"%{code:02X}" for code in range(256)], 3_000),
    "three layers of percent escapes": "%252541",
    "any characters in percent escapes": _random([f"%{code:02x}" for code in _PRINTABLE], 3_000),
    "any characters in entities": _random([f"&#{code};" for code in _PRINTABLE], 3_000),
    "any characters in backslash escapes": _random([f"\\x{code:02x}" for code in _PRINTABLE], 3_000),
    # What was met before is met again sooner: so not all of these repeat themselves.
    "any letters and signs, nothing repeated": _random(_SIGNS, MIB),
    "any bytes, nothing repeated": _random([chr(code) for code in range(256)], MIB),
}


def main() -> None:
    options = _options()
    logging.disable(logging.CRITICAL)
    detectors = app.detectors(cache_folder())
    gc.collect()
    gc.freeze()  # as `firewall run` does
    figures = {
        "detection": _detection(detectors, options.rounds),
        "presidio": _presidio(options.rounds),
        "hostile": _hostile(detectors),
    }
    print(f"{platform.machine()}, Python {platform.python_version()}, least of {options.rounds} rounds\n")
    _report(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--json", type=Path, help="write the figures there too")
    return parser.parse_args()


def _detection(detectors: Detectors, rounds: int) -> dict[str, dict[str, float]]:
    """
    Names, values and phrases over a parsed document, against reading and writing the same bytes.

    Nothing about a document is remembered from one round to the next; ``fresh`` shows that, with records that
    no round had before.  ``inspect`` is all that the firewall does with it between two wires.
    """
    figures = {}
    exchange = inspected(detectors)
    for size, records in RECORDS.items():
        body = city.body(records)
        tree = orjson.loads(body)
        fresh = (orjson.loads(city.body(records, first=round_ * records)) for round_ in range(1, rounds + 1))
        others = list(fresh)
        times = _in_turns(
            {
                "read and write": lambda body=body: orjson.dumps(orjson.loads(body)),
                "count": lambda tree=tree: summarize(tree, detectors),
                "fresh": lambda others=others: summarize(others.pop(), detectors),
                "list": lambda tree=tree: examine(tree, detectors),
                "inspect": lambda body=body: exchange.answered(body),
            },
            rounds,
            once=frozenset({"fresh"}),
        )
        figures[size] = times | {"bytes": float(len(body))}
    return figures


def _presidio(rounds: int) -> dict[str, float]:
    """Presidio's recognizers by our scanner and by Presidio's engine, over the texts of the same records."""
    scanner = Scanner(recognizers.take(recognizers.describe(), guesses=False))
    engine = presidio_engine.engine()
    texts = list(_texts(orjson.loads(city.body(100))))
    joined = "\n".join(texts)
    scanner.scan_texts([joined])
    times = _in_turns({"ours": lambda: scanner.scan_texts([joined])}, rounds)
    theirs = _in_turns({"theirs": lambda: presidio_engine.analyze(engine, joined)}, 3)
    return times | theirs | {"characters": float(len(joined))}


def _hostile(detectors: Detectors) -> dict[str, dict[str, Any]]:
    figures = {}
    for name, unit in HOSTILE.items():
        text = unit * max(1, MIB // len(unit.encode()))
        times = _in_turns({"look": lambda text=text: _is_read(detectors, text)}, 5)
        figures[name] = {"seconds": times["look"], "refused": not _is_read(detectors, text)}
    return figures


def _is_read(detectors: Detectors, text: str) -> bool:
    try:
        detectors.scanner.scan_texts([text])
    except TooManyError:
        return False
    return True


def _texts(tree: object) -> list[str]:
    if isinstance(tree, dict):
        return [text for value in tree.values() for text in _texts(value)]
    if isinstance(tree, list):
        return [text for value in tree for text in _texts(value)]
    return [str(tree)]


def _in_turns(
    subjects: dict[str, Callable[[], object]], rounds: int, once: frozenset[str] = frozenset()
) -> dict[str, float]:
    """
    Return the least time of a processor of each, in seconds.

    In its turn each is tried twice, but for those that do something only ``once``: at first the caches of the processor
    are full of what ran before, which is twenty milliseconds of something else.
    """
    least = dict.fromkeys(subjects, float("inf"))
    for _ in range(rounds):
        for name, subject in subjects.items():
            for _ in range(1 if name in once else 2):
                started = time.thread_time()
                subject()
                least[name] = min(least[name], time.thread_time() - started)
    return least


def _report(figures: dict[str, Any]) -> None:
    print(
        "| JSON body | read and written by orjson | names, values, phrases counted | | of other records each round | "
        "| each finding listed | | inspected as an answer | |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for times in figures["detection"].values():
        base = times["read and write"]
        cells = [
            f"{times[name] * 1e6:,.0f} µs | **{times[name] / base:.1f}**"
            for name in ("count", "fresh", "list", "inspect")
        ]
        print(f"| {times['bytes']:,.0f} B | {base * 1e6:,.0f} µs | {' | '.join(cells)} |")
    presidio = figures["presidio"]
    theirs, ours = presidio["theirs"], presidio["ours"]
    print(f"\nPresidio's recognizers over {presidio['characters']:,.0f} characters of the same records:")
    print(
        f"by its own engine {theirs:.2f} s, here {ours * 1e6:,.0f} µs: **{theirs / ours:,.0f} times** as fast.\n"
    )
    print("| 1 MiB of | ms | |")
    print("|---|--:|---|")
    for name, found in figures["hostile"].items():
        end = "too much to find: refused" if found["refused"] else "read"
        print(f"| {name} | {found['seconds'] * 1e3:.0f} | {end} |")


if __name__ == "__main__":
    main()
