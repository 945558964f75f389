"""Safe as they are."""

from __future__ import annotations

from pathlib import Path

from firewall.audit.postgres.address import Address
from firewall.config import Admin, Config, Limits, Listen, Logs, Record, Traces


def test_defaults_are_open_to_this_machine_alone():
    assert (Listen().host, Admin().host, Admin().allow_remote_admin_dangerous) == (
        "127.0.0.1",
        "127.0.0.1",
        False,
    )


def test_a_mirror_asks_nobody_and_keeps_its_record_beside_the_firewalls():
    config = Config(data=Path("/srv/data"), policies=Path("/srv/policies"))

    assert (config.mirror.ask, config.mirror.host, config.mirror_data) == (
        False,
        "127.0.0.1",
        Path("/srv/mirror"),
    )
    assert config.draft is None


def test_defaults_are_those_of_the_design():
    limits = Limits()

    assert (limits.body_bytes, limits.ratio, limits.depth, limits.fields) == (8 * 2**20, 100, 64, 200_000)
    assert (limits.head_s, limits.body_s, limits.upstream_s, limits.whole_s) == (5, 15, 10, 30)
    assert limits.total_bytes == 256 * 2**20


def test_defaults_tell_nothing_of_addresses_and_send_nothing_away():
    assert (Logs().address_digest, Traces().endpoint) == (False, "")


def test_a_record_in_a_database_has_its_address_with_what_proves_both_sides():
    assert Record().database is None
    assert str(Record(postgresql="postgresql://f@h/d").database) == "postgresql://f@h/d"
    assert Record(postgresql="postgresql://f@h/d", password_file=Path("p"), ca=Path("c")).database == Address(
        user="f", host="h", database="d", password_file=Path("p"), ca=Path("c")
    )
