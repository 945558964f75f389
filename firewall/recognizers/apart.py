"""
Presidio's recognizers without its engine: one of them is a few expressions and a check digit.

To import the package takes two seconds and 75 MB, nearly all of it for language models that its engine could run and
nobody here does.  Here empty classes stand in for the engine: the recognizers name some of its types, and use none.
What was imported so is known to us alone: whoever imports Presidio gets it whole.
"""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_PRESIDIO = "presidio_analyzer"
_RECOGNIZERS = f"{_PRESIDIO}.predefined_recognizers"
_LEFT_OUT = (
    *(
        f"{_PRESIDIO}.{part}"
        for part in (
            "analyzer_engine",
            "analyzer_engine_provider",
            "batch_analyzer_engine",
            "context_aware_enhancers",
            "nlp_engine",
            "recognizer_registry",
        )
    ),
    "tldextract",  # takes a web client along, for a list that it would download
)

_one_at_a_time = threading.Lock()


def recognizers() -> Any:  # noqa: ANN401 - a module, whose classes are known by the names in our catalogue
    """
    Return the module with all of Presidio's recognizers; safe in threads, and new each time.

    Raises whatever importing it raises.
    """
    with _one_at_a_time:
        if _PRESIDIO in sys.modules:  # whole, for somebody else
            return importlib.import_module(_RECOGNIZERS)
        try:
            return _without_engine()
        except Exception:  # noqa: BLE001 - another release of it may do anything with what stands in
            return importlib.import_module(_RECOGNIZERS)


def _without_engine() -> ModuleType:
    with _standing_in():
        return importlib.import_module(_RECOGNIZERS)


@contextmanager
def _standing_in() -> Iterator[None]:
    """Let empty classes stand in for the engine, and forget afterwards all that was imported with them."""
    before, finder = set(sys.modules), _Empty(threading.get_ident())
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in sys.modules.keys() - before:
            if name.startswith(f"{_PRESIDIO}.") or name in {_PRESIDIO, *_LEFT_OUT}:
                del sys.modules[name]


class _Empty(MetaPathFinder, Loader):
    """Finds what is left out, for one thread, and loads modules in which any name is an empty class."""

    def __init__(self, thread: int) -> None:
        self._thread = thread

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        is_left_out = fullname.startswith(tuple(f"{name}." for name in _LEFT_OUT)) or fullname in _LEFT_OUT
        if not is_left_out or threading.get_ident() != self._thread:
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__getattr__"] = _class_of(module.__name__)


def _class_of(module: str) -> Callable[[str], type]:
    def empty(name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {"__module__": module})

    return empty
