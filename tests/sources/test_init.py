"""What ``firewall.toml`` names is what is loaded."""

from dataclasses import replace
from datetime import timedelta

import pytest

from firewall import books, sources
from firewall.config import load
from firewall.errors import ConfigError
from firewall.signed.faults import SignedError, Why
from firewall.sources.bundle import Signed
from firewall.sources.held import Folder
from firewall.sources.recording import begin
from tests import helpers_policy
from tests.helpers_signed import NOW, Desk, built, signed


def config(directory):
    return load("", directory)[0]


def test_without_signers_a_folder_is_taken(tmp_path):
    for name, text in helpers_policy.folder().items():
        (tmp_path / "policies" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "policies" / name).write_text(text)

    assert isinstance(sources.of(config(tmp_path)), Folder)
    assert sources.load(config(tmp_path), NOW).bundle.city.name == "springfield"


def test_with_signers_only_what_they_signed_is(tmp_path):
    desk = Desk(tmp_path)
    settings = replace(config(tmp_path), policies=desk.bundle, signing=desk.signing())
    assert isinstance(sources.of(settings), Signed)

    desk.put(built())
    with pytest.raises(SignedError) as caught:
        sources.load(settings, NOW)
    assert caught.value.why is Why.UNSIGNED

    bundle = desk.put(signed(built()))
    assert sources.load(settings, NOW).bundle.digest == bundle.digest


def test_with_signers_a_plain_folder_is_refused(tmp_path):
    desk = Desk(tmp_path)
    (tmp_path / "policies").mkdir()
    settings = replace(config(tmp_path), signing=desk.signing())
    with pytest.raises(SignedError) as caught:
        sources.load(settings, NOW)

    assert caught.value.why is Why.NO_FILE


def test_where_nothing_is_the_error_says_so(tmp_path):
    settings = replace(config(tmp_path), policies=tmp_path / "x", signing=Desk(tmp_path).signing())
    with pytest.raises(ConfigError, match="no policy bundle"):
        sources.load(settings, NOW)


def test_what_rules_stays_good_when_the_time_of_a_signer_is_over(tmp_path):
    """As for the firewall that runs: it knows from its record that it ruled before."""
    desk = Desk(tmp_path)
    seven = desk.put(signed(built(7)))
    people = tuple(replace(one, until=NOW.date()) for one in desk.signing().signers)
    settings = replace(config(tmp_path), policies=desk.bundle, signing=desk.signing(signers=people))
    compiled = sources.load(settings, NOW)
    later = NOW + timedelta(days=1)
    with pytest.raises(SignedError):
        sources.load(settings, later)
    with books.opened(settings.data, compiled.bundle, NOW, create=True) as kept:
        begin(sources.of(settings), compiled, kept.record, NOW)

    assert sources.load(settings, later).bundle.digest == seven.digest
    desk.put(signed(built(6)))
    with pytest.raises(SignedError) as caught:
        sources.load(settings, NOW)
    assert caught.value.why is Why.OLDER
