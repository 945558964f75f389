from pathlib import Path

import pytest

from firewall import detect
from firewall.detect import SOURCES, Detectors

DATA = Path(detect.__file__).parent / "data"


@pytest.fixture(scope="session")
def sources() -> dict[str, str]:
    return {name: (DATA / name).read_text(encoding="utf-8") for name in SOURCES}


@pytest.fixture(scope="session")
def detectors(sources) -> Detectors:
    return detect.build(sources)
