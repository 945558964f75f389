"""
FIELD -> FINDINGS: what a name says, and what a text holds.

One interface, ``Recognizer``, for everything that looks into texts; Presidio's recognizers
fit it too (``presidio.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from firewall.detect import meaning, phrasebook, senses, weighing
from firewall.detect.codes import compile_codes
from firewall.detect.combinations import compile_combinations
from firewall.detect.decoding import ALL
from firewall.detect.elsewhere import NOTHING, Elsewhere
from firewall.detect.keys import Keys
from firewall.detect.labelled import compile_labelled
from firewall.detect.matching import Compile, best
from firewall.detect.names import Lexicon, compile_lexicon
from firewall.detect.pairs import compile_pairs
from firewall.detect.phrases import Phrases, Whole, compile_phrases
from firewall.detect.recognizer import Recognizer, Span
from firewall.detect.scan import Closely, Hit, Scanner, Skip
from firewall.detect.segments import compile_segments
from firewall.detect.shapes import Shapes
from firewall.detect.told import TELLS, Told, compile_told
from firewall.detect.values import VALUES
from firewall.errors import ConfigError

__all__ = ["Detectors", "Hit", "Keys", "Lexicon", "Recognizer", "Scanner", "Shapes", "Skip", "Span", "build"]


Keep = Callable[[str, Callable[[], bytes], Callable[[bytes], object]], bytes]
"""Return what is known under a name and passes a check (which raises ConfigError), or make it."""


def make_anew(_name: str, make: Callable[[], bytes], _check: Callable[[bytes], object]) -> bytes:
    return make()


LONGEST_TEXT = 1_048_576
"""
Characters of one text that is looked at, by default.

To look takes some twentieth of a second for each million of them, and up to four tenths where nearly all of it may be
codes: a text that was written to be looked at for long is no note, and 1 MiB is more than three hundred pages.
"""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Detectors:
    """
    Everything that looks at names and at texts, built once, and equal to nothing but itself.

    ``longest`` is how many characters a text may have to be looked at: a longer one is uninspectable.
    """

    names: Lexicon
    scanner: Scanner
    shapes: Shapes
    longest: int = LONGEST_TEXT
    elsewhere: Elsewhere = NOTHING
    """What was taken out in other parts of the same file."""
    keys: Keys = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", Keys(self.scanner))


def build(
    sources: Mapping[str, str],
    more: Sequence[Recognizer] = (),
    compile_: Compile = best,
    keep: Keep = make_anew,
) -> Detectors:
    """
    Return the detectors of the given data files (``names/immigration.yaml`` -> text), and any others.

    ``keep`` may return what it has from another time in place of making it (``make_anew`` makes it).

    Raises ConfigError where a folder is missing or a file cannot be used.
    """
    written = _folder(sources, "phrases")
    book = keep("phrases", lambda: phrasebook.write(written), phrasebook.read)
    phrases = compile_phrases(phrasebook.read(book))
    named = _folder(sources, "names")
    segments = compile_segments(_folder(sources, "segments"))
    closer = [phrase for phrase in phrases if _is_read_closely(phrase, TELLS)]
    others = [phrase for phrase in phrases if phrase not in closer]
    recognizers = (*VALUES, *compile_labelled(named), *others, *segments, *more)
    names = compile_lexicon(named)
    closely = Closely(lambda: telling(sources), closer)
    scanner = Scanner(recognizers, ALL, compile_, closely)
    return Detectors(names, scanner, _shapes(sources, names))


def telling(sources: Mapping[str, str]) -> Told:
    """Return what weighs sentences.  Raises ConfigError where a file is missing or cannot be used."""
    letters = weighing.read(_file(sources, "weights/letters.jsonl").encode())
    meanings = meaning.read(_file(sources, "weights/meanings.jsonl").encode())
    listed = senses.read(_folder(sources, "senses"))
    judge = meaning.Judge(letters, listed, meanings)
    return compile_told(judge, meanings.head)


def _is_read_closely(phrase: Phrases | Whole, category: str) -> bool:
    """Whether a phrase is looked for only in sentences that may tell of a status; a code is a text by itself."""
    return isinstance(phrase, Phrases) and phrase.category.startswith(f"{category}.")


def _shapes(sources: Mapping[str, str], names: Lexicon) -> Shapes:
    codes = compile_codes(_folder(sources, "codes"), names)
    pairs = compile_pairs(_folder(sources, "pairs"), names, codes)
    return Shapes(codes, pairs, compile_combinations(_folder(sources, "combinations"), names))


def _file(sources: Mapping[str, str], name: str) -> str:
    if name not in sources:
        raise ConfigError(f"The detector's data file `{name}` is missing. Install the package again.")
    return sources[name]


def _folder(sources: Mapping[str, str], name: str) -> tuple[str, ...]:
    texts = tuple(text for path, text in sorted(sources.items()) if path.startswith(f"{name}/"))
    if not texts:
        raise ConfigError(f"The detector's data folder `{name}` is missing. Install the package again.")
    return texts
