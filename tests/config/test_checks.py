"""What contradicts itself, and what is worth a word."""

from __future__ import annotations

from dataclasses import fields

import pytest

from firewall.config import Limits, Names, load
from tests.helpers_config import BASE, faults

DIGEST = "0" * 64
MODEL = f'[names]\nmodel = "m"\nsha256 = "{DIGEST}"\n'


def test_a_model_for_names_arrives():
    config, warnings = load(f"{MODEL}deadline_ms = 900\nworkers = 64", BASE)

    assert config.names == Names(model=BASE / "m", sha256=DIGEST, deadline_ms=900, workers=64)
    assert warnings == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            '[names]\nmodel = "m"',
            "names.model needs names.sha256. Run: firewall names digest /srv/firewall/m",
        ),
        (f'[names]\nsha256 = "{DIGEST}"', "names.sha256 is the digest of no model. Set names.model too."),
        (MODEL.replace("00", "0A", 1), "names.sha256 is not a SHA-256 of 64 small hexadecimal digits."),
        (MODEL.replace(DIGEST, DIGEST[1:]), "names.sha256 is not a SHA-256 of 64 small hexadecimal digits."),
        (
            f"{MODEL}workers = 0",
            "names.workers is not a whole number above 0, and at most 64. The default is 1.",
        ),
        (
            f"{MODEL}workers = 65",
            "names.workers is not a whole number above 0, and at most 64. The default is 1.",
        ),
        (f"{MODEL}deadline_ms = 0", "names.deadline_ms is not a whole number above 0. The default is 5000."),
        (f"{MODEL}deadline_ms = 30000", "names.deadline_ms is not below limits.whole_s."),
        (f"{MODEL}[limits]\nwhole_s = 1.0", "names.deadline_ms is not below limits.whole_s."),
    ],
)
def test_a_model_for_names_is_whole_and_in_time_or_a_fault(text, says):
    assert faults(text)[0].startswith(says)


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        ('[listen]\ntls_certificate = "c"', "listen.tls_key", "Set both"),
        ('[listen]\ntls_key = "k"', "listen.tls_certificate", "Set both"),
        ('[listen]\nclient_ca = "ca"', "listen.client_ca", "needs TLS"),
        ('[admin]\nhost = "0.0.0.0"', "admin.host", "allow_remote_admin_dangerous"),
        ('[admin]\nhost = "::"', "admin.host", "allow_remote_admin_dangerous"),
        ('[admin]\nhost = "10.0.0.5"', "admin.host", "allow_remote_admin_dangerous"),
        ('[admin]\nhost = "localhost.evil.example"', "admin.host", "allow_remote_admin_dangerous"),
        ("[admin]\nport = 8080", "admin.port", "are the same"),
        ("[spool]\ntotal_bytes = 1000", "spool.total_bytes", "lower answer_bytes too"),
        ("[limits]\ntotal_bytes = 1000", "limits.total_bytes", "One body must fit"),
        ('[mirror]\ndirectory = "data"', "mirror.directory", "give it another"),
        ('[data]\ndirectory = "mirror"', "mirror.directory", "give it another"),
        ('[policies]\ndraft = "d"', "policies.draft_until", "Set both"),
        ("[policies]\ndraft_until = 2026-12-31", "policies.draft", "Set both"),
        ("[limits]\ntotal_bytes = 30000000\n[processes]\ncount = 4", "processes.count", "into each process"),
        ("[processes]\ncount = 17", "processes.count", "at most 16"),
        ("[processes]\ncount = 0", "processes.count", "above 0"),
        ('[processes]\ncount = "auto"', "processes.count", "The default is 1."),
    ],
)
def test_fault_names_its_key_and_what_to_do(text, key, says):
    (fault,) = faults(text)

    assert key in fault
    assert says in fault


def test_a_mirror_that_is_open_to_the_network_is_worth_a_word():
    _, warnings = load('[mirror]\nhost = "0.0.0.0"', BASE)

    assert any("mirror.host" in warning for warning in warnings)


def test_port_zero_may_be_taken_twice():
    load("[listen]\nport = 0\n[admin]\nport = 0", BASE)


@pytest.mark.parametrize("limit", [field.name for field in fields(Limits)])
def test_limit_goes_down_freely_and_up_with_a_warning(limit):
    default = getattr(Limits(), limit)
    larger, smaller = (f"[limits]\n{limit} = {default * factor:.0f}\n" for factor in (2, 0.5))
    if limit == "body_bytes":
        assert load(larger, BASE)[1] == (
            "limits.body_bytes is above its default of 8388608: it was tested up to there.",
        )

    (warning,) = load(larger, BASE)[1]
    assert warning.startswith(f"limits.{limit} is above its default")
    assert load(smaller, BASE)[1] == ()


def test_plain_http_on_the_network_is_warned_of():
    assert "in the clear" in load('[listen]\nhost = "0.0.0.0"', BASE)[1][0]
    assert load('[listen]\nhost = "0.0.0.0"\ntls_certificate = "c"\ntls_key = "k"', BASE)[1] == ()


def test_remote_admin_is_possible_and_warned_of():
    config, warnings = load('[admin]\nhost = "0.0.0.0"\nallow_remote_admin_dangerous = true', BASE)

    assert config.admin.host == "0.0.0.0"
    assert "open to the network" in warnings[0]


def test_traces_that_travel_in_the_clear_are_warned_of():
    (warning,) = load('[traces]\nendpoint = "http://collector:4318/v1/traces"', BASE)[1]

    assert "in the clear" in warning
    assert load('[traces]\nendpoint = "https://collector:4318/v1/traces"', BASE)[1] == ()
    assert load('[traces]\nendpoint = "http://127.0.0.1:4318/v1/traces"', BASE)[1] == ()


@pytest.mark.parametrize("key", ["password_file", "ca"])
def test_what_belongs_to_a_database_needs_its_address(key):
    (says,) = faults(f'[record]\n{key} = "x"')

    assert says == f"record.{key} is for a record in PostgreSQL. Set record.postgresql too, or take it out."
