"""What looks for things is built as the operator wants it, or there is no start."""

import multiprocessing
from contextlib import nullcontext
from pathlib import Path

import pytest

import firewall.finders
from firewall import config
from firewall.cli.common import cache_folder
from firewall.detect.by_re2 import ByRE2
from firewall.errors import ConfigError
from firewall.finders import reading_names
from firewall.names.files import digest
from tests import helpers_names


def test_the_detectors_that_the_operator_names_are_built(tmp_path, monkeypatch):
    # Only this test would ask for them: RE2 is done in seconds.
    monkeypatch.setattr(firewall.finders, "prepared", lambda *_: ByRE2)
    own = "recognizers: [{name: a, supported_entity: A, category: employment, patterns: [{name: a, regex: zq1, score: 1}]}]"
    (tmp_path / "own.yaml").write_text(own)
    settings = config.Detectors(
        presidio=("DateRecognizer",),
        presidio_off=("CreditCardRecognizer",),
        recognizers=tmp_path / "own.yaml",
    )
    ids = firewall.finders.detectors(
        cache_folder(), nullcontext, settings, ["employment"], guesses=True
    ).scanner.ids.keys()

    assert {"city.a", "presidio.date-time", "presidio.us-passport"} <= ids
    assert "presidio.credit-card" not in ids


async def test_without_a_model_nothing_runs():
    async with reading_names(config.Names()) as names:
        assert names is None


async def test_the_model_runs_until_the_block_ends():
    async with reading_names(helpers_names.settings(workers=2)) as names:
        found = await names.find(["Maria Lopez called."])
        pids = [child.pid for child in multiprocessing.active_children()]

    assert [(span.start, span.end, span.category) for span in found["Maria Lopez called."]] == [
        (0, 11, "identity.name")
    ]
    assert len(pids) == 2
    assert not {child.pid for child in multiprocessing.active_children()} & set(pids)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"sha256": "0" * 64}, r"names\.sha256 is not the digest of .*, which is [0-9a-f]{64}\."),
        ({"model": Path("/nowhere")}, r"The model folder /nowhere cannot be read"),
    ],
)
async def test_nothing_starts_without_the_model_that_was_configured(changes, says):
    with pytest.raises(ConfigError, match=says):
        async with reading_names(helpers_names.settings(**changes)):
            pytest.fail("it started")


async def test_without_spacy_a_configured_model_is_an_error_with_a_remedy(monkeypatch):
    monkeypatch.setattr(firewall.finders, "find_spec", lambda name: None)

    with pytest.raises(ConfigError, match=r"Install it with: pip install 'data-sharing-firewall\[names\]'"):
        async with reading_names(helpers_names.settings()):
            pytest.fail("it started")


async def test_a_folder_that_is_no_model_is_an_error_of_the_start(tmp_path):
    (tmp_path / "meta.json").write_text("{}")

    with pytest.raises(ConfigError, match="is no spaCy model that finds names"):
        async with reading_names(helpers_names.settings(model=tmp_path, sha256=digest(tmp_path))):
            pytest.fail("it started")
