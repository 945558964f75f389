"""
The lists of words that detectors are made of, read from the package's own YAML.

Every scalar is text: ``no`` is a word here, and not a boolean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce

import yaml

from firewall.errors import ConfigError

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read(text: str) -> Mapping[str, object]:
    """Return the sections of a data file.  Raises ConfigError where it has another shape."""
    loader = _Loader(text)
    try:
        return section(loader.get_single_data())
    except yaml.YAMLError as error:
        raise ConfigError("A detector's data file is not YAML. Install the package again.") from error
    finally:
        loader.dispose()


def merged(texts: Iterable[str]) -> Mapping[str, object]:
    """Return the sections of several data files as those of one: lists of the same place follow each other."""
    return reduce(_merge, map(read, texts), {})


def _merge(one: Mapping[str, object], other: Mapping[str, object]) -> Mapping[str, object]:
    both = dict(one)
    for key, value in other.items():
        both[key] = _together(both[key], value) if key in both else value
    return both


def _together(one: object, other: object) -> object:
    if isinstance(one, list):
        return [*one, *words(other)]
    return _merge(section(one), section(other))


def section(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ConfigError(f"A detector's data file has {type(value).__name__} where a mapping belongs.")
    return value


def words(value: object) -> Sequence[str]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ConfigError(f"A detector's data file has {type(value).__name__} where a list of words belongs.")
    return value


def by_language(value: object) -> Iterator[tuple[str, str]]:
    """Yield (language, entry) of ``{en: [...], es: [...]}``."""
    for language, entries in section(value).items():
        yield from ((language, entry) for entry in words(entries))
