"""The record of a mirror and that of a firewall are never taken for each other."""

import pytest

from firewall import books as real
from firewall.app import now
from firewall.audit import entry
from firewall.errors import ConfigError, FirewallError
from firewall.mirror import books
from tests.mirror.standing import read_once


def write(opened):
    opened.record.append_now(entry.noted("id", now(), "mirror-start", {}))


def test_it_is_made_only_where_that_was_said(tmp_path):
    with (
        pytest.raises(ConfigError, match="firewall mirror --create"),
        books.opened(tmp_path / "m", read_once()),
    ):
        pass

    assert not (tmp_path / "m").exists()


def test_what_was_made_is_opened_again(tmp_path):
    with books.opened(tmp_path / "m", read_once(), create=True) as opened:
        write(opened)
    with books.opened(tmp_path / "m", read_once()) as opened:
        assert opened.record.size == 1


def test_a_firewalls_directory_is_no_mirrors(tmp_path):
    with real.opened(tmp_path / "data", read_once(), now(), create=True):
        pass

    with (
        pytest.raises(ConfigError, match="record of a firewall"),
        books.opened(tmp_path / "data", read_once(), create=True),
    ):
        pass


def test_a_mirrors_directory_is_no_firewalls(tmp_path):
    with books.opened(tmp_path / "m", read_once(), create=True) as opened:
        write(opened)

    with pytest.raises(FirewallError), real.opened(tmp_path / "m", read_once(), now(), create=True):
        pass


def test_its_checkpoints_are_signed_in_another_name(tmp_path):
    with books.opened(tmp_path / "m", read_once(), create=True) as opened:
        write(opened)
    signed = (tmp_path / "m" / "checkpoint").read_text().splitlines()[0]

    assert signed == books.origin(read_once()) == f"{real.origin(read_once())}/mirror"
