"""What ``firewall check`` says of a bundle: who signed it, and what a start would not take."""

from dataclasses import replace
from datetime import date

import pytest

from firewall import books
from firewall.checkup import signatures
from firewall.checkup.lines import State as LineState
from firewall.config import Signer, load
from firewall.errors import ConfigError
from firewall.policy import load as policy
from firewall.signed import history
from firewall.signed.faults import SignedError, Why
from firewall.signed.history import State
from tests.helpers_signed import NOW, ROLES, Desk, built, emergency, signed

SEVEN = signed(built(7))


@pytest.fixture
def config(tmp_path):
    desk = Desk(tmp_path)
    desk.put(SEVEN)
    return replace(
        load("", tmp_path)[0], policies=desk.bundle, signing=desk.signing(), data=tmp_path / "record"
    )


def said(config):
    return [(line.about, line.state, line.says) for line in signatures.texts(config, NOW)[0]]


def test_a_folder_says_nothing_of_it(tmp_path):
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "city.yaml").write_text("x")

    assert signatures.texts(load("", tmp_path)[0], NOW) == ([], {"city.yaml": "x"})
    with pytest.raises(ConfigError):
        signatures.texts(replace(load("", tmp_path)[0], policies=tmp_path / "x"), NOW)


def test_who_signed_is_told_by_name(config):
    assert said(config) == [
        ("signatures", LineState.OK, "Version 7, signed by jose as approver, maria as author.")
    ]
    assert signatures.texts(config, NOW)[1] == SEVEN.files


def test_what_the_record_says_counts(config):
    with books.opened(config.data, policy.load(SEVEN.files), NOW, create=True) as opened:
        opened.record.append_now(history.said(State(number=8), NOW, history.IN_FORCE))
    with pytest.raises(SignedError) as caught:
        said(config)

    assert caught.value.why is Why.OLDER


def test_a_key_that_ends_soon_is_told(config, tmp_path):
    people = tuple(
        Signer(name=n, key=tmp_path / f"{n}.pub", roles=ROLES[n], until=date(2026, 7, 10))
        for n in ("maria", "jose")
    )
    lines = said(replace(config, signing=replace(config.signing, signers=people)))

    assert [(about, state) for about, state, _ in lines[1:]] == [("signatures", LineState.WARNING)] * 2


def test_an_emergency_is_told_and_one_that_does_not_count_is_a_fault(config):
    desk = Desk(config.policies.parent)
    desk.lay(signed(emergency(SEVEN)))
    assert [(about, state) for about, state, _ in said(config)[1:]] == [("break-glass", LineState.WARNING)]

    desk.lay(emergency(SEVEN))
    assert [(about, state) for about, state, _ in said(config)[1:]] == [("break-glass", LineState.FAULT)]
