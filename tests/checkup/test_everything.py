"""All of it in order: a start that would work, and one fault that hides no other."""

from datetime import UTC, datetime

import pytest

from firewall import books
from firewall.app import load_policies
from firewall.checkup.everything import Checkup
from firewall.checkup.lines import State
from firewall.config import load
from firewall.errors import ConfigError
from tests.helpers import detectors
from tests.system import process


@pytest.fixture
def house(tmp_path):
    config = process.furnished(tmp_path)
    settings = load(config.read_text(), tmp_path)[0]
    with books.opened(settings.data, load_policies(settings.policies).bundle, datetime.now(UTC), create=True):
        pass
    return tmp_path


def looked(house, settings="", warnings=(), build=lambda bundle: detectors()):
    text = (house / "firewall.toml").read_text() + settings
    checkup = Checkup(
        config=load(text, house)[0],
        warnings=warnings,
        clock=lambda: datetime.now(UTC),
        cache=house / "no",
        build=build,
    )
    return list(checkup.lines())


def faults(lines):
    return {line.about for line in lines if line.state is State.FAULT}


def test_of_a_whole_city_only_its_services_are_missing(house):
    lines = looked(house)

    assert {about.partition(" ")[0] for about in faults(lines)} == {"service"}
    assert {"service clinic", "service school", "service 311"} <= faults(lines)
    assert all(line.remedy for line in lines if line.state is not State.OK)
    assert len({line.about for line in lines}) > 12


def test_one_fault_hides_no_other(house):
    (house / "policies" / "city.yaml").write_text("city: x\n")
    (house / "data" / "keys" / "digest.key").chmod(0o644)
    lines = looked(house)

    assert faults(lines) == {"policies", "keys"}
    assert "disk" in {line.about for line in lines}


def test_a_record_that_cannot_be_opened_is_a_fault(house):
    (house / "data" / "keys" / "digest.key").write_bytes(b"short")

    assert "record" in faults(looked(house))


def test_without_data_it_says_how_to_start(tmp_path):
    process.furnished(tmp_path)
    (line,) = [one for one in looked(tmp_path) if one.about == "data directory"]

    assert "--create" in line.remedy


def test_detectors_that_cannot_be_built_are_a_fault(house):
    def build(bundle):
        raise ConfigError("`X` is no recognizer. Take it out.")

    assert "detectors" in faults(looked(house, build=build))


def test_a_model_that_is_not_there_is_a_fault(house):
    lines = looked(house, '\n[names]\nmodel = "models/none"\nsha256 = "' + "0" * 64 + '"\n')

    assert "names" in faults(lines)


def test_warnings_of_the_configuration_are_told(house):
    (line,) = [
        one for one in looked(house, warnings=("It is odd. Change it.",)) if one.about == "configuration"
    ]

    assert (line.state, line.says, line.remedy) == (State.WARNING, "It is odd.", "Change it.")
