import pytest

from firewall import detect
from firewall.app import detector_data
from firewall.detect import Detectors


@pytest.fixture(scope="session")
def sources() -> dict[str, str]:
    return detector_data()


@pytest.fixture(scope="session")
def detectors(sources) -> Detectors:
    return detect.build(sources)
