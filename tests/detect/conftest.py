from pathlib import Path

import pytest
import yaml

from firewall.app import detector_data
from firewall.detect import Detectors
from firewall.detect.names import Lexicon, compile_lexicon
from firewall.detect.phrases import compile_phrases
from tests import warming
from tests.helpers_phrases import book_of


@pytest.fixture(scope="session")
def sources() -> dict[str, str]:
    return detector_data()


@pytest.fixture(scope="session")
def detectors() -> Detectors:
    """Ours alone; compiled once on each machine, which takes the better part of a minute."""
    warming.wait(warming.OURS)
    return warming.our_detectors()


@pytest.fixture(scope="session")
def vocabulary() -> set[str]:
    text = (Path(__file__).parents[2] / "policies/vocabulary/data.yaml").read_text(encoding="utf-8")
    return set(yaml.load(text, Loader=yaml.BaseLoader)["categories"])


@pytest.fixture(scope="session")
def lexicon(sources) -> Lexicon:
    return compile_lexicon(text for path, text in sources.items() if path.startswith("names/"))


@pytest.fixture(scope="session")
def phrases(sources):
    """All recognizers of phrases, without what asks them."""
    return compile_phrases(book_of(sources))
