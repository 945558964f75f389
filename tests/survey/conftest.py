import io

import pytest

from firewall.survey import reading
from firewall.survey.looking import Looker
from firewall.survey.parts import Part
from firewall.survey.places import Places
from tests.helpers import detectors


@pytest.fixture(scope="session")
def looker():
    return Looker(detectors(), Places(detectors()))


@pytest.fixture(scope="session")
def read():
    """Read bytes, as a file of this kind."""

    def read(body, kind=""):
        return list(reading.read(io.BytesIO(body), kind, detectors()))

    return read


@pytest.fixture(scope="session")
def tree(read):
    def tree(body, kind=""):
        (part,) = read(body, kind)
        assert isinstance(part, Part), part
        return part.tree

    return tree


@pytest.fixture(scope="session")
def why(read):
    """Say why bytes could not be read: the one cause there is."""

    def why(body, kind=""):
        (unread,) = (part for part in read(body, kind) if not isinstance(part, Part))
        return unread

    return why
