"""
The reviewed lists of names, read and indexed.

Each file in ``data/names`` holds one tree of categories; ``words.yaml`` says what counts as the same word, and
``false-friends.yaml`` which names mean something else.  The files themselves tell how to add a name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from firewall.detect import lists
from firewall.detect.spelling import SHORTEST_RUN, Spelling, Words, german, run, split
from firewall.errors import ConfigError
from firewall.model import Category

File = Mapping[str, object]
Index = Mapping[Words, frozenset[Category]]
Runs = Mapping[str, frozenset[Category]]
Leading = Mapping[str, Index]
"""First word of a name -> the names that begin with it."""

NONE: frozenset[Category] = frozenset()
SHORTEST_STEM = 4
_TURNED, _TELLING = 2, 3
_OF_ORIGIN = frozenset(
    {"immigration", "nationality", "country_of_birth", "place_of_birth", "previous_country"}
)
_PLACES = ("anywhere", "whole", "begins")


@dataclass(frozen=True, slots=True)
class Entry:
    """A name as it stands in a file: what it means, where in a longer name it may stand, and who says so."""

    name: str
    place: str
    category: Category
    language: str
    source: str


@dataclass(frozen=True, slots=True)
class _Form:
    """A name as it is looked up: its words, and the same written as one."""

    words: Words
    runs: frozenset[str]
    written: str
    place: str = ""
    categories: AbstractSet[Category] = NONE


@dataclass(frozen=True, slots=True)
class Dictionary:
    """
    All names, in the forms in which they are looked up.

    ``anywhere`` holds false friends too, with no category: they hide what lies inside of them; ``longest`` is the
    number of words to look at after a first word.  ``begins`` are the first letters of single words, for languages that
    write compounds as one: ``Asylfolgeantragsdatum``.  ``leading`` are names that two members may say together, one
    inside the other: ``{"birth": {"country": ...}}``.  ``beside`` tells the words that make one of these names mean
    something else.  ``runs`` are names of several words written as one, ``long_runs`` those of them that are found
    inside longer names.
    """

    spelling: Spelling
    anywhere: Index
    beside: Mapping[Words, frozenset[str]]
    whole: Index
    runs: Runs
    long_runs: Runs
    longest: Mapping[str, int]
    begins: Runs
    leading: Leading


def entries(file: File) -> Iterator[Entry]:
    """Yield the entries of one file.  Raises ConfigError where it has another shape."""
    for category, groups in lists.section(file.get("categories", {})).items():
        for group in _groups(groups):
            for place in _PLACES:
                for name in lists.words(group.get(place, [])):
                    yield Entry(name, place, Category(category), _word(group, "lang"), _word(group, "source"))


def false_friends(file: File) -> Iterator[str]:
    """Yield the false friends of one file."""
    for group in _groups(file.get("false_friends", [])):
        yield from lists.words(group.get("names"))


def beside(file: File) -> Iterator[tuple[str, str]]:
    """Yield (name, word that makes it mean something else) of one file."""
    for group in _groups(file.get("beside", [])):
        for name in lists.words(group.get("names")):
            yield from ((name, word) for word in lists.words(group.get("words")))


def compile_dictionary(texts: Iterable[str]) -> Dictionary:
    """Return the dictionary of the files in ``data/names``."""
    files = tuple(map(lists.read, texts))
    words = _words_file(files)
    spelling = _spelling(words)
    forms = [_form(spelling, name, e) for file in files for e in entries(file) for name in german(e.name)]
    friends = [
        _form(spelling, name, None) for file in files for f in false_friends(file) for name in german(f)
    ]
    anywhere = _index(form for form in forms if form.place == "anywhere")
    hidden = {form.words: NONE for form in friends}
    begins = [form for form in forms if form.place == "begins"]
    leading = _leading(forms, spelling, frozenset(map(spelling.word, lists.words(words.get("heads")))))
    forms = [*(form for form in forms if form.place != "begins"), *_turned(forms, spelling)]
    runs = _runs(forms, friends)
    return Dictionary(
        spelling,
        {**anywhere, **hidden},
        _beside(spelling, files),
        _index(form for form in forms if form.place == "whole"),
        runs,
        _long_runs(forms, runs),
        _longest((*anywhere, *hidden)),
        _begins(begins),
        leading,
    )


def _form(spelling: Spelling, name: str, entry: Entry | None) -> _Form:
    written = tuple(split(name))
    kept = tuple(spelling.telling(written))
    words = tuple(map(spelling.word, kept))
    letters, plain = frozenset({run(written), run(kept), run(words)}), "".join(written)
    if entry is None:
        return _Form(words, letters, plain)
    return _Form(words, letters, plain, entry.place, {entry.category})


def _turned(forms: Iterable[_Form], spelling: Spelling) -> Iterator[_Form]:
    """Yield names of two words the other way round, where one of them is a word like number: ``nie_numero``."""
    for form in forms:
        words = _turn(form.words, spelling)
        if words and form.place != "begins":
            yield replace(form, words=words, runs=frozenset({run(words)}), place="whole")


def _turn(words: Words, spelling: Spelling) -> Words:
    others = [word for word in words if word not in spelling.around]
    is_turned = len(words) == _TURNED and len(others) == 1 and len(others[0]) >= _TELLING
    return words[::-1] if is_turned else ()


def _leading(forms: Iterable[_Form], spelling: Spelling, heads: frozenset[str]) -> Leading:
    """Index what two members may say; no name that must be whole: any journal has ``{"entry": {"date": ...}}``."""
    index: defaultdict[str, defaultdict[Words, set[Category]]] = defaultdict(lambda: defaultdict(set))
    for form in forms:
        if form.place == "anywhere" and any(c.split(".")[0] in _OF_ORIGIN for c in form.categories):
            for words in (form.words, _turn(form.words, spelling)):
                if len(words) > 1 and words[0] in heads:
                    index[words[0]][words] |= form.categories
    return {first: {words: frozenset(c) for words, c in names.items()} for first, names in index.items()}


def _words_file(files: Iterable[File]) -> File:
    for file in files:
        if "same_word" in file:
            return file
    raise ConfigError("The detector's file `names/words.yaml` is missing. Install the package again.")


def _groups(value: object) -> Iterator[Mapping[str, object]]:
    if not isinstance(value, list):
        raise ConfigError(
            f"A detector's data file has {type(value).__name__} where a list of groups belongs."
        )
    return map(lists.section, value)


def _word(group: Mapping[str, object], key: str) -> str:
    word = group.get(key)
    if not isinstance(word, str):
        raise ConfigError(f"A group of names in a detector's data file does not say its `{key}`.")
    return word


def _spelling(data: Mapping[str, object]) -> Spelling:
    same = {
        spelling: word
        for word, others in lists.section(data["same_word"]).items()
        for spelling in lists.words(others)
    }
    return Spelling.of(same, *(lists.words(data.get(key)) for key in ("skip", "before", "after", "around")))


def _beside(spelling: Spelling, files: Iterable[File]) -> Mapping[Words, frozenset[str]]:
    index: defaultdict[Words, set[str]] = defaultdict(set)
    for file in files:
        for name, word in beside(file):
            index[spelling.words(name)].add(spelling.word(word))
    return {words: frozenset(others) for words, others in index.items()}


def _index(forms: Iterable[_Form]) -> Index:
    index: defaultdict[Words, set[Category]] = defaultdict(set)
    for form in forms:
        index[form.words] |= form.categories
    return {words: frozenset(categories) for words, categories in index.items()}


def _longest(names: Iterable[Words]) -> Mapping[str, int]:
    """First word -> number of words of the longest name that begins with it."""
    longest: defaultdict[str, int] = defaultdict(int)
    for words in names:
        longest[words[0]] = max(longest[words[0]], len(words))
    return dict(longest)


def _runs(forms: Iterable[_Form], friends: Iterable[_Form]) -> Runs:
    """All names written as one word, as they stand and with the words by which they are compared."""
    index: defaultdict[str, set[Category]] = defaultdict(set)
    for form in forms:
        for letters in form.runs:
            index[letters] |= form.categories
    for letters in set[str]().union(*(friend.runs for friend in friends)):
        index.pop(letters, None)
    return {letters: frozenset(categories) for letters, categories in index.items()}


def _begins(forms: Iterable[_Form]) -> Runs:
    index: defaultdict[str, set[Category]] = defaultdict(set)
    for form in forms:
        if len(form.written) < SHORTEST_STEM:
            raise ConfigError(
                f"A name in a detector's data file is too short to begin another: `{form.written}`."
            )
        index[form.written] |= form.categories
    return {stem: frozenset(categories) for stem, categories in index.items()}


def _long_runs(forms: Iterable[_Form], runs: Runs) -> Runs:
    """Runs that are found inside longer names: those of names that may stand there, and long enough."""
    inside = set[str]().union(*(form.runs for form in forms if form.place == "anywhere"))
    return {letters: runs[letters] for letters in inside & runs.keys() if len(letters) >= SHORTEST_RUN}
