"""What looks for things: the detectors, from the package and the operator's files, and the model for names."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path

from firewall import detect, recognizers
from firewall.beside import alongside
from firewall.config import Detectors as DetectorSettings
from firewall.config import Names as NameSettings
from firewall.detect import Detectors, Keep, Recognizer
from firewall.errors import ConfigError
from firewall.names.files import check as check_model
from firewall.names.model import load as load_names
from firewall.names.reader import NamesReader
from firewall.prepared import Waiting, prepared, shelf
from firewall.workers import Workers

_CODE = tuple(Path(__file__).parent / name for name in ("detect", "recognizers"))
DETECTOR_DATA = Path(detect.__file__).parent / "data"
_AS_DELIVERED = DetectorSettings()


def detectors(
    folder: Path,
    waiting: Waiting = nullcontext,
    settings: DetectorSettings = _AS_DELIVERED,
    categories: Collection[str] = (),
    *,
    guesses: bool = False,
) -> Detectors:
    """
    Return all detectors: ours, Presidio's, and the city's own, whose categories must be among ``categories``.

    What is compiled is kept in ``folder``; ``waiting`` is shown the first time.
    ``guesses``: whether to tell also what is too weak to act on.  Raises ConfigError where one cannot be used.
    """
    keep = shelf(folder, _CODE)
    more = _more_recognizers(keep, settings, categories, guesses=guesses)
    return detect.build(detector_data(), more, prepared(folder, waiting), keep)


def _more_recognizers(
    keep: Keep, settings: DetectorSettings, categories: Collection[str], *, guesses: bool
) -> tuple[Recognizer, ...]:
    # Importing Presidio takes longer than all the rest of the start, and no value waits for it yet.
    known_as = f"presidio-{recognizers.installed()}"
    description = keep(known_as, recognizers.describe, recognizers.parse)
    taken = recognizers.take(description, settings.presidio, settings.presidio_off, guesses=guesses)
    if settings.recognizers is None:
        return taken
    try:
        text = settings.recognizers.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"detectors.recognizers: {settings.recognizers} cannot be read as text ({type(error).__name__})."
        ) from None
    written = recognizers.write(settings.recognizers.name, text, categories, guesses=guesses)
    return (*taken, *written)


def detector_data() -> dict[str, str]:
    """The data files of the detectors: place below ``firewall/detect/data`` -> text."""
    files = sorted(path for path in DETECTOR_DATA.rglob("*") if path.suffix in {".yaml", ".jsonl", ".txt"})
    return {str(path.relative_to(DETECTOR_DATA)): path.read_text("utf-8") for path in files}


@asynccontextmanager
async def reading_names(settings: NameSettings) -> AsyncIterator[NamesReader | None]:
    """
    Run the model that finds names in free text until the block ends; None where there is none.

    Raises ConfigError where it is not the one that was configured, or cannot be used.
    """
    if settings.model is None:
        yield None
        return
    if find_spec("spacy") is None:
        raise ConfigError(
            "names.model needs spaCy. Install it with: pip install 'data-sharing-firewall[names]'"
        )
    await asyncio.to_thread(check_model, settings.model, settings.sha256)
    about = (str(settings.model), settings.sha256)
    workers = Workers(load_names, about, settings.workers, settings.deadline_ms / 1000)
    await workers.start()
    try:
        async with alongside(workers.keep()):
            yield NamesReader(workers, secrets.token_bytes(32))
    finally:
        await workers.close()
